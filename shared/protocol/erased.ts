import type { BuyerView, ConversationView } from './model.ts'

/**
 * T5: what stays of a buyer and of a conversation when words are erased. The gateway reduces rows and
 * state by it and every client its view, so that all come to the same (I5).
 */

const DAY = 86_400_000

/** A mark of its own in the place of the name, which tells nothing. */
export function withoutPerson(buyer: BuyerView): BuyerView {
  return { ...buyer, name: `#${buyer.id.slice(-4)}`, tags: [], customer: null }
}

/**
 * Without the words from before `before` (null: without any); `person`: and without who the buyer is.
 * Gives the same object where nothing changes.
 */
export function withoutWords(
  view: ConversationView,
  before: number | null,
  person: boolean,
): ConversationView {
  const gone = (at: number) => before === null || at < before
  const { source, offer, asides, last } = view
  const dropsSource = source !== null && gone(view.openedAt)
  // An offer lives for minutes: a day is more than it can be older than its end.
  const dropsNote = offer !== null && offer.note !== null && gone(offer.until - DAY)
  const dropsAsides = asides.some(({ at, text }) => text !== '' && gone(at))
  const dropsLast = last !== null && last.kind !== 'erased' && gone(last.at)
  if (!dropsSource && !dropsNote && !dropsAsides && !dropsLast && !person) return view
  return {
    ...view,
    buyer: person ? withoutPerson(view.buyer) : view.buyer,
    source: dropsSource ? null : source,
    offer: dropsNote ? { ...offer, note: null } : offer,
    asides: dropsAsides
      ? asides.map((aside) => (gone(aside.at) ? { ...aside, text: '' } : aside))
      : asides,
    last: dropsLast ? { ...last, kind: 'erased', text: '' } : last,
  }
}
