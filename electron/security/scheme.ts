import { protocol, session } from 'electron/main'
import { readFile } from 'node:fs/promises'
import { contentSecurityPolicy, freshNonce, withNonce } from './csp.ts'
import { HOME, resolveTarget, SCHEME } from './scheme-path.ts'

/** Bytes and type of a file that the gateway keeps; null: not to be had now. */
export type GatewayFileReader = (
  id: string,
) => Promise<{ readonly bytes: Uint8Array; readonly type: string } | null>

/** Before `ready`, or Chromium takes the scheme for an opaque one. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        stream: true,
        // The page's own code is compiled once, not at each start.
        codeCache: true,
      },
    },
  ])
}

const common = {
  'content-security-policy': contentSecurityPolicy(null),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
}

/** Pictures are shown; whatever else the gateway keeps is only ever saved by the bridge. */
const shownTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

/**
 * Node reads in its `fetch` at the first use of these, which takes some 30 ms. Between our start and
 * Electron's readiness nothing waits for this thread; the page's first request would.
 */
export function warmScheme(): void {
  void new Request(HOME)
  void new Response(new Uint8Array(1), { headers: common })
}

export function serveScheme(folder: string, readGatewayFile: GatewayFileReader): void {
  session.defaultSession.protocol.handle(SCHEME, async (request) => {
    const target = resolveTarget(request.url, folder)
    if (request.method !== 'GET' || target.kind === 'refused') return empty(404)
    try {
      if (target.kind === 'gateway-file') {
        const file = await readGatewayFile(target.id)
        if (!file || !shownTypes.has(file.type)) return empty(404)
        return new Response(new Uint8Array(file.bytes), {
          // The id is the content's hash: it never changes. Nothing of it goes to the disk cache.
          headers: { ...common, 'content-type': file.type, 'cache-control': 'no-store' },
        })
      }
      if (target.type.startsWith('text/html')) return page(await readFile(target.file, 'utf8'))
      const bytes = await readFile(target.file)
      return new Response(new Uint8Array(bytes), {
        headers: { ...common, 'content-type': target.type },
      })
    } catch {
      return empty(404)
    }
  })
}

function page(html: string): Response {
  const nonce = freshNonce()
  return new Response(withNonce(html, nonce), {
    headers: {
      ...common,
      'content-security-policy': contentSecurityPolicy(nonce),
      'content-type': 'text/html; charset=utf-8',
      // A page from a cache would bring an old nonce.
      'cache-control': 'no-store',
    },
  })
}

function empty(status: number): Response {
  return new Response(null, { status, headers: common })
}
