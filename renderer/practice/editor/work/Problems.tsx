import { CircleAlert, CircleCheck } from 'lucide-react'
import { useStore } from 'zustand'
import type { Problem } from '#shared/practice/problems.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import type { Session } from './session.ts'

const SHOWN = 100

/** All that is wrong, by line; a click goes there. */
export function Problems({
  session,
  problems,
  sentence,
}: {
  readonly session: Session
  readonly problems: readonly Problem[]
  readonly sentence: (problem: Problem) => string
}) {
  const { t } = useTranslation()
  const current = useStore(session.store, (state) => state.current)
  const rewritten = useStore(session.store, (state) => state.rewritten)
  return (
    <section className="work-problems" aria-label={t('practiceEditor:problems')}>
      {problems.length === 0 ? (
        <p className="work-fine">
          <CircleCheck size={16} aria-hidden="true" />
          {t(current ? 'practiceEditor:noProblems' : 'practiceEditor:state.checking')}
          {rewritten && <span className="dim">{t('practiceEditor:rewritten')}</span>}
        </p>
      ) : (
        <ul className="scroll">
          {problems.slice(0, SHOWN).map((problem) => (
            <li key={`${problem.message}`}>
              <button type="button" onClick={() => session.goTo(problem.line, problem.column)}>
                <CircleAlert size={14} aria-hidden="true" />
                <span className="tabular work-line">
                  {t('practiceEditor:line', { line: problem.line })}
                </span>
                <span>{sentence(problem)}</span>
                <code className="clip dim">{problem.path}</code>
              </button>
            </li>
          ))}
          {problems.length > SHOWN && (
            <li className="dim">
              {t('practiceEditor:moreProblems', { count: problems.length - SHOWN })}
            </li>
          )}
        </ul>
      )}
    </section>
  )
}
