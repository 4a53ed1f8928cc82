import { Check, CircleAlert, MessageSquarePlus, Minus, Tag, X } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import type { Cite, Entry, MarkResult } from '#shared/practice/run.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { duration } from '../../workstation/app/duration.ts'
import { buyerOf, type Judged, type Line, type Verdicts } from './talk.ts'
import { useWords } from './words.ts'

export interface LinesProps {
  readonly lines: readonly Line[]
  /** Of buyers, by id. */
  readonly names: ReadonlyMap<string, string>
  readonly verdicts: Verdicts
  /** What is looked at now. */
  readonly marked?: ReadonlySet<Cite>
  /** Each line with its buyer's name: where several are in one list. */
  readonly named?: boolean
  /** Labels and marks below the lines, not beside them. */
  readonly narrow?: boolean
  readonly onMark?: (mark: MarkResult) => void
  /** What stands below a line, such as comments. */
  readonly below?: (index: Cite) => ReactNode
  readonly onComment?: ((index: Cite) => void) | undefined
  /** Of its list, for what jumps to a line. */
  readonly id: string
}

export function lineId(list: string, index: Cite): string {
  return `${list}-${index}`
}

/** Lines of a record with their times, what they earned and what was judged by them. */
export function Lines(props: LinesProps) {
  const { lines, verdicts, marked, below, ...rest } = props
  return (
    <ol className={props.narrow === true ? 'run-lines narrow' : 'run-lines'}>
      {lines.map(({ index, entry }) => (
        <LineRow
          key={index}
          {...rest}
          index={index}
          entry={entry}
          judged={verdicts.get(index)}
          isMarked={marked?.has(index) === true}
        >
          {below?.(index)}
        </LineRow>
      ))}
    </ol>
  )
}

const LineRow = memo(function LineRow({
  id,
  index,
  entry,
  judged,
  isMarked,
  names,
  named,
  onMark,
  onComment,
  children,
}: Pick<LinesProps, 'id' | 'names' | 'named' | 'onMark' | 'onComment'> & {
  readonly index: Cite
  readonly entry: Entry
  readonly judged: Judged | undefined
  readonly isMarked: boolean
  readonly children?: ReactNode
}) {
  const { t } = useTranslation()
  const words = useWords()
  const buyer = buyerOf(entry)
  const labels = 'labels' in entry ? entry.labels : []
  return (
    <li
      id={lineId(id, index)}
      tabIndex={-1}
      className={`run-line ${entry.kind}${isMarked ? ' marked' : ''}`}
      aria-current={isMarked ? 'true' : undefined}
    >
      <time className="tabular">{duration(entry.at / 1000)}</time>
      <div className="run-said">
        {named === true && buyer !== null && (
          <span className="run-who">
            {entry.kind === 'answered'
              ? t('practiceRun:line.to', { name: names.get(buyer) ?? buyer })
              : (names.get(buyer) ?? buyer)}
          </span>
        )}
        <Said entry={entry} />
      </div>
      <div className="run-beside">
        {labels.map((label) => (
          <span key={label} className="run-label">
            <Tag size={12} aria-hidden="true" />
            <span className="visually-hidden">{t('practiceRun:line.earned')}</span>
            {words.label(label)}
          </span>
        ))}
        {judged?.violations.map((one) => (
          <span key={one.id} className="run-chip breach" data-tip={words.violation(one)}>
            <CircleAlert size={12} aria-hidden="true" />
            {t('practiceRun:violation')}
          </span>
        ))}
        {judged?.marks.map((mark) => (
          <MarkChip key={mark.id} mark={mark} onMark={onMark} />
        ))}
        {onComment && (
          <button
            type="button"
            className="run-comment-add"
            aria-label={t('practiceRun:comment.addTo', { at: duration(entry.at / 1000) })}
            data-tip={t('practiceRun:comment.add')}
            onClick={() => onComment(index)}
          >
            <MessageSquarePlus size={14} aria-hidden="true" />
          </button>
        )}
      </div>
      {children}
    </li>
  )
})

function MarkChip({
  mark,
  onMark,
}: {
  readonly mark: MarkResult
  readonly onMark: LinesProps['onMark'] | undefined
}) {
  const words = useWords()
  const face = (
    <>
      <GotIcon got={mark.got} size={12} />
      {words.markShort(mark)}
    </>
  )
  const look = `run-chip ${gotOf(mark.got)}`
  return onMark ? (
    <button type="button" className={look} data-tip={words.mark(mark)} onClick={() => onMark(mark)}>
      {face}
    </button>
  ) : (
    <span className={look} data-tip={words.mark(mark)}>
      {face}
    </span>
  )
}

export function gotOf(got: number): 'good' | 'half' | 'bad' {
  return got >= 1 ? 'good' : got > 0 ? 'half' : 'bad'
}

/** With its word for those who do not see it. */
export function GotIcon({ got, size }: { readonly got: number; readonly size: number }) {
  const { t } = useTranslation()
  const how = gotOf(got)
  const Icon = how === 'good' ? Check : how === 'half' ? Minus : X
  return (
    <>
      <Icon size={size} aria-hidden="true" />
      <span className="visually-hidden">{t(`practiceRun:got.${how}`)}</span>
    </>
  )
}

function Said({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation()
  const words = useWords()
  switch (entry.kind) {
    case 'asked':
      return <p className="run-bubble">{entry.voiced ?? entry.text}</p>
    case 'answered':
      return (
        <p className="run-bubble own">
          {entry.body !== 'text' && (
            <span className="run-body">
              {t(`practiceRun:body.${entry.body}`)}
              {entry.of === null ? '' : ` ${entry.of}`}
            </span>
          )}
          {entry.text}
          {entry.quickReply !== null && (
            <span className="run-body">
              {t('practiceRun:line.quickReply', { code: entry.quickReply })}
            </span>
          )}
        </p>
      )
    case 'automatic':
      return entry.text === '' ? (
        <p className="run-deed">{t('practiceRun:line.automatic')}</p>
      ) : (
        <p className="run-bubble auto">
          <span className="run-body">{t('practiceRun:line.automatic')}</span>
          {entry.text}
        </p>
      )
    case 'did':
      return <p className="run-deed">{words.deed(entry.deed)}</p>
    case 'left':
      return (
        <p className="run-deed">
          {t('practiceRun:line.left', {
            outcome: t(`practice:outcome.${entry.outcome}`),
            mood: entry.mood,
          })}
        </p>
      )
    case 'paused':
      return (
        <p className="run-deed">
          {t('practiceRun:line.paused', { for: duration(entry.for / 1000) })}
        </p>
      )
  }
}
