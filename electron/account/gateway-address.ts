import {
  type Invitation,
  invitation as invitationSchema,
  INVITATION_PREFIX,
} from '#shared/protocol/invitation.ts'
import { Failure } from '../failure.ts'

/** Where a gateway is reached and what vouches for it. */
export interface GatewayAddress {
  /** Origins without a path, the first tried first. */
  readonly urls: readonly string[]
  /** SHA-256 of the only certificate to accept, lower-case hex; null: the usual authorities. */
  readonly fingerprint: string | null
  readonly shop: string | null
}

function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost'
}

/** https; plain http on this computer only. */
function originOf(text: string): URL | null {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return null
  }
  if (url.username !== '' || url.password !== '') return null
  if (url.protocol === 'https:') return url
  return url.protocol === 'http:' && isLoopback(url.hostname) ? url : null
}

function unreadable(): Failure {
  return new Failure('invitation_invalid', 'neither an invitation code nor an https address')
}

function readInvitation(code: string): Invitation {
  try {
    const json = Buffer.from(code.slice(INVITATION_PREFIX.length), 'base64url').toString('utf8')
    return invitationSchema.parse(JSON.parse(json))
  } catch {
    throw unreadable()
  }
}

/**
 * Reads what a colleague typed or pasted: an invitation code, or an address with or without the
 * buyer page's path. Throws `invitation_invalid`.
 */
export function parseGatewayAddress(typed: string): GatewayAddress {
  // Mail programs break long codes into lines.
  const text = typed.replaceAll(/\s+/g, '')
  if (text.startsWith(INVITATION_PREFIX)) {
    const { urls, fingerprint, shop } = readInvitation(text)
    const origins = urls.map((url) => originOf(url)?.origin)
    if (origins.some((origin) => origin === undefined)) throw unreadable()
    return { urls: origins as string[], fingerprint, shop }
  }
  const url = originOf(text.includes('://') ? text : `https://${text}`)
  if (!url || url.hostname === '') throw unreadable()
  const shop = /^\/s\/([^/]+)\/?$/.exec(url.pathname)?.[1] ?? null
  return { urls: [url.origin], fingerprint: null, shop }
}

/** How people read it in lists: the host, and the port where it isn't the usual one. */
export function readable(address: Pick<GatewayAddress, 'urls'>): string {
  return address.urls[0] ?? ''
}
