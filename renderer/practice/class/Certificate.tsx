import { Alert, Button, Input, Modal, Select } from 'antd'
import { useState, type SyntheticEvent } from 'react'
import type { Language } from '#shared/bridge/contract.ts'
import type { AssignmentView, TraineeView } from '#shared/practice/courses.ts'
import { dateAt } from '#shared/practice/due.ts'
import { Field } from '../../management/parts/Field.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { LANGUAGES } from '../../workstation/entry/EntryTools.tsx'
import { itemText } from '../courses/itemText.ts'
import { finishedAt } from './model.ts'
import { useShopClock } from './shop.ts'

interface Parts {
  readonly trainee: TraineeView
  /** Runs and sittings, by which the day is known. */
  readonly ended: readonly { readonly id: string; readonly endedAt: number | null }[]
  readonly onClose: () => void
}

/** A finished course on paper; the names are asked for, since nicks stand on no wall. */
export function Certificate({
  assignment,
  ...parts
}: Parts & { readonly assignment: AssignmentView | null }) {
  const { t } = useTranslation()
  return (
    <Modal
      open={assignment !== null}
      title={t('practiceClass:certificate.title')}
      width={480}
      onCancel={parts.onClose}
      destroyOnHidden
      footer={null}
    >
      {assignment && <Form key={assignment.id} assignment={assignment} {...parts} />}
    </Modal>
  )
}

function Form({
  assignment,
  trainee,
  ended,
  onClose,
}: Parts & { readonly assignment: AssignmentView }) {
  const { t, i18n } = useTranslation()
  const { call } = useWorkstation()
  const { desk } = useActions()
  const { zone, now } = useShopClock()
  const shop = useWork((state) => state.view?.shop.name ?? '')
  const me = useWork((state) => (state.view ? state.view.accounts[state.view.me]?.nick : ''))
  const [name, setName] = useState(trainee.nick)
  const [trainer, setTrainer] = useState(me ?? '')
  const [language, setLanguage] = useState(i18n.language as Language)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const progress = assignment.progress[trainee.account] ?? []
  const day = dateAt(zone, finishedAt(progress, ended) ?? now())
  const nameless = name.trim() === '' || trainer.trim() === ''

  async function print() {
    if (nameless) return
    setBusy(true)
    const result = await call('practice.certificate', {
      language,
      name: name.trim(),
      trainer: trainer.trim(),
      course: assignment.of.title,
      // What was gone before anybody did it stands on no paper.
      items: assignment.of.items.flatMap((item, at) => {
        const { state, best = null } = progress[at] ?? {}
        if (state !== 'done') return []
        const title = itemText(t, item, assignment.of.titles[at])
        return [{ kind: item.kind, title, score: best }]
      }),
      date: day,
      shop,
    })
    setBusy(false)
    setFailed(result.ok ? null : result.error.code)
    if (!result.ok || !result.value.saved) return
    desk.toast('info', 'practiceClass:certificate.saved', { name: name.trim() })
    onClose()
  }
  return (
    <form
      className="class-form"
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault()
        void print()
      }}
    >
      <p>{t('practiceClass:certificate.text', { course: assignment.of.title, date: day })}</p>
      <Field
        label={t('practiceClass:certificate.name')}
        hint={t('practiceClass:certificate.nameHint')}
        error={name.trim() === '' ? t('practiceClass:certificate.missing') : null}
      >
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('practiceClass:certificate.trainer')}
        error={trainer.trim() === '' ? t('practiceClass:certificate.missing') : null}
      >
        {(ids) => (
          <Input
            {...ids}
            maxLength={60}
            value={trainer}
            onChange={(event) => setTrainer(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('practiceClass:certificate.language')}>
        {({ id }) => (
          <Select<Language>
            id={id}
            value={language}
            options={LANGUAGES.map((one) => ({ value: one.id, label: one.name }))}
            onChange={setLanguage}
          />
        )}
      </Field>
      {failed !== null && (
        <Alert type="error" showIcon className="form-alert" title={t(`error:${failed}`)} />
      )}
      <div className="button-row">
        <Button type="primary" htmlType="submit" disabled={busy || nameless}>
          {t(busy ? 'practiceClass:certificate.busy' : 'practiceClass:certificate.print')}
        </Button>
        <Button onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </form>
  )
}
