import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { startTestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'

it('[S41] [I11] a client that does not read is closed, the others go on, and it can resume', async () => {
  const test = await startTestGateway({
    settings: {
      watermarkBytes: 16 * 1024,
      undrainedMs: 400,
      helloMs: 500,
      buyerRate: 1e6,
      buyerBurst: 1e6,
    },
  })
  const main = await test.agent('demoshop')
  const slow = await RawClient.open(test.wsUrl)
  slow.hello((await test.signIn('demoshop', 'slow')).access)
  await slow.frame('snapshot')
  const epoch = (await slow.frame('welcome')).epoch
  slow.socket.pause()
  const buyer = await test.buyer()
  // More than the kernel's buffers on both sides take.
  const words = 'x'.repeat(4500)
  const total = 2500
  let conversation = ''
  for (let sent = 0; sent < total; sent += 25) {
    const oks = await Promise.all(Array.from({ length: 25 }, () => buyer.say(words)))
    conversation = oks[0]?.conversation ?? ''
  }
  await main.until('all of it', () => main.texts(conversation).length === total)
  const metrics = async () => (await fetch(`${test.url}/metrics`)).text()
  await expect
    .poll(async () => /xiaoer_closed_too_slow_total (\d+)/.exec(await metrics())?.[1], {
      timeout: 10_000,
    })
    .toBe('1')
  slow.end()
  const last = slow.frames.findLast((frame) => frame.t === 'event')?.pos
  const again = await RawClient.open(test.wsUrl)
  again.hello((await test.signIn('demoshop', 'slow')).access, {
    epoch,
    pos: last ?? (await slow.frame('snapshot')).pos,
  })
  const welcome = await again.frame('welcome')
  expect(welcome.mode).toBe('resumed')
  await again.until(
    'the rest',
    () => again.frames.findLast((frame) => frame.t === 'event')?.pos === main.cursor?.pos,
    20_000,
  )
  again.end()
  await test.stop()
})

it('[S41] [I11] a client that asks without end and reads nothing is closed, once, and the gateway stays', async () => {
  const test = await startTestGateway({
    settings: { watermarkBytes: 16 * 1024, closeBytes: 64 * 1024 },
  })
  const slow = await RawClient.open(test.wsUrl)
  slow.hello((await test.newBuyer()).access)
  await slow.frame('snapshot')
  slow.socket.pause()
  const closed = async () =>
    /xiaoer_closed_too_slow_total (\d+)/.exec(
      await (await fetch(`${test.url}/metrics`)).text(),
    )?.[1]
  await expect
    .poll(
      async () => {
        // Until the kernel's buffers on both sides are full of answers.
        for (let n = 0; n < 2000; n++) slow.send({ t: 'ping' })
        return closed()
      },
      { timeout: 30_000, interval: 5 },
    )
    .not.toBe('0')
  expect(await closed()).toBe('1')
  slow.end()
  const buyer = await test.buyer()
  expect(await buyer.say('still there')).toHaveProperty('conversation')
  await test.stop()
})

it('[S41] a socket that opens and says nothing costs no more than its time', async () => {
  const test = await startTestGateway({ settings: { helloMs: 100 } })
  const { port } = new URL(test.url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(
    'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  socket.resume()
  await new Promise((resolve) => socket.once('close', resolve))
  const metrics = await (await fetch(`${test.url}/metrics`)).text()
  expect(metrics).toContain('xiaoer_connections 0')
  await test.stop()
})
