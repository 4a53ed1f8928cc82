import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect as connectTls, createServer as createTlsSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GatewayHttp } from '#electron/account/gateway-http.ts'
import { openSocket } from '#electron/link/socket.ts'
import type { CredentialStore } from '#gateway/desk/contract.ts'
import { selfSigned, type Certificate } from '#gateway/http/certificate.ts'
import { isLoopbackAuthority, isLoopbackHost } from '#gateway/http/hosts.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'
import { rawRequest as ask } from '../support/raw-request.ts'

/** A certificate just as good as the gateway's, made by somebody else. */
function anotherCertificate(): Promise<Certificate> {
  const none = { setting: () => Promise.resolve(null), setSetting: () => Promise.resolve() }
  return selfSigned(none as unknown as CredentialStore, Date.now())
}

describe('TLS', () => {
  let test: TestGateway
  let lan = ''
  let lanPort = 0
  const closing: (() => void)[] = []
  beforeAll(async () => {
    test = await startTestGateway({ lan: { host: '127.0.0.1', port: 0 } })
    lanPort = test.gateway.lan()?.port ?? 0
    lan = `https://127.0.0.1:${lanPort}`
  })
  afterAll(async () => {
    for (const close of closing) close()
    await test.stop()
  })

  const desktop = (url: string, fingerprint: string | null) => {
    const http = new GatewayHttp({ urls: [url], fingerprint, shop: null }, false)
    closing.push(() => http.close())
    return http
  }
  /** What becomes of the desktop's websocket there: open, mismatch, or just closed. */
  const socketOf = async (http: GatewayHttp): Promise<'open' | 'mismatch' | 'closed'> => {
    const line = await http.line()
    return new Promise((resolve) => {
      const socket = openSocket(
        http,
        line,
        {
          opened: () => {
            resolve('open')
            socket.close()
          },
          received: () => undefined,
          closed: () => resolve('closed'),
        },
        () => resolve('mismatch'),
      )
    })
  }

  it('the invited certificate and no other is spoken to, by HTTP and websocket', async () => {
    const pin = test.gateway.fingerprint()
    const right = desktop(lan, pin)
    expect((await right.shop(test.shop)).id).toBe(test.shop)
    expect(await socketOf(right)).toBe('open')
    const wrong = desktop(lan, 'f'.repeat(64))
    await expect(wrong.shop(test.shop)).rejects.toMatchObject({ code: 'certificate_mismatch' })
    expect(await socketOf(wrong)).toBe('mismatch')
    // Who has no invitation goes by the usual authorities, and none of them vouches for it.
    const uninvited = desktop(lan, null)
    await expect(uninvited.shop(test.shop)).rejects.toMatchObject({ code: 'certificate_mismatch' })
    expect(await socketOf(uninvited)).toBe('closed')
  })

  it('one in the middle with another certificate hears nothing of what was meant for the gateway', async () => {
    const other = await anotherCertificate()
    let heard = ''
    const middle = createTlsSocket({ cert: other.cert, key: other.key }, (socket) => {
      const onward = connectTls({ host: '127.0.0.1', port: lanPort, rejectUnauthorized: false })
      socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
      socket.on('error', () => undefined)
      onward.on('error', () => undefined)
      socket.pipe(onward).pipe(socket)
    })
    middle.on('tlsClientError', () => undefined)
    middle.listen(0, '127.0.0.1')
    await once(middle, 'listening')
    closing.push(() => middle.close())
    const url = `https://127.0.0.1:${(middle.address() as AddressInfo).port}`
    const http = desktop(url, test.gateway.fingerprint())
    await expect(http.refresh('canary-refresh')).rejects.toMatchObject({
      code: 'certificate_mismatch',
    })
    await expect(http.invitation('canary-access')).rejects.toMatchObject({
      code: 'certificate_mismatch',
    })
    expect(await socketOf(http)).toBe('mismatch')
    expect(heard).toBe('')
    // It works as a proxy: who does not look at the certificate is read.
    await expect(desktop(url, other.fingerprint).refresh('canary')).rejects.toMatchObject({
      code: 'token_invalid',
    })
    expect(heard).toContain('canary')
  })

  it('speaks TLS 1.2 and later alone', async () => {
    const tried = (version: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string>((resolve) => {
        const socket = connectTls(
          {
            host: '127.0.0.1',
            port: lanPort,
            rejectUnauthorized: false,
            minVersion: version,
            maxVersion: version,
            ciphers: 'DEFAULT@SECLEVEL=0',
          },
          () => {
            resolve(socket.getProtocol() ?? '')
            socket.destroy()
          },
        )
        socket.on('error', () => resolve('refused'))
      })
    expect(await tried('TLSv1')).toBe('refused')
    expect(await tried('TLSv1.1')).toBe('refused')
    expect(await tried('TLSv1.2')).toBe('TLSv1.2')
    expect(await tried('TLSv1.3')).toBe('TLSv1.3')
  })

  it('a plain request at the TLS address is not answered', async () => {
    const told = ask(`http://127.0.0.1:${lanPort}`, '/healthz')
    expect(
      await told.then(
        ({ status }) => status,
        () => 'no answer',
      ),
    ).toBe('no answer')
  })

  it('its own certificate asks for no HSTS, a given one does, on its TLS address alone', async () => {
    const { cert, key, fingerprint } = await anotherCertificate()
    const given = await startTestGateway({ bare: true, tls: { cert, key } })
    const headersOf = async (url: string, pin: string | null) => {
      const http = new URL('/healthz', url)
      const agent = (await desktop(url, pin).line()).agentFor(url)
      const { request } = await import('node:https')
      return new Promise<IncomingHttpHeaders>((resolve, reject) => {
        request(http, { agent }, (response) => {
          response.resume()
          resolve(response.headers)
        })
          .on('error', reject)
          .end()
      })
    }
    expect(given.gateway.fingerprint()).toBe(fingerprint)
    const hsts = (await headersOf(given.url, fingerprint))['strict-transport-security']
    expect(hsts).toMatch(/^max-age=\d{7,}$/)
    expect(await headersOf(lan, test.gateway.fingerprint())).not.toHaveProperty(
      'strict-transport-security',
    )
    expect((await ask(test.url, '/healthz')).headers).not.toHaveProperty(
      'strict-transport-security',
    )
    await given.stop()
  })

  it.each([
    '0.0.0.0',
    '::',
    '::ffff:127.0.0.1',
    '127.0.0.1.shop.example',
    '127.evil.example',
    '10.0.0.5',
    'shop.example',
    '127.1',
  ])('is needed for %s', async (host) => {
    await expect(startTestGateway({ bare: true, host })).rejects.toMatchObject({
      code: 'tls_required',
    })
  })

  it('a plain address for others is opened where it was asked for in so many words', async () => {
    const open = await startTestGateway({ bare: true, host: '0.0.0.0', insecure: true })
    expect((await ask(open.url, '/healthz')).status).toBe(200)
    await open.stop()
  })
})

describe('whom it answers', () => {
  let test: TestGateway
  beforeAll(async () => {
    test = await startTestGateway({ allowedOrigins: ['https://shop.example'] })
  })
  afterAll(() => test.stop())

  it('tells what is always this computer from what only looks like it', () => {
    for (const host of ['127.0.0.1', '127.8.8.8', '::1', 'localhost'])
      expect(isLoopbackHost(host)).toBe(true)
    for (const host of [
      '127.evil.example',
      '127.0.0.1.evil.example',
      '127.1',
      '',
      'localhost.evil',
    ])
      expect(isLoopbackHost(host)).toBe(false)
    for (const name of ['127.0.0.1:8790', '[::1]:1', '[::1]', 'LOCALHOST:80', 'a.localhost:80'])
      expect(isLoopbackAuthority(name)).toBe(true)
    for (const name of [
      'evil.example',
      'localhost.evil.example:80',
      '[::1].evil',
      '',
      ':80',
      '127.0.0.1@evil',
    ])
      expect(isLoopbackAuthority(name)).toBe(false)
  })

  it('on loopback, nobody who calls it by another name (DNS rebinding)', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${new URL(test.url).port}`,
      'localhost.evil.example',
    ])
      for (const path of ['/metrics', '/healthz', `/s/${test.shop}`, `/api/shops/${test.shop}`])
        expect((await ask(test.url, path, { headers: { host } })).status, path).toBe(421)
    expect(
      await RawClient.refused(test.wsUrl, {
        origin: 'http://evil.example',
        headers: { host: 'evil.example' },
      }),
    ).toBe(421)
    for (const host of ['localhost:1', '127.0.0.1', 'demo.localhost'])
      expect((await ask(test.url, '/metrics', { headers: { host } })).status).toBe(200)
  })

  it('behind a named proxy by any name; its pages are its own; figures are not for what it passes on', async () => {
    const proxied = await startTestGateway({ trustProxy: ['127.0.0.1'] })
    const headers = { host: 'chat.shop.example', 'x-forwarded-for': '203.0.113.9' }
    expect((await ask(proxied.url, `/api/shops/${proxied.shop}`, { headers })).status).toBe(200)
    expect((await ask(proxied.url, '/metrics', { headers })).status).toBe(403)
    // A proxy that does not tell.
    const silent = { headers: { host: 'chat.shop.example' } }
    expect((await ask(proxied.url, '/metrics', silent)).status).toBe(403)
    expect((await ask(proxied.url, '/metrics')).status).toBe(200)
    const raw = await RawClient.open(proxied.wsUrl, {
      origin: 'https://chat.shop.example',
      headers: { host: 'chat.shop.example' },
    })
    raw.end()
    expect(
      await RawClient.refused(proxied.wsUrl, {
        origin: 'https://evil.example',
        headers: { host: 'chat.shop.example' },
      }),
    ).toBe(403)
    await proxied.stop()
  })

  it('[S4] changes nothing for a page of another site, whatever it brings along', async () => {
    const { access } = await test.signIn('demoshop')
    const buyers = JSON.stringify({ shop: test.shop })
    const post = (path: string, origin: string | null, body: string, type = 'application/json') =>
      ask(test.url, path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${access}`,
          'content-type': type,
          ...(origin === null ? {} : { origin }),
        },
        body,
      })
    for (const origin of ['https://evil.example', 'null', `${test.url}0`, 'file://'])
      for (const path of [
        '/api/buyers',
        '/api/sign-in',
        '/api/files',
        '/api/unmask',
        '/api/erasures',
      ]) {
        const told = await post(path, origin, buyers)
        expect(told.status, `${path} from ${origin}`).toBe(403)
        expect(told.body).toContain('origin_refused')
        expect(told.headers).not.toHaveProperty('access-control-allow-origin')
      }
    for (const origin of [null, test.url, 'https://shop.example', 'app://xiaoer'])
      expect((await post('/api/buyers', origin, buyers)).status).toBe(200)
    // What a form, or a page without asking first, can send is read by nobody.
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect((await post('/api/buyers', null, buyers, type)).status).toBe(400)
  })

  it('[S4] answers who asks first by the list, exactly', async () => {
    const first = (origin: string) =>
      ask(test.url, '/api/search', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      })
    const listed = await first('https://shop.example')
    expect(listed.status).toBe(204)
    expect(listed.headers['access-control-allow-origin']).toBe('https://shop.example')
    for (const told of [listed, await first('https://evil.example')])
      expect(told.headers).not.toHaveProperty('access-control-allow-credentials')
    for (const origin of [
      'https://evil.example',
      'https://shop.example.evil',
      'http://shop.example',
      'null',
    ])
      expect((await first(origin)).headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('a token counts in its header alone, and nothing is remembered by the browser', async () => {
    const { access } = await test.signIn('demoshop')
    for (const path of [
      `/api/invitation?token=${access}`,
      `/api/invitation?access_token=${access}`,
    ])
      expect((await ask(test.url, path)).status).toBe(401)
    const cookie = { cookie: `token=${access}; access=${access}` }
    expect((await ask(test.url, '/api/invitation', { headers: cookie })).status).toBe(401)
    const told = await ask(test.url, '/api/invitation', {
      headers: { authorization: `Bearer ${access}` },
    })
    expect(told.status).toBe(200)
    expect(told.headers).not.toHaveProperty('set-cookie')
    expect(told.headers['cache-control']).toBe('no-store')
    const raw = await RawClient.open(`${test.wsUrl}?token=${access}`)
    raw.send({ t: 'ping' })
    expect((await raw.frame('error')).code).toBe('hello_required')
  })

  it.each(['/', '/ws/', '/ws/x', '/WS', '/api/ws', '/s/ws', '/ws%00'])(
    'no websocket at %s',
    async (path) => {
      expect(await RawClient.refused(test.url.replace(/^http/, 'ws') + path)).toBe(404)
    },
  )
})
