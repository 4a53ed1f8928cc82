import type { IncomingMessage } from 'node:http'
import { text as textOf, buffer } from 'node:stream/consumers'
import type {
  ApiError,
  BuyerList,
  BuyersQuery,
  DecisionPage,
  DecisionsQuery,
  ErasureReply,
  ErasureRequest,
  EvidenceQuery,
  Health,
  OpenAccountRequest,
  SecondFactorOffer,
  SessionReply,
  SealState,
  ShopPublic,
  SignInCredentials,
  SignInRequest,
  SignInSetup,
  UploadReply,
} from '#shared/protocol/api.ts'
import type { Day } from '#shared/dispatch/day.ts'
import type { DoctorReport } from '#shared/dispatch/doctor.ts'
import type { AuditPage, AuditQuery } from '#shared/audit/model.ts'
import type { AccountId, AccountView, BuyerId } from '#shared/protocol/model.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import { Failure, isErrorCode } from '../failure.ts'
import type { GatewayAddress } from './gateway-address.ts'
import { GatewaySecurity } from './gateway-security.ts'
import { GatewayShop, type Asking } from './gateway-shop.ts'
import type { Line } from './line.ts'

interface Ask {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly token?: string
  readonly json?: unknown
  readonly bytes?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  /** The gateway may read its whole log before it answers. */
  readonly patient?: true
  /** How much of the body has gone out, 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined
}

/** OpenSSL's and Node's own words for a certificate that nobody vouches for. */
const CERTIFICATE_CODES = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/

const TIMEOUT_MS = 15_000
const PATIENT_MS = 10 * 60_000

/**
 * The gateway's HTTP side. Failures are `Failure`: `offline` when no address answers,
 * `certificate_mismatch`, or the gateway's own code.
 */
export class GatewayHttp {
  #address: GatewayAddress
  /** Kept when it is up and its address is sure; rejects when it did not come up. */
  readonly ready: Promise<void>
  /** Quick replies, orders, search: what lies beside the conversations. */
  readonly shopSide: GatewayShop
  readonly security: GatewaySecurity
  readonly #practice: boolean
  readonly #fingerprint: string | null
  #line: Promise<Line> | null = null
  #current = 0

  /**
   * `practice`: of which kind the gateway must be; the other kind is refused where it says what it is.
   * `coming`: the gateway is being started; until then `address` is a guess that nothing is sent to.
   */
  constructor(address: GatewayAddress, practice: boolean, coming?: Promise<GatewayAddress>) {
    this.#practice = practice
    const asking: Asking = {
      get: (token, path, query = {}) =>
        this.#json({ method: 'GET', path: withQuery(path, query), token }),
      post: (token, path, json) => this.#json({ method: 'POST', path, token, json }),
    }
    this.shopSide = new GatewayShop(asking)
    this.security = new GatewaySecurity(asking)
    this.#address = address
    this.ready = coming
      ? coming.then((sure) => {
          this.#address = sure
        })
      : Promise.resolve()
    // Whoever asks is told; nobody may have asked yet.
    this.ready.catch(() => undefined)
    this.#fingerprint = address.fingerprint
  }

  get address(): GatewayAddress {
    return this.#address
  }

  /** The address that answered last. */
  get url(): string {
    return this.address.urls[this.#current] ?? ''
  }

  /** The next of several addresses: after a websocket failed to open. */
  tryNextUrl(): void {
    this.#current = (this.#current + 1) % this.address.urls.length
  }

  /** For websockets too, so that both accept the same certificate. */
  line(): Promise<Line> {
    const fingerprint = this.#fingerprint
    return (this.#line ??= import('./line.ts').then(({ Line: Opened }) => new Opened(fingerprint)))
  }

  /** The password goes to no gateway of the other kind, and no session stays there. */
  async signIn(request: SignInRequest): Promise<SessionReply> {
    await this.health()
    const reply = await this.#json<SessionReply>({
      method: 'POST',
      path: '/api/sign-in',
      json: request,
    })
    return this.#ofKind(reply)
  }

  /** For an account that must have a second factor and has none (`second_factor_setup`). */
  async offerSecondFactor(json: SignInCredentials): Promise<SecondFactorOffer> {
    await this.health()
    return this.#json({ method: 'POST', path: '/api/sign-in/second-factor', json })
  }

  confirmSecondFactor(json: SignInCredentials & { readonly code: string }): Promise<SignInSetup> {
    return this.#json({ method: 'POST', path: '/api/sign-in/second-factor/confirm', json })
  }

  async refresh(refresh: string): Promise<SessionReply> {
    return this.#ofKind(
      await this.#json<SessionReply>({ method: 'POST', path: '/api/refresh', json: { refresh } }),
    )
  }

  async signOut(token: string): Promise<void> {
    await this.#json({ method: 'POST', path: '/api/sign-out', token, json: {} })
  }

  async shop(id: string): Promise<ShopPublic> {
    const path = `/api/shops/${encodeURIComponent(id)}`
    return this.#ofKind(await this.#json<ShopPublic>({ method: 'GET', path }))
  }

  async health(): Promise<void> {
    const reply = await this.#send({ method: 'GET', path: '/healthz' })
    this.#ofKind(healthIn(await textOf(reply)))
  }

  #ofKind<T extends { readonly practice?: true }>(told: T): T {
    const practice = told.practice === true
    if (practice === this.#practice) return told
    throw practice
      ? new Failure('practice_gateway', 'a practice gateway at the door of real shops')
      : new Failure('not_practice', 'a gateway of real buyers at the door of practice')
  }

  async invitation(token: string): Promise<string> {
    const reply = await this.#json<{ code: string }>({
      method: 'GET',
      path: '/api/invitation',
      token,
    })
    return reply.code
  }

  upload(
    token: string,
    name: string,
    type: string,
    bytes: Uint8Array,
    onProgress?: (part: number) => void,
  ): Promise<UploadReply> {
    return this.#json({
      method: 'POST',
      path: '/api/files',
      token,
      bytes,
      onProgress,
      headers: {
        'content-type': type || 'application/octet-stream',
        'x-file-name': encodeURIComponent(name),
      },
    })
  }

  async file(token: string, id: string): Promise<{ bytes: Uint8Array; type: string }> {
    const reply = await this.#send({ method: 'GET', path: `/api/files/${id}`, token })
    const bytes = await buffer(reply)
    if (bytes.length > LIMITS.fileBytes) throw new Failure('file_too_large', 'file over the limit')
    const type = (reply.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
    return { bytes, type: type || 'application/octet-stream' }
  }

  openAccount(token: string, json: OpenAccountRequest): Promise<AccountView> {
    return this.#json({ method: 'POST', path: '/api/accounts', token, json })
  }

  async resetPassword(token: string, account: AccountId, password: string): Promise<void> {
    const path = `/api/accounts/${encodeURIComponent(account)}/password`
    await this.#json({ method: 'POST', path, token, json: { password } })
  }

  doctor(token: string, account: AccountId): Promise<DoctorReport> {
    const path = `/api/accounts/${encodeURIComponent(account)}/doctor`
    return this.#json({ method: 'GET', path, token })
  }

  decisions(token: string, query: DecisionsQuery): Promise<DecisionPage> {
    return this.#json({ method: 'GET', path: withQuery('/api/decisions', query), token })
  }

  day(token: string, date: string): Promise<Day> {
    return this.#json({ method: 'GET', path: `/api/days/${encodeURIComponent(date)}`, token })
  }

  buyers(token: string, query: BuyersQuery): Promise<BuyerList> {
    return this.#json({ method: 'GET', path: withQuery('/api/buyers', query), token })
  }

  audit(token: string, query: AuditQuery): Promise<AuditPage> {
    return this.#json({ method: 'GET', path: withQuery('/api/audit', query), token })
  }

  seals(token: string): Promise<SealState> {
    return this.#json({ method: 'GET', path: '/api/seals', token })
  }

  /** Answered when no word is left. */
  erase(token: string, buyer: BuyerId): Promise<ErasureReply> {
    const json: ErasureRequest = { buyer, confirm: buyer }
    return this.#json({ method: 'POST', path: '/api/erasures', token, json, patient: true })
  }

  async evidence(token: string, buyer: BuyerId, query: EvidenceQuery): Promise<Uint8Array> {
    const path = withQuery(`/api/evidence/${encodeURIComponent(buyer)}`, { ...query })
    return buffer(await this.#send({ method: 'GET', path, token, patient: true }))
  }

  close(): void {
    void this.#line?.then((line) => line.close())
  }

  async #json<T>(ask: Ask): Promise<T> {
    const reply = await this.#send(ask)
    return JSON.parse(await textOf(reply)) as T
  }

  /** Every address once, beginning with the one that answered last. */
  async #send(ask: Ask): Promise<IncomingMessage> {
    await this.ready
    const { urls } = this.address
    let last: unknown
    for (let tried = 0; tried < urls.length; tried++) {
      const index = (this.#current + tried) % urls.length
      try {
        const reply = await this.#once(urls[index] ?? '', ask)
        this.#current = index
        if (reply.statusCode !== undefined && reply.statusCode < 400) return reply
        throw await refusal(reply)
      } catch (error) {
        last = error
        // An answer is an answer; only silence makes us ask at the next door.
        if (error instanceof Failure && error.code !== 'certificate_mismatch') throw error
      }
    }
    if (last instanceof Failure) throw last
    if (CERTIFICATE_CODES.test(networkCode(last)))
      throw new Failure('certificate_mismatch', `the certificate is refused (${networkCode(last)})`)
    throw new Failure('offline', `the gateway can't be reached (${networkCode(last)})`)
  }

  async #once(url: string, ask: Ask): Promise<IncomingMessage> {
    const body =
      ask.bytes ?? (ask.json === undefined ? undefined : Buffer.from(JSON.stringify(ask.json)))
    const line = await this.line()
    return line.ask(new URL(ask.path, url), {
      method: ask.method,
      timeoutMs: ask.patient ? PATIENT_MS : TIMEOUT_MS,
      headers: {
        ...(ask.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(body ? { 'content-length': String(body.length) } : {}),
        ...(ask.token === undefined ? {} : { authorization: `Bearer ${ask.token}` }),
        ...ask.headers,
      },
      body,
      onProgress: ask.onProgress,
    })
  }
}

/** Something else that answers there, such as a proxy's own page, says nothing of practice. */
function healthIn(text: string): Pick<Health, 'practice'> {
  try {
    const told: unknown = JSON.parse(text)
    const practice = typeof told === 'object' && told !== null && 'practice' in told
    return practice && told.practice === true ? { practice: true } : {}
  } catch {
    return {}
  }
}

function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? path : `${path}?${search}`
}

async function refusal(reply: IncomingMessage): Promise<Failure> {
  const status = reply.statusCode ?? 0
  try {
    const error = JSON.parse(await textOf(reply)) as Partial<ApiError>
    if (isErrorCode(error.code))
      return new Failure(error.code, `the gateway refused (${status})`, {
        suggestion: error.suggestion,
        retryAfterMs: error.retryAfterMs,
      })
  } catch {
    // Not our gateway's words: a proxy, or something else altogether.
  }
  return status >= 500 || status === 429
    ? new Failure('offline', `no answer from the gateway (${status})`)
    : new Failure('not_found', `this is no gateway, or an old one (${status})`)
}

function networkCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'no answer'
}
