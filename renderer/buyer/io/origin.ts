import type { Source } from '#shared/protocol/model.ts'
import type { PageAddress } from '../model/embed.ts'
import type { PlainStorage } from '../model/pending.ts'
import { writeQuietly } from './storage.ts'

/**
 * Where the buyer comes from goes with the message that opens a conversation, since the shop may
 * dispatch by it (D10), and with the first one of a visit from elsewhere. Whom it asks for (D3) is
 * told once a visit: after a reload of the same address it is no news any more.
 */
export function originTaker(
  address: PageAddress,
  session: PlainStorage,
): (opening: boolean, choice: string | null) => { source: Source | null; address: string | null } {
  const { page, product, category, to } = address
  const said = JSON.stringify([page, product, category, to])
  const key = `xiaoer.${address.shop}.said`
  return (opening, choice) => {
    const old = session.getItem(key) === said
    if (!old) writeQuietly(session, key, said)
    const source: Source = {
      ...(page !== null && (opening || !old) ? { page } : {}),
      ...(product !== null && (opening || !old) ? { product } : {}),
      ...(category !== null && (opening || !old) ? { category } : {}),
      ...(choice !== null && opening ? { choice } : {}),
    }
    return {
      source: Object.keys(source).length > 0 ? source : null,
      address: old ? null : to,
    }
  }
}
