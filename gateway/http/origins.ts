import type { IncomingMessage } from 'node:http'

/** What the desktop's windows send as `Origin`, where they send one at all. */
const DESKTOP = 'app://xiaoer'

/** `https://shop.example` of a list in the settings: exactly a web origin, without path or wildcard. */
export function normalOrigin(text: string): string | null {
  try {
    const url = new URL(text)
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return null
    return url.origin
  } catch {
    return null
  }
}

/**
 * S4. Programs send no Origin and hold a token; pages send theirs, and only the gateway's own, the
 * desktop's and those of the list are let in. Whether it is our own is told by the Host it called.
 */
export function originAllowed(request: IncomingMessage, allowed: ReadonlySet<string>): boolean {
  const { origin } = request.headers
  if (origin === undefined) return true
  if (origin === DESKTOP || allowed.has(origin)) return true
  const url = normalOrigin(origin)
  if (url === null) return false
  const { host } = request.headers
  const encrypted = 'encrypted' in request.socket
  return host !== undefined && url === normalOrigin(`${encrypted ? 'https' : 'http'}://${host}`)
}
