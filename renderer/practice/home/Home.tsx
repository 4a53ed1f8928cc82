import { Alert, Button, Skeleton } from 'antd'
import { CalendarClock, CircleAlert, CircleCheck, CircleDashed, RotateCcw } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import type { AssignmentView } from '#shared/practice/courses.ts'
import { deadlineOf } from '#shared/practice/due.ts'
import { Screen } from '../../management/parts/Screen.tsx'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useSecond } from '../../ui/clock.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { useAsk } from '../ask.ts'
import { scoredOf, skillsOf, WEAK } from '../runs/progress.ts'
import '../runs/runs.css'
import { useAgain } from '../run/useAgain.ts'
import { openPractice } from '../store.ts'
import './home.css'
import { Suggested } from './Suggested.tsx'
import { openItem, stepsOf, type Step } from './steps.ts'

/** What a trainee has to do next, and what it is still weak at. */
export function Home() {
  const { t } = useTranslation()
  const ask = useAsk()
  const me = useWork((state) => state.view?.me)
  const given = useAsked(useCallback(() => ask('assignments.list'), [ask]))
  const played = useAsked(useCallback(() => ask('runs.list'), [ask]))
  useAgain(() => {
    given.again()
    played.again()
  })
  const runs = useMemo(
    () => (played.state?.runs ?? []).filter(({ account }) => account === me),
    [played.state, me],
  )
  const assignments = given.state?.assignments ?? []
  const failed = given.error ?? played.error
  const isFirst = scoredOf(runs).length === 0
  const again = () => {
    given.again()
    played.again()
  }
  return (
    <Screen title={t('practice:section.home')} lead={t('practiceRun:home.lead')} wide>
      {failed !== null && (
        <Alert
          className="screen-alert"
          type="error"
          showIcon
          title={t(`error:${failed}`)}
          action={<Button onClick={again}>{t('common:retry')}</Button>}
        />
      )}
      {given.state === null && given.error === null ? (
        <Skeleton active paragraph={{ rows: 8 }} />
      ) : (
        <div className="home">
          <div className="home-courses">
            {assignments.length === 0 ? (
              <div className="run-empty">
                <h2>{t('practiceRun:home.none')}</h2>
                <p>{t('practiceRun:home.noneText')}</p>
                <Suggested runs={runs} />
              </div>
            ) : (
              assignments.map((one) => <Given key={one.id} given={one} me={me ?? ''} />)
            )}
          </div>
          <Weak runs={runs} isFirst={isFirst} />
        </div>
      )}
    </Screen>
  )
}

function Given({ given, me }: { readonly given: AssignmentView; readonly me: string }) {
  const { t } = useTranslation()
  const { of, by, note } = given
  const steps = stepsOf(given, me)
  const done = steps.filter(({ state }) => state === 'done').length
  const next = steps.find(({ state }) => state !== 'done')
  return (
    <section className="home-course" aria-label={of.title}>
      <header>
        <div>
          <h2>{of.title}</h2>
          <p className="dim">
            {t('practiceRun:home.by', { by })}
            {of.summary !== '' && ` · ${of.summary}`}
          </p>
        </div>
        <Due due={given.due} isDone={next === undefined && steps.length > 0} />
      </header>
      {note !== '' && <p className="home-note">{note}</p>}
      <div className="home-bar">
        <progress
          value={done}
          max={Math.max(1, steps.length)}
          aria-label={t('practiceRun:home.progress')}
        />
        <span className="tabular">{t('practiceRun:home.steps', { done, of: steps.length })}</span>
        {next && (
          <Button type="primary" onClick={() => openItem(next.item)}>
            {t(next.state === 'failed' ? 'practiceRun:home.again' : 'practiceRun:home.next', {
              title: titleOf(t, next),
            })}
          </Button>
        )}
      </div>
      <ol>
        {steps.map((step) => (
          <StepRow key={step.place} step={step} />
        ))}
      </ol>
    </section>
  )
}

type T = ReturnType<typeof useTranslation>['t']

function titleOf(t: T, { item, title }: Step): string {
  return item.kind === 'rush'
    ? t('practiceRun:home.rush', { buyers: item.buyers, minutes: item.minutes })
    : title === ''
      ? t('practiceRun:home.gone')
      : title
}

const ICONS = { open: CircleDashed, failed: RotateCcw, done: CircleCheck } as const

function StepRow({ step }: { readonly step: Step }) {
  const { t } = useTranslation()
  const { item, state, best, tries } = step
  const Icon = ICONS[state]
  return (
    <li className={`home-step ${state}`}>
      <Icon size={16} aria-hidden="true" />
      <span className="home-kind">{t(`practiceRun:home.kind.${item.kind}`)}</span>
      <button type="button" className="link-button clip" onClick={() => openItem(item)}>
        {titleOf(t, step)}
      </button>
      <span className="home-state">{t(`practiceRun:home.state.${state}`)}</span>
      <span className="tabular dim">
        {best !== null && t('practiceRun:home.best', { best, count: tries })}
      </span>
    </li>
  )
}

/** Told in words, with the date behind. */
function Due({ due, isDone }: { readonly due: number | null; readonly isDone: boolean }) {
  const { t } = useTranslation()
  const times = useTimes()
  const zone = useWork((state) => state.view?.settings.hours.timeZone ?? 'UTC')
  const deadline = deadlineOf(zone, due, useSecond() * 1000)
  if (isDone)
    return (
      <span className="home-due done">
        <CircleCheck size={14} aria-hidden="true" />
        {t('practiceRun:home.done')}
      </span>
    )
  if (due === null || deadline.kind === 'none')
    return <span className="home-due">{t('practiceRun:home.noDue')}</span>
  const { days: count } = deadline
  const how = deadline.kind === 'left' && count === 0 ? 'today' : deadline.kind
  const Icon = how === 'over' ? CircleAlert : CalendarClock
  return (
    <span className={`home-due ${how}`}>
      <Icon size={14} aria-hidden="true" />
      {t(`practiceRun:home.due.${how}`, { count, date: times.full(due) })}
    </span>
  )
}

const MOST = 6

function Weak({
  runs,
  isFirst,
}: {
  readonly runs: Parameters<typeof skillsOf>[0]
  readonly isFirst: boolean
}) {
  const { t } = useTranslation()
  const weak = skillsOf(runs)
    .filter(({ mean }) => mean < WEAK)
    .slice(0, MOST)
  return (
    <section className="home-weak" aria-label={t('practiceRun:weak.title')}>
      <h2>{t('practiceRun:weak.title')}</h2>
      {weak.length === 0 ? (
        <p className="dim">{t(isFirst ? 'practiceRun:weak.first' : 'practiceRun:weak.none')}</p>
      ) : (
        <>
          <p className="dim">{t('practiceRun:weak.text', { under: WEAK })}</p>
          <ul>
            {weak.map(({ skill, mean }) => (
              <li key={skill}>
                <span>{t(`practice:skill.${skill}`)}</span>
                <meter min={0} max={100} value={mean} aria-label={t(`practice:skill.${skill}`)} />
                <span className="tabular">{t('practiceRun:skillScore', { score: mean })}</span>
                <Button
                  size="small"
                  aria-label={t('practiceRun:weak.trainOf', {
                    skill: t(`practice:skill.${skill}`),
                  })}
                  onClick={() => openPractice('scenarios', `skill:${skill}`)}
                >
                  {t('practiceRun:weak.train')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
