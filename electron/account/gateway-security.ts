import type { AuditPage } from '#shared/audit/model.ts'
import type {
  EndSessionsRequest,
  RecoveryCodes,
  SecondFactorOffer,
  SecondFactorState,
  SessionList,
} from '#shared/protocol/api.ts'
import type { AccountId } from '#shared/protocol/model.ts'
import type { Asking } from './gateway-shop.ts'

/** Second factors and sessions (A6), one's own and those that main looks after. */
export class GatewaySecurity {
  readonly #ask: Asking

  constructor(ask: Asking) {
    this.#ask = ask
  }

  state(token: string): Promise<SecondFactorState> {
    return this.#ask.get(token, '/api/second-factor')
  }

  offer(token: string, password: string): Promise<SecondFactorOffer> {
    return this.#ask.post(token, '/api/second-factor', { password })
  }

  confirm(token: string, code: string): Promise<RecoveryCodes> {
    return this.#ask.post(token, '/api/second-factor/confirm', { code })
  }

  async off(token: string, password: string): Promise<void> {
    await this.#ask.post(token, '/api/second-factor/off', { password })
  }

  newRecovery(token: string, password: string): Promise<RecoveryCodes> {
    return this.#ask.post(token, '/api/second-factor/recovery', { password })
  }

  stateOf(token: string, account: AccountId): Promise<SecondFactorState> {
    return this.#ask.get(token, `${pathOf(account)}/second-factor`)
  }

  async takeAway(token: string, account: AccountId): Promise<void> {
    await this.#ask.post(token, `${pathOf(account)}/second-factor/off`, {})
  }

  sessions(token: string, account: AccountId | undefined): Promise<SessionList> {
    return this.#ask.get(token, '/api/sessions', { account })
  }

  async endSessions(token: string, ask: EndSessionsRequest): Promise<void> {
    await this.#ask.post(token, '/api/sessions/end', ask)
  }

  alerts(token: string, before: number | undefined): Promise<AuditPage> {
    return this.#ask.get(token, '/api/audit', { alerts: 'true', limit: 50, before })
  }

  async changePassword(token: string, ask: { old: string; new: string }): Promise<void> {
    await this.#ask.post(token, '/api/password', ask)
  }
}

function pathOf(account: AccountId): string {
  return `/api/accounts/${encodeURIComponent(account)}`
}
