import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { ConversationId, DecisionReason } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'

/**
 * new_buyer: dispatched to me. again: dispatched to me since its holder was gone or silent (D13).
 * forward, handover, offer: from a colleague (D12, D13a). returned: my offer came back.
 * whisper: a word from a supervisor or main. waiting: one of mine waits for an answer.
 */
export type NotificationKind =
  'new_buyer' | 'again' | 'forward' | 'handover' | 'offer' | 'returned' | 'whisper' | 'waiting'

/** What might be told, found in the events alone. */
export interface Candidate {
  readonly kind: NotificationKind
  readonly conversation: ConversationId
  readonly buyerName: string
  /** Who forwards, offers or whispers, had it before, or gave it back. */
  readonly from: string | null
  /** A colleague's, with a forward. */
  readonly note: string | null
}

/** Of two in one batch the weightier is told, of equals the later. */
const WEIGHT: Readonly<Record<NotificationKind, number>> = {
  new_buyer: 4,
  again: 4,
  forward: 4,
  handover: 4,
  offer: 3,
  whisper: 2,
  returned: 2,
  waiting: 1,
}

/** Taken over, or taken out of a colleague's hands by marking the buyer a private contact (D6). */
const ownDoing = ({ rule, sentence }: DecisionReason) =>
  rule === 'claim' || sentence === 'made_private'

type Assigned = Extract<ShopEvent, { type: 'conversation.assigned' }>

/**
 * At most one per conversation and batch, the weightiest: a new buyer or a forward says more than
 * that someone waits. What this account did itself is no news to it; that it is suspended changes
 * nothing, since what comes nevertheless was meant for it (D3). Pure.
 */
export function candidatesOf(
  events: readonly Delivered<ShopEvent>[],
  before: AgentView,
  after: AgentView,
): Candidate[] {
  const found = new Map<ConversationId, Candidate>()
  const put = (candidate: Candidate) => {
    const held = found.get(candidate.conversation)
    if (!held || WEIGHT[candidate.kind] >= WEIGHT[held.kind])
      found.set(candidate.conversation, candidate)
  }
  const { me } = after
  /** Offered to me within this batch. */
  const offered = new Set<ConversationId>()
  for (const { event } of events) {
    switch (event.type) {
      case 'conversation.assigned': {
        if (event.to !== me || event.from === me || ownDoing(event.decision)) continue
        // I accepted it myself, here or at another of my workstations.
        const mine = before.conversations[event.conversation]?.offer?.to === me
        if (mine || offered.has(event.conversation)) continue
        put({
          kind: kindOf(event),
          conversation: event.conversation,
          buyerName: event.view.buyer.name,
          from: senderOf(event, after),
          note: event.note,
        })
        break
      }
      case 'conversation.offered': {
        const { offer, buyer } = event.view
        if (offer?.to !== me || offer.by === me) continue
        offered.add(event.conversation)
        const from = after.accounts[offer.by]?.nick ?? null
        const { conversation } = event
        put({ kind: 'offer', conversation, buyerName: buyer.name, from, note: offer.note })
        break
      }
      case 'conversation.offer_ended': {
        const { conversation, why } = event
        const offer = before.conversations[conversation]?.offer
        const buyerName = after.conversations[conversation]?.buyer.name
        if (offer?.by !== me || why === 'cancelled' || buyerName === undefined) continue
        const from = after.accounts[offer.to]?.nick ?? null
        put({ kind: 'returned', conversation, buyerName, from, note: null })
        break
      }
      case 'conversation.aside': {
        const { aside, conversation } = event
        const buyerName = after.conversations[conversation]?.buyer.name
        if (aside.kind !== 'whisper' || aside.account === me || buyerName === undefined) continue
        // Its words stay inside: they speak of the buyer.
        put({ kind: 'whisper', conversation, buyerName, from: aside.nick, note: null })
        break
      }
      case 'message.sent': {
        if (event.message.sender.kind !== 'buyer') continue
        const { conversation } = event.message
        const now = after.conversations[conversation]
        const wasWaiting = before.conversations[conversation]?.waitingSince ?? null
        // Told once per wait, when it begins; the timer on the screen tells the rest.
        if (now?.holder !== me || wasWaiting !== null) continue
        const buyerName = now.buyer.name
        put({ kind: 'waiting', conversation, buyerName, from: null, note: null })
        break
      }
      default:
        break
    }
  }
  // Closed, answered, declined or handed on since, within what just arrived.
  return [...found.values()].filter(({ conversation, kind }) => {
    const now = after.conversations[conversation]
    if (kind === 'offer') return now?.offer?.to === me
    return now?.holder === me && (kind !== 'waiting' || now.waitingSince !== null)
  })
}

function kindOf({ decision }: Assigned): NotificationKind {
  if (decision.rule === 'D13') return 'again'
  if (decision.rule !== 'D12') return 'new_buyer'
  return decision.sentence.startsWith('handed_over') ? 'handover' : 'forward'
}

/** A supervisor forwards for others, too: then the decision tells who did it, not who had it. */
function senderOf({ decision, from }: Assigned, { accounts }: AgentView): string | null {
  const said = decision.values['from']
  if (typeof said === 'string') return said
  return from === null ? null : (accounts[from]?.nick ?? null)
}

/** More than so many at once are one: who comes back from a pause is not shot at. */
const AT_ONCE = 3

/** What is shown as one notification, its first candidate's chat behind the click. */
export interface Shown {
  readonly kind: NotificationKind | 'handover_several' | 'several'
  readonly candidates: readonly Candidate[]
}

/** D13a: a handover is one notification; so is whatever else would be too many. Pure. */
export function merge(candidates: readonly Candidate[]): Shown[] {
  const handovers = new Map<string | null, Candidate[]>()
  const others: Candidate[] = []
  for (const candidate of candidates) {
    if (candidate.kind !== 'handover') others.push(candidate)
    else handovers.set(candidate.from, [...(handovers.get(candidate.from) ?? []), candidate])
  }
  const shown: Shown[] = [...handovers.values()].map((group) => ({
    kind: group.length > 1 ? 'handover_several' : 'handover',
    candidates: group,
  }))
  if (others.length > AT_ONCE) return [...shown, { kind: 'several', candidates: others }]
  return [...shown, ...others.map((one) => ({ kind: one.kind, candidates: [one] }))]
}

/** Chats that left the list, a withdrawn buyer's among them (D6): what was shown of them goes. Pure. */
export function goneFrom(before: AgentView, after: AgentView): ConversationId[] {
  if (before.conversations === after.conversations) return []
  return Object.keys(before.conversations).filter((id) => !after.conversations[id])
}
