import type { AccountId, ConversationId, ConversationView } from '#shared/protocol/model.ts'

/** `offered`: colleagues wait for my word on them (D12). */
export type GroupKey = 'offered' | 'waiting' | 'mine' | 'others'
export interface ChatGroup {
  readonly key: GroupKey
  readonly ids: readonly ConversationId[]
}

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

/** The chat list by its groups; empty groups are left out. */
export function groupChats(
  conversations: Readonly<Record<ConversationId, ConversationView>>,
  me: AccountId,
): readonly ChatGroup[] {
  const offered: ConversationView[] = []
  const waiting: ConversationView[] = []
  const mine: ConversationView[] = []
  const others: ConversationView[] = []
  for (const conversation of Object.values(conversations)) {
    if (conversation.offer?.to === me) offered.push(conversation)
    else if (conversation.holder === me) mine.push(conversation)
    else if (conversation.state === 'queued' || conversation.state === 'waiting_main')
      waiting.push(conversation)
    else others.push(conversation)
  }
  offered.sort(byOffer)
  waiting.sort(byQueue)
  mine.sort(byWaiting)
  others.sort(byWaiting)
  const groups: ChatGroup[] = []
  if (offered.length > 0) groups.push({ key: 'offered', ids: offered.map(idOf) })
  if (waiting.length > 0) groups.push({ key: 'waiting', ids: waiting.map(idOf) })
  if (mine.length > 0) groups.push({ key: 'mine', ids: mine.map(idOf) })
  if (others.length > 0) groups.push({ key: 'others', ids: others.map(idOf) })
  return groups
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
): ConversationId | null {
  const [first, ...others] = groupChats(conversations, me)
  const groups = first ? [first, ...others] : []
  for (const key of ['mine', 'waiting'] as const) {
    const id = groups.find((group) => group.key === key)?.ids[0]
    if (id !== undefined && (key === 'waiting' || conversations[id]?.waitingSince != null))
      return id
  }
  return null
}
