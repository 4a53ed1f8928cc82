import { useEffect, useMemo, useState } from 'react'
import type { Cite, MarkResult, RunRecord, Score } from '#shared/practice/run.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { BuyerChoice, SIDE_BY_SIDE } from './BuyerChoice.tsx'
import type { Cast } from './cast.ts'
import { CommentForm, CommentList } from './CommentList.tsx'
import { Lines, lineId } from './Lines.tsx'
import { Mood } from './Mood.tsx'
import { lengthOf } from './replay.ts'
import { reveal } from './reveal.ts'
import { buyerOf, linesOf, moodsOf, verdictsOf } from './talk.ts'
import type { Comments } from './useComments.ts'

/** Lines that something else points at; a new one each time. */
export interface Look {
  readonly cites: readonly Cite[]
  readonly first: Cite
}

const ALL = ''

/** What was said and done, buyer by buyer or all in one, with moods, marks and comments. */
export function Transcript({
  record,
  cast,
  score,
  look,
  comments,
  onMark,
}: {
  readonly record: RunRecord
  readonly cast: Cast
  readonly score: Score | null
  readonly look: Look | null
  readonly comments: Comments
  readonly onMark: (mark: MarkResult) => void
}) {
  const { t } = useTranslation()
  const { entries } = record
  const [chosen, setChosen] = useState(ALL)
  const [commenting, setCommenting] = useState<Cite | null>(null)
  const names = useNames(cast)
  const verdicts = useMemo(() => verdictsOf(score ?? NOTHING), [score])
  const marked = useMemo(() => new Set(look?.cites), [look])
  const several = cast.buyers.length > 1
  const lines = useMemo(() => linesOf(entries, chosen === ALL ? null : chosen), [entries, chosen])
  // What is pointed at may be another buyer's.
  useEffect(() => {
    if (!look) return
    const buyer = buyerOf(entries[look.first])
    setChosen((now) => (now === ALL || buyer === null || now === buyer ? now : buyer))
  }, [look, entries])
  useEffect(() => {
    if (look) reveal(lineId('talk', look.first))
  }, [look, chosen])
  const until = lengthOf(entries)
  const shown = cast.buyers.filter(({ id }) => chosen === ALL || id === chosen)
  // Of a rush with thirty, each has its curve alone.
  const moody = shown.length > SIDE_BY_SIDE ? [] : shown
  const person = chosen === ALL ? undefined : shown[0]
  return (
    <section className="run-talk" aria-label={t('practiceRun:talk.title')}>
      <header>
        {several && (
          <BuyerChoice
            value={chosen}
            onChange={setChosen}
            choices={[{ id: ALL, name: t('practiceRun:talk.all') }, ...cast.buyers]}
          />
        )}
        <div className="run-moods">
          {moody.map(({ id, name, mood }) => (
            <Mood key={id} name={name} points={moodsOf(entries, id, mood)} until={until} />
          ))}
        </div>
        {(person ?? (several ? undefined : shown[0])) && (
          <Person of={person ?? shown[0] ?? { persona: '', goal: '' }} />
        )}
      </header>
      <div className="run-scroll scroll">
        {entries.length === 0 && <p className="run-none">{t('practiceRun:talk.none')}</p>}
        <Lines
          id="talk"
          lines={lines}
          names={names}
          verdicts={verdicts}
          marked={marked}
          named={several && chosen === ALL}
          onMark={onMark}
          onComment={setCommenting}
          below={(index) => (
            <>
              <CommentList comments={comments.at(index)} onRemove={comments.remove} />
              {commenting === index && (
                <CommentForm
                  label={t('practiceRun:comment.add')}
                  onAdd={(text) => comments.add(index, text)}
                  onCancel={() => setCommenting(null)}
                />
              )}
            </>
          )}
        />
      </div>
    </section>
  )
}

const NOTHING = { marks: [], violations: [] } as const

export function useNames({ buyers }: Cast): ReadonlyMap<string, string> {
  return useMemo(() => new Map(buyers.map(({ id, name }) => [id, name])), [buyers])
}

function Person({ of }: { readonly of: { readonly persona: string; readonly goal: string } }) {
  const { t } = useTranslation()
  if (of.persona === '' && of.goal === '') return null
  return (
    <dl className="run-person">
      <dt>{t('practiceRun:talk.persona')}</dt>
      <dd>{of.persona}</dd>
      <dt>{t('practiceRun:talk.goal')}</dt>
      <dd>{of.goal}</dd>
    </dl>
  )
}
