import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { textFrame } from '../support/fault-frames.ts'
import { FaultProxy } from '../support/fault-proxy.ts'
import { randomOf } from '../support/fault-random.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A client and the server's end of its connection, with the proxy between them. */
async function pair() {
  const server = createServer({ allowHalfOpen: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const proxy = await FaultProxy.start(() => port, randomOf(1))
  const came = once(server, 'connection') as Promise<[Socket]>
  const client = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true })
  await once(client, 'connect')
  const [served] = await came
  for (const socket of [client, served]) socket.on('error', () => {})
  closing.push(
    () => proxy.close(),
    () => server.close(),
    () => client.destroy(),
    () => served.destroy(),
  )
  return { proxy, client, served }
}

function collect(socket: Socket) {
  const chunks: Buffer[] = []
  const waiting = new Set<() => void>()
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    for (const look of waiting) look()
  })
  return {
    chunks,
    text: () => Buffer.concat(chunks).toString(),
    until: (holds: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (holds()) resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

const UPGRADE = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'
const frame = (...frames: readonly unknown[]) => textFrame(Buffer.from(JSON.stringify(frames)))

describe('the fault proxy', () => {
  it('passes everything on, both ways, in fair weather', async () => {
    const { client, served } = await pair()
    const [up, down] = [collect(served), collect(client)]
    client.write('hello')
    await up.until(() => up.text() === 'hello')
    served.write('plain answer\r\n\r\nmore')
    await down.until(() => down.text() === 'plain answer\r\n\r\nmore')
    expect(up.text()).toBe('hello')
  })

  it.each([
    { split: 1 },
    { delay: [0, 5] },
    { throttle: 200_000 },
    { split: 3, delay: [0, 2] },
  ] as const)('keeps order and every byte under %j', async (weather) => {
    const { proxy, client, served } = await pair()
    proxy.weather(weather)
    const up = collect(served)
    const text = Array.from({ length: 300 }, (_, index) => String(index)).join(' ')
    client.write(text.slice(0, 500))
    client.write(text.slice(500))
    await up.until(() => up.text().length === text.length)
    expect(up.text()).toBe(text)
    if ('split' in weather) expect(up.chunks.length).toBeGreaterThan(50)
  })

  it('freezes, and gives what came meanwhile when it thaws', async () => {
    const { proxy, client, served } = await pair()
    const [up, down] = [collect(served), collect(client)]
    proxy.weather({ frozen: true })
    client.write('kept')
    // Through another connection, so that the first would have had the time.
    const other = connect({ port: proxy.port, host: '127.0.0.1' })
    await once(other, 'connect')
    other.destroy()
    expect(up.text()).toBe('')
    proxy.weather({})
    await up.until(() => up.text() === 'kept')
    expect(down.text()).toBe('')
  })

  it('lets what was on its way go with a client that vanishes', async () => {
    const { proxy, client, served } = await pair()
    const up = collect(served)
    client.write('arrived')
    await up.until(() => up.text() === 'arrived')
    proxy.weather({ delay: [50, 60], vanishing: true })
    client.write(' on its way')
    client.end()
    // Reset, or just over, as the kernel had more of it to read or not.
    await Promise.race([once(served, 'close'), once(served, 'end')])
    expect(up.text()).toBe('arrived')
  })

  it.each(['rst', 'fin'] as const)('cuts both ends by %s', async (how) => {
    const { proxy, client, served } = await pair()
    const ends = [client, served].map(async (socket) => {
      const error = new Promise<string>((resolve) =>
        socket.once('error', (failed: NodeJS.ErrnoException) => resolve(failed.code ?? '')),
      )
      socket.resume()
      return Promise.race([error, once(socket, 'end').then(() => 'end')])
    })
    proxy.cut(how)
    expect(await Promise.all(ends)).toEqual(
      how === 'rst' ? ['ECONNRESET', 'ECONNRESET'] : ['end', 'end'],
    )
    await expect.poll(() => proxy.connections).toBe(0)
  })

  it('half open: one direction is swallowed for good, the other goes on, nobody is told', async () => {
    const { proxy, client, served } = await pair()
    const [up, down] = [collect(served), collect(client)]
    proxy.halfOpen(['up'])
    client.write('lost')
    served.write('HTTP/1.1 200 OK\r\n\r\nheard')
    await down.until(() => down.text().endsWith('heard'))
    client.destroy()
    served.write('into the void')
    expect(up.text()).toBe('')
    expect(served.destroyed).toBe(false)
    const reset = once(served, 'error')
    proxy.heal()
    served.write('x')
    // Its link was over with the client: what is left of it is told at the next write, or closed.
    await Promise.race([reset, once(served, 'close')])
  })

  it('takes out only the frames it is told, also out of a message with others, however it is split', async () => {
    const { proxy, client, served } = await pair()
    proxy.weather({ without: ['ok'], split: 1 })
    const down = collect(client)
    const large = 'x'.repeat(70_000)
    const sent = Buffer.concat([
      Buffer.from(UPGRADE),
      frame({ t: 'event', pos: 1 }, { t: 'ok', cid: 'a' }, { t: 'pong' }),
      frame({ t: 'ok', cid: 'b' }),
      frame({ t: 'ok', cid: 'c' }, { t: 'snapshot', view: large }),
    ])
    const expected = Buffer.concat([
      Buffer.from(UPGRADE),
      frame({ t: 'event', pos: 1 }, { t: 'pong' }),
      frame({ t: 'snapshot', view: large }),
    ])
    proxy.weather({ without: ['ok'] })
    for (let at = 0; at < sent.length; at += 997) served.write(sent.subarray(at, at + 997))
    await down.until(() => Buffer.concat(down.chunks).length >= expected.length)
    expect(Buffer.concat(down.chunks).equals(expected)).toBe(true)
  })

  it('refuses who comes, until it heals', async () => {
    const { proxy } = await pair()
    proxy.refuse(true)
    const refused = connect({ port: proxy.port, host: '127.0.0.1' })
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNRESET')
    proxy.heal()
    const taken = connect({ port: proxy.port, host: '127.0.0.1' })
    closing.push(() => taken.destroy())
    await once(taken, 'connect')
  })

  it('draws the same storms from the same seed', async () => {
    const drawn = async () => {
      const proxy = await FaultProxy.start(() => 1, randomOf(7))
      closing.push(() => proxy.close())
      return [await proxy.storm(), await proxy.storm(), await proxy.storm()]
    }
    expect(await drawn()).toEqual(await drawn())
  })
})
