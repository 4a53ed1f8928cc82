import { createServer, connect, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import type { Random } from './fault-random.ts'
import { ServerFrames } from './fault-frames.ts'

export type Direction = 'up' | 'down'

/** What a link suffers. `up` is from client to gateway. Order is never changed: it is TCP. */
export interface Weather {
  /** Milliseconds added to each piece, drawn anew within the two. */
  readonly delay?: readonly [number, number]
  /** Pieces of at most so many bytes, each written by itself. */
  readonly split?: number
  /** Bytes a second. */
  readonly throttle?: number
  /** Nothing moves; what came meanwhile goes on behind it. */
  readonly frozen?: boolean
  /** Who goes takes along what it had on its way, as one that loses its power does. */
  readonly vanishing?: boolean
  /** Frames whose `t` is one of these never arrive (gateway to client). */
  readonly without?: readonly string[]
}

const FAIR: Weather = {}

/** One connection through the proxy. */
class Link {
  readonly client: Socket
  readonly gateway: Socket
  /** These directions were swallowed: a socket that lost bytes is never to be mended. */
  readonly #swallowed = new Set<Direction>()
  readonly #frames = new ServerFrames()
  readonly #lines: Record<Direction, Line>
  #over = false

  constructor(
    client: Socket,
    gateway: Socket,
    weather: () => Weather,
    random: Random,
    ended: (link: Link) => void,
  ) {
    this.client = client
    this.gateway = gateway
    this.#lines = {
      up: new Line(gateway, weather, random.fork()),
      down: new Line(client, weather, random.fork()),
    }
    client.setNoDelay(true)
    gateway.setNoDelay(true)
    client.on('data', (chunk: Buffer) => {
      if (!this.#swallowed.has('up')) this.#lines.up.push(chunk)
    })
    gateway.on('data', (chunk: Buffer) => {
      // Read all the same: the frames must stay in step.
      const left = this.#frames.filter(chunk, weather().without ?? [])
      if (!this.#swallowed.has('down') && left.length > 0) this.#lines.down.push(left)
    })
    const over = () => {
      if (this.#over) return
      this.#over = true
      ended(this)
    }
    client.on('end', () => {
      if (weather().vanishing === true) this.destroy()
      else if (!this.#swallowed.has('up')) this.#lines.up.end()
    })
    gateway.on('end', () => !this.#swallowed.has('down') && this.#lines.down.end())
    client.on('close', () => {
      over()
      // A half-open link is that: the other end is not told.
      if (!this.#swallowed.has('up')) gateway.destroy()
    })
    gateway.on('close', () => {
      over()
      if (!this.#swallowed.has('down')) client.destroy()
    })
    client.on('error', () => {})
    gateway.on('error', () => {})
  }

  get halfOpen(): boolean {
    return this.#swallowed.size > 0
  }

  swallow(...directions: readonly Direction[]): void {
    for (const direction of directions) this.#swallowed.add(direction)
  }

  thaw(): void {
    this.#lines.up.go()
    this.#lines.down.go()
  }

  cut(how: 'rst' | 'fin'): void {
    for (const socket of [this.client, this.gateway])
      if (how === 'rst') socket.resetAndDestroy()
      else socket.end()
  }

  destroy(): void {
    this.client.destroy()
    this.gateway.destroy()
  }
}

/** One direction: what came waits here for its time, in order. */
class Line {
  readonly #to: Socket
  readonly #weather: () => Weather
  readonly #random: Random
  #waiting: Buffer[] = []
  #ending = false
  #busy = false

  constructor(to: Socket, weather: () => Weather, random: Random) {
    this.#to = to
    this.#weather = weather
    this.#random = random
  }

  push(chunk: Buffer): void {
    this.#waiting.push(chunk)
    this.go()
  }

  end(): void {
    this.#ending = true
    this.go()
  }

  go(): void {
    if (this.#busy) return
    const weather = this.#weather()
    if (weather.frozen === true) return
    const first = this.#waiting.shift()
    if (first === undefined) {
      if (this.#ending) this.#to.end()
      return
    }
    const size = Math.min(first.length, weather.split ?? first.length)
    const piece = first.subarray(0, size)
    if (size < first.length) this.#waiting.unshift(first.subarray(size))
    const [from, to] = weather.delay ?? [0, 0]
    const slow = weather.throttle === undefined ? 0 : (size / weather.throttle) * 1000
    const ms = (to > 0 ? this.#random.between(from, to) : 0) + slow
    if (ms === 0 && weather.split === undefined) {
      this.#to.write(piece)
      this.go()
      return
    }
    this.#busy = true
    const send = () => {
      this.#busy = false
      if (!this.#to.destroyed) this.#to.write(piece)
      this.go()
    }
    // A turn of its own for each piece, so that the other end reads it by itself.
    if (ms > 0) setTimeout(send, ms).unref()
    else setImmediate(send)
  }
}

/** A TCP proxy between clients and a gateway, with a weather that a test or a schedule makes. */
export class FaultProxy {
  readonly #server: Server
  readonly #links = new Set<Link>()
  readonly #target: () => number
  readonly #random: Random
  #weather: Weather = FAIR
  #refusing = false
  port = 0

  private constructor(target: () => number, random: Random) {
    this.#target = target
    this.#random = random
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client))
  }

  /** `target`: the gateway's port of now; it may change with a restart. */
  static async start(target: () => number, random: Random): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, random)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    const address = proxy.#server.address()
    if (address !== null && typeof address === 'object') proxy.port = address.port
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get connections(): number {
    return this.#links.size
  }

  weather(weather: Weather): void {
    this.#weather = weather
    for (const link of this.#links) link.thaw()
  }

  /** RST or FIN to both ends, of all links or of a part of them. */
  cut(how: 'rst' | 'fin', part = 1): void {
    for (const link of [...this.#links])
      if (this.#random.chance(part)) {
        link.cut(how)
        this.#links.delete(link)
      }
  }

  /** These directions of the links of now lose everything, silently and for good. */
  halfOpen(directions: readonly Direction[], part = 1): void {
    for (const link of this.#links) if (this.#random.chance(part)) link.swallow(...directions)
  }

  refuse(on: boolean): void {
    this.#refusing = on
  }

  /** Fair weather; links that lost bytes are reset, as the first packet to reach their host would. */
  heal(): void {
    this.#refusing = false
    this.weather(FAIR)
    for (const link of [...this.#links]) if (link.halfOpen) link.cut('rst')
  }

  /** Draws one fault and lets it come; resolves after it has held for a while. */
  async storm(): Promise<string> {
    const random = this.#random
    const held = random.between(20, 220)
    const kind = random.pick(STORMS)
    switch (kind) {
      case 'rst':
      case 'fin':
        this.cut(kind, random.pick([0.4, 1]))
        break
      case 'half-open up':
        this.halfOpen(['up'], random.pick([0.4, 1]))
        break
      case 'half-open down':
        this.halfOpen(['down'], random.pick([0.4, 1]))
        break
      case 'half-open':
        this.halfOpen(['up', 'down'], 0.5)
        break
      case 'delay':
        this.weather({ delay: [0, random.between(5, 60)] })
        break
      case 'split':
        this.weather({ split: random.pick([1, 2, 7, 64]) })
        break
      case 'throttle':
        this.weather({ throttle: random.between(4, 60) * 1024 })
        break
      case 'frozen':
        this.weather({ frozen: true })
        break
      case 'no ok':
        this.weather({ without: ['ok'] })
        break
      case 'refusing':
        this.refuse(true)
        this.cut('rst', 0.5)
        break
    }
    await new Promise((resolve) => setTimeout(resolve, held))
    this.refuse(false)
    // Answers that were dropped come again only on another link (S21).
    if (kind === 'no ok') this.cut('rst')
    this.weather(FAIR)
    return kind
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.destroy()
    this.#server.close()
    if (this.#server.listening) await once(this.#server, 'close')
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      client.on('error', () => {})
      client.resetAndDestroy()
      return
    }
    const gateway = connect({ port: this.#target(), host: '127.0.0.1', allowHalfOpen: true })
    const link = new Link(
      client,
      gateway,
      () => this.#weather,
      this.#random.fork(),
      (ended) => this.#links.delete(ended),
    )
    this.#links.add(link)
  }
}

export const STORMS = [
  'rst',
  'fin',
  'half-open up',
  'half-open down',
  'half-open',
  'delay',
  'split',
  'throttle',
  'frozen',
  'no ok',
  'refusing',
] as const
