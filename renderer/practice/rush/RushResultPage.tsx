import { Alert, Button, Skeleton } from 'antd'
import { ArrowLeft, CircleCheck, CircleX, ListChecks, RotateCcw } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import type { RunReply } from '#shared/practice/api.ts'
import { curveOf, type Curve } from '#shared/practice/rush/curve.ts'
import { IN_TIME_MS } from '#shared/practice/rush/live.ts'
import type { RunRecord } from '#shared/practice/run.ts'
import { Screen } from '../../management/parts/Screen.tsx'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { duration } from '../../workstation/app/duration.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { useAsk } from '../ask.ts'
import { useStart } from '../run/useStart.ts'
import { openPractice } from '../store.ts'
import { LineChart } from './LineChart.tsx'
import { Figure } from './PastRushes.tsx'
import '../runs/runs.css'
import './rush.css'
import { useFigures } from './useFigures.ts'

/** One rush that is over: its measures, and how waiting and answering went over its minutes. */
export function RushResultPage({ run: id }: { readonly run: string }) {
  const { t } = useTranslation()
  const ask = useAsk()
  const times = useTimes()
  const { state, error, again } = useAsked(useCallback(() => ask('runs.get', { id }), [ask, id]))
  const lead = state
    ? `${times.full(state.run.startedAt)} · ${state.run.title}`
    : t('practiceRush:lead')
  return (
    <Screen
      title={t('practiceRush:result.title')}
      lead={lead}
      wide
      actions={
        <>
          {state?.score && <Acts run={state.run} />}
          <Button
            icon={<ArrowLeft size={16} aria-hidden="true" />}
            onClick={() => openPractice('rush')}
          >
            {t('practiceRush:result.back')}
          </Button>
        </>
      }
    >
      {error !== null ? (
        <Alert
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={<Button onClick={again}>{t('common:retry')}</Button>}
        />
      ) : state === null ? (
        <Skeleton active paragraph={{ rows: 10 }} />
      ) : state.score && state.record ? (
        <Told score={state.score} record={state.record} />
      ) : (
        <div className="run-empty">
          <p>{t(state.record ? 'practiceRun:givenUpText' : 'practiceRun:goesOn')}</p>
        </div>
      )}
    </Screen>
  )
}

function Acts({ run }: { readonly run: RunReply['run'] }) {
  const { t } = useTranslation()
  const { startRush, busy } = useStart()
  const { rush, seed } = run
  return (
    <>
      <Button
        type="primary"
        icon={<ListChecks size={16} aria-hidden="true" />}
        onClick={() => openPractice('runs', run.id)}
      >
        {t('practiceRun:end.marks')}
      </Button>
      {rush && (
        <Button
          disabled={busy}
          data-tip={t('practiceRun:again.sameTip')}
          icon={<RotateCcw size={16} aria-hidden="true" />}
          onClick={() => void startRush({ ...rush, seed })}
        >
          {t('practiceRun:again.same')}
        </Button>
      )}
    </>
  )
}

function Told({
  score,
  record,
}: {
  readonly score: NonNullable<RunReply['score']>
  readonly record: RunRecord
}) {
  const { t } = useTranslation()
  const { seconds, percent } = useFigures()
  const curve = useMemo(() => curveOf(record), [record])
  const { rounds, inTime, average, firstReply, most } = score.measures
  const Icon = score.passed ? CircleCheck : CircleX
  const whole = duration((curve.points.length * curve.stretch) / 1000)
  const highest = Math.max(0, ...curve.points.map(({ waiting }) => waiting))
  const slowest = Math.max(0, ...curve.points.map((point) => point.average ?? 0))
  return (
    <div className="rush-result">
      <div className={`rush-head ${score.passed ? 'passed' : 'failed'}`}>
        <span className="rush-total tabular">{score.total}</span>
        <strong>
          <Icon size={18} aria-hidden="true" />
          {t(score.passed ? 'practiceRun:passed' : 'practiceRun:failed')}
        </strong>
      </div>
      <dl className="rush-figures">
        <Figure name={t('practiceRun:measure.average')} value={seconds(average)} />
        <Figure
          name={t('practiceRun:measure.inTime')}
          value={
            rounds === 0
              ? t('practiceRun:measure.none')
              : `${inTime} / ${rounds} (${percent(inTime / rounds)})`
          }
        />
        <Figure name={t('practiceRun:measure.firstReply')} value={seconds(firstReply)} />
        <Figure name={t('practiceRun:measure.most')} value={String(most)} />
      </dl>
      <figure>
        <figcaption>
          <h2>{t('practiceRush:result.waiting')}</h2>
          <p className="dim">{t('practiceRush:result.waitingText')}</p>
        </figcaption>
        <LineChart
          kind="bars"
          label={t('practiceRush:result.waitingTold', { most: highest })}
          unit={t('practiceRush:result.people')}
          values={curve.points.map(({ waiting }) => waiting)}
          from="0:00"
          to={whole}
        />
      </figure>
      <figure>
        <figcaption>
          <h2>{t('practiceRush:result.answers')}</h2>
          <p className="dim">{t('practiceRush:result.answersText')}</p>
        </figcaption>
        <LineChart
          kind="points"
          label={t('practiceRush:result.answersTold', { slowest: seconds(slowest) })}
          unit={t('practiceRush:unit')}
          values={curve.points.map((point) =>
            point.average === null ? null : point.average / 1000,
          )}
          limit={IN_TIME_MS / 1000}
          limitName={t('practiceRush:result.limit')}
          from="0:00"
          to={whole}
        />
      </figure>
      <Figures curve={curve} />
    </div>
  )
}

/** The same in figures, for who reads rather than looks. */
function Figures({ curve: { points, stretch } }: { readonly curve: Curve }) {
  const { t } = useTranslation()
  const { seconds } = useFigures()
  return (
    <details className="rush-minutes">
      <summary>{t('practiceRush:result.figures')}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('practiceRush:result.from')}</th>
            <th scope="col">{t('practiceRush:result.waiting')}</th>
            <th scope="col">{t('practiceRush:result.begun')}</th>
            <th scope="col">{t('practiceRun:measure.average')}</th>
          </tr>
        </thead>
        <tbody className="tabular">
          {points.map(({ at, waiting, rounds, average }) => (
            <tr key={at}>
              <th scope="row">
                {duration(at / 1000)}–{duration((at + stretch) / 1000)}
              </th>
              <td>{waiting}</td>
              <td>{rounds}</td>
              <td>{seconds(average)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
