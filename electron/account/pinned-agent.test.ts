import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { webcrypto } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { GatewayHttp } from './gateway-http.ts'
import { fingerprintOf } from './pinned-agent.ts'

interface Made {
  readonly cert: string
  readonly key: string
  readonly fingerprint: string
}

async function certificate(): Promise<Made> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    // Names no host that is asked here: the pin alone vouches.
    name: 'CN=Xiaoer gateway',
    signingAlgorithm: algorithm,
    keys,
  })
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  return {
    cert: made.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key.toString('base64')}\n-----END PRIVATE KEY-----\n`,
    fingerprint: fingerprintOf(new Uint8Array(made.rawData)),
  }
}

let pin: Made
let server: Server
let url: string
const heard: string[] = []

beforeAll(async () => {
  pin = await certificate()
  server = createServer({ cert: pin.cert, key: pin.key }, (request, response) => {
    heard.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`)
    response.setHeader('content-type', 'application/json')
    response.end('{"code":"xiaoer:x"}')
  })
  new WebSocketServer({ server }).on('connection', (socket) => socket.send('hello'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function gateway(fingerprint: string | null, urls = [url]): GatewayHttp {
  return new GatewayHttp({ urls, fingerprint, shop: null }, false)
}

async function webSocket(http: GatewayHttp): Promise<string> {
  const line = await http.line()
  const socket = new WebSocket(`${http.url.replace(/^http/, 'ws')}/ws`, {
    agent: line.agentFor(http.url),
  })
  return new Promise((resolve) => {
    socket.on('message', (data) => {
      resolve((data as Buffer).toString())
      socket.close()
    })
    socket.on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
  })
}

test("the invitation's certificate is accepted, by HTTP and websocket alike, and kept alive", async () => {
  const http = gateway(pin.fingerprint)
  expect(await http.invitation('token')).toBe('xiaoer:x')
  expect(await http.invitation('token')).toBe('xiaoer:x')
  expect(await webSocket(http)).toBe('hello')
  http.close()
})

test('another certificate is refused before a byte of the request is sent', async () => {
  const http = gateway((await certificate()).fingerprint)
  heard.length = 0
  await expect(http.invitation('secret token')).rejects.toMatchObject({
    code: 'certificate_mismatch',
  })
  expect(await webSocket(http)).toBe('certificate_mismatch')
  expect(heard).toEqual([])
  http.close()
})

test('without an invitation nobody vouches for such a certificate', async () => {
  const http = gateway(null)
  await expect(http.invitation('token')).rejects.toMatchObject({ code: 'certificate_mismatch' })
  http.close()
})

test('of several addresses the one that answers is found and kept', async () => {
  const http = gateway(pin.fingerprint, ['https://127.0.0.1:1', url])
  expect(await http.invitation('token')).toBe('xiaoer:x')
  expect(http.url).toBe(url)
  const nobody = gateway(null, ['http://127.0.0.1:1'])
  await expect(nobody.health()).rejects.toMatchObject({ code: 'offline' })
  http.close()
  nobody.close()
})
