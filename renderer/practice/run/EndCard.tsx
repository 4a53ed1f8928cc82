import { CircleAlert, CircleCheck, CircleX } from 'lucide-react'
import type { RunReply } from '#shared/practice/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../../workstation/app/context.ts'
import { openRushResult } from '../rush/open.ts'
import { useWords } from '../runs/words.ts'
import { openPractice } from '../store.ts'
import { Measures } from './Measures.tsx'
import { seenOver } from './run-state.ts'

/** A run is over: passed or not, and the way to what earned it. */
export function EndCard({ reply: { run, score } }: { readonly reply: RunReply }) {
  const { t } = useTranslation()
  const words = useWords()
  const { chats } = useActions()
  const marks = () => {
    seenOver()
    if (run.kind === 'rush') openRushResult(run.id)
    else openPractice('runs', run.id)
    chats.show('practice')
  }
  if (!score) return null
  const { total, passed, violations } = score
  const Icon = passed ? CircleCheck : CircleX
  return (
    <Dialog
      title={t('practiceRun:end.title', { title: run.title })}
      className="run-end"
      onClose={seenOver}
      foot={
        <>
          <Button look="primary" onClick={marks}>
            {t(run.kind === 'rush' ? 'practiceRush:end.result' : 'practiceRun:end.marks')}
          </Button>
          <Button onClick={seenOver}>{t('common:close')}</Button>
        </>
      }
    >
      <div className={`run-end-score ${passed ? 'passed' : 'failed'}`}>
        <span className="tabular">{total}</span>
        <strong>
          <Icon size={20} aria-hidden="true" />
          {t(passed ? 'practiceRun:passed' : 'practiceRun:failed')}
        </strong>
      </div>
      <Measures measures={score.measures} />
      {violations.length === 0 ? (
        <p>{t('practiceRun:end.noViolation')}</p>
      ) : (
        <>
          <p>{t('practiceRun:violations.text')}</p>
          <ul>
            {violations.map((one) => (
              <li key={`${one.id} ${one.cites.join()}`}>
                <CircleAlert size={14} aria-hidden="true" />
                {words.violation(one)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  )
}
