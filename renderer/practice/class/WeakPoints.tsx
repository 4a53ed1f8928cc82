import { Button } from 'antd'
import { useState } from 'react'
import type { ScenarioView } from '#shared/practice/api.ts'
import type { AssignmentView, CourseView, RunView, TraineeView } from '#shared/practice/courses.ts'
import { addDays, dateAt, endOfDay } from '#shared/practice/due.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../../workstation/app/context.ts'
import type { useCourseActs } from '../courses/useCourses.ts'
import { openPractice } from '../store.ts'
import { levelOf, suggestionsOf } from './model.ts'
import { useShopClock } from './shop.ts'

/** Days until what is assigned from here is to be done. */
const DAYS = 7

/** Skills that want practice, each with scenarios that train it, assigned in one step. */
export function WeakPoints({
  trainee,
  scenarios,
  runs,
  assignments,
  courses,
  acts,
}: {
  readonly trainee: TraineeView
  readonly scenarios: readonly ScenarioView[]
  readonly runs: readonly RunView[]
  readonly assignments: readonly AssignmentView[]
  readonly courses: readonly CourseView[]
  readonly acts: ReturnType<typeof useCourseActs>
}) {
  const { t, i18n } = useTranslation()
  const { desk } = useActions()
  const { zone, now } = useShopClock()
  const [busy, setBusy] = useState(false)
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 })
  const points = suggestionsOf(trainee, scenarios, runs, assignments)
  const trained = Object.keys(trainee.skills).length

  /** A course of this one scenario, made where it is not there, for this one trainee. */
  async function assign(scenario: ScenarioView) {
    setBusy(true)
    const known = courses.find(
      ({ items: [item, ...more] }) =>
        more.length === 0 && item?.kind === 'scenario' && item.scenario === scenario.id,
    )
    const course = known?.id ?? crypto.randomUUID()
    const code =
      (known
        ? null
        : await acts.saveCourse({
            id: course,
            title: scenario.title,
            summary: t('practiceClass:weak.course'),
            items: [{ kind: 'scenario', scenario: scenario.id }],
          })) ??
      (await acts.saveAssignment({
        id: crypto.randomUUID(),
        course,
        accounts: [trainee.account],
        due: endOfDay(zone, addDays(dateAt(zone, now()), DAYS)),
        note: '',
      }))
    setBusy(false)
    if (code !== null) desk.toast('error', `error:${code}`)
    else
      desk.toast('info', 'practiceClass:weak.assigned', {
        title: scenario.title,
        nick: trainee.nick,
        count: DAYS,
      })
  }
  return (
    <section className="class-part" aria-label={t('practiceClass:weak.title')}>
      <h2>{t('practiceClass:weak.title')}</h2>
      {points.length === 0 ? (
        <p className="dim">
          {t(trained === 0 ? 'practiceClass:weak.unknown' : 'practiceClass:weak.none')}
        </p>
      ) : (
        <ul className="class-weak">
          {points.map(({ skill, score, scenarios: suggested }) => (
            <li key={skill}>
              <div className="class-weak-skill">
                <strong>{t(`practice:skill.${skill}`)}</strong>
                <span className={`class-point ${levelOf(score)}`}>
                  <b className="tabular">{number.format(score)}</b>{' '}
                  {t(`practiceClass:level.${levelOf(score)}`)}
                </span>
              </div>
              {suggested.length === 0 ? (
                <p className="dim">
                  {t('practiceClass:weak.allPassed')}{' '}
                  <button
                    type="button"
                    className="link-button"
                    onClick={() => openPractice('editor')}
                  >
                    {t('practiceClass:weak.write')}
                  </button>
                </p>
              ) : (
                <ul>
                  {suggested.map(({ scenario, tries, assigned }) => (
                    <li key={scenario.id}>
                      <span className="class-two">
                        <span className="clip" title={scenario.summary}>
                          {scenario.title}
                        </span>
                        <span className="dim">
                          {t(`practiceClass:level.${scenario.level}`)} ·{' '}
                          {t('practiceClass:course.minutes', { count: scenario.minutes })}
                          {tries > 0 && ` · ${t('practiceClass:weak.tries', { count: tries })}`}
                        </span>
                      </span>
                      {assigned ? (
                        <span className="dim">{t('practiceClass:weak.isAssigned')}</span>
                      ) : (
                        <Button
                          size="small"
                          disabled={busy}
                          aria-label={t('practiceClass:weak.assignOf', { title: scenario.title })}
                          onClick={() => void assign(scenario)}
                        >
                          {t('practiceClass:course.assign')}
                        </Button>
                      )}
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
