import { protocol, session, type ProtocolRequest, type ProtocolResponse } from 'electron/main'
import { readFileSync } from 'node:fs'
import { contentSecurityPolicy, freshNonce, withNonce } from './csp.ts'
import { resolveTarget, SCHEME } from './scheme-path.ts'

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

/**
 * No `cross-origin-opener-policy`: no page of ours has an opener (navigation.ts opens no window for
 * any), and for that header Chromium puts the page into a second process beside the one that came up
 * with the window, which is then thrown away: some 50 ms of each start.
 */
const common = {
  'content-security-policy': contentSecurityPolicy(null),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** Pictures are shown; whatever else the gateway keeps is only ever saved by the bridge. */
const shownTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

export interface Served {
  readonly folder: string
  readonly readGatewayFile: GatewayFileReader
  /** A page's code is given out only then: there is somebody who answers its calls. */
  readonly answering: Promise<void>
  readonly onServed: () => void
}

/**
 * By the older of Electron's two ways, which hands over plain buffers: `protocol.handle` makes Node
 * read in its whole `fetch`, some 30 ms in which neither this process nor the page gets on.
 */
export function serveScheme(served: Served): void {
  // oxlint-disable-next-line typescript/no-deprecated
  session.defaultSession.protocol.registerBufferProtocol(SCHEME, (request, answer) => {
    serve(request, served)
      .then(answer, () => answer(empty(404)))
      .finally(served.onServed)
  })
}

async function serve(
  { url, method }: ProtocolRequest,
  { folder, readGatewayFile, answering }: Served,
): Promise<ProtocolResponse> {
  const target = resolveTarget(url, folder)
  if (method !== 'GET' || target.kind === 'refused') return empty(404)
  if (target.kind === 'gateway-file') {
    const file = await readGatewayFile(target.id)
    if (!file || !shownTypes.has(file.type)) return empty(404)
    // The id is the content's hash: it never changes. The page keeps it in memory as long as it
    // likes, so that a chat that comes to the front again does not decode its pictures anew; a disk
    // cache there is none for this scheme.
    return found(Buffer.from(file.bytes), file.type, {
      'cache-control': 'private, max-age=31536000, immutable',
    })
  }
  // At once: by way of Node's threads it takes several turns of this one, which is busy at a start.
  const bytes = readFileSync(target.file)
  if (target.type.startsWith('text/html')) return page(bytes)
  await answering
  return found(bytes, target.type)
}

function page(html: Buffer): ProtocolResponse {
  const nonce = freshNonce()
  return found(Buffer.from(withNonce(html.toString(), nonce)), 'text/html; charset=utf-8', {
    'content-security-policy': contentSecurityPolicy(nonce),
    // A page from a cache would bring an old nonce.
    'cache-control': 'no-store',
  })
}

function found(data: Buffer, type: string, headers: Record<string, string> = {}): ProtocolResponse {
  return { data, headers: { ...common, ...headers, 'content-type': type } }
}

function empty(statusCode: number): ProtocolResponse {
  return { statusCode, data: Buffer.alloc(0), headers: common }
}
