import type { FileRef } from '#shared/protocol/model.ts'
import type { Shop, Viewer } from '../desk/contract.ts'
import type { Files } from '../files/files.ts'
import type { BesideStore } from '../store/beside/contract.ts'

/** Whose uploads the pictures of the order system count as (gateway/orders/pictures.ts): the shop's goods. */
export const ORDERS: Viewer = { kind: 'agent', account: ':orders' }

interface Parts {
  readonly files: Files
  readonly beside: BesideStore
}

/**
 * A hash is no right to a file. It must be the viewer's own upload, in a transcript it may read, and
 * for accounts in a quick reply it may see or a picture of the shop's goods.
 */
export async function mayReadFile(
  { files, beside }: Parts,
  shop: Shop,
  viewer: Viewer,
  id: string,
): Promise<boolean> {
  if (files.uploaded(shop.id, viewer, id)) return true
  if (viewer.kind === 'agent') {
    const account = shop.account(viewer.account)
    if (!account || account.disabled) return false
    if (files.uploaded(shop.id, ORDERS, id)) return true
    if (await beside.phraseShows(shop.id, viewer.account, id)) return true
  }
  return shop.mayReadFile(viewer, id)
}

/** What the gateway itself knows of a file that a viewer names; null: none that it may read. */
export async function knownFile(
  parts: Parts,
  shop: Shop,
  viewer: Viewer,
  ref: FileRef,
): Promise<FileRef | null> {
  return (await mayReadFile(parts, shop, viewer, ref.id))
    ? parts.files.describe(shop.id, ref)
    : null
}
