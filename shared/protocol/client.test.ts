import { describe, expect, test } from 'vitest'
import {
  AskError,
  type Batch,
  type ClientOptions,
  type Cursor,
  type LinkState,
  type OutboxItem,
  ProtocolClient,
} from './client.ts'
import { CLOSE_CODES } from './codes.ts'
import { clientFrame, type ClientFrame, type ServerFrame } from './frames.ts'
import { LIMITS } from './limits.ts'

/** A clock that runs only when it is told to. */
class Clock {
  now = 1_000_000
  #timers = new Map<number, { at: number; run: () => void }>()
  #next = 1

  set = (run: () => void, ms: number): number => {
    this.#timers.set(this.#next, { at: this.now + ms, run })
    return this.#next++
  }
  clear = (timer: unknown): void => {
    this.#timers.delete(timer as number)
  }

  async advance(ms: number): Promise<void> {
    const until = this.now + ms
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= until)
      const [first] = due.toSorted(([, a], [, b]) => a.at - b.at)
      if (!first) break
      this.#timers.delete(first[0])
      this.now = Math.max(this.now, first[1].at)
      first[1].run()
      await settled()
    }
    this.now = until
    await settled()
  }

  get count(): number {
    return this.#timers.size
  }
}

/** Lets everything run that waits for promises alone. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

class Socket {
  readonly sent: ClientFrame[] = []
  closedByClient = false
  readonly #events: Parameters<ClientOptions['open']>[0]

  constructor(events: Parameters<ClientOptions['open']>[0]) {
    this.#events = events
  }
  send = (text: string): void => {
    this.sent.push(JSON.parse(text) as ClientFrame)
  }
  close = (): void => {
    this.closedByClient = true
  }
  async open(): Promise<void> {
    this.#events.opened()
    await settled()
  }
  async give(...frames: ServerFrame[]): Promise<void> {
    this.#events.received(JSON.stringify(frames.length === 1 ? frames[0] : frames))
    await settled()
  }
  async giveText(text: string): Promise<void> {
    this.#events.received(text)
    await settled()
  }
  async cut(code: number): Promise<void> {
    this.#events.closed(code)
    await settled()
  }
  of<T extends ClientFrame['t']>(t: T): Extract<ClientFrame, { t: T }>[] {
    return this.sent.filter((frame): frame is Extract<ClientFrame, { t: T }> => frame.t === t)
  }
}

const EPOCH = 'epoch-a'
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

function setup(
  more: Partial<ClientOptions> & { cursor?: Cursor | null; random?: () => number } = {},
) {
  const clock = new Clock()
  const sockets: Socket[] = []
  const states: LinkState[] = []
  const batches: Batch[] = []
  const ok: string[] = []
  const failed: string[] = []
  const tokens: boolean[] = []
  const client = new ProtocolClient({
    open: (events) => {
      const socket = new Socket(events)
      sockets.push(socket)
      return socket
    },
    token: (fresh) => {
      tokens.push(fresh)
      return Promise.resolve('token')
    },
    device: { id: 'd', name: 'n', app: 'test' },
    cursor: { epoch: EPOCH, pos: 10 },
    store: (batch) => {
      batches.push(batch)
      return Promise.resolve()
    },
    onState: (state) => states.push(state),
    onOk: (item) => void ok.push(item.cid),
    onFailed: (item) => void failed.push(item.cid),
    now: () => clock.now,
    random: () => 0.5,
    setTimer: clock.set,
    clearTimer: clock.clear,
    ...more,
  })
  const socket = () => sockets.at(-1)!
  const live = async (): Promise<Socket> => {
    if (client.state.kind === 'idle') client.start()
    await settled()
    await socket().open()
    await socket().give(welcome('resumed'))
    return socket()
  }
  return { client, clock, sockets, socket, states, batches, ok, failed, tokens, live }
}

function welcome(mode: 'resumed' | 'snapshot', epoch = EPOCH): ServerFrame {
  return {
    t: 'welcome',
    v: 1,
    epoch,
    head: 10,
    serverTime: 1_000_500,
    heartbeat: 25_000,
    limits: LIMITS,
    mode,
    viewer: { kind: 'agent', account: 'a' },
  }
}

function event(pos: number, prev: number): ServerFrame {
  return {
    t: 'event',
    pos,
    prev,
    at: pos,
    event: { type: 'account.presence', account: 'a', online: true },
  }
}

function send(n: number, lane: string, tried = false): OutboxItem {
  const frame = {
    t: 'send' as const,
    conversation: lane,
    holderEpoch: 1,
    body: { kind: 'text' as const, text: `text ${n}` },
  }
  return { cid: uuid(n), lane, tried, frame }
}

const retryable = (n: number): ServerFrame => ({
  t: 'error',
  code: 'rate_limited',
  cid: uuid(n),
  retry: true,
  message: '',
})

describe('opening', () => {
  test('[S5] hello carries the durable cursor, and resuming needs no snapshot', async () => {
    const { live, client } = setup()
    const socket = await live()
    expect(socket.of('hello')).toEqual([
      expect.objectContaining({ token: 'token', resume: { epoch: EPOCH, pos: 10 } }),
    ])
    expect(client.state.kind).toBe('live')
    expect(client.skew).toBe(500)
  })

  test('[S1] hello carries the clock, which may be far off but never makes the frame wrong', async () => {
    const right = setup()
    await right.live()
    expect(right.socket().of('hello')[0]?.clock).toBe(1_000_000)

    const wrong = setup()
    wrong.clock.now = -5.5
    await wrong.live()
    const [hello] = wrong.socket().of('hello')
    expect(clientFrame.safeParse(hello)).toMatchObject({ success: true })
    expect(hello?.clock).toBe(0)
  })

  test('[S6] without a cursor it is live from the snapshot on', async () => {
    const { client, socket, batches } = setup({ cursor: null })
    client.start()
    await settled()
    await socket().open()
    expect(socket().of('hello')[0]).not.toHaveProperty('resume')
    await socket().give(welcome('snapshot'))
    expect(client.state.kind).toBe('connecting')
    await socket().give({ t: 'snapshot', pos: 7, view: {} as never }, event(9, 7))
    expect(client.state.kind).toBe('live')
    expect(batches.map((batch) => [batch.kind, batch.cursor.pos])).toEqual([
      ['snapshot', 7],
      ['events', 9],
    ])
  })

  test('[S7] a reset takes the snapshot of the other history', async () => {
    const { client, socket, batches } = setup()
    client.start()
    await settled()
    await socket().open()
    await socket().give(welcome('snapshot', 'epoch-b'), { t: 'reset', reason: 'epoch' })
    await socket().give({ t: 'snapshot', pos: 3, view: {} as never })
    expect(batches[0]?.cursor).toEqual({ epoch: 'epoch-b', pos: 3 })
    expect(socket().of('ack')).toEqual([{ t: 'ack', pos: 3 }])
  })

  test('stopped by what the welcome says: nothing behind it is taken', async () => {
    const { client, clock, socket, batches } = setup({ onWelcome: () => client.stop() })
    client.start()
    await settled()
    await socket().open()
    await socket().give(welcome('resumed'), event(11, 10))
    expect(client.state).toEqual({ kind: 'stopped', code: 'signed_out' })
    expect(batches).toEqual([])
    expect(clock.count).toBe(0)
  })

  test('what is not of the protocol cuts the link and harms nobody', async () => {
    const { live, client } = setup()
    const socket = await live()
    await socket.giveText('<html>')
    expect(client.state.kind).toBe('waiting')
    expect(socket.closedByClient).toBe(true)
  })

  test('a socket that can not even be made is a cut', async () => {
    const { client } = setup({
      open: () => {
        throw new Error('no such host')
      },
    })
    client.start()
    await settled()
    expect(client.state.kind).toBe('waiting')
  })

  test('an open that hangs is given up', async () => {
    const { client, clock, sockets } = setup()
    client.start()
    await settled()
    await clock.advance(15_000)
    expect(client.state.kind).toBe('waiting')
    await clock.advance(1000)
    expect(sockets).toHaveLength(2)
  })
})

describe('reading', () => {
  test('[S12] a gap in prev: what came before is kept, then it begins again from its cursor', async () => {
    const { live, client, clock, socket, batches } = setup()
    const first = await live()
    await first.give(event(12, 10), event(15, 14), event(16, 15))
    expect(client.state.kind).toBe('waiting')
    expect(batches.map((batch) => batch.cursor.pos)).toEqual([12])
    await clock.advance(1000)
    await socket().open()
    expect(socket().of('hello')[0]?.resume).toEqual({ epoch: EPOCH, pos: 12 })
  })

  test('[S22] ack only what is stored, in order', async () => {
    const gates: (() => void)[] = []
    const { live } = setup({ store: () => new Promise((resolve) => gates.push(resolve)) })
    const socket = await live()
    await socket.give(event(11, 10))
    await socket.give(event(12, 11))
    expect(socket.of('ack')).toEqual([])
    gates.shift()?.()
    await settled()
    expect(socket.of('ack')).toEqual([{ t: 'ack', pos: 11 }])
    gates.shift()?.()
    await settled()
    expect(socket.of('ack').map((ack) => ack.pos)).toEqual([11, 12])
  })

  test('[I4] after a failed store nothing behind it is stored, and it resumes before it', async () => {
    const stored: number[] = []
    let full = false
    let release: () => void = () => undefined
    const { live, client, clock, socket } = setup({
      store: async (batch) => {
        if (batch.cursor.pos === 12) await new Promise<void>((resolve) => (release = resolve))
        if (full && batch.cursor.pos === 12) throw new Error('disk full')
        stored.push(batch.cursor.pos)
      },
    })
    const first = await live()
    await first.give(event(11, 10))
    await first.give(event(12, 11))
    await first.give(event(13, 12))
    full = true
    release()
    await settled()
    expect(client.state.kind).toBe('waiting')
    full = false
    await clock.advance(1000)
    await socket().open()
    expect(stored).toEqual([11])
    expect(socket().of('hello')[0]?.resume).toEqual({ epoch: EPOCH, pos: 11 })
    await socket().give(welcome('resumed'), event(12, 11))
    release()
    await settled()
    expect(stored).toEqual([11, 12])
  })

  test('[S5] a reconnect waits for what is still being stored, and asks for nothing twice', async () => {
    let release: () => void = () => undefined
    const { live, client, sockets, socket } = setup({
      store: () => new Promise<void>((resolve) => (release = resolve)),
    })
    const first = await live()
    await first.give(event(11, 10))
    await first.cut(1006)
    client.probe()
    await settled()
    expect(client.state.kind).toBe('connecting')
    expect(sockets).toHaveLength(1)
    release()
    await settled()
    expect(sockets).toHaveLength(2)
    await socket().open()
    expect(socket().of('hello')[0]?.resume).toEqual({ epoch: EPOCH, pos: 11 })
  })

  test('what an orphaned socket still says is not heard', async () => {
    const { live, client, clock, batches } = setup()
    const first = await live()
    await first.cut(1006)
    await clock.advance(1000)
    await first.give(event(11, 10))
    await first.cut(4003)
    expect(batches).toEqual([])
    expect(client.state.kind).toBe('connecting')
  })
})

describe('sending', () => {
  test('[S21] one send in flight per conversation; lanes do not wait for each other', async () => {
    const { live, client, ok } = setup()
    const socket = await live()
    for (const item of [send(1, 'a'), send(2, 'a'), send(3, 'b')]) client.enqueue(item)
    expect(socket.of('send').map((frame) => frame.cid)).toEqual([uuid(1), uuid(3)])
    await socket.give({ t: 'ok', cid: uuid(1), pos: 11 })
    expect(socket.of('send').map((frame) => frame.cid)).toEqual([uuid(1), uuid(3), uuid(2)])
    expect(ok).toEqual([uuid(1)])
  })

  test('[S21] what was in flight goes again with resend after a cut, in its order', async () => {
    const { live, client, clock, socket } = setup()
    const first = await live()
    client.enqueue(send(1, 'a'))
    client.enqueue(send(2, 'a'))
    expect(first.of('send')[0]).not.toHaveProperty('resend')
    await first.cut(1006)
    await clock.advance(1000)
    await socket().open()
    expect(socket().of('send')).toEqual([])
    await socket().give(welcome('resumed'))
    expect(socket().of('send')).toEqual([expect.objectContaining({ cid: uuid(1), resend: true })])
    await socket().give({ t: 'ok', cid: uuid(1), pos: 11, duplicate: true })
    expect(socket().of('send')[1]).not.toHaveProperty('resend')
  })

  test('what is queued offline goes when live; a stored item goes as a resend', async () => {
    const { live, client } = setup()
    client.enqueue(send(1, 'a', true))
    const socket = await live()
    expect(socket.of('send')).toEqual([expect.objectContaining({ cid: uuid(1), resend: true })])
  })

  test('[S17] no more than the window unanswered', async () => {
    const { live, client } = setup()
    const socket = await live()
    for (let n = 1; n <= LIMITS.window + 3; n++) client.enqueue(send(n, `lane ${n}`))
    expect(socket.of('send')).toHaveLength(LIMITS.window)
    await socket.give({ t: 'ok', cid: uuid(1), pos: 11 })
    expect(socket.of('send')).toHaveLength(LIMITS.window + 1)
  })

  test('[S16] several lanes are refused for now: each goes again by its own pause', async () => {
    let random = 0
    const { live, client, clock } = setup({ random: () => random })
    const socket = await live()
    for (const n of [1, 2, 3]) client.enqueue(send(n, `lane ${n}`))
    client.enqueue(send(4, 'lane 1'))
    // Pauses of 250, 625 and 1000 ms; a later refusal must not end or restart an earlier pause.
    for (const n of [1, 2, 3]) {
      random = (n - 1) / 2
      await socket.give(retryable(n))
    }
    const cids = () => socket.of('send').map((frame) => Number(frame.cid.slice(-2)))
    await clock.advance(249)
    expect(cids()).toEqual([1, 2, 3])
    await clock.advance(1)
    expect(cids()).toEqual([1, 2, 3, 1])
    await clock.advance(375)
    expect(cids()).toEqual([1, 2, 3, 1, 2])
    await clock.advance(375)
    expect(cids()).toEqual([1, 2, 3, 1, 2, 3])
    await socket.give({ t: 'ok', cid: uuid(1), pos: 11 })
    expect(cids()).toEqual([1, 2, 3, 1, 2, 3, 4])
  })

  test('[S16] a pause ends with the link; nothing is sent twice after a reconnect', async () => {
    const { live, client, clock, socket } = setup()
    const first = await live()
    client.enqueue(send(1, 'a'))
    await first.give(retryable(1))
    await first.cut(1006)
    client.probe()
    await settled()
    await socket().open()
    await socket().give(welcome('resumed'))
    await clock.advance(2000)
    expect(socket().of('send')).toHaveLength(1)
    expect(first.of('send')).toHaveLength(1)
  })

  test('[S16] a refusal for good frees the lane and is told once', async () => {
    const { live, client, failed, ok } = setup()
    const socket = await live()
    client.enqueue(send(1, 'a'))
    client.enqueue(send(2, 'a'))
    const refusal: ServerFrame = {
      t: 'error',
      code: 'holder_changed',
      cid: uuid(1),
      retry: false,
      message: '',
    }
    await socket.give(refusal)
    await socket.give(refusal)
    expect(failed).toEqual([uuid(1)])
    expect(ok).toEqual([])
    expect(socket.of('send').map((frame) => frame.cid)).toEqual([uuid(1), uuid(2)])
  })

  test('taking back the head lets the next one go', async () => {
    const { live, client } = setup()
    const socket = await live()
    client.enqueue(send(1, 'a'))
    client.enqueue(send(2, 'a'))
    client.remove(uuid(1))
    expect(socket.of('send').map((frame) => frame.cid)).toEqual([uuid(1), uuid(2)])
  })

  test('ok is told behind the events that came before it', async () => {
    const order: string[] = []
    let release: () => void = () => undefined
    const { live, client } = setup({
      store: async () => {
        await new Promise<void>((resolve) => (release = resolve))
        order.push('stored')
      },
      onOk: () => void order.push('ok'),
    })
    const socket = await live()
    client.enqueue(send(1, 'a'))
    await socket.give(event(11, 10), { t: 'ok', cid: uuid(1), pos: 11 })
    expect(order).toEqual([])
    release()
    await settled()
    expect(order).toEqual(['stored', 'ok'])
  })
})

describe('questions', () => {
  test('[S32] an answer, a refusal, a cut, and no link at all', async () => {
    const { live, client } = setup()
    await expect(client.history('c', undefined, 50)).rejects.toEqual(new AskError('offline'))
    const socket = await live()
    const answered = client.history('c', 7, 50)
    const refused = client.history('d', undefined, 50)
    const cut = client.history('e', undefined, 50)
    expect(socket.of('history').map((frame) => frame.q)).toEqual([1, 2, 3])
    const reply = { conversation: 'c', messages: [], complete: true, previous: null }
    await socket.give({ t: 'history', q: 1, ...reply })
    await socket.give({ t: 'error', q: 2, code: 'not_allowed', retry: false, message: '' })
    await expect(answered).resolves.toMatchObject(reply)
    await expect(refused).rejects.toMatchObject({ code: 'not_allowed' })
    const cutOutcome = cut.then(
      () => 'answered',
      (error: unknown) => (error instanceof AskError ? error.code : 'another error'),
    )
    await socket.cut(1006)
    expect(await cutOutcome).toBe('offline')
    expect(client.state.kind).toBe('waiting')
  })
})

describe('after a cut', () => {
  test('[S23] a random time between 0 and min(30 s, 0.5 s × 2^n)', async () => {
    const { client, clock, states, sockets } = setup({
      random: () => 1,
      open: (events) => {
        const socket = new Socket(events)
        sockets.push(socket)
        events.closed(1006)
        return socket
      },
    })
    client.start()
    await clock.advance(200_000)
    const waits: number[] = []
    for (const [index, state] of states.entries())
      if (state.kind === 'waiting' && index > 0) waits.push(state.retryAt)
    const steps = waits.slice(1).map((at, index) => at - waits[index]!)
    expect(steps.slice(0, 8)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  })

  test('[S23] a link that held begins anew with the shortest wait; one that did not goes on doubling', async () => {
    const { live, clock, client, socket } = setup({ random: () => 1 })
    const wait = () => (client.state.kind === 'waiting' ? client.state.retryAt - clock.now : -1)
    await (await live()).cut(4009)
    expect(wait()).toBe(500)
    await clock.advance(500)
    await live()
    await clock.advance(100)
    await socket().cut(4009)
    expect(wait()).toBe(1000)
    await clock.advance(1000)
    await live()
    await clock.advance(10_000)
    await socket().cut(4009)
    expect(wait()).toBe(500)
  })

  test('[S23] probe: silent for three seconds, so it is reopened', async () => {
    const { live, client, clock, socket } = setup()
    const first = await live()
    client.probe()
    expect(first.of('ping')).toHaveLength(1)
    await clock.advance(2999)
    expect(client.state.kind).toBe('live')
    await clock.advance(1)
    expect(client.state.kind).toBe('waiting')
    expect(first.closedByClient).toBe(true)
    await clock.advance(1000)
    expect(socket()).not.toBe(first)
  })

  test('[S23] probe: any frame proves life; twice is no harm', async () => {
    const { live, client, clock } = setup()
    const socket = await live()
    client.probe()
    client.probe()
    await socket.give({ t: 'pong', serverTime: 1_002_000 })
    expect(client.skew).toBe(2000)
    await clock.advance(5000)
    expect(client.state.kind).toBe('live')
  })

  test('[S23] probe while waiting, or in a handshake that began before the sleep: at once', async () => {
    const { live, client, clock, sockets } = setup()
    await (await live()).cut(1006)
    client.probe()
    await settled()
    expect(sockets).toHaveLength(2)
    client.probe()
    await settled()
    expect(sockets).toHaveLength(2)
    await clock.advance(4000)
    client.probe()
    await settled()
    expect(sockets).toHaveLength(3)
    expect(client.state.kind).toBe('connecting')
  })

  test('[S31] beats after a random part of the heartbeat, then each; silence ends the link', async () => {
    const { live, client, clock } = setup()
    const socket = await live()
    await clock.advance(12_500)
    expect(socket.of('ping')).toHaveLength(1)
    await socket.give({ t: 'pong', serverTime: clock.now })
    await clock.advance(25_000)
    expect(socket.of('ping')).toHaveLength(2)
    await clock.advance(10_000)
    expect(client.state.kind).toBe('waiting')
  })

  test.each(Object.entries(CLOSE_CODES))('[S24] close %s', async (_name, { code, stop }) => {
    const { live, client, clock, sockets } = setup()
    await (await live()).cut(code)
    await clock.advance(60_000)
    expect(client.state.kind === 'stopped').toBe(stop)
    expect(sockets.length > 1).toBe(!stop)
  })

  test('[S24] it says why it stopped', async () => {
    const { live, client, clock } = setup()
    const socket = await live()
    await socket.give({ t: 'error', code: 'account_disabled', retry: false, message: '' })
    await socket.cut(4003)
    expect(client.state).toEqual({ kind: 'stopped', code: 'account_disabled' })
    expect(clock.count).toBe(0)
    client.start()
    await settled()
    expect(client.state.kind).toBe('connecting')
  })

  test('[S2] a token that ran out is fetched anew', async () => {
    const { live, clock, tokens } = setup()
    await (await live()).cut(CLOSE_CODES.expired.code)
    await clock.advance(1000)
    expect(tokens).toEqual([false, true])
  })

  test('[S2] only a refusal for good stops it; a busy gateway or a dead network is tried again', async () => {
    for (const [code, kind] of [
      ['session_revoked', 'stopped'],
      ['overloaded', 'waiting'],
      ['rate_limited', 'waiting'],
      ['ECONNREFUSED', 'waiting'],
    ] as const) {
      const { client } = setup({
        token: () => Promise.reject(Object.assign(new Error('no token'), { code })),
      })
      client.start()
      await settled()
      expect([code, client.state.kind]).toEqual([code, kind])
    }
  })

  test('[S42] drain: it comes back within the time, spread, and not before it', async () => {
    const { live, client, clock, sockets } = setup({ random: () => 0.5 })
    const socket = await live()
    client.enqueue(send(1, 'a'))
    await socket.give({ t: 'drain', withinMs: 8000 })
    await clock.advance(1000)
    await socket.cut(CLOSE_CODES.draining.code)
    expect(client.state).toMatchObject({ kind: 'waiting', retryAt: clock.now + 3000 })
    await clock.advance(2999)
    expect(sockets).toHaveLength(1)
    await clock.advance(1)
    expect(sockets).toHaveLength(2)
  })

  test('[S42] drain: where the gateway lets it stay, it leaves by itself', async () => {
    const { live, clock, sockets } = setup()
    const socket = await live()
    await socket.give({ t: 'drain', withinMs: 8000 })
    await clock.advance(4000)
    expect(sockets).toHaveLength(2)
    expect(socket.closedByClient).toBe(true)
  })

  test('stopped: no timer stays, and a token that comes late opens nothing', async () => {
    let give: (token: string) => void = () => undefined
    const { client, clock, sockets } = setup({
      token: () => new Promise((resolve) => (give = resolve)),
    })
    client.start()
    client.stop()
    give('late')
    await settled()
    expect(sockets).toHaveLength(0)
    expect(clock.count).toBe(0)
    expect(client.state).toEqual({ kind: 'stopped', code: 'signed_out' })
  })
})
