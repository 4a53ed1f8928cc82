import { Alert, AutoComplete, Button, Drawer, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import type { KeptQuestion } from '#shared/practice/exam/api.ts'
import { QUESTION_KINDS, type QuestionKind } from '#shared/practice/exam/model.ts'
import { Field } from '../../management/parts/Field.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useAsk } from '../ask.ts'
import { draftOf, emptyDraft, questionOfDraft, type QuestionDraft } from './draft.ts'
import { KindFields } from './KindFields.tsx'
import { useSaving } from './useSaving.ts'

/** A question is written, or one of the bank is changed; what is wrong is said while it is typed. */
export function QuestionDrawer({
  opened,
  chapters,
  onClose,
  onSaved,
  onRemove,
}: {
  readonly opened: KeptQuestion | 'new' | null
  readonly chapters: readonly string[]
  readonly onClose: () => void
  readonly onSaved: () => void
  readonly onRemove: (kept: KeptQuestion) => void
}) {
  const { t } = useTranslation()
  return (
    <Drawer
      open={opened !== null}
      size={640}
      rootStyle={{ position: 'absolute' }}
      onClose={onClose}
      destroyOnHidden
      title={t(opened === 'new' ? 'practiceExam:form.new' : 'practiceExam:form.edit')}
    >
      {opened !== null && (
        <QuestionForm
          key={opened === 'new' ? 'new' : opened.question.id}
          kept={opened === 'new' ? null : opened}
          chapters={chapters}
          onSaved={onSaved}
          onRemove={onRemove}
        />
      )}
    </Drawer>
  )
}

function QuestionForm({
  kept,
  chapters,
  onSaved,
  onRemove,
}: {
  readonly kept: KeptQuestion | null
  readonly chapters: readonly string[]
  readonly onSaved: () => void
  readonly onRemove: (kept: KeptQuestion) => void
}) {
  const { t } = useTranslation()
  const ask = useAsk()
  const [draft, setDraft] = useState<QuestionDraft>(() =>
    kept ? draftOf(kept.question) : emptyDraft(`q-${crypto.randomUUID()}`, chapters[0] ?? ''),
  )
  /** Nothing is called wrong before it was tried or typed. */
  const [touched, setTouched] = useState(kept !== null)
  const { busy, failed, keep, restore } = useSaving(onSaved)
  const { question, problems } = questionOfDraft(draft)
  const wrong = touched && problems ? problems : {}
  const error = (field: keyof NonNullable<typeof problems>) => {
    const code = wrong[field]
    return code === undefined ? null : t(`practiceExam:wrong.${code}`)
  }
  const set = (part: Partial<QuestionDraft>) => setDraft({ ...draft, ...part })

  function save(): void {
    setTouched(true)
    if (!question) return
    const replaces = kept && { id: kept.question.id, updatedAt: kept.updatedAt }
    void keep(ask('bank.saveQuestion', { question, replaces }))
  }
  return (
    <form
      className="bank-form"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Field label={t('practiceExam:column.kind')}>
        {(ids) => (
          <Select<QuestionKind>
            {...ids}
            value={draft.kind}
            onChange={(kind) => set({ kind })}
            options={QUESTION_KINDS.map((kind) => ({
              value: kind,
              label: t(`practiceExam:kind.${kind}`),
            }))}
          />
        )}
      </Field>
      <Field
        label={t('practiceExam:column.chapter')}
        hint={t('practiceExam:form.chapterHint')}
        error={error('chapter')}
      >
        {(ids) => (
          <AutoComplete
            {...ids}
            value={draft.chapter}
            onChange={(chapter: string) => set({ chapter })}
            options={chapters.map((value) => ({ value }))}
            showSearch={{ filterOption: true }}
          />
        )}
      </Field>
      <Field label={t('practiceExam:column.difficulty')}>
        {(ids) => (
          <Segmented
            id={ids.id}
            value={draft.difficulty}
            onChange={(difficulty) => set({ difficulty })}
            options={([1, 2, 3] as const).map((value) => ({
              value,
              label: t(`practiceExam:difficulty.${value}`),
            }))}
          />
        )}
      </Field>
      <Field label={t('practiceExam:column.question')} error={error('text')}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            className="grows"
            rows={3}
            maxLength={600}
            value={draft.text}
            onChange={(event) => set({ text: event.target.value })}
            onBlur={() => draft.text !== '' && setTouched(true)}
          />
        )}
      </Field>
      <KindFields draft={draft} error={error} onChange={set} />
      <Field
        label={t('practiceExam:form.explanation')}
        hint={t('practiceExam:form.explanationHint')}
        error={error('about')}
      >
        {(ids) => (
          <Input.TextArea
            {...ids}
            className="grows"
            rows={3}
            maxLength={1000}
            value={draft.explanation}
            onChange={(event) => set({ explanation: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('practiceExam:form.source')} hint={t('practiceExam:form.sourceHint')}>
        {(ids) => (
          <Input
            {...ids}
            maxLength={120}
            value={draft.source}
            onChange={(event) => set({ source: event.target.value })}
          />
        )}
      </Field>
      {failed !== null && <Alert type="error" showIcon title={t(`error:${failed}`)} />}
      <div className="button-row">
        <Button type="primary" htmlType="submit" disabled={busy || (touched && problems !== null)}>
          {t('practiceExam:form.save')}
        </Button>
        {kept?.origin === 'changed' && (
          <Button
            onClick={() => void restore(ask('bank.restoreQuestion', { id: kept.question.id }))}
          >
            {t('practiceExam:form.restore')}
          </Button>
        )}
        {kept && (
          <Button danger onClick={() => onRemove(kept)}>
            {t('practiceExam:form.remove')}
          </Button>
        )}
        {touched && problems !== null && (
          <span className="save-problem" role="status">
            {t('practiceExam:form.notYet')}
          </span>
        )}
      </div>
    </form>
  )
}
