import type { IncomingMessage } from 'node:http'
import { normalOrigin } from '#shared/names/origins.ts'
import type { Shop } from '../desk/contract.ts'

/** What the desktop's windows send as `Origin`, where they send one at all. */
const DESKTOP = 'app://xiaoer'

export { normalOrigin }

/** Sites besides the gateway's own pages and the desktop; asked at each request. */
export interface OriginList {
  has(origin: string): boolean
  /** All of them, or those of one shop and of the gateway. */
  all(shop?: string): readonly string[]
}

/**
 * The gateway's own list, and what each shop's main account has set (`settings.security.origins`),
 * as it is now. A request is let in by any shop's list: its token tells the shop later, and what it
 * may there is asked then.
 */
export function originList(
  own: ReadonlySet<string>,
  shops: ReadonlyMap<string, Pick<Shop, 'settings'>>,
): OriginList {
  /** Read anew when a shop's settings are others. */
  const read = new Map<string, { readonly revision: number; readonly origins: readonly string[] }>()
  function originsOf(id: string): readonly string[] {
    const settings = shops.get(id)?.settings()
    if (!settings) return []
    const known = read.get(id)
    if (known?.revision === settings.revision) return known.origins
    const origins = settings.security.origins.flatMap((text) => normalOrigin(text) ?? [])
    read.set(id, { revision: settings.revision, origins })
    return origins
  }
  return {
    has: (origin) =>
      own.has(origin) || [...shops.keys()].some((id) => originsOf(id).includes(origin)),
    all: (shop) => [
      ...new Set([
        ...own,
        ...(shop === undefined ? [...shops.keys()] : [shop]).flatMap((id) => originsOf(id)),
      ]),
    ],
  }
}

/**
 * S4. Programs send no Origin and hold a token; pages send theirs, and only the gateway's own, the
 * desktop's and those of the list are let in. Whether it is our own is told by the Host it called.
 */
export function originAllowed(request: IncomingMessage, allowed: Pick<OriginList, 'has'>): boolean {
  const { origin } = request.headers
  if (origin === undefined) return true
  if (origin === DESKTOP || allowed.has(origin)) return true
  const url = normalOrigin(origin)
  const { host } = request.headers
  if (url === null || host === undefined) return false
  // A proxy in front may do the TLS. Nobody else has an origin of the host that was called.
  if (url === normalOrigin(`https://${host}`)) return true
  return !('encrypted' in request.socket) && url === normalOrigin(`http://${host}`)
}
