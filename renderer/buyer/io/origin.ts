import type { Source } from '#shared/protocol/model.ts'
import type { PageAddress } from '../model/embed.ts'
import type { PlainStorage } from '../model/pending.ts'
import { writeQuietly } from './storage.ts'

/**
 * Where the buyer comes from and whom it asks for (D3), given to the first message of this visit only:
 * after a reload of the same address it is no news any more.
 */
export function originTaker(
  address: PageAddress,
  session: PlainStorage,
): () => { source: Source | null; address: string | null } {
  const { page, product, to } = address
  const said = JSON.stringify([page, product, to])
  const key = `xiaoer.${address.shop}.said`
  return () => {
    const empty = page === null && product === null && to === null
    if (empty || session.getItem(key) === said) return { source: null, address: null }
    writeQuietly(session, key, said)
    const source =
      page === null && product === null
        ? null
        : { ...(page === null ? {} : { page }), ...(product === null ? {} : { product }) }
    return { source, address: to }
  }
}
