import { Alert, Button, InputNumber, Segmented, Select, Skeleton, Slider } from 'antd'
import { Play } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { RHYTHMS, type RushSettings } from '#shared/practice/rush/settings.ts'
import { SKILLS, type Skill } from '#shared/practice/scenario.ts'
import { Field } from '../../management/parts/Field.tsx'
import { Screen } from '../../management/parts/Screen.tsx'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../../workstation/app/context.ts'
import { useAsk } from '../ask.ts'
import { runState } from '../run/run-state.ts'
import { useAgain } from '../run/useAgain.ts'
import { useStart } from '../run/useStart.ts'
import type { RushPlace } from './open.ts'
import { PastRushes } from './PastRushes.tsx'
import { rushesOf } from './results.ts'
import { RhythmShape } from './RhythmShape.tsx'
import '../runs/runs.css'
import './rush.css'

/** An evening that most can stand: a buyer a minute. */
const USUAL: RushSettings = { buyers: 10, minutes: 10, rhythm: 'steady', skills: [] }
const BUYERS_MAX = 60
const MINUTES_MAX = 60

export function RushSetUp({ load }: { readonly load: RushPlace }) {
  const { t } = useTranslation()
  const ask = useAsk()
  const { chats } = useActions()
  const me = useWork((state) => state.view?.me ?? '')
  const going = useStore(runState, (state) => state.live?.run ?? null)
  const { startRush, busy } = useStart()
  const [settings, setSettings] = useState<RushSettings>(() => fitted(load))
  const { state, error, again } = useAsked(useCallback(() => ask('runs.list'), [ask]))
  useAgain(again)
  const past = useMemo(() => rushesOf(state?.runs ?? [], me), [state, me])
  const change = (part: Partial<RushSettings>) => setSettings((before) => ({ ...before, ...part }))
  const { buyers, minutes, rhythm, skills } = settings
  return (
    <Screen title={t('practice:section.rush')} lead={t('practiceRush:lead')} wide>
      <div className="rush">
        <form
          className="rush-load"
          aria-label={t('practiceRush:load')}
          onSubmit={(event) => {
            event.preventDefault()
            void startRush(settings)
          }}
        >
          <h2>{t('practiceRush:load')}</h2>
          <Amount
            label={t('practiceRush:buyers')}
            hint={t('practiceRush:buyersHint')}
            value={buyers}
            max={BUYERS_MAX}
            onChange={(value) => change({ buyers: value })}
          />
          <Amount
            label={t('practiceRush:minutes')}
            hint={t('practiceRush:minutesHint')}
            value={minutes}
            max={MINUTES_MAX}
            onChange={(value) => change({ minutes: value })}
          />
          <div className="form-field">
            <span className="rush-label" id="rush-rhythm">
              {t('practiceRush:rhythm')}
            </span>
            <div>
              <Segmented
                aria-labelledby="rush-rhythm"
                value={rhythm}
                onChange={(value) => change({ rhythm: value })}
                options={RHYTHMS.map((value) => ({
                  value,
                  label: t(`practiceRush:rhythms.${value}`),
                }))}
              />
              <RhythmShape settings={settings} />
              <p className="form-hint">{t(`practiceRush:rhythmTexts.${rhythm}`)}</p>
            </div>
          </div>
          <Field label={t('practiceRush:skills')} hint={t('practiceRush:skillsHint')}>
            {(ids) => (
              <Select<readonly Skill[]>
                {...ids}
                mode="multiple"
                allowClear
                value={skills}
                placeholder={t('practiceRush:anySkill')}
                showSearch={{ optionFilterProp: 'label' }}
                onChange={(value) => change({ skills: [...value] })}
                options={TALKS.map((value) => ({ value, label: t(`practice:skill.${value}`) }))}
              />
            )}
          </Field>
          {going ? (
            <Alert
              type="info"
              showIcon
              title={t('practiceRush:going', { title: going.title })}
              action={
                <Button onClick={() => chats.show('chats')}>{t('practiceRun:bar.toChats')}</Button>
              }
            />
          ) : (
            <div className="rush-start">
              <Button
                type="primary"
                size="large"
                htmlType="submit"
                disabled={busy}
                icon={<Play size={16} aria-hidden="true" />}
              >
                {t('practiceRush:start')}
              </Button>
              <p className="dim" role="status">
                {busy
                  ? t('practiceRush:starting')
                  : t('practiceRush:pace', { pace: Math.round((10 * buyers) / minutes) / 10 })}
              </p>
            </div>
          )}
        </form>
        <section className="rush-past" aria-label={t('practiceRush:past.title')}>
          <h2>{t('practiceRush:past.title')}</h2>
          {error !== null ? (
            <Alert
              type="error"
              showIcon
              title={t(`error:${error}`)}
              action={<Button onClick={again}>{t('common:retry')}</Button>}
            />
          ) : state === null ? (
            <Skeleton active paragraph={{ rows: 6 }} />
          ) : (
            <PastRushes results={past} />
          )}
        </section>
      </div>
    </Screen>
  )
}

/** What short and long talks can be about; the others are what a rush always is. */
const TALKS = SKILLS.filter((skill) => skill !== 'rush' && skill !== 'several')

function fitted(load: RushPlace): RushSettings {
  if (load?.kind !== 'load') return USUAL
  return {
    ...USUAL,
    buyers: Math.min(BUYERS_MAX, Math.round(load.buyers)),
    minutes: Math.min(MINUTES_MAX, load.minutes),
  }
}

function Amount({
  label,
  hint,
  value,
  max,
  onChange,
}: {
  readonly label: string
  readonly hint: string
  readonly value: number
  readonly max: number
  readonly onChange: (value: number) => void
}) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <div className="rush-amount">
          <InputNumber
            {...ids}
            min={1}
            max={max}
            precision={0}
            value={value}
            onChange={(given) => given !== null && onChange(given)}
          />
          <Slider
            min={1}
            max={max}
            value={value}
            onChange={onChange}
            tooltip={{ open: false }}
            ariaLabelForHandle={label}
          />
        </div>
      )}
    </Field>
  )
}
