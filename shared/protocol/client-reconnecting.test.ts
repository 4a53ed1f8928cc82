import { describe, expect, test } from 'vitest'
import { Socket, send, settled, setup } from './client.fixture.ts'
import { CLOSE_CODES } from './codes.ts'

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
