import { describe, expect, test } from 'vitest'
import { EPOCH, event, settled, setup, welcome } from './client.fixture.ts'
import { clientFrame } from './frames.ts'

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
