import type {
  AccountId,
  ClosedView,
  ConversationId,
  ConversationView,
} from '#shared/protocol/model.ts'
import type { Sort } from './model.ts'

/**
 * `offered`: colleagues wait for my word on them (D12). `forwarded`: a colleague forwarded it to me
 * and I have not written in it since. `closed`: what I held when it was closed today.
 */
export type GroupKey = 'offered' | 'waiting' | 'mine' | 'forwarded' | 'others' | 'closed'
export interface ChatGroup {
  readonly key: GroupKey
  readonly ids: readonly ConversationId[]
}

/** How the person wants the list. */
export interface Arrangement {
  readonly sort: Sort
  readonly hand: readonly ConversationId[]
  /** Buyer ids. */
  readonly pins: ReadonlySet<string>
  readonly answered: readonly ConversationId[]
  /** On their way out: a close or a forward of them can still be taken back. */
  readonly hidden: ReadonlySet<ConversationId>
  readonly only: Only
}
/** Which chats are shown: those of VIPs, of one tag, or all. */
export type Only = { readonly kind: 'vip' } | { readonly kind: 'tag'; readonly tag: string } | null

export const asUsual: Arrangement = {
  sort: 'waiting',
  hand: [],
  pins: new Set(),
  answered: [],
  hidden: new Set(),
  only: null,
}

type Compare = (a: ConversationView, b: ConversationView) => number

/** Who waits longest comes first; behind them the newest talk. Ties go by id, always the same way. */
function byWaiting(a: ConversationView, b: ConversationView): number {
  if (a.waitingSince !== null || b.waitingSince !== null) {
    if (a.waitingSince === null) return 1
    if (b.waitingSince === null) return -1
    if (a.waitingSince !== b.waitingSince) return a.waitingSince - b.waitingSince
  }
  const newest = (b.last?.at ?? b.openedAt) - (a.last?.at ?? a.openedAt)
  return newest !== 0 ? newest : a.id < b.id ? -1 : 1
}

/** The queue's own order (D9): VIP first, then as they came. */
function byQueue(a: ConversationView, b: ConversationView): number {
  if (a.buyer.vip !== b.buyer.vip) return a.buyer.vip ? -1 : 1
  return a.openedAt !== b.openedAt ? a.openedAt - b.openedAt : a.id < b.id ? -1 : 1
}

/** Who has the least time left comes first. */
function byOffer(a: ConversationView, b: ConversationView): number {
  return (a.offer?.until ?? 0) - (b.offer?.until ?? 0) || (a.id < b.id ? -1 : 1)
}

function byNewest(a: ConversationView, b: ConversationView): number {
  const newest = (b.last?.at ?? b.openedAt) - (a.last?.at ?? a.openedAt)
  return newest !== 0 ? newest : a.id < b.id ? -1 : 1
}

/** What has no place by hand yet is new: first, by who waits longest. */
function byHand(hand: readonly ConversationId[]): Compare {
  const places = new Map(hand.map((id, index) => [id, index]))
  return (a, b) => {
    const place = (places.get(a.id) ?? -1) - (places.get(b.id) ?? -1)
    return place !== 0 ? place : byWaiting(a, b)
  }
}

function pinnedFirst(pins: ReadonlySet<string>, compare: Compare): Compare {
  if (pins.size === 0) return compare
  return (a, b) => Number(pins.has(b.buyer.id)) - Number(pins.has(a.buyer.id)) || compare(a, b)
}

/**
 * Forwarded to me, and not answered by me: `answered` remembers what I wrote; where it doesn't (another
 * workstation did), a newest line of ours behind the forward's own notice tells.
 */
export function isForwarded(
  { id, holder, reason, last, cseq }: ConversationView,
  me: AccountId,
  answered: ReadonlySet<ConversationId>,
): boolean {
  if (holder !== me || reason?.rule !== 'D12' || answered.has(id)) return false
  return !(last?.from === 'account' && last.cseq === cseq)
}

function shows(only: Only, { buyer }: ConversationView): boolean {
  if (only === null) return true
  return only.kind === 'vip' ? buyer.vip : buyer.tags.includes(only.tag)
}

/** The chat list by its groups, without the closed ones; empty groups are left out. */
export function groupChats(
  conversations: Readonly<Record<ConversationId, ConversationView>>,
  me: AccountId,
  how: Arrangement = asUsual,
): readonly ChatGroup[] {
  const groups = {
    offered: [] as ConversationView[],
    waiting: [] as ConversationView[],
    mine: [] as ConversationView[],
    forwarded: [] as ConversationView[],
    others: [] as ConversationView[],
  }
  const answered = new Set(how.answered)
  for (const conversation of Object.values(conversations)) {
    if (how.hidden.has(conversation.id) || !shows(how.only, conversation)) continue
    if (conversation.offer?.to === me) groups.offered.push(conversation)
    else if (conversation.holder === me)
      groups[isForwarded(conversation, me, answered) ? 'forwarded' : 'mine'].push(conversation)
    else if (conversation.state === 'queued' || conversation.state === 'waiting_main')
      groups.waiting.push(conversation)
    else groups.others.push(conversation)
  }
  const { sort, hand, pins } = how
  const chosen = sort === 'hand' ? byHand(hand) : sort === 'newest' ? byNewest : byWaiting
  groups.offered.sort(byOffer)
  groups.waiting.sort(pinnedFirst(pins, byQueue))
  for (const key of ['mine', 'forwarded', 'others'] as const)
    groups[key].sort(pinnedFirst(pins, chosen))
  return (['offered', 'waiting', 'mine', 'forwarded', 'others'] as const)
    .filter((key) => groups[key].length > 0)
    .map((key) => ({ key, ids: groups[key].map(idOf) }))
}

/** Those closed since the local midnight, newest first. */
export function closedToday(closed: readonly ClosedView[], now: number): readonly ClosedView[] {
  const from = new Date(now).setHours(0, 0, 0, 0)
  return closed.filter(({ at }) => at >= from).toReversed()
}

/** The order by hand after a row went up (-1) or down, or to where another one stands. */
export function movedByHand(
  ids: readonly ConversationId[],
  hand: readonly ConversationId[],
  id: ConversationId,
  to: -1 | 1 | ConversationId,
): readonly ConversationId[] {
  const from = ids.indexOf(id)
  const place = typeof to === 'number' ? from + to : ids.indexOf(to)
  if (from < 0 || place < 0 || place >= ids.length || place === from) return hand
  const order = ids.filter((other) => other !== id).toSpliced(place, 0, id)
  // The group's as it now stands; behind it what has a place in another group.
  return [...order, ...hand.filter((other) => !order.includes(other))]
}

function idOf(conversation: ConversationView): ConversationId {
  return conversation.id
}

/**
 * Puts each held row back to the place within its group that it had in `before`; all others keep
 * their new order around it. A row that changed its group goes where it belongs.
 */
export function holdRows(
  before: readonly ChatGroup[],
  now: readonly ChatGroup[],
  held: ReadonlySet<ConversationId>,
): readonly ChatGroup[] {
  if (held.size === 0) return now
  return now.map((group) => {
    const earlier = before.find((other) => other.key === group.key)
    if (!earlier) return group
    const places: { readonly id: ConversationId; readonly index: number }[] = []
    for (const id of held) {
      const index = earlier.ids.indexOf(id)
      if (index >= 0 && group.ids.includes(id)) places.push({ id, index })
    }
    if (places.length === 0) return group
    places.sort((a, b) => a.index - b.index)
    const ids = group.ids.filter((id) => !places.some((place) => place.id === id))
    // Ascending, so that a later insertion doesn't move an earlier one.
    for (const { id, index } of places) ids.splice(Math.min(index, ids.length), 0, id)
    return { key: group.key, ids }
  })
}

/** The chat of mine that waits longest (Ctrl+J), or the first of the queue. */
export function longestWaiting(
  conversations: Readonly<Record<ConversationId, ConversationView>>,
  me: AccountId,
  hidden: ReadonlySet<ConversationId> = asUsual.hidden,
): ConversationId | null {
  let mine: ConversationView | null = null
  let queued: ConversationView | null = null
  for (const chat of Object.values(conversations)) {
    if (hidden.has(chat.id)) continue
    if (chat.holder === me) {
      if (chat.waitingSince !== null && (!mine || byWaiting(chat, mine) < 0)) mine = chat
    } else if (
      (chat.state === 'queued' || chat.state === 'waiting_main') &&
      chat.offer?.to !== me &&
      (!queued || byQueue(chat, queued) < 0)
    )
      queued = chat
  }
  return (mine ?? queued)?.id ?? null
}

/** Mine whose buyers have waited for `lateMs` or longer, the longest first. `now`: gateway's clock. */
export function lateOnes(
  conversations: Readonly<Record<ConversationId, ConversationView>>,
  me: AccountId,
  lateMs: number,
  now: number,
  hidden: ReadonlySet<ConversationId> = asUsual.hidden,
): readonly ConversationId[] {
  let late: ConversationView[] | null = null
  for (const id in conversations) {
    const chat = conversations[id]
    if (!chat || chat.holder !== me || chat.waitingSince === null) continue
    if (now - chat.waitingSince >= lateMs && !hidden.has(id)) (late ??= []).push(chat)
  }
  return late ? late.sort(byWaiting).map(idOf) : nobody
}
const nobody: readonly ConversationId[] = []

/** When the next of mine will have waited for `lateMs`, by the gateway's clock; null: nobody. */
export function nextLateAt(
  conversations: Readonly<Record<ConversationId, ConversationView>>,
  me: AccountId,
  lateMs: number,
  now: number,
): number | null {
  let next: number | null = null
  for (const id in conversations) {
    const chat = conversations[id]
    if (!chat || chat.holder !== me || chat.waitingSince === null) continue
    const due = chat.waitingSince + lateMs
    if (due > now && (next === null || due < next)) next = due
  }
  return next
}
