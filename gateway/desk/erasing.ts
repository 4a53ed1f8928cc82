import { withoutPerson, withoutWords } from '#shared/protocol/erased.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import type { BuyerId } from '#shared/protocol/model.ts'
import { closedOf, unkeep } from './closing.ts'
import { patchBuyer, patchConversation } from './records.ts'
import { parseConversationId, type ClosedState, type Recent, type State } from './state.ts'

type Erased = Extract<ShopEvent, { type: 'transcript.erased' }>

/**
 * Takes out of the state at least what the reduced rows lack, whatever the rows look like now: so a
 * replay of the whole rows, of reduced ones and of some of each comes to the same (I5).
 */
export function applyErased(state: State, event: Erased): void {
  if (event.buyer === null) eraseOlder(state, event)
  else eraseBuyer(state, event.buyer, event.upTo)
}

function eraseBuyer(state: State, id: BuyerId, upTo: number): void {
  const buyer = state.buyers.get(id)
  if (!buyer) return
  for (const closed of closedOf(state, id)) unkeep(state, closed)
  if (buyer.open !== null)
    patchConversation(state, buyer.open, (one) => ({
      ...one,
      view: withoutWords(one.view, null, true),
    }))
  patchBuyer(state, id, (known) => ({
    ...known,
    view: withoutPerson(known.view),
    notes: [],
    recent: [],
  }))
  // A command that names no conversation may have been about this buyer: a note.
  forgetRecent(state.accounts, ({ conversation, pos }) =>
    conversation === null ? pos <= upTo : parseConversationId(conversation)?.buyer === id,
  )
}

function eraseOlder(state: State, { before, upTo }: Erased): void {
  const gone = (at: number) => before === null || at < before
  for (const [id, conversation] of state.conversations.entries()) {
    if (conversation.view.buyer.evidence) continue
    const view = withoutWords(conversation.view, before, false)
    if (view !== conversation.view) state.conversations.set(id, { ...conversation, view })
  }
  for (const [id, closed] of Array.from(state.closed.entries())) {
    const { view } = closed.conversation
    if (view.buyer.evidence) continue
    if (gone(closed.at)) unkeep(state, id)
    else state.closed.set(id, closedWithout(closed, before))
  }
  for (const [id, buyer] of state.buyers.entries())
    if (!buyer.view.evidence && buyer.notes.some(({ at }) => gone(at)))
      state.buyers.set(id, { ...buyer, notes: buyer.notes.filter(({ at }) => !gone(at)) })
  forgetRecent(state.accounts, ({ pos }) => pos <= upTo)
  forgetRecent(state.buyers, ({ pos }) => pos <= upTo)
}

function closedWithout(closed: ClosedState, before: number | null): ClosedState {
  const { conversation } = closed
  const view = withoutWords(conversation.view, before, false)
  return view === conversation.view
    ? closed
    : { ...closed, conversation: { ...conversation, view } }
}

/** Their hashes were made of the words. A resend is answered from the log instead. */
function forgetRecent<V extends { readonly recent: readonly Recent[] }>(
  table: { entries(): Iterable<[string, V]>; set(key: string, value: V): unknown },
  which: (recent: Recent) => boolean,
): void {
  for (const [id, value] of table.entries())
    if (value.recent.some(which))
      table.set(id, { ...value, recent: value.recent.filter((one) => !which(one)) })
}
