import type { BuyerPageView } from '#shared/protocol/view.ts'
import type { Body, FileRef, Notice } from '#shared/protocol/model.ts'
import type { AutoReplyKind } from '#shared/protocol/settings.ts'
import type { Pending } from './pending.ts'
import type { Thread } from './threads.ts'

export type Mark =
  | { readonly kind: 'waiting' | 'sending' | 'sent' | 'read' }
  | { readonly kind: 'uploading'; readonly percent: number }
  | { readonly kind: 'failed'; readonly code: string }

export type BubbleBody =
  | Extract<Body, { kind: 'text' | 'card' }>
  /** The shop's automatic words; an empty text is ours, in the reader's language. */
  | { readonly kind: 'auto'; readonly reply: AutoReplyKind; readonly text: string }
  | {
      readonly kind: 'image' | 'file'
      readonly file: Omit<FileRef, 'id'> & { readonly id?: string }
    }

export interface Quote {
  readonly own: boolean
  readonly nick: string | null
  /** Null: further up than what is loaded. */
  readonly body: Body | null
}

export interface Bubble {
  readonly kind: 'bubble'
  /** Stays the same when a waiting message becomes a sent one, so that it doesn't flicker. */
  readonly key: string
  readonly at: number
  readonly own: boolean
  /** The agent's; null for the buyer's own and the shop's automatic words. */
  readonly nick: string | null
  /** First of a run of one sender: it carries the name. */
  readonly leads: boolean
  /** Last of a run: it carries the time. */
  readonly ends: boolean
  readonly body: BubbleBody
  /** What it answers, as far as it is loaded. */
  readonly quote: Quote | null
  readonly cid: string | null
  readonly mark: Mark | null
}
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | {
      readonly kind: 'notice'
      readonly key: string
      readonly at: number
      readonly notice: Notice
    }
  | { readonly kind: 'recalled'; readonly key: string; readonly at: number; readonly own: boolean }
  | { readonly kind: 'erased'; readonly key: string; readonly at: number }
  | Bubble

/** A run of one sender ends after this silence. */
const RUN_MS = 5 * 60_000

export interface TimelineInput {
  readonly threads: readonly Thread[]
  readonly pending: readonly Pending[]
  readonly conversation: BuyerPageView['conversation']
  readonly live: boolean
  /** The calendar day of a time in the reader's zone, such as 2026-3-14. */
  readonly dayOf: (at: number) => string
}

/** Pure: everything that is shown, top to bottom. */
export function timeline(input: TimelineInput): readonly Row[] {
  const { threads, pending, conversation, live, dayOf } = input
  const lines: Line[] = []
  const arrived = new Set<string>()
  for (const thread of threads)
    for (const message of thread.messages) {
      const { body, sender, at } = message
      const key = `${thread.id}/${message.cseq}`
      if (body.kind === 'notice') {
        lines.push({ kind: 'notice', key, at, notice: body.notice })
        continue
      }
      const own = sender.kind === 'buyer'
      if (body.kind === 'recalled') {
        lines.push({ kind: 'recalled', key: `${key}/recalled`, at, own })
        continue
      }
      if (body.kind === 'erased') {
        lines.push({ kind: 'erased', key: `${key}/erased`, at })
        continue
      }
      if (own && message.cid !== null) arrived.add(message.cid)
      const current = conversation?.id === thread.id
      lines.push({
        kind: 'bubble',
        key: own && message.cid !== null ? `own/${message.cid}` : key,
        at,
        own,
        nick: sender.kind === 'account' ? sender.nick : null,
        leads: true,
        ends: true,
        body,
        quote: quoteOf(thread, body),
        cid: message.cid,
        // Older conversations don't tell what was read: no mark is better than a wrong one.
        mark: own && current ? { kind: markOf(conversation, message.cseq) } : null,
      })
    }
  for (const item of pending) if (!arrived.has(item.cid)) lines.push(pendingBubble(item, live))
  return withDaysAndRuns(lines, dayOf)
}

function quoteOf({ messages }: Thread, body: Body): Quote | null {
  if (body.kind !== 'text' || body.quote === undefined) return null
  const quoted = messages.find(({ cseq }) => cseq === body.quote)
  const sender = quoted?.sender
  return {
    own: sender?.kind === 'buyer',
    nick: sender?.kind === 'account' ? sender.nick : null,
    body: quoted?.body ?? null,
  }
}

function markOf(conversation: { readonly readByShop: number }, cseq: number): 'read' | 'sent' {
  return cseq <= conversation.readByShop ? 'read' : 'sent'
}

function pendingBubble(item: Pending, live: boolean): Bubble {
  return {
    kind: 'bubble',
    key: `own/${item.cid}`,
    at: item.at,
    own: true,
    nick: null,
    leads: true,
    ends: true,
    body:
      item.body.kind === 'text'
        ? item.body
        : { kind: 'image', file: item.body.ref ?? item.body.file },
    quote: null,
    cid: item.cid,
    mark: pendingMark(item, live),
  }
}

function pendingMark(item: Pending, live: boolean): Mark {
  if (item.failed !== null) return { kind: 'failed', code: item.failed }
  if (item.acknowledged) return { kind: 'sent' }
  if (item.body.kind === 'image' && item.body.ref === null && item.progress !== null)
    return { kind: 'uploading', percent: Math.floor(item.progress * 100) }
  return { kind: live ? 'sending' : 'waiting' }
}

type Line = Exclude<Row, { kind: 'day' }>

function withDaysAndRuns(lines: readonly Line[], dayOf: (at: number) => string): readonly Row[] {
  const rows: Row[] = []
  let day = ''
  lines.forEach((line, index) => {
    const itsDay = dayOf(line.at)
    if (itsDay !== day) {
      rows.push({ kind: 'day', key: `day/${itsDay}/${line.key}`, at: line.at })
      day = itsDay
    }
    if (line.kind !== 'bubble') rows.push(line)
    else
      rows.push({
        ...line,
        leads: !sameRun(lines[index - 1], line, dayOf),
        ends: !sameRun(line, lines[index + 1], dayOf),
      })
  })
  return rows
}

function sameRun(a: Row | undefined, b: Row | undefined, dayOf: (at: number) => string): boolean {
  return (
    a?.kind === 'bubble' &&
    b?.kind === 'bubble' &&
    a.own === b.own &&
    a.nick === b.nick &&
    b.at - a.at < RUN_MS &&
    dayOf(a.at) === dayOf(b.at)
  )
}

/** The agent's messages behind what was read: what the widget's badge counts. */
export function unreadCount(
  threads: readonly Thread[],
  conversation: string | undefined,
  upTo: number,
): number {
  const thread = threads.find((entry) => entry.id === conversation)
  if (!thread) return 0
  return thread.messages.filter(
    (message) => message.cseq > upTo && message.sender.kind === 'account',
  ).length
}
