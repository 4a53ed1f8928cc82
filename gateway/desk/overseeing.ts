import type { AccountView, BuyerId } from '#shared/protocol/model.ts'
import type { ShopViews } from '../store/engine.ts'
import { knowsOf } from './rights.ts'
import type { Row } from './row.ts'
import type { State } from './state.ts'

/** What an overview of the shop is read from. */
export interface OverviewSources {
  readonly state: () => State
  readonly views: ShopViews
  /** Waits until the views hold everything that is committed now. */
  readonly reach: () => Promise<void>
  readonly rowsAt: (positions: readonly number[]) => Promise<readonly Row[]>
  readonly now: () => number
}

/** Rows of a large shop hold hundreds of candidates each: few at a time, with the shop's work between. */
const SLICE = 100

/** The rows at these positions, a slice at a time, so that a long reading makes no message wait. */
export async function* rowsOf(
  { rowsAt }: Pick<OverviewSources, 'rowsAt'>,
  positions: readonly number[],
): AsyncGenerator<readonly Row[]> {
  for (let at = 0; at < positions.length; at += SLICE) {
    yield await rowsAt(positions.slice(at, at + SLICE))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** D6: of a private contact main alone learns anything, whether it was one then or is one now. */
export function mayKnow(
  state: State,
  reader: AccountView,
  buyer: BuyerId,
  privateThen: boolean,
): boolean {
  const isPrivate = privateThen || state.buyers.get(buyer)?.view.private === true
  return knowsOf(reader, { private: isPrivate })
}
