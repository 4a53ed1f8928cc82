import { INVITATION_PREFIX, type Invitation } from '#shared/protocol/invitation.ts'
import { lanAddresses } from './certificate.ts'
import { isLoopbackHost } from './hosts.ts'
import type { Listener } from './listen.ts'

/** How colleagues reach the shop: over TLS where we listen for others, else only on this computer. */
export function invitationCode(
  shop: string,
  listeners: readonly Listener[],
  fingerprint: string | null,
): string {
  const open = listeners.filter((listener) => listener.encrypted && !isLoopbackHost(listener.host))
  const chosen = open.length > 0 ? open : listeners
  const urls = [...new Set(chosen.flatMap(urlsOf))].slice(0, 8)
  const invitation: Invitation = {
    v: 1,
    urls,
    fingerprint: chosen.some((listener) => listener.encrypted) ? fingerprint : null,
    shop,
  }
  return INVITATION_PREFIX + Buffer.from(JSON.stringify(invitation)).toString('base64url')
}

function urlsOf(listener: Listener): string[] {
  if (listener.host !== '0.0.0.0' && listener.host !== '::') return [listener.url]
  const scheme = listener.encrypted ? 'https' : 'http'
  const addresses = lanAddresses()
  return addresses.length > 0
    ? addresses.map((address) => `${scheme}://${address}:${listener.port}`)
    : [listener.url]
}
