import { InputNumber, Switch } from 'antd'
import { useTranslation } from '../../ui/i18n.ts'
import type { DeskSettings } from '#shared/protocol/settings.ts'
import { Field, Fields, type FieldIds } from '../parts/Field.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useDraft } from '../parts/useDraft.ts'
import { OrderedWords, wordsProblem } from './OrderedWords.tsx'
import './desk.css'

const SECOND = 1000
const HOUR = 3600 * SECOND
const MOST_TOPICS = 40
const MOST_TAGS = 60

/** What everyone's desk goes by: when a wait turns amber and red, what buyers show, topics and tags. */
export function Desk() {
  const { t } = useTranslation()
  const draft = useDraft<DeskSettings>(
    'desk',
    [],
    (settings) => settings.desk,
    (desk) => ({
      desk: {
        ...desk,
        topics: desk.topics.map((word) => word.trim()),
        tags: desk.tags.map((word) => word.trim()),
      },
    }),
  )
  const { value, set } = draft
  const late = value.lateMs <= value.soonMs ? t('manage:deskSettings.lateAfterSoon') : null
  const wrong = wordsProblem(value.topics) ?? wordsProblem(value.tags)
  const words = wrong === null ? null : t(`manage:deskSettings.problem.${wrong}`)
  return (
    <Screen
      title={t('manage:section.desk')}
      lead={t('manage:deskSettings.lead')}
      footer={<SaveBar draft={draft} problem={late ?? words} />}
    >
      <Fields title={t('manage:deskSettings.waiting')} lead={t('manage:deskSettings.waitingLead')}>
        <Field label={t('manage:deskSettings.soon')} hint={t('manage:deskSettings.soonHint')}>
          {(ids) => (
            <Seconds
              ids={ids}
              value={value.soonMs}
              min={5}
              onChange={(soonMs) => set({ soonMs })}
            />
          )}
        </Field>
        <Field
          label={t('manage:deskSettings.late')}
          hint={t('manage:deskSettings.lateHint')}
          error={late}
        >
          {(ids) => (
            <Seconds
              ids={ids}
              value={value.lateMs}
              min={10}
              onChange={(lateMs) => set({ lateMs })}
            />
          )}
        </Field>
      </Fields>
      <Fields title={t('manage:deskSettings.buyers')}>
        <Field label={t('manage:deskSettings.typing')} hint={t('manage:deskSettings.typingHint')}>
          {(ids) => (
            <Switch
              {...ids}
              checked={value.typingPreview}
              onChange={(typingPreview) => set({ typingPreview })}
            />
          )}
        </Field>
        <Field
          label={t('manage:deskSettings.evaluation')}
          hint={t('manage:deskSettings.evaluationHint')}
        >
          {(ids) => (
            <Switch
              {...ids}
              checked={value.evaluation}
              onChange={(evaluation) => set({ evaluation })}
            />
          )}
        </Field>
      </Fields>
      <Fields title={t('manage:deskSettings.topics')} lead={t('manage:deskSettings.topicsLead')}>
        <OrderedWords
          label={t('manage:deskSettings.topics')}
          add={t('manage:deskSettings.addTopic')}
          value={value.topics}
          most={MOST_TOPICS}
          onChange={(topics) => set({ topics: [...topics] })}
        />
      </Fields>
      <Fields title={t('manage:deskSettings.tags')} lead={t('manage:deskSettings.tagsLead')}>
        <OrderedWords
          label={t('manage:deskSettings.tags')}
          add={t('manage:deskSettings.addTag')}
          value={value.tags}
          most={MOST_TAGS}
          onChange={(tags) => set({ tags: [...tags] })}
        />
      </Fields>
    </Screen>
  )
}

interface SecondsProps {
  readonly ids: FieldIds
  readonly value: number
  readonly min: number
  readonly onChange: (ms: number) => void
}

function Seconds({ ids, value, min, onChange }: SecondsProps) {
  const { t } = useTranslation()
  return (
    <span className="seconds">
      <InputNumber
        {...ids}
        min={min}
        max={HOUR / SECOND}
        precision={0}
        status={ids['aria-invalid'] ? 'error' : ''}
        value={Math.round(value / SECOND)}
        onChange={(seconds) => {
          if (seconds !== null) onChange(seconds * SECOND)
        }}
      />
      <span aria-hidden="true">{t('manage:unit.seconds')}</span>
    </span>
  )
}
