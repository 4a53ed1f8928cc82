import type { ChatState } from '../chat.ts'
import { olderQuestion } from '../model/threads.ts'
import { type Row, timeline } from '../model/timeline.ts'
import type { TextKey } from '../language.ts'
import { bubbleView, type BubbleView } from './bubble.ts'
import { attr, el, icon, text } from './dom.ts'
import type { ViewContext } from './context.ts'
import './log.css'

export interface LogView {
  readonly node: HTMLElement
  update(state: ChatState): void
  /** The newest message is in sight. */
  atEnd(): boolean
  toEnd(): void
}

interface Shown {
  readonly node: HTMLElement
  readonly bubble: BubbleView | null
}

/** Pixels from the end that still count as reading the newest. */
const NEAR = 60

export function logView(
  context: ViewContext,
  actions: { loadOlder(): void; seen(): void },
): LogView {
  const { t } = context
  const older = el(
    'button',
    { class: 'older', attrs: { type: 'button' }, on: { click: () => actions.loadOlder() } },
    t('log.older'),
  )
  const begin = el('div', { class: 'begin' }, t('log.begin'))
  const hello = el('h2')
  const empty = el('div', { class: 'empty' }, icon('chat'), hello, el('p', {}, t('log.emptyHint')))
  const skeleton = el(
    'div',
    { class: 'skeleton', attrs: { role: 'status', 'aria-label': t('log.loading') } },
    el('i'),
    el('i'),
    el('i'),
  )
  const list = el('div', {
    class: 'list',
    attrs: {
      role: 'log',
      'aria-live': 'polite',
      'aria-label': t('log.label'),
      'aria-relevant': 'additions',
    },
  })
  const scroller = el(
    'div',
    { class: 'scroller', attrs: { tabindex: '0' } },
    older,
    begin,
    skeleton,
    empty,
    list,
  )
  const jumpText = el('span')
  const jump = el(
    'button',
    { class: 'jump', attrs: { type: 'button', hidden: '' }, on: { click: () => toEnd() } },
    jumpText,
    icon('down'),
  )
  const node = el('div', { class: 'log' }, scroller, jump)

  let shown = new Map<string, Shown>()
  let rows: readonly Row[] = []
  let source: readonly unknown[] = []
  /** Rows there were when the reader left the end: what is behind them is new. */
  let seenRows = 0
  let stick = true

  const atEnd = (): boolean =>
    scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR
  const toEnd = (): void => {
    scroller.scrollTop = scroller.scrollHeight
    stick = true
    showJump()
    actions.seen()
  }
  const showJump = (): void => {
    attr(jump, 'hidden', stick ? '' : null)
    if (stick) seenRows = rows.length
    const fresh = rows.slice(seenRows).filter((row) => row.kind === 'bubble' && !row.own).length
    text(jumpText, fresh > 0 ? t('log.jumpNew', { count: fresh }) : t('log.jump'))
  }

  let height = 0
  scroller.addEventListener(
    'scroll',
    () => {
      // Told after it became lower, such as by the stars below: the observer is next.
      if (stick && scroller.clientHeight !== height) return
      const before = stick
      stick = atEnd()
      if (stick !== before) showJump()
      if (stick) actions.seen()
      if (scroller.scrollTop < 80 && !older.hidden) actions.loadOlder()
    },
    { passive: true },
  )
  // The keyboard of a phone, a turned screen, a longer draft: the newest message stays in sight.
  new ResizeObserver(() => {
    height = scroller.clientHeight
    if (stick) toEnd()
  }).observe(scroller)

  const update = (state: ChatState): void => {
    const question = olderQuestion(state.threads)
    attr(older, 'hidden', question ? null : '')
    attr(begin, 'hidden', question || rows.length < 8 ? '' : null)
    text(older, state.loadingOlder ? t('log.loadingOlder') : t('log.older'))
    attr(skeleton, 'hidden', state.loaded || state.pending.length > 0 ? '' : null)
    text(hello, t('log.empty', { shop: state.view?.shop.name ?? '' }))

    const live = state.link.kind === 'live'
    const next = [state.threads, state.pending, state.view?.conversation, live]
    if (next.every((value, index) => value === source[index])) {
      attr(empty, 'hidden', state.loaded && rows.length === 0 ? null : '')
      return
    }
    source = next
    const firstKey = rows.find((row) => row.kind !== 'day')?.key
    const lastOwn = rows.findLast((row) => row.kind === 'bubble' && row.own)?.key
    const before = { height: scroller.scrollHeight, top: scroller.scrollTop }
    const count = rows.length
    rows = timeline({
      threads: state.threads,
      pending: state.pending,
      conversation: state.view?.conversation ?? null,
      live,
      dayOf: (at) => new Date(at).toDateString(),
    })
    reconcile()
    attr(empty, 'hidden', state.loaded && rows.length === 0 ? null : '')
    attr(begin, 'hidden', question || rows.length < 8 ? '' : null)
    const prepended =
      firstKey !== undefined && rows.find((row) => row.kind !== 'day')?.key !== firstKey
    if (prepended && !stick) {
      scroller.scrollTop = before.top + scroller.scrollHeight - before.height
      seenRows += rows.length - count
    }
    // What one sends oneself is always brought into sight.
    const newest = rows.findLast((row) => row.kind === 'bubble' && row.own)
    const sentNow = newest !== undefined && newest.key !== lastOwn && newest === rows.at(-1)
    if (stick || sentNow) toEnd()
    else showJump()
  }

  /** Nodes stay by their key; only what is new is built, only what moved is put elsewhere. */
  const reconcile = (): void => {
    const next = new Map<string, Shown>()
    let place: Element | null = list.firstElementChild
    for (const row of rows) {
      const have = shown.get(row.key) ?? build(row)
      if (row.kind === 'bubble') have.bubble?.update(row)
      next.set(row.key, have)
      if (have.node === place) place = place.nextElementSibling
      else list.insertBefore(have.node, place)
    }
    for (const [key, { node: gone }] of shown) if (!next.has(key)) gone.remove()
    shown = next
  }

  const build = (row: Row): Shown => {
    if (row.kind === 'bubble') {
      const bubble = bubbleView(context, row)
      return { node: bubble.node, bubble }
    }
    if (row.kind === 'day')
      return {
        node: el('div', { class: 'day' }, el('span', {}, context.day(row.at))),
        bubble: null,
      }
    if (row.kind === 'recalled')
      return {
        node: el('div', { class: 'notice' }, t(row.own ? 'recalled.own' : 'recalled.shop')),
        bubble: null,
      }
    if (row.kind === 'erased')
      return { node: el('div', { class: 'notice' }, t('erased')), bubble: null }
    const { notice } = row
    const values =
      'nick' in notice ? { nick: notice.nick } : 'place' in notice ? { place: notice.place } : {}
    const key: TextKey = `notice.${notice.code}`
    return { node: el('div', { class: 'notice' }, t(key, values)), bubble: null }
  }

  return { node, update, atEnd: () => stick, toEnd }
}
