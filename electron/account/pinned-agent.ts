import { createHash } from 'node:crypto'
import { Agent, type AgentOptions } from 'node:https'
import type { Duplex } from 'node:stream'
import { connect, type ConnectionOptions } from 'node:tls'
import { Failure } from '../failure.ts'

export function fingerprintOf(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('hex')
}

/**
 * For a gateway that was joined by invitation: that certificate and no other is accepted, whoever
 * else vouches for another. The socket is handed over only after the check, so that no byte of a
 * request (with its token) reaches a stranger; chain and name don't count, since the certificate is
 * the gateway's own and names no host.
 */
export class PinnedAgent extends Agent {
  readonly #fingerprint: string

  constructor(fingerprint: string, options: AgentOptions = {}) {
    super({ keepAlive: true, ...options })
    this.#fingerprint = fingerprint
  }

  override createConnection(
    options: ConnectionOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const { servername, ...rest } = options
    const socket = connect({
      ...rest,
      // An IP address as a server name is refused by TLS itself.
      ...(servername ? { servername } : {}),
      rejectUnauthorized: false,
    })
    const failed = (error: Error) => callback?.(error, socket)
    socket.once('error', failed)
    socket.once('secureConnect', () => {
      socket.removeListener('error', failed)
      const certificate = socket.getPeerX509Certificate()
      if (certificate && fingerprintOf(certificate.raw) === this.#fingerprint) {
        callback?.(null, socket)
        return
      }
      socket.once('error', () => undefined)
      socket.destroy()
      failed(
        new Failure('certificate_mismatch', "the gateway's certificate is not the invitation's"),
      )
    })
    return undefined
  }
}
