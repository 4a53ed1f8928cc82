import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiError, SessionReply } from '#shared/protocol/api.ts'
import { createLog } from '#gateway/logs.ts'
import { LOCKOUT } from '#gateway/accounts/lockout.ts'
import { MAIN, PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'

const device = { id: 'd', name: 'd' }

describe('accounts over HTTP', () => {
  let test: TestGateway
  let logged = ''
  beforeAll(async () => {
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        logged += chunk.toString()
        done()
      },
    })
    test = await startTestGateway({ log: createLog('debug', stream) })
  })
  afterAll(() => test.stop())

  async function call<T>(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; value: T; headers: Headers }> {
    const response = await fetch(`${test.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return {
      status: response.status,
      value: (await response.json()) as T,
      headers: response.headers,
    }
  }
  const signIn = (name: string, password: string) =>
    call<ApiError>('/api/sign-in', { name, password, device })

  it('[A1] explains the full-width colon and offers the mended name', async () => {
    const { status, value } = await signIn('demoshop：xiaohong', PASSWORD)
    expect(status).toBe(400)
    expect(value).toMatchObject({
      code: 'name_full_width_colon',
      suggestion: 'demoshop:xiaohong',
    })
    expect((await signIn('a', PASSWORD)).value.code).toBe('name_invalid')
  })

  it('[A6] the same answer for a wrong password and an unknown name', async () => {
    const wrong = await signIn('demoshop:xiaoming', 'not this one')
    const unknown = await signIn('demoshop:nobody', 'not this one')
    expect(wrong.status).toBe(401)
    expect(wrong.value).toEqual(unknown.value)
    expect(wrong.value.code).toBe('credentials_wrong')
  })

  it('[A6] locks a name for a time after repeated failures, then even the right password waits', async () => {
    for (let failure = 0; failure < LOCKOUT.tries; failure++)
      expect((await signIn('demoshop:xiaohong', `wrong ${failure}`)).status).toBe(401)
    const locked = await signIn('demoshop:xiaohong', PASSWORD)
    expect(locked.status).toBe(429)
    expect(locked.value.code).toBe('locked_for_a_time')
    expect(locked.value.retryAfterMs).toBeGreaterThan(20_000)
    // Another name from the same place is not locked with it.
    expect((await signIn(MAIN, PASSWORD)).status).toBe(200)
  })

  it('[A2] a changed password ends the other sessions and not this one', async () => {
    const mine = await test.signIn('demoshop:xiaoming', 'mine')
    const other = await test.signIn('demoshop:xiaoming', 'other')
    const bearer = (session: SessionReply) => ({ authorization: `Bearer ${session.access}` })
    const short = await call<ApiError>(
      '/api/password',
      { old: PASSWORD, new: 'short' },
      bearer(mine),
    )
    expect(short.value.code).toBe('password_too_short')
    const wrong = await call<ApiError>(
      '/api/password',
      { old: 'wrong', new: 'a longer password' },
      bearer(mine),
    )
    expect(wrong.value.code).toBe('credentials_wrong')
    const done = await call(
      '/api/password',
      { old: PASSWORD, new: 'a longer password' },
      bearer(mine),
    )
    expect(done.status).toBe(200)
    const refused = await call<ApiError>('/api/sign-out', {}, bearer(other))
    expect(refused.value.code).toBe('session_revoked')
    expect((await call('/api/sign-out', {}, bearer(mine))).status).toBe(200)
  })

  it('sessions outlive a restart, also by their short token', async () => {
    const folder = await startTestGateway()
    const session = await folder.signIn(MAIN)
    const again = await folder.restart()
    const response = await fetch(`${again.url}/api/invitation`, {
      headers: { authorization: `Bearer ${session.access}` },
    })
    expect(response.status).toBe(200)
    await again.stop()
  })

  it('answers bad requests in one form, without stack or content', async () => {
    for (const [body, type] of [
      ['{"name": "canary-words', 'application/json'],
      ['name=canary-words', 'application/x-www-form-urlencoded'],
      [JSON.stringify({ name: 'canary-words' }), 'application/json'],
      ['x'.repeat(100_000), 'application/json'],
    ] as const) {
      const { status, value } = await call<ApiError>('/api/sign-in', body, { 'content-type': type })
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      expect(Object.keys(value).toSorted()).toEqual(['code', 'message'])
      expect(JSON.stringify(value)).not.toContain('canary')
    }
    expect((await fetch(`${test.url}/api/nothing`)).status).toBe(404)
  })

  it('only the main account invites', async () => {
    const sub = await test.gateway.accounts.signIn(
      { name: 'demoshop:xiaoming', password: 'a longer password', device },
      'elsewhere',
    )
    if (!sub.ok) throw new Error(sub.error.code)
    const get = (access: string) =>
      fetch(`${test.url}/api/invitation`, { headers: { authorization: `Bearer ${access}` } })
    expect((await get(sub.value.access)).status).toBe(403)
    const main = await test.signIn(MAIN)
    const { code } = (await (await get(main.access)).json()) as { code: string }
    expect(code).toMatch(/^xiaoer:/)
  })

  it('every answer carries the security headers', async () => {
    const { headers } = await fetch(`${test.url}/healthz`)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  it('[I15] logs hold no token, password or message', async () => {
    const session = await test.signIn(MAIN)
    const buyer = await test.buyer()
    await buyer.say('canary-message')
    await fetch(`${test.url}/api/shops/${MAIN}?token=${session.access}`)
    await signIn(MAIN, 'canary-password')
    expect(logged).toContain('/api/sign-in')
    for (const secret of [
      PASSWORD,
      'canary',
      session.access,
      session.refresh ?? 'none',
      buyer.session.access,
      test.key,
    ])
      expect(logged).not.toContain(secret)
  })

  it('[I15] what is logged by mistake is censored', () => {
    let text = ''
    const log = createLog(
      'info',
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          text += chunk.toString()
          done()
        },
      }),
    )
    log.info({ frame: { token: 'canary', body: { text: 'canary' } }, password: 'canary' }, 'oops')
    log.error({ err: new SyntaxError('Unexpected token, "canary" is not valid JSON') }, 'oops')
    expect(text).toContain('[secret]')
    expect(text).not.toContain('canary')
  })
})
