import { describe, expect, test } from 'vitest'
import { event, retryable, send, settled, setup, uuid, welcome } from './client.fixture.ts'
import type { ServerFrame } from './frames.ts'
import { LIMITS } from './limits.ts'

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
