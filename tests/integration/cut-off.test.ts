import { connect as connectPlain } from 'node:net'
import { describe, expect, it } from 'vitest'
import { listen } from '#gateway/http/listen.ts'
import { startTestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'
import { rawRequest as ask } from '../support/raw-request.ts'

describe('who does not come to the point', () => {
  it('is cut off: silent, slow with its headers, slow with its body, too long', async () => {
    const listener = await listen({
      host: '127.0.0.1',
      port: 0,
      certificate: null,
      sockets: { upgrade: (_request, socket) => socket.destroy() },
      handler: (request, response) => {
        request.resume().on('end', () => response.end('whole'))
      },
      times: { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 25 },
    })
    const said = (...pieces: string[]) =>
      new Promise<string>((resolve) => {
        const socket = connectPlain(listener.port, '127.0.0.1')
        let told = ''
        for (const piece of pieces) socket.write(piece)
        socket.on('data', (chunk: Buffer) => (told += chunk.toString()))
        socket.on('error', () => undefined)
        socket.on('close', () => resolve(told))
      })
    const head = 'POST / HTTP/1.1\r\nHost: localhost\r\n'
    expect(await said()).not.toContain('whole')
    expect(await said(head)).not.toContain('whole')
    expect(await said(`${head}Content-Length: 5\r\n\r\n`, 'x')).not.toContain('whole')
    const long = `X-Long: ${'x'.repeat(17 * 1024)}\r\n`
    expect(await said(head, long, 'Content-Length: 0\r\n\r\n')).toContain('400')
    // One of two lengths is a lie: the next request of a proxy's other customer (smuggling).
    const two = 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
    expect(await said(head, two)).not.toContain('whole')
    expect(await said(`${head}Connection: close\r\nContent-Length: 1\r\n\r\nx`)).toContain('whole')
    await listener.close()
  })

  it('[S42] a stop waits for nobody who was refused and never hangs up', async () => {
    const test = await startTestGateway()
    // It keeps its half open, as behind a link that is dead in one direction.
    const socket = connectPlain({
      port: test.gateway.port,
      host: '127.0.0.1',
      allowHalfOpen: true,
    })
    socket.on('error', () => undefined)
    const refused = new Promise((resolve) => socket.once('end', resolve))
    socket.resume()
    socket.write(
      'GET /elsewhere HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
    await refused
    await expect(test.stop()).resolves.toBeUndefined()
    socket.destroy()
  })

  it('a body over the limit is refused before it is read', async () => {
    const test = await startTestGateway()
    const told = await ask(test.url, '/api/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x'.repeat(70_000) }),
    })
    expect(told.status).toBe(413)
    await test.stop()
  })

  it('one session does not take the places of all; the last places are for the shop', async () => {
    const test = await startTestGateway({ settings: { perSession: 2, maxConnections: 20 } })
    const open = async (access: string) => {
      const raw = await RawClient.open(test.wsUrl)
      raw.hello(access)
      await raw.until('an answer', () => raw.frames.length > 0)
      return raw.frames[0]?.t === 'welcome' ? raw : null
    }
    const { access } = await test.newBuyer()
    const places = [await open(access), await open(access), await open(access)]
    expect(places.map((raw) => raw !== null)).toEqual([true, true, false])
    places[0]?.end()
    await expect.poll(async () => (await open(access)) !== null).toBe(true)
    const rest: unknown[] = []
    for (let count = 0; count < 20; count++) rest.push(await open((await test.newBuyer()).access))
    expect(rest.at(-1)).toBeNull()
    expect(await open((await test.signIn('demoshop')).access)).not.toBeNull()
    await test.stop()
  })
})
