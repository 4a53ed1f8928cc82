import { useMemo } from 'react'
import { useTranslation } from '../../../ui/i18n.ts'
import { WITS } from '../wits.ts'
import { scoreOf, type Talk } from './talk.ts'

/** What a run that ended here would get, line by line. */
export function ScoreOf({ talk }: { readonly talk: Talk }) {
  const { t } = useTranslation()
  const { total, passed, marks, violations } = useMemo(() => scoreOf(talk, WITS), [talk])
  return (
    <section className="talk-score" aria-label={t('practiceEditor:talk.score')}>
      <p className="talk-total">
        <strong className="tabular">{total}</strong>
        <span>
          {t(passed ? 'practiceEditor:talk.passed' : 'practiceEditor:talk.failed', {
            pass: talk.scenario.rubric.pass,
          })}
        </span>
      </p>
      <ul>
        {violations.map(({ id, kind, values }) => (
          <li key={`${id} ${kind}`} className="save-problem">
            {t(
              kind === 'wrong_buyer'
                ? `practice:violation.wrong_buyer.${String(values['what'] ?? 'order')}`
                : `practice:violation.${kind}`,
              values,
            )}
          </li>
        ))}
        {marks.map(({ id, kind, how, values, got, weight }) => (
          <li key={id}>
            <span className="tabular talk-got">
              {Math.round(got * weight * 10) / 10}/{weight}
            </span>
            <span>{t([`practice:mark.${kind}.${how}`, `practice:${how}`, how], values)}</span>
            <span className="dim clip">{id}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
