import type { BackupStatus, RecoveryKey } from '#shared/backups/model.ts'
import type {
  BuyerCard,
  IdentityState,
  SearchPage,
  SearchRequest,
  TraceRequest,
  Unmasked,
  UnmaskRequest,
} from '#shared/protocol/api.ts'
import type {
  BuyerOrders,
  ImportedLine,
  OrderActReply,
  OrderActRequest,
  OrderSystem,
  OrderSystemState,
  Product,
} from '#shared/orders/model.ts'
import type { PhraseBook, PhraseChange } from '#shared/phrases/model.ts'
import type { WordBook, WordChange } from '#shared/words/own.ts'
import type { BuyerId } from '#shared/protocol/model.ts'

type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** How `GatewayHttp` asks; its failures are as there. */
export interface Asking {
  get<T>(token: string, path: string, query?: Query): Promise<T>
  post<T>(token: string, path: string, json: unknown): Promise<T>
}

/** The part of the gateway's HTTP side that lies beside the conversations. */
export class GatewayShop {
  readonly #ask: Asking

  /** For what has its paths in a table of its own (shared/practice/calls.ts). */
  get asking(): Asking {
    return this.#ask
  }

  constructor(ask: Asking) {
    this.#ask = ask
  }

  search(token: string, query: SearchRequest): Promise<SearchPage> {
    return this.#ask.get(token, '/api/search', query)
  }

  unmask(token: string, ask: UnmaskRequest): Promise<Unmasked> {
    return this.#ask.post(token, '/api/unmask', ask)
  }

  trace(token: string, ask: TraceRequest): Promise<unknown> {
    return this.#ask.post(token, '/api/traces', ask)
  }

  phrases(token: string): Promise<PhraseBook> {
    return this.#ask.get(token, '/api/phrases')
  }

  changePhrases(token: string, change: PhraseChange): Promise<PhraseBook> {
    return this.#ask.post(token, '/api/phrases', change)
  }

  countPhrases(token: string, uses: { uses: Readonly<Record<string, number>> }): Promise<unknown> {
    return this.#ask.post(token, '/api/phrases/uses', uses)
  }

  words(token: string): Promise<WordBook> {
    return this.#ask.get(token, '/api/words')
  }

  changeWords(token: string, change: WordChange): Promise<WordBook> {
    return this.#ask.post(token, '/api/words', change)
  }

  buyerCard(token: string, buyer: BuyerId): Promise<BuyerCard> {
    return this.#ask.get(token, `/api/buyers/${encodeURIComponent(buyer)}`)
  }

  orders(
    token: string,
    query: {
      buyer?: string | undefined
      number?: string | undefined
      fresh?: boolean | undefined
    },
  ): Promise<BuyerOrders> {
    return this.#ask.get(token, '/api/orders', query)
  }

  act(token: string, ask: OrderActRequest): Promise<OrderActReply> {
    return this.#ask.post(token, '/api/orders/acts', ask)
  }

  products(token: string, ids: readonly string[]): Promise<{ products: readonly Product[] }> {
    return this.#ask.get(token, '/api/products', { ids: JSON.stringify(ids) })
  }

  orderSystem(token: string): Promise<OrderSystemState> {
    return this.#ask.get(token, '/api/order-system')
  }

  setOrderSystem(token: string, system: OrderSystem): Promise<OrderSystemState> {
    return this.#ask.post(token, '/api/order-system', system)
  }

  importOrders(
    token: string,
    lines: { lines: readonly ImportedLine[] },
  ): Promise<{ orders: number }> {
    return this.#ask.post(token, '/api/orders/import', lines)
  }

  identity(token: string): Promise<IdentityState> {
    return this.#ask.get(token, '/api/identity')
  }

  backups(token: string): Promise<BackupStatus> {
    return this.#ask.get(token, '/api/backups')
  }

  backUpNow(token: string): Promise<BackupStatus> {
    return this.#ask.post(token, '/api/backups', {})
  }

  recoveryKey(token: string, asked: { password: string }): Promise<RecoveryKey> {
    return this.#ask.post(token, '/api/backups/recovery', asked)
  }

  backupFolder(token: string, asked: { folder: string; password: string }): Promise<BackupStatus> {
    return this.#ask.post(token, '/api/backups/folder', asked)
  }

  newIdentity(token: string): Promise<IdentityState> {
    return this.#ask.post(token, '/api/identity', {})
  }
}
