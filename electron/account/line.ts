import {
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { PinnedAgent } from './pinned-agent.ts'

export interface LineAsk {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  /** Without a byte for so long it is given up. */
  readonly timeoutMs: number
  /** How much of the body has gone out, 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined
}

/**
 * The connections to one gateway, kept open between requests. Apart from all that says what is asked,
 * and loaded with the first of it: Node's HTTP and TLS take a tenth of the time in which a start paints
 * its chats.
 */
export class Line {
  readonly #secure: HttpsAgent | PinnedAgent
  readonly #plain = new HttpAgent({ keepAlive: true })

  /** `fingerprint`: of the only certificate to accept; null: the usual authorities. */
  constructor(fingerprint: string | null) {
    this.#secure =
      fingerprint === null ? new HttpsAgent({ keepAlive: true }) : new PinnedAgent(fingerprint)
  }

  /** For websockets too, so that both accept the same certificate. */
  agentFor(url: string): HttpAgent | HttpsAgent {
    return url.startsWith('https:') || url.startsWith('wss:') ? this.#secure : this.#plain
  }

  /** The head of the answer, whatever it says; rejects where none comes. */
  ask(target: URL, { body, timeoutMs, onProgress, ...ask }: LineAsk): Promise<IncomingMessage> {
    const start = target.protocol === 'https:' ? httpsRequest : httpRequest
    return new Promise((resolve, reject) => {
      const request = start(
        target,
        { ...ask, agent: this.agentFor(target.href), timeout: timeoutMs },
        resolve,
      )
      request.once('timeout', () => request.destroy(new Error('timeout')))
      request.once('error', reject)
      if (body && onProgress) writeInPieces(request, body, onProgress)
      else request.end(body)
    })
  }

  close(): void {
    this.#secure.destroy()
    this.#plain.destroy()
  }
}

const PIECE = 64 * 1024

/** As fast as the line takes it, telling how far it is: what is buffered here has not gone out. */
function writeInPieces(
  request: ClientRequest,
  body: Uint8Array,
  onProgress: (part: number) => void,
): void {
  let sent = 0
  const next = () => {
    while (sent < body.length && !request.destroyed) {
      const piece = body.subarray(sent, sent + PIECE)
      sent += piece.length
      const flowing = request.write(piece)
      onProgress(sent / body.length)
      if (!flowing) {
        request.once('drain', next)
        return
      }
    }
    request.end()
  }
  next()
}
