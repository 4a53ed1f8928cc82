import type { SessionReply } from '#shared/protocol/api.ts'
import type { GatewayHttp } from './gateway-http.ts'

/** Fetched again this long before its end, so that none runs out on the way. */
const MARGIN_MS = 30_000

/** One signed-in session: keeps a valid access token at hand. */
export class Session {
  readonly http: GatewayHttp
  #refresh: string
  #access: { readonly token: string; readonly until: number } | null = null
  #under: Promise<string> | null = null
  readonly #onReply: (reply: SessionReply) => void

  constructor(http: GatewayHttp, refresh: string, onReply: (reply: SessionReply) => void) {
    this.http = http
    this.#refresh = refresh
    this.#onReply = onReply
  }

  /** How long it lasts is told by the gateway's clock, so this computer's may be wrong (I13). */
  accept(reply: SessionReply): void {
    this.#access = {
      token: reply.access,
      until: performance.now() + (reply.expiresAt - reply.serverTime) - MARGIN_MS,
    }
    if (reply.refresh !== undefined) this.#refresh = reply.refresh
  }

  /** Fails as GatewayHttp does; asked by several at once, it asks the gateway once. */
  token(fresh = false): Promise<string> {
    if (!fresh && this.#access && performance.now() < this.#access.until)
      return Promise.resolve(this.#access.token)
    this.#under ??= this.http
      .refresh(this.#refresh)
      .then((reply) => {
        this.accept(reply)
        this.#onReply(reply)
        return reply.access
      })
      .finally(() => {
        this.#under = null
      })
    return this.#under
  }

  /** The gateway forgets the session; when it can't be reached, it ends there by itself later. */
  async end(): Promise<void> {
    try {
      await this.http.signOut(await this.token())
    } catch {
      // Offline or already revoked: this computer has forgotten its tokens all the same.
    } finally {
      this.#access = null
      this.#refresh = ''
      this.http.close()
    }
  }
}
