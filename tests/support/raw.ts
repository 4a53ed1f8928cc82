import { once } from 'node:events'
import { WebSocket, type ClientOptions } from 'ws'
import type { ServerFrame } from '#shared/protocol/frames.ts'
import { PROTOCOL_VERSION } from '#shared/protocol/limits.ts'

const WAIT_MS = 10_000

/** A socket that says whatever it is told: for the frames no honest client sends. */
export class RawClient {
  readonly frames: ServerFrame[] = []
  readonly socket: WebSocket
  closeCode: number | null = null
  readonly #waiting = new Set<() => void>()

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ServerFrame | ServerFrame[]
      this.frames.push(...(Array.isArray(message) ? message : [message]))
      this.#changed()
    })
    socket.on('close', (code) => {
      this.closeCode = code
      this.#changed()
    })
    socket.on('error', () => {})
  }

  static async open(wsUrl: string, options: ClientOptions = {}): Promise<RawClient> {
    const socket = new WebSocket(wsUrl, { perMessageDeflate: false, ...options })
    const raw = new RawClient(socket)
    await once(socket, 'open')
    return raw
  }

  /** The HTTP status by which an upgrade was refused. */
  static refused(wsUrl: string, options: ClientOptions = {}): Promise<number> {
    const socket = new WebSocket(wsUrl, options)
    return new Promise((resolve, reject) => {
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0)
        socket.terminate()
      })
      socket.on('open', () => {
        socket.terminate()
        reject(new Error('it was let in'))
      })
      socket.on('error', () => {})
    })
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  hello(token: string, resume?: { epoch: string; pos: number }): void {
    this.send({
      t: 'hello',
      v: PROTOCOL_VERSION,
      token,
      device: { id: 'raw', name: 'raw', app: 'test' },
      ...(resume ? { resume } : {}),
    })
  }

  async frame<T extends ServerFrame['t']>(
    t: T,
    like: (frame: Extract<ServerFrame, { t: T }>) => boolean = () => true,
  ): Promise<Extract<ServerFrame, { t: T }>> {
    const find = () =>
      this.frames.find(
        (frame): frame is Extract<ServerFrame, { t: T }> =>
          frame.t === t && like(frame as Extract<ServerFrame, { t: T }>),
      )
    await this.until(`frame ${t}`, () => find() !== undefined)
    const found = find()
    if (!found) throw new Error('unreachable')
    return found
  }

  async closed(): Promise<number> {
    await this.until('close', () => this.closeCode !== null)
    return this.closeCode ?? 0
  }

  until(what: string, holds: () => boolean, withinMs = WAIT_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds()) return
        this.#waiting.delete(look)
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        const seen = this.frames.map((frame) => frame.t).join(',')
        reject(new Error(`never came: ${what}; close ${this.closeCode}; frames ${seen}`))
      }, withinMs)
      this.#waiting.add(look)
      look()
    })
  }

  end(): void {
    this.socket.terminate()
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look()
  }
}
