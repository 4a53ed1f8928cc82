import { describe, expect, test } from 'vitest'
import { EPOCH, event, settled, setup, welcome } from './client.fixture.ts'

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
