import { setImmediate as otherWork } from 'node:timers/promises'
import { standingOf, type Sat, type Standing } from './standing.ts'
import type { PracticeStore } from './store.ts'

/** How each account stands, reckoned once until something of it changes. */
export interface Standings {
  of(shop: string, account: string): Promise<Standing>
  /** A run or a sitting of it is another now. */
  forget(shop: string, account: string): void
}

export function openStandings(
  store: Pick<PracticeStore, 'allOf'>,
  /** Those that are over, and those that go on. */
  sittings: (shop: string, account: string) => readonly Sat[] = () => [],
): Standings {
  const known = new Map<string, Promise<Standing>>()
  const keyOf = (shop: string, account: string) => `${shop}/${account}`

  async function reckon(shop: string, account: string): Promise<Standing> {
    const standing = standingOf(await store.allOf(shop, account), sittings(shop, account))
    // A whole class is reckoned with the chats between.
    await otherWork()
    return standing
  }

  return {
    of(shop, account) {
      const key = keyOf(shop, account)
      const found = known.get(key) ?? reckon(shop, account)
      known.set(key, found)
      // What could not be read now is tried again.
      found.catch(() => known.delete(key))
      return found
    },
    forget: (shop, account) => void known.delete(keyOf(shop, account)),
  }
}
