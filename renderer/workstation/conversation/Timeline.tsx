import { ArrowDown } from 'lucide-react'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { Virtualizer, type CacheSnapshot, type VirtualizerHandle } from 'virtua'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { OutboxEntry } from '../../state/model.ts'
import { buildRows, type Row } from '../../state/rows.ts'
import { newestLoaded, olderQuestion } from '../../state/timeline.ts'
import { Button } from '../../ui/Button.tsx'
import { useActions, useWork } from '../app/context.ts'
import { dayKey } from '../app/times.ts'
import { TimelineRow } from './TimelineRow.tsx'

const noRows: readonly Row[] = []
const noOutbox: readonly OutboxEntry[] = []
/** Within these pixels of the end the newest message counts as seen. */
const END = 32
/** Older messages are asked for when this much is left above. */
const NEAR_TOP = 500
/** Lines handed over at first: more than a tall window shows. */
const FIRST_ROWS = 26

/** Where each chat was left, for as long as the window lives. */
interface Place {
  readonly cache: CacheSnapshot
  readonly rows: number
  readonly offset: number
  readonly atEnd: boolean
}
const places = new Map<ConversationId, Place>()

export function Timeline({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const { timeline: loads, chats } = useActions()
  const timeline = useWork((state) => state.timelines[id])
  const outbox = useWork((state) => state.outbox[id]) ?? noOutbox
  const me = useWork((state) => state.view?.me ?? '')
  const name = useWork(
    (state) => state.view?.conversations[id]?.buyer.name ?? state.departed[id]?.buyerName ?? '',
  )
  const head = useWork((state) => state.view?.conversations[id]?.cseq ?? 0)
  const readable = useWork((state) => state.focused && !state.dialog)
  const highlight = useWork((state) =>
    state.highlight?.conversation === id ? state.highlight : null,
  )
  const all = useMemo(
    () => (timeline ? buildRows(timeline, outbox, me, dayKey) : noRows),
    [timeline, outbox, me],
  )

  const handle = useRef<VirtualizerHandle>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const [place] = useState(() => {
    const left = places.get(id)
    return left?.rows === all.length && !left.atEnd ? left : undefined
  })
  // At first only the end is handed over: a list that is to be scrolled to its end would else draw
  // its beginning, too. The rest comes when one reads upwards.
  const [cut, setCut] = useState<number | null>(place || highlight ? 0 : null)
  const firstCut = Math.max(0, all.length - FIRST_ROWS)
  if (cut === null && all.length > 0) setCut(firstCut)
  const hidden = highlight ? 0 : Math.min(cut ?? firstCut, firstCut)
  const rows = useMemo(() => (hidden === 0 ? all : all.slice(hidden)), [all, hidden])
  const atEnd = useRef(place === undefined)
  const offset = useRef(0)
  const [awayFrom, setAwayFrom] = useState<number | null>(null)
  const loaded = timeline ? newestLoaded(timeline) : 0
  const complete = loaded >= head
  const older = timeline ? olderQuestion(timeline) : null

  // Older lines came in above: virtua then keeps the place from the end. A day's line is the same
  // before and after, so the first message tells.
  const firstKey = useRef<string | undefined>(undefined)
  const first = rows.find((row) => row.kind === 'message' || row.kind === 'notice')?.key
  const shift =
    firstKey.current !== undefined &&
    first !== firstKey.current &&
    rows.some((row) => row.key === firstKey.current)
  useLayoutEffect(() => {
    firstKey.current = first
  }, [first])

  const toEnd = useCallback(() => {
    handle.current?.scrollToIndex(Infinity, { align: 'end' })
  }, [])
  const look = useCallback(() => {
    const it = handle.current
    if (!it) return
    const end = it.scrollSize - it.scrollOffset - it.viewportSize <= END
    // Lines that are measured for the first time move the end away under us, too; only going up
    // leaves it.
    const up = it.scrollOffset < offset.current - 1
    offset.current = it.scrollOffset
    if (end) atEnd.current = true
    else if (up) atEnd.current = false
    else if (atEnd.current) return
    if (end) {
      setAwayFrom(null)
      if (complete) chats.seen(id, true)
      else void loads.loadNewer(id)
    } else setAwayFrom((before) => before ?? head)
    if (it.scrollOffset < NEAR_TOP && rows.length > 0) {
      if (hidden > 0) setCut(0)
      else void loads.loadOlder(id)
    }
  }, [chats, complete, head, hidden, id, loads, rows.length])

  // The newest line, or what was just sent, comes into sight unless one reads further up.
  const lastRow = rows.at(-1)
  const lastKey = lastRow?.key
  const justSent = lastRow?.kind === 'pending' && lastRow.entry.state === 'handing'
  useLayoutEffect(() => {
    if (lastKey === undefined) return
    if (atEnd.current || justSent) {
      atEnd.current = true
      toEnd()
    }
  }, [lastKey, justSent, toEnd])
  useLayoutEffect(() => {
    if (place) handle.current?.scrollTo(place.offset)
  }, [place])

  // The place is noted when the chat leaves the front. The end needs no place.
  const count = useRef(0)
  useLayoutEffect(() => {
    count.current = rows.length
  })
  useLayoutEffect(() => {
    const it = handle.current
    return () => {
      if (it)
        places.set(id, {
          cache: it.cache,
          rows: count.current,
          offset: it.scrollOffset,
          atEnd: atEnd.current,
        })
    }
  }, [id])

  // The composer grows, the window shrinks: the end stays the end.
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      if (atEnd.current) toEnd()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [toEnd])

  // What was read is told when it may be: a new message, the focus coming back, a dialog closing.
  useEffect(() => {
    if (readable && complete) chats.seen(id, atEnd.current)
  }, [readable, complete, head, id, chats])

  // A short chat does not scroll, so nothing else would ask for what is above it.
  const canLoad = older !== null && timeline?.older === 'idle'
  const fill = useCallback(() => {
    const it = handle.current
    if (!it || it.viewportSize === 0 || it.scrollSize > it.viewportSize) return
    if (hidden > 0) setCut(0)
    else if (canLoad) void loads.loadOlder(id)
  }, [canLoad, hidden, id, loads])
  useEffect(fill, [fill, rows.length])

  const found = highlight
    ? rows.findIndex((row) => row.kind === 'message' && isFound(row, highlight))
    : -1
  const shownHit = useRef(0)
  useLayoutEffect(() => {
    if (!highlight || found < 0 || shownHit.current === highlight.token) return
    shownHit.current = highlight.token
    setCut(0)
    atEnd.current = false
    handle.current?.scrollToIndex(found, { align: 'center' })
  }, [highlight, found])

  const fresh = awayFrom === null ? 0 : Math.max(0, head - awayFrom)
  return (
    <div className="timeline" data-pane="timeline">
      <div
        ref={scroller}
        className="timeline-scroll scroll"
        role="log"
        aria-label={t('chats:timeline.label', { name })}
        aria-busy={timeline === undefined}
        tabIndex={0}
      >
        <div className="timeline-gap" />
        <Virtualizer
          ref={handle}
          scrollRef={scroller}
          data={rows}
          shift={shift}
          {...(place ? { cache: place.cache } : {})}
          bufferSize={250}
          onScroll={look}
          onResize={() => {
            if (atEnd.current) toEnd()
            fill()
          }}
        >
          {(row) => (
            <TimelineRow
              key={row.key}
              row={row}
              search={
                highlight && row.kind === 'message' && isFound(row, highlight)
                  ? highlight.text
                  : null
              }
            />
          )}
        </Virtualizer>
      </div>
      <State id={id} empty={rows.length === 0} />
      {(awayFrom !== null || !complete) && rows.length > 0 && (
        <Button
          className={fresh > 0 ? 'to-end fresh' : 'to-end'}
          aria-label={fresh > 0 ? undefined : t('chats:timeline.toEnd')}
          data-tip={fresh > 0 ? undefined : t('chats:timeline.toEnd')}
          onClick={() => {
            atEnd.current = true
            setAwayFrom(null)
            if (complete) toEnd()
            else void loads.returnToNewest(id).then(toEnd)
          }}
        >
          <ArrowDown size={16} aria-hidden="true" />
          {fresh > 0 && t('chats:timeline.new', { count: fresh })}
        </Button>
      )}
    </div>
  )
}

function isFound(
  row: Extract<Row, { kind: 'message' }>,
  highlight: { readonly conversation: string; readonly cseq: number },
): boolean {
  return row.message.conversation === highlight.conversation && row.message.cseq === highlight.cseq
}

/** What stands over the lines: loading older ones, a failure, nothing yet. */
function State({ id, empty }: { readonly id: ConversationId; readonly empty: boolean }) {
  const { t } = useTranslation()
  const { timeline: loads } = useActions()
  const timeline = useWork((state) => state.timelines[id])
  if (timeline?.newer === 'failed')
    return (
      <div className="timeline-state" role="alert">
        {t('chats:timeline.failed')}
        <Button look="plain" onClick={() => void loads.ensureNewest(id)}>
          {t('common:retry')}
        </Button>
      </div>
    )
  if (timeline?.older === 'failed')
    return (
      <div className="timeline-state" role="alert">
        {t('chats:timeline.olderFailed')}
        <Button look="plain" onClick={() => void loads.loadOlder(id)}>
          {t('common:retry')}
        </Button>
      </div>
    )
  if (timeline?.older === 'loading')
    return (
      <div className="timeline-state late" role="status">
        {t('chats:timeline.loadingOlder')}
      </div>
    )
  if (empty)
    return (
      <div className="timeline-state late" role="status">
        {timeline ? t('chats:timeline.empty') : t('common:loading')}
      </div>
    )
  return null
}
