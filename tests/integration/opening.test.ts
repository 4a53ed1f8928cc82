import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROTOCOL_VERSION } from '#shared/protocol/limits.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'

const device = { id: 'raw', name: 'raw', app: 'test' }

describe('opening a session', () => {
  let test: TestGateway
  let now = Date.now()
  beforeAll(async () => {
    test = await startTestGateway({
      now: () => now,
      allowedOrigins: ['https://shop.example'],
      settings: { helloMs: 200 },
    })
  })
  afterAll(() => test.stop())

  it('[S1] closes with 4008 when no hello comes in time', async () => {
    const raw = await RawClient.open(test.wsUrl)
    expect((await raw.frame('error')).code).toBe('hello_timeout')
    expect(await raw.closed()).toBe(4008)
  })

  it.each([{ t: 'ping' }, { t: 'ack', pos: 1 }, { t: 'nonsense' }, []])(
    '[S1] refuses another frame before hello: %j',
    async (frame) => {
      const raw = await RawClient.open(test.wsUrl)
      raw.send(frame)
      expect((await raw.frame('error')).code).toBe('hello_required')
      expect(await raw.closed()).toBe(4000)
    },
  )

  it('[S1] refuses a second hello', async () => {
    const { access } = await test.signIn('demoshop')
    const raw = await RawClient.open(test.wsUrl)
    raw.hello(access)
    await raw.frame('snapshot')
    raw.hello(access)
    expect((await raw.frame('error')).code).toBe('hello_twice')
    expect(await raw.closed()).toBe(4000)
  })

  it('[S2] refuses a forged token, and one in the address', async () => {
    const { access } = await test.signIn('demoshop')
    const parts = access.split('.')
    const forged = [parts[0], parts[1], Buffer.alloc(32).toString('base64url')].join('.')
    for (const token of ['nonsense', forged, `${access}x`]) {
      const raw = await RawClient.open(test.wsUrl)
      raw.hello(token)
      expect((await raw.frame('error')).code).toBe('token_invalid')
      expect(await raw.closed()).toBe(4001)
    }
    const raw = await RawClient.open(`${test.wsUrl}?token=${access}`)
    raw.send({ t: 'ping' })
    expect((await raw.frame('error')).code).toBe('hello_required')
  })

  it('[S2] refuses a token that has run out with 4012, and a new one helps', async () => {
    const session = await test.signIn('demoshop')
    now += 16 * 60_000
    const raw = await RawClient.open(test.wsUrl)
    raw.hello(session.access)
    expect((await raw.frame('error')).code).toBe('token_expired')
    expect(await raw.closed()).toBe(4012)
    const response = await fetch(`${test.url}/api/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh: session.refresh }),
    })
    const fresh = (await response.json()) as { access: string }
    const again = await RawClient.open(test.wsUrl)
    again.hello(fresh.access)
    expect((await again.frame('welcome')).viewer.kind).toBe('agent')
    again.end()
  })

  it('[S2] refuses a revoked session with 4003', async () => {
    const { access } = await test.signIn('demoshop')
    await fetch(`${test.url}/api/sign-out`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access}` },
    })
    const raw = await RawClient.open(test.wsUrl)
    raw.hello(access)
    expect((await raw.frame('error')).code).toBe('session_revoked')
    expect(await raw.closed()).toBe(4003)
  })

  it('[S3] refuses another version, also one whose hello looks different', async () => {
    const { access } = await test.signIn('demoshop')
    for (const hello of [
      { t: 'hello', v: PROTOCOL_VERSION + 1, token: access, device },
      { t: 'hello', v: 99, credentials: {} },
    ]) {
      const raw = await RawClient.open(test.wsUrl)
      raw.send(hello)
      expect((await raw.frame('error')).code).toBe('version_unsupported')
      expect(await raw.closed()).toBe(4005)
    }
  })

  it('[S4] lets in its own origin, the desktop, the listed widget; no other', async () => {
    const { access } = await test.signIn('demoshop')
    for (const origin of [test.url, 'app://xiaoer', 'https://shop.example']) {
      const raw = await RawClient.open(test.wsUrl, { origin })
      raw.hello(access)
      await raw.frame('welcome')
      raw.end()
    }
    for (const origin of [
      'https://evil.example',
      'null',
      `${test.url}0`,
      'https://shop.example.evil',
    ])
      expect(await RawClient.refused(test.wsUrl, { origin })).toBe(403)
  })

  it('[S44] closes with 4011 what is over the limit', async () => {
    const small = await startTestGateway({ settings: { maxConnections: 1 } })
    const { access } = await small.signIn('demoshop')
    const first = await RawClient.open(small.wsUrl)
    first.hello(access)
    await first.frame('welcome')
    const second = await RawClient.open(small.wsUrl)
    expect((await second.frame('error')).code).toBe('overloaded')
    expect(await second.closed()).toBe(4011)
    await small.stop()
  })
})

describe('bad input', () => {
  let test: TestGateway
  beforeAll(async () => {
    test = await startTestGateway()
  })
  afterAll(() => test.stop())

  async function live(): Promise<RawClient> {
    const { access } = await test.signIn('demoshop')
    const raw = await RawClient.open(test.wsUrl)
    raw.hello(access)
    await raw.frame('snapshot')
    return raw
  }

  it('[S40] answers what is not JSON with bad_json and 4000', async () => {
    const raw = await live()
    raw.send('{"t":"ping"')
    expect((await raw.frame('error')).code).toBe('bad_json')
    expect(await raw.closed()).toBe(4000)
  })

  it('[S40] names the wrong field and never its content', async () => {
    const raw = await live()
    raw.send({ t: 'typing', conversation: 'canary-content', on: 'canary-content' })
    const { code, message } = await raw.frame('error')
    expect(code).toBe('bad_frame')
    expect(message).toContain('on')
    expect(message).not.toContain('canary')
    expect(await raw.closed()).toBe(4000)
  })

  it('[S40] closes 1009 over 64 KiB, also before hello', async () => {
    const raw = await live()
    raw.send('x'.repeat(65 * 1024))
    expect(await raw.closed()).toBe(1009)
    const early = await RawClient.open(test.wsUrl)
    early.send('x'.repeat(65 * 1024))
    expect(await early.closed()).toBe(1009)
  })

  it.each([
    { t: 'unknown' },
    { t: 'ack', pos: -1 },
    { t: 'send', cid: 'no-uuid', conversation: null, body: { kind: 'text', text: 'x' } },
    { t: 'ping', more: true },
    null,
    42,
  ])('[S40] refuses %j', async (frame) => {
    const raw = await live()
    raw.send(frame)
    expect((await raw.frame('error')).code).toBe('bad_frame')
    expect(await raw.closed()).toBe(4000)
  })

  it('[S40] refuses binary frames, and lives on', async () => {
    const raw = await live()
    raw.socket.send(Buffer.from([1, 2, 3]))
    expect(await raw.closed()).toBe(4000)
    expect((await fetch(`${test.url}/healthz`)).status).toBe(200)
  })
})
