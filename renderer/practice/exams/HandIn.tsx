import { Alert, Button, Modal } from 'antd'
import { useTranslation } from '../../ui/i18n.ts'
import './sitting.css'
import type { LiveSitting } from './sitting.ts'

/** What is still open, before it is handed in. */
export function HandIn({
  open,
  state,
  busy,
  problem,
  onGo,
  onCancel,
  onConfirm,
}: {
  readonly open: boolean
  readonly state: LiveSitting
  readonly busy: boolean
  readonly problem: string | null
  readonly onGo: (question: number) => void
  readonly onCancel: () => void
  readonly onConfirm: () => void
}) {
  const { t } = useTranslation()
  const { questions, answers, marked } = state
  const all = questions.map((_, at) => at)
  const lists = [
    { key: 'blank', questions: all.filter((at) => !answers.has(at)) },
    { key: 'marked', questions: all.filter((at) => marked.has(at)) },
  ] as const
  const nothing = lists.every((one) => one.questions.length === 0)
  return (
    <Modal
      open={open}
      title={t('practiceExam:handIn.title')}
      width={480}
      onCancel={onCancel}
      destroyOnHidden
      footer={
        <>
          <Button autoFocus onClick={onCancel}>
            {t('practiceExam:handIn.goOn')}
          </Button>
          <Button type="primary" loading={busy} onClick={onConfirm}>
            {t('practiceExam:handIn.confirm', {
              answered: answers.size,
              of: questions.length,
            })}
          </Button>
        </>
      }
    >
      {nothing && <p>{t('practiceExam:handIn.complete')}</p>}
      {lists.map(({ key, questions: these }) =>
        these.length === 0 ? null : (
          <section key={key} className="exam-left">
            <h3>{t(`practiceExam:handIn.${key}`, { count: these.length })}</h3>
            <p>
              {these.map((at) => (
                <Button
                  key={at}
                  size="small"
                  aria-label={t('practiceExam:goTo', { number: at + 1 })}
                  onClick={() => onGo(at)}
                >
                  {at + 1}
                </Button>
              ))}
            </p>
          </section>
        ),
      )}
      <p className="dim">{t('practiceExam:handIn.lead')}</p>
      {problem !== null && <Alert type="error" showIcon title={problem} />}
    </Modal>
  )
}
