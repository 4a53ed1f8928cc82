import { Alert, Button, Segmented, Skeleton } from 'antd'
import { ArrowLeft, CircleCheck, CircleX, RotateCcw } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { RunReply } from '#shared/practice/api.ts'
import type { Cite, MarkResult, RunRecord, Score } from '#shared/practice/run.ts'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { duration } from '../../workstation/app/duration.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { useAsk } from '../ask.ts'
import { Measures } from '../run/Measures.tsx'
import { useStart } from '../run/useStart.ts'
import { openPractice } from '../store.ts'
import { castOf } from './cast.ts'
import { CommentForm, CommentList } from './CommentList.tsx'
import { CompareView } from './CompareView.tsx'
import { Marks, markId, Violations } from './Marks.tsx'
import { ReplayView } from './ReplayView.tsx'
import { lengthOf } from './replay.ts'
import { reveal } from './reveal.ts'
import { Transcript, useNames, type Look } from './Transcript.tsx'
import { useComments } from './useComments.ts'
import './page.css'

/** One run: its score, each mark with the lines it is about; replay; beside a model run. */
export function RunPage({ id, onBack }: { readonly id: string; readonly onBack: () => void }) {
  const { t } = useTranslation()
  const ask = useAsk()
  const { state, error, again } = useAsked<RunReply>(
    useCallback(() => ask('runs.get', { id }), [ask, id]),
  )
  if (state?.record)
    return <Told run={state.run} record={state.record} score={state.score} onBack={onBack} />
  return (
    <section className="screen" aria-label={t('practiceRun:page')}>
      <header className="screen-head">
        <div>
          <h1>{state?.run.title ?? t('practiceRun:page')}</h1>
        </div>
        <div className="screen-actions">
          <Back onBack={onBack} />
        </div>
      </header>
      <div className="screen-body">
        {error !== null ? (
          <Alert
            type="error"
            showIcon
            title={t(`error:${error}`)}
            action={<Button onClick={again}>{t('common:retry')}</Button>}
          />
        ) : state ? (
          <Alert type="info" showIcon title={t('practiceRun:goesOn')} />
        ) : (
          <Skeleton active paragraph={{ rows: 10 }} />
        )}
      </div>
    </section>
  )
}

const VIEWS = ['marks', 'replay', 'compare'] as const
type View = (typeof VIEWS)[number]

function Told({
  run,
  record,
  score,
  onBack,
}: {
  readonly run: RunReply['run']
  readonly record: RunRecord
  readonly score: Score | null
  readonly onBack: () => void
}) {
  const { t } = useTranslation()
  const times = useTimes()
  const nick = useWork((state) => state.view?.accounts[run.account]?.nick)
  const isOwn = useWork((state) => state.view?.me === run.account)
  const [view, setView] = useState<View>('marks')
  const cast = useMemo(() => castOf(record), [record])
  return (
    <section className="screen run-page" aria-label={run.title}>
      <header className="screen-head">
        <div>
          <h1>{run.title}</h1>
          <p>
            {!isOwn && nick !== undefined && <strong>{nick} · </strong>}
            {times.full(run.startedAt)} ·{' '}
            {t('practiceRun:lasted', { for: duration(lengthOf(record.entries) / 1000) })}
          </p>
        </div>
        <div className="screen-actions">
          {score && (
            <Segmented<View>
              aria-label={t('practiceRun:views')}
              value={view}
              onChange={setView}
              options={VIEWS.map((value) => ({ value, label: t(`practiceRun:view.${value}`) }))}
            />
          )}
          <Again run={run} text={record.scenario} />
          <Back onBack={onBack} />
        </div>
      </header>
      {score && view === 'replay' ? (
        <ReplayView record={record} cast={cast} score={score} />
      ) : score && view === 'compare' ? (
        <CompareView run={run.id} record={record} cast={cast} score={score} />
      ) : (
        <Judged run={run.id} record={record} cast={cast} score={score} />
      )}
    </section>
  )
}

function Judged({
  run,
  record,
  cast,
  score,
}: {
  readonly run: string
  readonly record: RunRecord
  readonly cast: ReturnType<typeof castOf>
  readonly score: Score | null
}) {
  const { t } = useTranslation()
  const names = useNames(cast)
  const comments = useComments(run)
  const [look, setLook] = useState<Look | null>(null)
  const [looked, setLooked] = useState<string | null>(null)
  const onCite = (cites: readonly Cite[], first: Cite) => {
    setLooked(null)
    setLook({ cites, first })
  }
  const onMark = (mark: MarkResult) => {
    setLooked(mark.id)
    reveal(markId(mark.id))
  }
  return (
    <div className="run-judged">
      <div className="run-verdict scroll" role="group" aria-label={t('practiceRun:verdict')}>
        {score ? (
          <>
            <Head score={score} pass={cast.pass} />
            <Violations
              violations={score.violations}
              entries={record.entries}
              names={names}
              onCite={onCite}
            />
            <Measures measures={score.measures} />
            <Marks
              score={score}
              looked={looked}
              entries={record.entries}
              names={names}
              onCite={onCite}
            />
          </>
        ) : (
          <div className="run-empty">
            <h2>{t('practiceRun:givenUp')}</h2>
            <p>{t('practiceRun:givenUpText')}</p>
          </div>
        )}
        <section className="run-words" aria-label={t('practiceRun:comment.whole')}>
          <h2>{t('practiceRun:comment.whole')}</h2>
          {comments.failed && <p className="dim">{t('practiceRun:comment.failed')}</p>}
          <CommentList comments={comments.at(null)} onRemove={comments.remove} />
          <CommentForm
            label={t('practiceRun:comment.addWhole')}
            onAdd={(text) => comments.add(null, text)}
          />
        </section>
      </div>
      <Transcript
        record={record}
        cast={cast}
        score={score}
        look={look}
        comments={comments}
        onMark={onMark}
      />
    </div>
  )
}

function Head({ score, pass }: { readonly score: Score; readonly pass: number }) {
  const { t } = useTranslation()
  const { total, passed, violations } = score
  const Icon = passed ? CircleCheck : CircleX
  const why = passed
    ? t('practiceRun:passedText', { pass })
    : violations.length > 0
      ? t('practiceRun:failedByViolation', { pass })
      : t('practiceRun:failedText', { pass })
  return (
    <div className={`run-head ${passed ? 'passed' : 'failed'}`}>
      <span className="run-total tabular">{total}</span>
      <div>
        <strong>
          <Icon size={18} aria-hidden="true" />
          {t(passed ? 'practiceRun:passed' : 'practiceRun:failed')}
        </strong>
        <p>{why}</p>
      </div>
    </div>
  )
}

function Back({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTranslation()
  return (
    <Button icon={<ArrowLeft size={16} aria-hidden="true" />} onClick={onBack}>
      {t('practiceRun:back')}
    </Button>
  )
}

/** The same buyers to the word, or new ones. A text that was only tried is tried as it was. */
function Again({ run, text }: { readonly run: RunReply['run']; readonly text: string }) {
  const { t } = useTranslation()
  const { start, busy } = useStart()
  const what = run.trial ? { text } : { scenario: run.scenario }
  if (run.kind === 'rush')
    return <Button onClick={() => openPractice('rush')}>{t('practiceRun:again.rush')}</Button>
  return (
    <>
      <Button
        disabled={busy}
        data-tip={t('practiceRun:again.sameTip')}
        icon={<RotateCcw size={16} aria-hidden="true" />}
        onClick={() => void start({ ...what, seed: run.seed })}
      >
        {t('practiceRun:again.same')}
      </Button>
      <Button
        disabled={busy}
        data-tip={t('practiceRun:again.newTip')}
        onClick={() => void start(what)}
      >
        {t('practiceRun:again.new')}
      </Button>
    </>
  )
}
