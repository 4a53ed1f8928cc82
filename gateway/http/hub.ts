import type { Delivered } from '#shared/protocol/events.ts'
import type { ServerFrame } from '#shared/protocol/frames.ts'
import type { AccountId, BuyerId, ConversationId } from '#shared/protocol/model.ts'
import { digitRunsHidden, mask } from '#shared/masking/mask.ts'
import { isWide } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { LogRow, Shop, Viewer } from '../desk/contract.ts'
import type { Metrics } from './metrics.ts'

/** What is kept beside the log and told as changed, without its content. */
export type Beside = Extract<ServerFrame, { t: 'changed' }>['what']

/** What the hub needs of a live session; `session.ts` is the one that implements it. */
export interface Follower {
  readonly viewer: Viewer
  /** Rows up to here were considered for it. Meaningless while it follows: then the hub's position holds. */
  cursor: number
  /** Puts an event into its next message; `json` is the event's text. */
  give(pos: number, at: number, json: string): void
  /** Frames without pos, dropped when the client is behind. */
  giveLoose(json: string): void
  /** What its account keeps: not dropped, told anew when the client reads again. */
  giveKept(json: string): void
  /** The rights changed: begin again from a snapshot (S7). */
  resetRights(): void
  /** Go on from its own cursor, as far as the socket takes it. */
  pump(): void
}

/** As text once per row, however many viewers get it; forms of its own for some are made for each. */
export function textFor(row: LogRow, event: Delivered['event']): string {
  if (event === row.event) return (row.eventText ??= JSON.stringify(event))
  const { masked } = row
  return event === masked?.event ? (masked.text ??= JSON.stringify(event)) : JSON.stringify(event)
}

const ROWS_AT_ONCE = 1000

/**
 * One shop's live readers. Those whose sockets keep up *follow*: the hub goes through each new row
 * once and gives it to the few whom its audience names, so a row costs its readers and not all
 * connections. Those that don't keep up, or have just resumed, *lag*: they have a cursor of their own
 * and read the log at their own speed until they reach the hub again (S41).
 */
export class ShopHub {
  readonly shop: Shop
  readonly #metrics: Metrics
  readonly #agents = new Map<AccountId, Set<Follower>>()
  readonly #buyers = new Map<BuyerId, Set<Follower>>()
  /** Followers of accounts that see conversations they don't hold: main and supervisors. */
  #overseers: Follower[] = []
  readonly #lagging = new Set<Follower>()
  /** All agents' sessions, following or not, by account: presence counts these. */
  readonly #devices = new Map<AccountId, Set<Follower>>()
  readonly #leaving = new Map<AccountId, NodeJS.Timeout>()
  readonly #graceMs: number
  readonly #onDisabled: (account: AccountId) => void
  readonly #stopListening: () => void
  #position: number
  #advancing = false
  #wanted = 0
  #loadDirty = false
  #figuresDirty = false
  readonly #figuresTold = new WeakMap<Follower, string>()
  #closed = false

  constructor(options: {
    readonly shop: Shop
    readonly metrics: Metrics
    readonly presenceGraceMs: number
    readonly onDisabled: (account: AccountId) => void
  }) {
    this.shop = options.shop
    this.#metrics = options.metrics
    this.#graceMs = options.presenceGraceMs
    this.#onDisabled = options.onDisabled
    this.#position = this.shop.head()
    this.#wanted = this.#position
    this.#stopListening = this.shop.onCommit((head) => this.#committed(head))
    // Whoever was online when the gateway stopped has the grace time to come back.
    for (const account of this.shop.accounts()) if (account.online) this.#leaveLater(account.id)
  }

  /** The pos up to which followers have been given everything. */
  get position(): number {
    return this.#position
  }

  attach(follower: Follower): void {
    if (this.#lagging.delete(follower)) this.#metrics.lagging--
    const { viewer } = follower
    if (viewer.kind === 'buyer') add(this.#buyers, viewer.buyer, follower)
    else {
      add(this.#agents, viewer.account, follower)
      // Whoever comes must not wait for the next change to be told what its colleagues hold (S33).
      this.#loadDirty = true
      this.#figuresDirty = true
      this.#figuresTold.delete(follower)
      if (this.#oversees(viewer.account)) this.#overseers.push(follower)
    }
  }

  /** From now on it reads by itself, from `cursor`. */
  detach(follower: Follower, cursor: number): void {
    follower.cursor = cursor
    this.#unfollow(follower)
    if (this.#lagging.has(follower)) return
    this.#lagging.add(follower)
    this.#metrics.lagging++
  }

  arrived(follower: Follower): void {
    const { viewer } = follower
    if (viewer.kind === 'buyer') return
    const { account } = viewer
    add(this.#devices, account, follower)
    clearTimeout(this.#leaving.get(account))
    this.#leaving.delete(account)
    // Said even if it is online already: an «offline» may be on its way to the log.
    void this.shop.submit({ type: 'presence', account, online: true })
  }

  gone(follower: Follower): void {
    this.#unfollow(follower)
    if (this.#lagging.delete(follower)) this.#metrics.lagging--
    const { viewer } = follower
    if (viewer.kind === 'buyer') return
    remove(this.#devices, viewer.account, follower)
    if (!this.#devices.has(viewer.account)) this.#leaveLater(viewer.account)
  }

  /**
   * S33. A typing mark goes from a buyer to the holder, and from the holder to the buyer. What stands
   * in the buyer's field goes along only where the shop says so, whatever the buyer's page sends.
   */
  typing(from: Viewer, conversation: ConversationId, on: boolean, typed?: string): void {
    const ends = this.shop.holderOf(conversation)
    if (!ends) return
    const frame = (by: 'buyer' | 'shop'): ServerFrame => ({ t: 'typing', conversation, by, on })
    if (from.kind === 'buyer') {
      if (ends.buyer !== from.buyer || ends.holder === null) return
      const { desk, privacy } = this.shop.settings()
      const preview = on && desk.typingPreview ? typed : undefined
      // T4: half of a number is on its way to be a whole one.
      const shown =
        preview === undefined || !privacy.masking ? preview : digitRunsHidden(mask(preview))
      const text = JSON.stringify({
        ...frame('buyer'),
        ...(shown === undefined ? {} : { text: shown }),
      } satisfies ServerFrame)
      for (const follower of this.#agents.get(ends.holder) ?? []) follower.giveLoose(text)
    } else if (ends.holder === from.account) {
      const text = JSON.stringify(frame('shop'))
      for (const follower of this.#buyers.get(ends.buyer) ?? []) follower.giveLoose(text)
    }
  }

  /**
   * Something beside the log is another now: every agent is told of phrases and words; of a buyer's orders and
   * looks those who watch it; of practice the account that it is of.
   */
  changed(what: Beside, of?: string): void {
    const buyer = of === undefined || what === 'practice' ? {} : { buyer: of }
    const text = JSON.stringify({ t: 'changed', what, ...buyer } satisfies ServerFrame)
    const accounts =
      what === 'phrases' || what === 'words'
        ? this.#agents.keys()
        : what === 'practice'
          ? [of ?? '']
          : this.shop.watchersOf(of ?? '')
    for (const account of accounts)
      for (const follower of this.#agents.get(account) ?? []) follower.giveLoose(text)
  }

  /** S52: to every session of the account, its sender's, too. */
  kept(account: AccountId, text: string): void {
    for (const follower of this.#devices.get(account) ?? []) follower.giveKept(text)
  }

  /** Called once a second: each account's own day, to whom it is another than it was told. */
  giveFigures(): void {
    if (!this.#figuresDirty) return
    this.#figuresDirty = false
    for (const [account, followers] of this.#agents) {
      const text = JSON.stringify({
        t: 'figures',
        figures: this.shop.figures(account),
      } satisfies ServerFrame)
      for (const follower of followers) {
        if (this.#figuresTold.get(follower) === text) continue
        this.#figuresTold.set(follower, text)
        follower.giveLoose(text)
      }
    }
  }

  /** Called once a second: how many conversations each account holds, if that has changed. */
  giveLoad(): void {
    if (!this.#loadDirty) return
    this.#loadDirty = false
    if (this.#agents.size === 0) return
    const textOf = (withPrivate: boolean) =>
      JSON.stringify({
        t: 'load',
        held: this.shop.heldCounts(withPrivate),
      } satisfies ServerFrame)
    const whole = textOf(true)
    // D6: that main holds more than others can see would tell them of what.
    const open = textOf(false)
    for (const [account, followers] of this.#agents) {
      const role = this.shop.account(account)?.role
      const knows = role !== undefined && RIGHTS.parts['private contacts'][role] === 'shop'
      for (const follower of followers) follower.giveLoose(knows ? whole : open)
    }
  }

  close(): void {
    this.#closed = true
    this.#stopListening()
    for (const timer of this.#leaving.values()) clearTimeout(timer)
    this.#leaving.clear()
  }

  #committed(head: number): void {
    this.#figuresDirty = true
    this.#wanted = Math.max(this.#wanted, head)
    if (this.#advancing) return
    this.#advancing = true
    // The common case stays in this turn: the newest rows are in memory.
    while (this.#position < this.#wanted) {
      const rows = this.shop.rows(this.#position, ROWS_AT_ONCE)
      if (!Array.isArray(rows)) {
        void this.#advanceSlowly(rows as Promise<readonly LogRow[]>)
        return
      }
      if (!this.#deliverAll(rows as readonly LogRow[])) break
    }
    this.#settle()
  }

  async #advanceSlowly(first: Promise<readonly LogRow[]>): Promise<void> {
    try {
      let rows = await first
      while (this.#deliverAll(rows) && this.#position < this.#wanted && !this.#closed)
        rows = await this.shop.rows(this.#position, ROWS_AT_ONCE)
    } catch {
      // The log could not be read now; the next commit or sweep tries again.
    }
    this.#settle()
  }

  /** The sweep's second look: a hint that was lost costs latency, never data. */
  sweep(): void {
    this.#committed(this.shop.head())
  }

  #settle(): void {
    this.#advancing = false
    for (const follower of this.#lagging) follower.pump()
  }

  #deliverAll(rows: readonly LogRow[]): boolean {
    for (const row of rows) {
      this.#position = row.pos
      this.#deliver(row)
    }
    return rows.length > 0
  }

  #deliver(row: LogRow): void {
    const { audience } = row
    if (audience.accounts === 'all') {
      for (const followers of this.#agents.values()) this.#give(row, followers)
    } else {
      for (const account of audience.accounts) {
        const followers = this.#agents.get(account)
        if (followers && !this.#oversees(account)) this.#give(row, followers)
      }
      if (this.#overseers.length > 0) this.#give(row, this.#overseers)
    }
    if (audience.buyer !== null) {
      const followers = this.#buyers.get(audience.buyer)
      if (followers) this.#give(row, followers)
    }
    // Behind the delivery: a snapshot made for a changed right must not be followed by this row.
    this.#notice(row)
  }

  #give(row: LogRow, followers: Iterable<Follower>): void {
    for (const follower of followers) {
      const event = this.shop.present(follower.viewer, row)
      if (event === null) continue
      this.#metrics.eventsDelivered++
      follower.give(row.pos, row.at, textFor(row, event))
    }
  }

  /** What the hub itself must know of a row: rights, loads, closed doors. */
  #notice(row: LogRow): void {
    const { event } = row
    switch (event.type) {
      case 'message.sent':
        this.#metrics.messagesStored++
        return
      case 'conversation.assigned':
      case 'conversation.queued':
      case 'conversation.closed':
        this.#loadDirty = true
        return
      case 'account.changed':
        if (event.changes.disabled === true || event.changes.deleted === true)
          this.#onDisabled(event.account)
        if (event.changes.role !== undefined) {
          this.#overseers = []
          for (const [account, followers] of this.#agents)
            if (this.#oversees(account)) this.#overseers.push(...followers)
          for (const follower of [...(this.#agents.get(event.account) ?? [])])
            follower.resetRights()
        }
        return
      default:
    }
  }

  #oversees(account: AccountId): boolean {
    const role = this.shop.account(account)?.role
    return role !== undefined && isWide(RIGHTS.parts.chats[role])
  }

  #unfollow(follower: Follower): void {
    const { viewer } = follower
    if (viewer.kind === 'buyer') remove(this.#buyers, viewer.buyer, follower)
    else {
      remove(this.#agents, viewer.account, follower)
      const at = this.#overseers.indexOf(follower)
      // A new list: the old one may be in the middle of being gone through.
      if (at >= 0) this.#overseers = this.#overseers.filter((other) => other !== follower)
    }
  }

  #leaveLater(account: AccountId): void {
    clearTimeout(this.#leaving.get(account))
    const timer = setTimeout(() => {
      this.#leaving.delete(account)
      if (!this.#closed && !this.#devices.has(account))
        void this.shop.submit({ type: 'presence', account, online: false })
    }, this.#graceMs)
    timer.unref()
    this.#leaving.set(account, timer)
  }
}

function add<K>(map: Map<K, Set<Follower>>, key: K, follower: Follower): void {
  const known = map.get(key)
  if (known) known.add(follower)
  else map.set(key, new Set([follower]))
}

function remove<K>(map: Map<K, Set<Follower>>, key: K, follower: Follower): void {
  const known = map.get(key)
  known?.delete(follower)
  if (known?.size === 0) map.delete(key)
}
