import { dayOf, startOfToday } from '#shared/dispatch/today.ts'
import type { Figures } from '#shared/measures/figures.ts'
import type {
  AccountId,
  AccountView,
  BuyerId,
  BuyerNote,
  BuyerView,
  ConversationId,
  ConversationView,
  Rating,
  ShopView,
  Summary,
} from '#shared/protocol/model.ts'
import {
  DEFAULT_SETTINGS,
  type AutoReplyKind,
  type ShopSettings,
} from '#shared/protocol/settings.ts'

/**
 * What the one writer keeps in memory of a shop: everything a decision may ask, and no messages.
 * Records are never changed, only replaced: a layer, a snapshot and the visible state share them.
 */
export interface Table<V> {
  get(key: string): V | undefined
  set(key: string, value: V): unknown
  delete(key: string): unknown
  entries(): Iterable<[string, V]>
}

/** A cid that was answered lately (S11). `hash` is of the content; the rest is the first answer. */
export interface Recent {
  readonly cid: string
  readonly hash: number
  readonly pos: number
  readonly conversation: ConversationId | null
  readonly cseq: number | null
}

export interface AccountState {
  readonly view: AccountView
  /** Open conversations it holds. */
  readonly held: number
  /** The day (dayOf) that `onlineMs` and `taken` count for. */
  readonly day: number
  /** Time online on `day` up to the last change of presence, ms (D8). */
  readonly onlineMs: number
  /** Buyers got on `day` by dispatch, returning ones included (D8). */
  readonly taken: number
  /** When it became invisible, for those who take it for offline since; 0: it is to be seen. */
  readonly hiddenSince: number
  /** Its newest day with a round (M). */
  readonly figures: Figures
  /** What it held when it was closed, the newest `CLOSED_KEPT`, ascending: keys of the table `closed`. */
  readonly closed: readonly ConversationId[]
  readonly recent: readonly Recent[]
}

export interface BuyerState {
  readonly view: BuyerView
  /** Number of the newest conversation; 0 before the first. */
  readonly conversations: number
  readonly open: ConversationId | null
  /** Who served last and when that ended or was seen last (D4). */
  readonly last: { readonly account: AccountId; readonly at: number } | null
  readonly servedBy: readonly AccountId[]
  /** Who was offered it (D12): with those who served, everyone who may have words of it. */
  readonly offeredTo: readonly AccountId[]
  /** What the buyer's page shows of the newest conversation once it is over. */
  readonly closed: ClosedPage | null
  /** Notes of colleagues, oldest first, the newest `LIMITS.buyerNotes`. */
  readonly notes: readonly BuyerNote[]
  /** Messages that were taken back and whose rows a viewer may still be given. */
  readonly recalled: readonly Recalled[]
  /** When it was last told each automatic reply. */
  readonly replied: Readonly<Partial<Record<AutoReplyKind, number>>>
  readonly recent: readonly Recent[]
}

/** Of the buyer's newest conversation, when it is over. */
export interface ClosedPage {
  readonly cseq: number
  readonly readByShop: number
  /** Who held it. */
  readonly holder: AccountId | null
  /** The buyer is asked for its word. */
  readonly asked: boolean
  readonly score: number | null
}

export interface Recalled {
  readonly conversation: ConversationId
  readonly cseq: number
  /** Of its row. */
  readonly pos: number
}

/** A message of an account that it may still take back. */
export interface Recallable {
  readonly cseq: number
  readonly pos: number
  readonly at: number
  readonly account: AccountId
}

/** A conversation that is over, in the list of who held it: with its list's place it goes. */
export interface ClosedState {
  /** As it was; its view's `state` is `closed`. */
  readonly conversation: ConversationState
  readonly at: number
  readonly summary: Summary | null
  readonly rating: Rating | null
}

export interface ConversationState {
  readonly view: ConversationView
  /** The nick the buyer was told; null while nobody serves. */
  readonly servedBy: string | null
  /** Place in the queue as the buyer was told it last. */
  readonly place: number | null
  /** Everyone who held it (S32). */
  readonly holders: readonly AccountId[]
  /** When the present holder got it. */
  readonly heldSince: number
  /** cseqs of the buyer's messages that the shop has not read, as runs: from, to, from, to, … */
  readonly unread: readonly number[]
  /** D13: it was taken from a silent holder, and no human has answered since: that is done once. */
  readonly again: boolean
  /** A human of the shop has answered in this conversation. */
  readonly answered: boolean
  /** The newest messages of accounts; of those too old to be taken back some may be among them. */
  readonly recallable: readonly Recallable[]
  /** The buyer has said its word: it is asked once, however often the conversation is reopened. */
  readonly rated: boolean
}

export interface Root {
  /** Newest pos and its time; 0 for an empty log. */
  readonly pos: number
  readonly at: number
  readonly shop: ShopView | null
  /** Queued conversations, next first (D9). */
  readonly queue: readonly ConversationId[]
  /** Number of sub-accounts ever opened: ids are never used twice. */
  readonly subs: number
  readonly settings: ShopSettings
}

export interface State {
  root: Root
  readonly accounts: Table<AccountState>
  readonly buyers: Table<BuyerState>
  readonly conversations: Table<ConversationState>
  /** By id of the conversation. */
  readonly closed: Table<ClosedState>
}

export function emptyState(): State {
  return {
    root: { pos: 0, at: 0, shop: null, queue: [], subs: 0, settings: DEFAULT_SETTINGS },
    accounts: new Map<string, AccountState>(),
    buyers: new Map<string, BuyerState>(),
    conversations: new Map<string, ConversationState>(),
    closed: new Map<string, ClosedState>(),
  }
}

/** Changes on top of a table that nobody else sees until they are merged, and that can be dropped. */
class Layer<V> implements Table<V> {
  readonly #base: Table<V>
  /** Most commands change one record of a table, and there is a layer for each: no map for that one. */
  #key: string | null = null
  #value: V | undefined = undefined
  #changes: Map<string, V | undefined> | null = null

  constructor(base: Table<V>) {
    this.#base = base
  }

  get(key: string): V | undefined {
    if (key === this.#key) return this.#value
    const changes = this.#changes
    if (changes !== null) {
      const value = changes.get(key)
      if (value !== undefined || changes.has(key)) return value
    }
    return this.#base.get(key)
  }

  set(key: string, value: V): void {
    this.#change(key, value)
  }

  delete(key: string): void {
    this.#change(key, undefined)
  }

  #change(key: string, value: V | undefined): void {
    if (this.#changes === null && (this.#key === null || this.#key === key)) {
      this.#key = key
      this.#value = value
    } else this.#map().set(key, value)
  }

  #map(): Map<string, V | undefined> {
    this.#changes ??= new Map()
    if (this.#key !== null) this.#changes.set(this.#key, this.#value)
    this.#key = null
    this.#value = undefined
    return this.#changes
  }

  *entries(): Generator<[string, V]> {
    if (this.#changes === null && this.#key === null) {
      yield* this.#base.entries()
      return
    }
    const changes = this.#map()
    // What is added while the caller iterates is not given any more: it writes as it reads.
    const added = Array.from(changes).filter(([key]) => this.#base.get(key) === undefined)
    for (const [key, value] of this.#base.entries()) {
      const changed = changes.get(key)
      if (changed !== undefined) yield [key, changed]
      else if (!changes.has(key)) yield [key, value]
    }
    for (const [key, value] of added) if (value !== undefined) yield [key, value]
  }

  mergeInto(target: Table<V>): void {
    if (this.#key !== null) put(target, this.#key, this.#value)
    else if (this.#changes !== null)
      for (const [key, value] of this.#changes) put(target, key, value)
  }
}

function put<V>(target: Table<V>, key: string, value: V | undefined): void {
  if (value === undefined) target.delete(key)
  else target.set(key, value)
}

/** A state whose changes stay apart from its base until `merge`. */
export class Layered implements State {
  root: Root
  readonly accounts: Layer<AccountState>
  readonly buyers: Layer<BuyerState>
  readonly conversations: Layer<ConversationState>
  readonly closed: Layer<ClosedState>

  constructor(base: State) {
    this.root = base.root
    this.accounts = new Layer(base.accounts)
    this.buyers = new Layer(base.buyers)
    this.conversations = new Layer(base.conversations)
    this.closed = new Layer(base.closed)
  }

  merge(target: State): void {
    target.root = this.root
    this.accounts.mergeInto(target.accounts)
    this.buyers.mergeInto(target.buyers)
    this.conversations.mergeInto(target.conversations)
    this.closed.mergeInto(target.closed)
  }
}

export function layer(base: State): Layered {
  return new Layered(base)
}

/** Time online and buyers taken on the day of `now` (D8). */
export function todayOf(
  account: AccountState,
  now: number,
): { day: number; onlineMs: number; taken: number } {
  const day = dayOf(now)
  const same = account.day === day
  const kept = same ? account.onlineMs : 0
  const since = Math.max(account.view.since, startOfToday(now))
  return {
    day,
    onlineMs:
      kept + (account.view.online && !account.view.invisible ? Math.max(0, now - since) : 0),
    taken: same ? account.taken : 0,
  }
}

/** `${buyer}.${n}`; buyer ids may hold dots themselves. */
export function conversationId(buyer: BuyerId, n: number): ConversationId {
  return `${buyer}.${n}`
}

export function parseConversationId(id: ConversationId): { buyer: BuyerId; n: number } | null {
  const dot = id.lastIndexOf('.')
  const n = Number(id.slice(dot + 1))
  return dot > 0 && Number.isSafeInteger(n) && n > 0 && String(n) === id.slice(dot + 1)
    ? { buyer: id.slice(0, dot), n }
    : null
}

export function previousOf(id: ConversationId): ConversationId | null {
  const parsed = parseConversationId(id)
  return parsed && parsed.n > 1 ? conversationId(parsed.buyer, parsed.n - 1) : null
}
