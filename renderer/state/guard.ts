import { unfilledIn } from '#shared/phrases/fill.ts'
import type { Doubt } from './compose-store.ts'

/** Another open chat, as far as a draft may name it. */
export interface Neighbour {
  readonly buyer: string
  /** Numbers of its buyer's orders. */
  readonly orders: readonly string[]
}

export interface Draft {
  readonly text: string
  readonly buyer: string
  /** Numbers of this buyer's own orders. */
  readonly orders: readonly string[]
  readonly others: readonly Neighbour[]
  /** When this chat came to the front in place of another one, and when its text was last typed in; ms. */
  readonly switchedAt: number
  readonly typedAt: number
  readonly now: number
  /** The person's choice; a variable without a value is asked about in any case. */
  readonly guard: boolean
}

/** A send so soon after a switch was perhaps meant for the chat before. */
export const JUST_SWITCHED = 1000
/** Shorter ones are in too many words. */
const LEAST_ORDER = 4
const LEAST_NAME = 2
const LEAST_LATIN_NAME = 4

/** Why sending asks once; null: it is sent. */
export function doubtOf(draft: Draft): Doubt | null {
  const unfilled = unfilledIn(draft.text)
  if (unfilled) return { kind: 'unfilled', variable: unfilled.variable }
  if (!draft.guard) return null
  const named = namedOther(draft)
  if (named) return named
  const { switchedAt, typedAt, now } = draft
  return now - switchedAt < JUST_SWITCHED && typedAt < switchedAt ? { kind: 'switched' } : null
}

function namedOther({ text, buyer, orders, others }: Draft): Doubt | null {
  const words = text.toLowerCase()
  for (const other of others) {
    const number = other.orders.find(
      (one) =>
        one.length >= LEAST_ORDER && !orders.includes(one) && holds(words, one.toLowerCase()),
    )
    if (number !== undefined) return { kind: 'named', buyer: other.buyer, what: number }
  }
  for (const other of others) {
    const name = other.buyer.toLowerCase()
    // Its own buyer is called so, too, or the name is part of it.
    if (buyer.toLowerCase().includes(name)) continue
    const latin = /^[\p{ASCII}]*$/u.test(name)
    if (name.length >= (latin ? LEAST_LATIN_NAME : LEAST_NAME) && holds(words, name))
      return { kind: 'named', buyer: other.buyer, what: other.buyer }
  }
  return null
}

/** Not as a part of a longer number or Latin word. */
function holds(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const edge = (inner: string, outer: string) => !(wordly(inner) && wordly(outer))
    const end = at + word.length
    if (
      edge(word.charAt(0), text.charAt(at - 1)) &&
      edge(word.charAt(word.length - 1), text.charAt(end))
    )
      return true
  }
  return false
}

function wordly(char: string): boolean {
  return /^[a-z0-9]$/.test(char)
}
