import { ArrowDown } from 'lucide-react'
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useStore } from 'zustand'
import { useTranslation } from '../../ui/i18n.ts'
import { Virtualizer, type CacheSnapshot, type VirtualizerHandle } from 'virtua'
import type { Aside, ConversationId } from '#shared/protocol/model.ts'
import type { OutboxEntry } from '../../state/model.ts'
import { buildRows, type Row } from '../../state/rows.ts'
import { newestLoaded, olderQuestion } from '../../state/timeline.ts'
import { Button } from '../../ui/Button.tsx'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { dayKey } from '../app/times.ts'
import { actOnLine, cseqOf, lineAt, linesIn, takeLineKey, type LineAct } from './lines.ts'
import { firstInSight } from './sight.ts'
import { TimelineRow } from './TimelineRow.tsx'

const noRows: readonly Row[] = []
const noOutbox: readonly OutboxEntry[] = []
const noAsides: readonly Aside[] = []
/** Within these pixels of the end the newest message counts as seen. */
const END = 32
/** Older messages are asked for when this much is left above. */
const NEAR_TOP = 500
/** Below the lines, as in the stylesheet. */
const PADDING = 8

/** Where each chat was left, for as long as the window lives. */
interface Place {
  readonly cache: CacheSnapshot
  readonly rows: number
  readonly offset: number
  readonly atEnd: boolean
}
/** Height of the lines' part of the window as last told, px: asking for it would lay out the page. */
let room = 1000
const places = new Map<ConversationId, Place>()

/** What was measured of the plain end when one began to read upwards. */
interface Left {
  /** Heights of its lines; -1 for those above, which are not known. */
  readonly sizes: number[]
  /** From the end, px. */
  readonly up: number
  readonly viewport: number
}

/**
 * The newest lines stand plainly in a column that begins at its end: nothing has to be measured and
 * nothing scrolled, so a switch of the chat costs one layout. Who reads upwards gets the virtual list,
 * with the heights that are known by then.
 */
export function Timeline({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const workstation = useWorkstation()
  const { timeline: loads, chats, messages, privacy } = workstation.actions
  const act = (what: LineAct, cseq: number) => actOnLine(workstation, id, what, cseq)
  const point = (cseq: number) => messages.point({ conversation: id, cseq })
  const timeline = useWork((state) => state.timelines[id])
  const outbox = useWork((state) => state.outbox[id]) ?? noOutbox
  const asides =
    useWork((state) => (state.view?.conversations[id] ?? state.departed[id]?.view)?.asides) ??
    noAsides
  const me = useWork((state) => state.view?.me ?? '')
  const name = useWork(
    (state) => state.view?.conversations[id]?.buyer.name ?? state.departed[id]?.buyerName ?? '',
  )
  const read = useWork(
    (state) => (state.view?.conversations[id] ?? state.departed[id]?.view)?.readByBuyer ?? null,
  )
  const chat = useMemo(() => ({ id, me, buyer: name, read }), [id, me, name, read])
  const head = useWork((state) => state.view?.conversations[id]?.cseq ?? 0)
  const readable = useWork((state) => state.focused && !state.dialog && state.screen === 'chats')
  const highlight = useWork((state) =>
    state.highlight?.conversation === id ? state.highlight : null,
  )
  const all = useMemo(
    () => (timeline ? buildRows(timeline, outbox, me, dayKey, asides) : noRows),
    [timeline, outbox, me, asides],
  )

  const handle = useRef<VirtualizerHandle>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const [place] = useState(() => {
    const left = places.get(id)
    return left?.rows === all.length && !left.atEnd ? left : undefined
  })
  const [whole, setWhole] = useState<Left | boolean>(place !== undefined)
  const plain = whole === false && !highlight
  const [tall] = useState(() => room)
  const from = useMemo(() => (plain ? firstInSight(all, tall) : 0), [all, plain, tall])
  const hidden = from > 0
  const rows = useMemo(() => (hidden ? all.slice(from) : all), [all, hidden, from])
  const left = typeof whole === 'object' && whole.sizes.length === all.length ? whole : null
  // The list knows what is in sight from the second frame on; the first one would be empty.
  const drawn = useMemo(
    () => left?.sizes.flatMap((size, index) => (size < 0 ? [] : [index])),
    [left],
  )
  const cache: CacheSnapshot | undefined = place?.cache ?? (left ? [left.sizes] : undefined)
  const lines = useRef<HTMLDivElement>(null)
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
    const it = handle.current
    if (it) it.scrollToIndex(Infinity, { align: 'end' })
    // There it stands of itself unless it was moved a little.
    else if (offset.current !== 0 && scroller.current) scroller.current.scrollTop = 0
  }, [])
  const unroll = useCallback(() => {
    const element = scroller.current
    const drawn = lines.current?.children
    if (!element || drawn?.length !== rows.length) {
      setWhole(true)
      return
    }
    const sizes = Array.from(drawn, (line) => line.getBoundingClientRect().height)
    const above = Array<number>(all.length - rows.length).fill(-1)
    setWhole({
      sizes: [...above, ...sizes],
      up: -element.scrollTop,
      viewport: element.clientHeight,
    })
  }, [all.length, rows.length])
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
      void loads.loadOlder(id)
    }
  }, [chats, complete, head, id, loads, rows.length])
  const lookPlain = useCallback(
    (top: number) => {
      offset.current = top
      if (-top > END) unroll()
    },
    [unroll],
  )

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
  // What was read stays where it was when the virtual list takes the place of the plain end.
  useLayoutEffect(() => {
    const it = handle.current
    if (plain || !it || !left) return
    if (left.up <= END) {
      toEnd()
      return
    }
    atEnd.current = false
    offset.current = it.scrollSize + PADDING - left.viewport - left.up
    it.scrollTo(offset.current)
    // Once, when it takes the place.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [plain])

  // The place is noted when the chat leaves the front. The end needs no place.
  const count = useRef(0)
  useLayoutEffect(() => {
    count.current = rows.length
  })
  useLayoutEffect(() => {
    return () => {
      // The one that stands at the end, if any: it may have come after the chat.
      // oxlint-disable-next-line react/exhaustive-deps
      const it = handle.current
      if (!it) places.delete(id)
      else
        places.set(id, {
          cache: it.cache,
          rows: count.current,
          offset: it.scrollOffset,
          atEnd: atEnd.current,
        })
    }
  }, [id])

  // What was read is told when it may be: a new message, the focus coming back, a dialog closing.
  useEffect(() => {
    if (readable && complete) chats.seen(id, atEnd.current)
  }, [readable, complete, head, id, chats])

  // A short chat does not scroll, so nothing else would ask for what is above it.
  const canLoad = older !== null && timeline?.older === 'idle'
  const fill = useCallback(
    (room: number, taken: number) => {
      // Where lines are hidden there must be room to scroll up to them.
      if (room === 0 || taken - room > (hidden ? END : 0)) return
      if (hidden) unroll()
      else if (canLoad) void loads.loadOlder(id)
    },
    [canLoad, hidden, id, loads, unroll],
  )
  const fillList = useCallback(() => {
    const it = handle.current
    if (it) fill(it.viewportSize, it.scrollSize)
  }, [fill])
  useEffect(fillList, [fillList, rows.length])

  // The composer grows, the window shrinks: the end stays the end. The plain end does so of itself;
  // here it is only told its sizes, since asking for them would lay out the page in a switch.
  useLayoutEffect(() => {
    const element = scroller.current
    const end = lines.current
    if (!element) return
    const sizes = new Map<Element, number>()
    const observer = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) sizes.set(target, contentRect.height)
      room = sizes.get(element) || room
      if (end) fill(sizes.get(element) ?? 0, sizes.get(end) ?? 0)
      else if (atEnd.current) toEnd()
    })
    observer.observe(element)
    if (end) observer.observe(end)
    return () => observer.disconnect()
  }, [toEnd, fill, plain])

  const found = highlight
    ? rows.findIndex((row) => row.kind === 'message' && isFound(row, highlight))
    : -1
  const shownHit = useRef(0)
  useLayoutEffect(() => {
    if (!highlight || found < 0 || shownHit.current === highlight.token) return
    shownHit.current = highlight.token
    setWhole(true)
    atEnd.current = false
    handle.current?.scrollToIndex(found, { align: 'center' })
  }, [highlight, found])

  const line = (row: Row) => (
    <TimelineRow
      key={row.key}
      row={row}
      chat={chat}
      search={
        highlight && row.kind === 'message' && isFound(row, highlight) ? highlight.text : null
      }
    />
  )
  const fresh = awayFrom === null ? 0 : Math.max(0, head - awayFrom)
  return (
    <div className="timeline" data-pane="timeline" onPointerLeave={() => messages.point(null)}>
      <div
        ref={scroller}
        className={plain ? 'timeline-scroll scroll plain' : 'timeline-scroll scroll'}
        role="log"
        aria-label={t('chats:timeline.label', { name })}
        aria-busy={timeline === undefined}
        tabIndex={0}
        onPointerOver={(event) => {
          const line = lineAt(event.target)
          if (line && line.dataset['conversation'] === undefined) point(cseqOf(line))
        }}
        onFocus={(event) => {
          const line = lineAt(event.target)
          if (line && line.dataset['conversation'] === undefined) point(cseqOf(line))
        }}
        onBlur={() => messages.point(null)}
        onKeyDown={(event) => takeLineKey(event, act)}
        onCopy={(event) => privacy.copied(id, linesIn(event.currentTarget))}
        onScroll={(event) => {
          messages.point(null)
          if (plain) lookPlain(event.currentTarget.scrollTop)
        }}
      >
        {plain ? (
          <div ref={lines}>{rows.map(line)}</div>
        ) : (
          <>
            <div className="timeline-gap" />
            <Virtualizer
              ref={handle}
              scrollRef={scroller}
              data={rows}
              shift={shift}
              {...(cache ? { cache } : {})}
              {...(drawn ? { keepMounted: drawn } : {})}
              bufferSize={250}
              onScroll={look}
              onResize={() => {
                if (atEnd.current) toEnd()
                fillList()
              }}
            >
              {line}
            </Virtualizer>
          </>
        )}
      </div>
      <State id={id} empty={rows.length === 0} />
      <Pointed id={id} act={act} />
      <Keeping />
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

/** Behind the first move of the pointer: no part of a switch. */
const MessageTools = lazy(() =>
  import('./MessageTools.tsx').then((module) => ({ default: module.MessageTools })),
)

const QuickDialog = lazy(() =>
  import('../quick/QuickDialog.tsx').then((module) => ({ default: module.QuickDialog })),
)

/** The words of a line become a quick reply. */
function Keeping() {
  const { quick } = useActions()
  const keeping = useStore(quick.store, (state) => state.editing !== null)
  if (!keeping) return null
  return (
    <Suspense fallback={null}>
      <QuickDialog />
    </Suspense>
  )
}

interface PointedProps {
  readonly id: ConversationId
  readonly act: (act: LineAct, cseq: number) => void
}

function Pointed({ id, act }: PointedProps) {
  const { messages } = useActions()
  const cseq = useStore(messages.compose, ({ pointed }) =>
    pointed?.conversation === id ? pointed.cseq : null,
  )
  if (cseq === null) return null
  return (
    <Suspense fallback={null}>
      <MessageTools key={cseq} id={id} cseq={cseq} act={act} />
    </Suspense>
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
