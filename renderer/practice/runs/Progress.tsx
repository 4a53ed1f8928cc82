import type { RunView } from '#shared/practice/courses.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { openPractice } from '../store.ts'
import { scoredOf, skillsOf } from './progress.ts'

const WIDTH = 640
const HEIGHT = 150
const LEFT = 32
const TOP = 10
const BOTTOM = 22
/** Older ones are in the table below. */
const SHOWN = 40

/** Totals over time, run by run, and where each skill stands. */
export function Progress({ runs }: { readonly runs: readonly RunView[] }) {
  const { t } = useTranslation()
  const scored = scoredOf(runs).slice(-SHOWN)
  const skills = skillsOf(runs)
  if (scored.length === 0) return null
  return (
    <div className="run-progress">
      <section aria-label={t('practiceRun:progress.totals')}>
        <h2>{t('practiceRun:progress.totals')}</h2>
        <Totals scored={scored} />
        <p className="dim">
          {t('practiceRun:progress.legend')}
          {runs.some(({ state }) => state === 'given_up') && t('practiceRun:progress.givenUp')}
        </p>
      </section>
      <section aria-label={t('practiceRun:progress.skills')}>
        <h2>{t('practiceRun:progress.skills')}</h2>
        <table className="run-skills">
          <thead className="visually-hidden">
            <tr>
              <th scope="col">{t('practiceRun:progress.skill')}</th>
              <th scope="col">{t('practiceRun:progress.course')}</th>
              <th scope="col">{t('practiceRun:progress.mean')}</th>
            </tr>
          </thead>
          <tbody>
            {skills.map(({ skill, values, mean }) => (
              <tr key={skill}>
                <th scope="row">{t(`practice:skill.${skill}`)}</th>
                <td>
                  <Spark values={values.slice(-SHOWN)} />
                </td>
                <td className="tabular">{t('practiceRun:skillScore', { score: mean })}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="dim">{t('practiceRun:progress.meanOf')}</p>
      </section>
    </div>
  )
}

function Totals({ scored }: { readonly scored: ReturnType<typeof scoredOf> }) {
  const { t } = useTranslation()
  const times = useTimes()
  const inner = WIDTH - LEFT - 12
  const x = (index: number) =>
    LEFT + (scored.length === 1 ? inner / 2 : (inner * index) / (scored.length - 1))
  const y = (total: number) => TOP + ((HEIGHT - TOP - BOTTOM) * (100 - total)) / 100
  const first = scored[0]
  const last = scored.at(-1)
  if (!first || !last) return null
  const path = scored
    .map(({ score }, index) => `${index === 0 ? 'M' : 'L'}${x(index)} ${y(score.total)}`)
    .join('')
  return (
    <svg
      className="run-totals"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="group"
      aria-label={t('practiceRun:progress.told', {
        runs: scored.length,
        first: first.score.total,
        last: last.score.total,
      })}
    >
      {[0, 50, 100].map((line) => (
        <g key={line} aria-hidden="true">
          <line x1={LEFT} x2={WIDTH - 12} y1={y(line)} y2={y(line)} />
          <text x={LEFT - 6} y={y(line) + 4} textAnchor="end">
            {line}
          </text>
        </g>
      ))}
      <text
        x={x(0)}
        y={HEIGHT - 5}
        textAnchor={scored.length === 1 ? 'middle' : 'start'}
        aria-hidden="true"
      >
        {times.short(first.startedAt)}
      </text>
      {scored.length > 1 && (
        <text x={x(scored.length - 1)} y={HEIGHT - 5} textAnchor="end" aria-hidden="true">
          {times.short(last.startedAt)}
        </text>
      )}
      <path d={path} aria-hidden="true" />
      {scored.map(({ id, title, startedAt, score }, index) => (
        <a
          key={id}
          href="#run"
          aria-label={t('practiceRun:progress.point', {
            title,
            at: times.full(startedAt),
            total: score.total,
            passed: t(score.passed ? 'practiceRun:passed' : 'practiceRun:failed'),
          })}
          data-tip={`${title} · ${score.total}`}
          onClick={(event) => {
            event.preventDefault()
            openPractice('runs', id)
          }}
        >
          {score.passed ? (
            <circle className="passed" cx={x(index)} cy={y(score.total)} r="4.5" />
          ) : (
            <rect className="failed" x={x(index) - 4} y={y(score.total) - 4} width="8" height="8" />
          )}
        </a>
      ))}
    </svg>
  )
}

/** A skill's way, without figures: they stand beside it. */
function Spark({ values }: { readonly values: readonly number[] }) {
  const x = (index: number) => (values.length === 1 ? 50 : 2 + (96 * index) / (values.length - 1))
  const y = (value: number) => 22 - (20 * value) / 100
  const last = values.at(-1) ?? 0
  return (
    <svg className="run-spark" viewBox="0 0 100 24" aria-hidden="true">
      <path d={values.map((value, at) => `${at === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join('')} />
      <circle cx={x(values.length - 1)} cy={y(last)} r="2.5" />
    </svg>
  )
}
