const TEXT = 1
const END_OF_HEAD = Buffer.from('\r\n\r\n')

/**
 * Reads what a gateway sends on one connection and takes out the frames of the protocol that are not
 * to arrive. Behind a 101 it is websocket frames, whole and unmasked (the gateway neither masks nor
 * fragments); anything else passes as it is.
 */
export class ServerFrames {
  #state: 'head' | 'frames' | 'plain' = 'head'
  #rest: Buffer = Buffer.alloc(0)

  filter(chunk: Buffer, without: readonly string[]): Buffer {
    if (this.#state === 'plain') return chunk
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const out: Buffer[] = []
    if (this.#state === 'head') {
      const end = this.#rest.indexOf(END_OF_HEAD)
      if (end < 0) return Buffer.alloc(0)
      if (!this.#rest.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) {
        this.#state = 'plain'
        return this.#take(this.#rest.length)
      }
      this.#state = 'frames'
      out.push(this.#take(end + END_OF_HEAD.length))
    }
    for (;;) {
      const frame = this.#frame()
      if (frame === null) break
      const { opcode, payload, whole } = frame
      const left = opcode === TEXT && without.length > 0 ? kept(payload, without) : payload
      if (left === payload) out.push(whole)
      else if (left !== null) out.push(textFrame(left))
    }
    return Buffer.concat(out)
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    return taken
  }

  #frame(): { opcode: number; payload: Buffer; whole: Buffer } | null {
    const rest = this.#rest
    if (rest.length < 2) return null
    const short = rest.readUInt8(1) & 0x7f
    const head = short === 126 ? 4 : short === 127 ? 10 : 2
    if (rest.length < head) return null
    const length =
      short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short
    if (rest.length < head + length) return null
    const whole = this.#take(head + length)
    return { opcode: whole.readUInt8(0) & 0x0f, payload: whole.subarray(head), whole }
  }
}

/** The same payload where nothing is taken; null where nothing is left. */
function kept(payload: Buffer, without: readonly string[]): Buffer | null {
  const message = JSON.parse(payload.toString()) as { t: string } | { t: string }[]
  const frames = Array.isArray(message) ? message : [message]
  const left = frames.filter(({ t }) => !without.includes(t))
  if (left.length === frames.length) return payload
  return left.length === 0 ? null : Buffer.from(JSON.stringify(left))
}

export function textFrame(payload: Buffer): Buffer {
  const { length } = payload
  const head =
    length < 126
      ? Buffer.from([0x80 | TEXT, length])
      : length < 65_536
        ? Buffer.from([0x80 | TEXT, 126, length >> 8, length & 0xff])
        : Buffer.concat([Buffer.from([0x80 | TEXT, 127]), bigLength(length)])
  return Buffer.concat([head, payload])
}

function bigLength(length: number): Buffer {
  const out = Buffer.alloc(8)
  out.writeBigUInt64BE(BigInt(length))
  return out
}
