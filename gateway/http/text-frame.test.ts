import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { textFrame } from './text-frame.ts'

describe('a websocket message of text', () => {
  let server: WebSocketServer
  let client: WebSocket
  let write: (frame: Buffer) => void

  beforeEach(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    server.on('connection', (_ws, { socket }) => {
      write = (frame) => socket.write(frame)
    })
    await once(server, 'listening')
    client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await Promise.all([once(client, 'open'), once(server, 'connection')])
  })
  afterEach(() => {
    client.terminate()
    server.close()
  })

  function read(count: number): Promise<string[]> {
    const texts: string[] = []
    return new Promise((resolve, reject) => {
      client.on('error', reject)
      client.on('message', (data: Buffer, isBinary: boolean) => {
        texts.push(isBinary ? 'not a text' : data.toString())
        if (texts.length === count) resolve(texts)
      })
    })
  }

  it('is read as it was, at every length at which its head or its making changes', async () => {
    const texts = [0, 1, 125, 126, 127, 21_840, 21_842, 21_843, 65_535, 65_536, 100_000].flatMap(
      (length) => ['x'.repeat(length), '有'.repeat(length), '😀'.repeat(length / 2)],
    )
    const reading = read(texts.length)
    // Made one behind the other before the first is written: they do not touch each other.
    for (const frame of texts.map(textFrame)) write(frame)
    expect(await reading).toEqual(texts)
  })
})
