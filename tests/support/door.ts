import type {
  ApiError,
  RecoveryCodes,
  SecondFactorOffer,
  SessionReply,
  SignInSetup,
} from '#shared/protocol/api.ts'
import type { AuditEntry } from '#shared/audit/model.ts'
import type { SecuritySettings } from '#shared/protocol/settings.ts'
import { codeOf } from './authenticator.ts'
import type { JumpClock } from './clock.ts'
import { MAIN, PASSWORD, type TestGateway } from './gateway.ts'

export interface Caller {
  readonly device?: string
  /** Where it comes from, as the proxy tells. */
  readonly from?: string
  readonly password?: string
}

/** Signing in over HTTP, through a reverse proxy on loopback that tells where one comes from. */
export function doorOf(test: TestGateway, clock: JumpClock) {
  async function post<T>(path: string, body: unknown, from?: string, access?: string) {
    const response = await fetch(`${test.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(from === undefined ? {} : { 'x-forwarded-for': from }),
        ...(access === undefined ? {} : { authorization: `Bearer ${access}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const value = (await response.json()) as T & Partial<ApiError>
    return { status: response.status, value }
  }
  const whoIs = (name: string, { device = 'laptop', password = PASSWORD }: Caller) => ({
    name,
    password,
    device: { id: device, name: `${device} of the test` },
  })

  return {
    post,
    signIn: (
      name: string,
      caller: Caller = {},
      second: { readonly code?: string; readonly ticket?: string } = {},
    ) => post<SessionReply>('/api/sign-in', { ...whoIs(name, caller), ...second }, caller.from),
    offer: (name: string, caller: Caller = {}) =>
      post<SecondFactorOffer>('/api/sign-in/second-factor', whoIs(name, caller), caller.from),
    confirm: (name: string, code: string, caller: Caller = {}) =>
      post<SignInSetup>(
        '/api/sign-in/second-factor/confirm',
        { ...whoIs(name, caller), code },
        caller.from,
      ),
    /** Turns a second factor on; its first code is used, and the clock then moved on past it. */
    async enrol(access: string): Promise<{ secret: string; recovery: readonly string[] }> {
      const offer = await post<SecondFactorOffer>(
        '/api/second-factor',
        { password: PASSWORD },
        undefined,
        access,
      )
      const { secret } = offer.value
      const code = codeOf(secret, clock.now())
      const done = await post<RecoveryCodes>(
        '/api/second-factor/confirm',
        { code },
        undefined,
        access,
      )
      if (done.status !== 200) throw new Error(String(done.value.code))
      clock.jump(60_000)
      return { secret, recovery: done.value.recovery }
    },
    async set(change: Partial<SecuritySettings>): Promise<void> {
      const { control } = test.gateway
      const { security } = control.settings(MAIN)
      await control.changeSettings(MAIN, { security: { ...security, ...change } })
    },
    /** Of the log, oldest first. */
    async audit(): Promise<readonly AuditEntry[]> {
      const shop = test.gateway.desk.shops.get(MAIN)
      if (!shop) throw new Error('no shop')
      const entries: AuditEntry[] = []
      let after = 0
      for (;;) {
        const rows = await shop.rows(after, 500)
        if (rows.length === 0) return entries
        for (const { pos, event } of rows) {
          after = pos
          if (event.type === 'audit.noted') entries.push(event.entry)
        }
      }
    },
  }
}
