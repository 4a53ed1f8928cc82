import { randomUUID } from 'node:crypto'
import type { RunComment } from '#shared/practice/courses.ts'
import type { Shop } from '../desk/contract.ts'
import { PracticeRefusal } from './colleagues.ts'
import { nickOf } from './people.ts'
import type { Shelves } from './shelf.ts'

const MOST = 500

interface KeptComment {
  readonly entry: number | null
  readonly by: string
  readonly text: string
}

/** Words on runs. Who may read the run may read and write them; asked by who calls. */
export interface Comments {
  /** By entry, then by time; those on the whole run last. */
  of(shop: Shop, run: string): Promise<readonly RunComment[]>
  /** @throws PracticeRefusal limit_reached */
  add(
    shop: Shop,
    run: string,
    comment: { readonly by: string; readonly entry: number | null; readonly text: string },
  ): Promise<RunComment>
  /** @throws PracticeRefusal not_found: there is none, or it is another's */
  remove(shop: Shop, run: string, comment: string, by: string): Promise<void>
}

export function openComments(shelves: Shelves, now: () => number): Comments {
  // Of each run its own: `account` finds them by the run.
  const shelf = shelves.shelf<KeptComment>('comment')
  const view = (
    shop: Shop,
    run: string,
    id: string,
    at: number,
    { entry, by, text }: KeptComment,
  ) => ({ id, run, entry, by, nick: nickOf(shop, by), at, text }) satisfies RunComment

  return {
    async of(shop, run) {
      const all = await shelf.all(shop.id, run)
      return all
        .map(({ id, at, value }) => view(shop, run, id, at, value))
        .toSorted((a, b) => (a.entry ?? Infinity) - (b.entry ?? Infinity) || a.at - b.at || 0)
    },
    async add(shop, run, { by, entry, text }) {
      const before = await shelf.all(shop.id, run)
      if (before.length >= MOST)
        throw new PracticeRefusal('limit_reached', `a run has ${MOST} comments at the most`)
      const id = randomUUID()
      // Two of the same millisecond keep their order.
      const at = Math.max(now(), (before.at(-1)?.at ?? 0) + 1)
      const value = { entry, by, text }
      await shelf.put(shop.id, { id, account: run, at, value })
      return view(shop, run, id, at, value)
    },
    async remove(shop, run, comment, by) {
      const known = await shelf.one(shop.id, comment)
      if (known?.account !== run || known.value.by !== by)
        throw new PracticeRefusal('not_found', 'no such comment of yours')
      await shelf.remove(shop.id, comment)
    },
  }
}
