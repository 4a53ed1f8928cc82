import { Alert, Button, Skeleton } from 'antd'
import { ArrowRight, Clock, ListChecks } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ExamView, SittingView } from '#shared/practice/exam/api.ts'
import { Confirm } from '../../management/parts/Confirm.tsx'
import { Fields } from '../../management/parts/Field.tsx'
import { Screen } from '../../management/parts/Screen.tsx'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { useAsk } from '../ask.ts'
import './lists.css'

/** The exams there are, with own results, and own sittings below. */
export function ExamHome({
  wanted,
  onOpen,
}: {
  /** The exam that somebody came for; null: none. */
  readonly wanted: string | null
  readonly onOpen: (sitting: string) => void
}) {
  const { t } = useTranslation()
  const ask = useAsk()
  const me = useWork((state) => state.view?.me)
  const [chosen, setChosen] = useState<ExamView | null>(null)
  const [busy, setBusy] = useState(false)
  const fetch = useCallback(() => ask('exams.list'), [ask])
  const fetchSittings = useCallback(() => ask('exams.sittings'), [ask])
  const list = useAsked(fetch)
  const sittings = useAsked(fetchSittings)
  const { error, setError } = list
  const running = list.state?.running ?? null
  const came = useRef(wanted)
  useEffect(() => {
    const exam = list.state?.exams.find(({ id, ready }) => id === came.current && ready)
    if (!exam) return
    came.current = null
    if (list.state?.running === null) setChosen(exam)
  }, [list.state])
  const own = sittings.state?.sittings.filter(({ account }) => account === me) ?? null

  async function sit(exam: ExamView): Promise<void> {
    setBusy(true)
    const result = await ask('exams.sit', { exam: exam.id })
    setBusy(false)
    setChosen(null)
    if (result.ok) onOpen(result.value.sitting.id)
    else {
      setError(result.error.code)
      list.again()
    }
  }
  return (
    <Screen title={t('practice:section.exams')} lead={t('practiceExam:lead')}>
      {error !== null && (
        <Alert
          className="screen-alert"
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={
            <Button
              size="small"
              onClick={() => {
                setError(null)
                list.again()
                sittings.again()
              }}
            >
              {t('common:retry')}
            </Button>
          }
        />
      )}
      {running && (
        <Alert
          className="screen-alert"
          type="warning"
          showIcon
          title={t('practiceExam:running', { title: running.title })}
          action={
            <Button type="primary" size="small" onClick={() => onOpen(running.id)}>
              {t('practiceExam:goOn')}
            </Button>
          }
        />
      )}
      {!list.state && error === null && <Skeleton active className="late" />}
      {list.state?.exams.length === 0 && <p className="dim">{t('practiceExam:noExams')}</p>}
      {list.state && list.state.exams.length > 0 && (
        <ul className="exam-cards">
          {list.state.exams.map((exam) => (
            <li key={exam.id}>
              <div className="exam-card">
                <h2>{exam.title}</h2>
                {exam.summary !== '' && <p className="dim">{exam.summary}</p>}
                <p className="exam-facts">
                  <span>
                    <ListChecks size={14} aria-hidden="true" />
                    {t('practiceExam:count', { count: exam.questions })}
                  </span>
                  <span>
                    <Clock size={14} aria-hidden="true" />
                    {t('practiceExam:minutes', { minutes: exam.minutes })}
                  </span>
                  <span>{t('practiceExam:passAt', { pass: exam.pass })}</span>
                </p>
              </div>
              <Own of={exam} />
              <Sit
                exam={exam}
                running={running}
                onSit={() => (running?.exam === exam.id ? onOpen(running.id) : setChosen(exam))}
              />
            </li>
          ))}
        </ul>
      )}
      <Fields title={t('practiceExam:history')} lead={t('practiceExam:historyLead')}>
        {own?.length === 0 && <p className="dim">{t('practiceExam:noHistory')}</p>}
        {own && own.length > 0 && <SittingRows sittings={own} onOpen={onOpen} />}
      </Fields>
      <Confirm
        open={chosen !== null}
        title={t('practiceExam:begin.title', { title: chosen?.title ?? '' })}
        act={t('practiceExam:begin.act')}
        busy={busy}
        onConfirm={() => chosen && void sit(chosen)}
        onCancel={() => setChosen(null)}
      >
        <ul className="exam-rules">
          <li>
            {t('practiceExam:begin.size', {
              count: chosen?.questions ?? 0,
              minutes: chosen?.minutes ?? 0,
            })}
          </li>
          <li>{t('practiceExam:begin.clock')}</li>
          <li>{t('practiceExam:begin.kept')}</li>
          <li>{t('practiceExam:begin.after')}</li>
        </ul>
      </Confirm>
    </Screen>
  )
}

function Sit({
  exam,
  running,
  onSit,
}: {
  readonly exam: ExamView
  readonly running: SittingView | null
  readonly onSit: () => void
}) {
  const { t } = useTranslation()
  const act = t(
    running?.exam === exam.id
      ? 'practiceExam:goOn'
      : exam.own.tries > 0
        ? 'practiceExam:sitAgain'
        : 'practiceExam:sit',
  )
  return (
    <Button
      type={exam.own.passed ? 'default' : 'primary'}
      disabled={!exam.ready || (running !== null && running.exam !== exam.id)}
      aria-label={t('practiceExam:sitTitle', { act, title: exam.title })}
      onClick={onSit}
    >
      {act}
      <ArrowRight size={14} aria-hidden="true" />
    </Button>
  )
}

function Own({ of: { own, ready } }: { readonly of: ExamView }) {
  const { t } = useTranslation()
  if (!ready) return <p className="exam-own dim">{t('practiceExam:notReady')}</p>
  if (own.best === null) return <p className="exam-own dim">{t('practiceExam:neverSat')}</p>
  return (
    <p className="exam-own">
      <Passed passed={own.passed} />
      <span className="dim tabular">
        {t('practiceExam:best', { best: own.best, count: own.tries })}
      </span>
    </p>
  )
}

/** Said, not only coloured. */
export function Passed({ passed }: { readonly passed: boolean }) {
  const { t } = useTranslation()
  return (
    <span className="exam-passed" data-passed={passed}>
      {t(passed ? 'practiceExam:passed' : 'practiceExam:notPassed')}
    </span>
  )
}

export function SittingRows({
  sittings,
  nameOf,
  onOpen,
}: {
  readonly sittings: readonly SittingView[]
  /** With the name of who sat, where they are several people's. */
  readonly nameOf?: (account: string) => string
  readonly onOpen: (id: string) => void
}) {
  const { t } = useTranslation()
  const times = useTimes()
  return (
    <table className="exam-table">
      <thead>
        <tr>
          {nameOf && <th scope="col">{t('practiceExam:column.who')}</th>}
          <th scope="col">{t('practiceExam:column.exam')}</th>
          <th scope="col">{t('practiceExam:column.at')}</th>
          <th scope="col">{t('practiceExam:column.took')}</th>
          <th scope="col">{t('practiceExam:column.answered')}</th>
          <th scope="col">{t('practiceExam:column.total')}</th>
          <th scope="col">{t('practiceExam:column.verdict')}</th>
        </tr>
      </thead>
      <tbody>
        {sittings.map((one) => (
          <tr key={one.id}>
            {nameOf && <td>{nameOf(one.account)}</td>}
            <td>
              <button type="button" className="link-button" onClick={() => onOpen(one.id)}>
                {one.title}
              </button>
            </td>
            <td className="tabular">{times.full(one.startedAt)}</td>
            <td className="tabular">
              {one.endedAt === null ? '—' : minutesOf(one.endedAt - one.startedAt)}
            </td>
            <td className="tabular">{`${one.answered} / ${one.questions}`}</td>
            <td className="tabular">{one.total ?? '—'}</td>
            <td>
              {one.passed === null ? (
                t('practiceExam:state.running')
              ) : (
                <>
                  <Passed passed={one.passed} />
                  {one.state === 'timed_out' && (
                    <span className="dim">{` ${t('practiceExam:state.timed_out')}`}</span>
                  )}
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Minutes and seconds. */
function minutesOf(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
