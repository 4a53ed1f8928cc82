import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/**
 * The least websocket client that is one: the load must cost less than what it loads. The mask is
 * zero, which is allowed and spares the generator the work; the server unmasks as always.
 */
export class LeanSocket {
  readonly #socket: Socket
  readonly #onText: (payload: Buffer) => void
  #rest: Buffer = Buffer.alloc(0)

  private constructor(socket: Socket, onText: (payload: Buffer) => void) {
    this.#socket = socket
    this.#onText = onText
  }

  static open(url: string, onText: (payload: Buffer) => void): Promise<LeanSocket> {
    const { hostname, port, pathname } = new URL(url)
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true })
      const lean = new LeanSocket(socket, onText)
      let head = ''
      const shake = (chunk: Buffer) => {
        head += chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        socket.off('data', shake)
        if (!head.startsWith('HTTP/1.1 101')) {
          reject(new Error(head.slice(0, 40)))
          return
        }
        socket.on('data', (data: Buffer) => lean.#read(data))
        lean.#read(Buffer.from(head.slice(end + 4), 'latin1'))
        resolve(lean)
      }
      socket.on('data', shake)
      socket.on('error', reject)
      socket.write(
        `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\n` +
          `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
          `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
      )
    })
  }

  send(texts: readonly string[]): void {
    this.#socket.write(texts.length === 1 ? frame(texts[0] ?? '') : Buffer.concat(texts.map(frame)))
  }

  end(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    for (;;) {
      if (data.length - at < 2) break
      const opcode = (data[at] ?? 0) & 0x0f
      let length = (data[at + 1] ?? 0) & 0x7f
      let start = at + 2
      if (length === 126) {
        if (data.length - at < 4) break
        length = data.readUInt16BE(at + 2)
        start = at + 4
      } else if (length === 127) {
        if (data.length - at < 10) break
        length = Number(data.readBigUInt64BE(at + 2))
        start = at + 10
      }
      if (data.length < start + length) break
      if (opcode === 1) this.#onText(data.subarray(start, start + length))
      at = start + length
    }
    this.#rest = data.subarray(at)
  }
}

function frame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 6 : 8
  const out = Buffer.allocUnsafe(head + length)
  out[0] = 0x81
  if (length < 126) out[1] = 0x80 | length
  else {
    out[1] = 0x80 | 126
    out.writeUInt16BE(length, 2)
  }
  out.fill(0, head - 4, head)
  out.write(text, head)
  return out
}
