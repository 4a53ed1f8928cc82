import { createServer as createPlain, type RequestListener, type Server } from 'node:http'
import { createServer as createTls } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { GatewayFailure, systemCode } from '../failure.ts'
import type { Certificate } from './certificate.ts'
import { isLoopbackAuthority } from './hosts.ts'
import type { Sockets } from './sockets.ts'

export interface Listener {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly encrypted: boolean
  close(): Promise<void>
}

/** Whoever takes longer to say something, or says more of itself, is not waited for. */
const TIMES = {
  headersTimeout: 15_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 10_000,
  /** How often the three are looked at. */
  connectionsCheckingInterval: 5000,
  maxHeaderSize: 16 * 1024,
}
const HANDSHAKE_MS = 15_000
/** Half a year, and for nothing else on that host's name. */
const HSTS = 'max-age=15552000'

/**
 * @throws GatewayFailure `port_in_use`, `address_unavailable`
 */
export async function listen(options: {
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  readonly certificate: Certificate | null
  readonly handler: RequestListener
  readonly sockets: Pick<Sockets, 'upgrade'>
  /**
   * Only for who asks for this computer by a name that is always its own: a page whose name was made to
   * point here (DNS rebinding) speaks as another host, and has no business with it.
   */
  readonly ownNamesOnly?: boolean | undefined
  /** The certificate is one that browsers trust: they need not try the plain way again. */
  readonly hsts?: boolean | undefined
  readonly times?: Partial<typeof TIMES> | undefined
}): Promise<Listener> {
  const { host, port, certificate, sockets, ownNamesOnly = false } = options
  const times = { ...TIMES, ...options.times }
  const isMeant = (asked: string | undefined) =>
    !ownNamesOnly || asked === undefined || isLoopbackAuthority(asked)
  const handler: RequestListener = (request, response) => {
    if (options.hsts === true) response.setHeader('strict-transport-security', HSTS)
    if (isMeant(request.headers.host)) options.handler(request, response)
    else
      response.writeHead(421, { 'content-type': 'text/plain', connection: 'close' }).end(NOT_HERE)
  }
  const server: Server = certificate
    ? createTls(
        {
          ...times,
          cert: certificate.cert,
          key: certificate.key,
          minVersion: 'TLSv1.2',
          handshakeTimeout: HANDSHAKE_MS,
        },
        handler,
      )
    : createPlain(times, handler)
  server.on('upgrade', (request, socket, head) => {
    if (isMeant(request.headers.host)) sockets.upgrade(request, socket, head)
    else socket.end('HTTP/1.1 421 Misdirected Request\r\nConnection: close\r\n\r\n')
  })
  /** All of them: those that were upgraded, or refused that, are no longer the server's own. */
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  // A client that speaks nonsense or goes away mid-request: its own affair.
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    else socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, host, port)))
    server.listen({ host, port, backlog: 1024 }, () => resolve())
  })
  const bound = (server.address() as AddressInfo).port
  return {
    host,
    port: bound,
    encrypted: certificate !== null,
    url: `${certificate ? 'https' : 'http'}://${urlHost(host)}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // Who has been told and takes no notice, as behind a dead link, is not waited for.
        for (const socket of open) socket.destroy()
      }),
  }
}

const NOT_HERE =
  'This gateway answers for this computer alone. A proxy in front of it is named by --trust-proxy.\n'

function listenFailure(error: Error, host: string, port: number): GatewayFailure {
  const code = systemCode(error)
  if (code === 'EADDRINUSE')
    return new GatewayFailure(
      'port_in_use',
      `port ${port} on ${host} is in use; stop what uses it or choose another port`,
      { cause: error },
    )
  return new GatewayFailure(
    'address_unavailable',
    `can't listen on ${host}:${port} (${code ?? 'unknown'})`,
    { cause: error },
  )
}

/** As it stands in an address that this computer itself can open. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
