import { Alert, Button, Skeleton } from 'antd'
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import type { ModelRun } from '#shared/practice/courses.ts'
import type { MarkResult, RunRecord, Score } from '#shared/practice/run.ts'
import { compare, type MarkComparison } from '#shared/practice/score/compare.ts'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../../workstation/app/context.ts'
import { useAsk } from '../ask.ts'
import { aligned, type Turn } from './align.ts'
import { BuyerChoice } from './BuyerChoice.tsx'
import { castOf, type Cast } from './cast.ts'
import { GotIcon, gotOf, Lines } from './Lines.tsx'
import { verdictsOf, type Verdicts } from './talk.ts'
import { useNames } from './Transcript.tsx'
import { useTrainer } from './useTrainer.ts'
import { useWords } from './words.ts'
import './side.css'

/** This run beside how a good agent plays it: marks that differ, then talk by talk. */
export function CompareView({
  run,
  record,
  cast,
  score,
}: {
  readonly run: string
  readonly record: RunRecord
  readonly cast: Cast
  readonly score: Score
}) {
  const { t } = useTranslation()
  const ask = useAsk()
  const { state, error, again } = useAsked<ModelRun>(
    useCallback(() => ask('runs.model', { id: run }), [ask, run]),
  )
  if (error !== null)
    return (
      <Alert
        className="run-failed"
        type="error"
        showIcon
        title={t(`error:${error}`)}
        action={<Button onClick={again}>{t('common:retry')}</Button>}
      />
    )
  if (!state) return <Skeleton className="run-failed" active paragraph={{ rows: 8 }} />
  const choose = <Choose run={run} score={score} model={state} onChosen={again} />
  if (!state.record || !state.score)
    return (
      <div className="run-empty run-compare">
        <h2>{t('practiceRun:compare.none')}</h2>
        <p>{t('practiceRun:compare.noneText')}</p>
        {choose}
      </div>
    )
  return (
    <Compared
      by={state.by}
      choose={choose}
      record={record}
      cast={cast}
      score={score}
      model={{ record: state.record, score: state.score }}
    />
  )
}

/** Where the scenario brings no model, a trainer makes this run the one, or takes it back. */
function Choose({
  run,
  score,
  model,
  onChosen,
}: {
  readonly run: string
  readonly score: Score
  readonly model: ModelRun
  readonly onChosen: () => void
}) {
  const { t } = useTranslation()
  const ask = useAsk()
  const { desk } = useActions()
  const trainer = useTrainer()
  const [busy, setBusy] = useState(false)
  const isModel = model.run === run
  if (!trainer || model.by === 'walk' || !(score.passed || isModel)) return null
  async function choose() {
    setBusy(true)
    const answer = await ask('runs.setModel', { id: run, on: !isModel })
    setBusy(false)
    if (answer.ok) onChosen()
    else desk.toast('error', `error:${answer.error.code}`)
  }
  return (
    <Button disabled={busy} onClick={() => void choose()}>
      {t(isModel ? 'practiceRun:compare.unchoose' : 'practiceRun:compare.choose')}
    </Button>
  )
}

function Compared({
  by,
  choose,
  record,
  cast,
  score,
  model,
}: {
  readonly by: ModelRun['by']
  readonly choose: ReactNode
  readonly record: RunRecord
  readonly cast: Cast
  readonly score: Score
  readonly model: { readonly record: RunRecord; readonly score: Score }
}) {
  const { t } = useTranslation()
  const names = useNames(cast)
  const [buyer, setBuyer] = useState(cast.buyers[0]?.id ?? '')
  const { marks, behind } = useMemo(() => compare(score, model.score), [score, model.score])
  const differing = marks.filter((one) => one.behind !== 0)
  const modelName = useMemo(
    () => new Map(castOf(model.record).buyers.map(({ id, name }) => [id, name])).get(buyer),
    [model.record, buyer],
  )
  const pairs = useMemo(
    () => aligned(record.entries, model.record.entries, buyer),
    [record, model.record, buyer],
  )
  const own = useMemo(() => verdictsOf(score), [score])
  const other = useMemo(() => verdictsOf(model.score), [model.score])
  const name = names.get(buyer)
  return (
    <div className="run-compare scroll">
      <section aria-label={t('practiceRun:compare.marks')}>
        <div className="run-compare-top">
          <p className="run-compare-lead">
            {t(`practiceRun:compare.by.${by ?? 'walk'}`)}{' '}
            <strong>
              {behind > 0
                ? t('practiceRun:compare.behind', { points: behind })
                : behind < 0
                  ? t('practiceRun:compare.ahead', { points: -behind })
                  : t('practiceRun:compare.level')}
            </strong>
            {name !== undefined && modelName !== undefined && name !== modelName && (
              <> {t('practiceRun:compare.otherSeed')}</>
            )}
          </p>
          {choose}
        </div>
        {differing.length === 0 ? (
          <p className="dim">{t('practiceRun:compare.same')}</p>
        ) : (
          <Differences marks={differing} />
        )}
      </section>
      <section aria-label={t('practiceRun:compare.talks')}>
        {cast.buyers.length > 1 && (
          <BuyerChoice value={buyer} onChange={setBuyer} choices={cast.buyers} />
        )}
        <div className="run-pair head">
          <h2>{t('practiceRun:compare.own', { total: score.total })}</h2>
          <h2>{t('practiceRun:compare.model', { total: model.score.total })}</h2>
        </div>
        {pairs.map((pair) => (
          <div key={pair.id} className={pair.same ? 'run-pair same' : 'run-pair'}>
            <Side id={`own-${pair.id}`} turn={pair.own} names={names} verdicts={own} />
            <Side id={`model-${pair.id}`} turn={pair.model} names={names} verdicts={other} />
          </div>
        ))}
      </section>
    </div>
  )
}

function Side({
  id,
  turn,
  names,
  verdicts,
}: {
  readonly id: string
  readonly turn: Turn | null
  readonly names: ReadonlyMap<string, string>
  readonly verdicts: Verdicts
}) {
  const { t } = useTranslation()
  return (
    <div className="run-side">
      {turn === null ? (
        <p className="run-gap">{t('practiceRun:compare.gap')}</p>
      ) : (
        <Lines
          id={id}
          narrow
          lines={[...turn.asked, ...turn.rest]}
          names={names}
          verdicts={verdicts}
        />
      )}
    </div>
  )
}

function Differences({ marks }: { readonly marks: readonly MarkComparison[] }) {
  const { t } = useTranslation()
  return (
    <table className="run-differences">
      <thead>
        <tr>
          <th scope="col">{t('practiceRun:compare.ownMark')}</th>
          <th scope="col">{t('practiceRun:compare.modelMark')}</th>
          <th scope="col" className="run-points">
            {t('practiceRun:compare.difference')}
          </th>
        </tr>
      </thead>
      <tbody>
        {marks
          .toSorted((a, b) => b.behind - a.behind)
          .map(({ id, own, model, behind }) => (
            <tr key={id}>
              <MarkCell mark={own} />
              <MarkCell mark={model} />
              <td className="run-points tabular">{behind > 0 ? `−${behind}` : `+${-behind}`}</td>
            </tr>
          ))}
      </tbody>
    </table>
  )
}

function MarkCell({ mark }: { readonly mark: MarkResult | null }) {
  const { t } = useTranslation()
  const words = useWords()
  if (!mark) return <td className="dim">{t('practiceRun:compare.noMark')}</td>
  return (
    <td>
      <span className={`run-got ${gotOf(mark.got)}`}>
        <GotIcon got={mark.got} size={14} />
      </span>{' '}
      {words.mark(mark)}
    </td>
  )
}
