import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { GatewayHttp } from './gateway-http.ts'

let stop = (): void => {}
afterEach(() => stop())

/** Takes the body only when it is let. */
async function slowGateway() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const got: Buffer[] = []
  const server = createServer((request, response) => {
    request.pause()
    void opened
      .then(() => buffer(request.resume()))
      .then((body) => {
        got.push(body)
        response.end(JSON.stringify({ id: 'f', name: 'n', type: 't', size: body.length }))
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = new GatewayHttp(
    {
      urls: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`],
      fingerprint: null,
      shop: null,
    },
    false,
  )
  stop = () => {
    http.close()
    server.closeAllConnections()
    server.close()
  }
  return { http, open, got }
}

test('an upload tells how far it is, no further than the line has taken it, and arrives whole', async () => {
  const { http, open, got } = await slowGateway()
  const bytes = new Uint8Array(16 * 1024 * 1024).map((_, index) => index % 251)
  const parts: number[] = []
  const { promise: stuck, resolve: onStuck } = Promise.withResolvers<void>()
  const done = http.upload('token', '大图.png', 'image/png', bytes, (part) => {
    parts.push(part)
    onStuck()
  })
  await stuck
  // Nobody reads yet: most of it is still here.
  expect(parts.at(-1)).toBeLessThan(0.9)
  open()
  expect((await done).size).toBe(bytes.length)
  expect(parts.at(-1)).toBe(1)
  expect(parts).toEqual(parts.toSorted((a, b) => a - b))
  expect(got[0]?.equals(bytes)).toBe(true)
})
