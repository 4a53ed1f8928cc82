import fc from 'fast-check'
import type { PaperShop } from '#gateway/desk/desk.fixture.ts'

/** Who is there on a random day; few, so that everything meets everything. */
export const ACCOUNTS = ['main', 's1', 's2', 's3', 's4']
const BUYERS = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'golden', 'hidden']
export const account = fc.constantFrom(...ACCOUNTS)
export const buyer = fc.constantFrom(...BUYERS)
export const mostly = fc.constantFrom(true, true, true, false)

/** What no buyer may ever be given stands in notes, tags, summaries and asides. */
export const SECRET = 'among us'

export interface Step {
  (shop: PaperShop): void
  [fc.toStringMethod]: () => string
}

/** A step that a counterexample tells by its name and what it was given. */
export function does<T>(
  name: string,
  given: fc.Arbitrary<T>,
  run: (shop: PaperShop, given: T) => void,
): fc.Arbitrary<Step> {
  return given.map((value) =>
    Object.assign((shop: PaperShop) => run(shop, value), {
      [fc.toStringMethod]: () => `${name} ${JSON.stringify(value) ?? ''}`,
    }),
  )
}

export const conversationOf = (shop: PaperShop, id: string) =>
  shop.state.buyers.get(id)?.open ?? `${id}.1`

/** Mostly with the right epoch and by the holder, sometimes by anyone with an old one. */
export const epochOff = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant(1) },
)
export const actor = fc.oneof(
  { weight: 4, arbitrary: fc.constant('holder') },
  { weight: 1, arbitrary: account },
)
export function who(shop: PaperShop, name: string, conversation: string): string {
  return name === 'holder' ? (shop.holder(conversation) ?? 's1') : name
}
