import { createServer as createPlain, type RequestListener, type Server } from 'node:http'
import { createServer as createTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import { GatewayFailure, systemCode } from '../failure.ts'
import type { Certificate } from './certificate.ts'
import type { Sockets } from './sockets.ts'

export interface Listener {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly encrypted: boolean
  close(): Promise<void>
}

const TIMES = {
  headersTimeout: 15_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16 * 1024,
} as const

/**
 * @throws GatewayFailure `port_in_use`, `address_unavailable`
 */
export async function listen(options: {
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  readonly certificate: Certificate | null
  readonly handler: RequestListener
  readonly sockets: Sockets
}): Promise<Listener> {
  const { host, port, certificate, handler, sockets } = options
  const server: Server = certificate
    ? createTls(
        { ...TIMES, cert: certificate.cert, key: certificate.key, minVersion: 'TLSv1.2' },
        handler,
      )
    : createPlain({ ...TIMES }, handler)
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head))
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
        server.closeAllConnections()
      }),
  }
}

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

export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
