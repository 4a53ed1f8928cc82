import { PaperShop } from '#gateway/desk/desk.fixture.ts'
import type { Row } from '#gateway/desk/row.ts'
import type { Day, DayBuyer } from '#shared/dispatch/day.ts'
import { Heap } from '#shared/dispatch/heap.ts'
import type { ShopSettings } from '#shared/protocol/settings.ts'

/** What became of an arrival: account, rule and ms waited; `-` for who waited to the end. */
export type Became = string

interface Planned {
  readonly at: number
  readonly rank: number
  readonly n: number
  readonly run: () => void
}

/**
 * Lives a day through the real desk, command by command: people come and go, buyers write, chats
 * are closed, and the clock ticks. For holding the simulator to what the shop really does.
 */
export function liveThrough(day: Day, settings: ShopSettings): readonly Became[] {
  return new PaperDay(day, settings).run()
}

/** The schema's own type is of what was just parsed, with arrays that may be changed. */
type Mutable<T> = T extends readonly (infer One)[]
  ? Mutable<One>[]
  : { -readonly [Key in keyof T]: T[Key] extends object ? Mutable<T[Key]> : T[Key] }

class PaperDay {
  readonly #day: Day
  readonly #shop = new PaperShop()
  readonly #plan = new Heap<Planned>((a, b) =>
    a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.n < b.n,
  )
  readonly #grace: number
  readonly #stays = new Map<string, number>()
  /** Would have been closed while its holder was away; with the holder epoch of then. */
  readonly #due = new Map<string, number>()
  #planned = 0
  #seen = 0

  constructor(day: Day, settings: ShopSettings) {
    this.#day = day
    this.#grace = settings.dispatch.holderGraceMs
    this.#shop.now = day.from - 1
    const { revision, ...change } = structuredClone(settings) as Mutable<ShopSettings>
    this.#must(this.#shop.command('main', { type: 'settings.set', revision, change }))
    for (const { id, main, participates, weight, limit, groups } of day.accounts) {
      const account = main ? 'main' : this.#shop.sub(id, { online: false })
      if (account !== id) throw new Error(`the shop calls ${id} ${account}`)
      const changes = { participates, weight, limit, groups }
      this.#must(this.#shop.do({ type: 'account.change', account, changes }))
    }
    for (const { buyer, vip, private: isPrivate } of day.buyers)
      if (vip || isPrivate) this.#must(this.#shop.mark(buyer, { vip, private: isPrivate }))
  }

  run(): readonly Became[] {
    for (const account of this.#day.accounts)
      for (const [index, { from, to, state }] of account.spans.entries()) {
        this.#expect(from, 0, () => this.#come(account.id, state === 'suspended'))
        if (account.spans[index + 1]?.from !== to)
          this.#expect(to, 0, () => this.#leave(account.id))
      }
    for (const buyer of this.#day.buyers) this.#expect(buyer.at, 3, () => this.#arrive(buyer))
    for (let next = this.#plan.pop(); next && next.at <= this.#day.to; next = this.#plan.pop()) {
      this.#shop.now = next.at
      next.run()
      this.#look()
      this.#shop.do({ type: 'tick' })
      this.#look()
    }
    return this.#outcomes()
  }

  #must(outcome: { readonly ok: boolean }): void {
    if (!outcome.ok) throw new Error(JSON.stringify(outcome))
  }

  #expect(at: number, rank: number, run: () => void): void {
    this.#plan.push({ at, rank, n: this.#planned++, run })
  }

  #come(id: string, suspended: boolean): void {
    // Both at once, as one step of the day has it: who comes suspended is so from the first moment, or no more.
    const is = this.#shop.state.accounts.get(id)?.view
    if (suspended && !is?.suspended)
      this.#must(this.#shop.command(id, { type: 'suspend', reason: 'pause' }))
    if (!suspended && is?.suspended) this.#must(this.#shop.command(id, { type: 'resume' }))
    if (!is?.online) this.#must(this.#shop.presence(id, true))
    for (const [conversation, epoch] of this.#due)
      if (this.#shop.holder(conversation) === id && this.#shop.epoch(conversation) === epoch)
        this.#close(conversation)
  }

  #leave(id: string): void {
    this.#must(this.#shop.presence(id, false))
    // A moment later the grace time is over; the tick behind each step does the rest.
    this.#expect(this.#shop.now + this.#grace, 2, () => {})
  }

  #arrive({ buyer, addressed, source, staysMs }: DayBuyer): void {
    if (!this.#shop.state.buyers.get(buyer)?.open) this.#stays.set(buyer, staysMs)
    this.#must(
      this.#shop.do({
        type: 'send',
        by: { kind: 'buyer', buyer },
        cid: this.#shop.cid(),
        conversation: null,
        body: { kind: 'text', text: 'hello' },
        ...(addressed === null ? {} : { address: addressed }),
        ...(source === null ? {} : { source }),
      }),
    )
  }

  /** Plans the end of whatever got a holder. */
  #look(): void {
    for (const { event, at } of this.#shop.rows.slice(this.#seen)) {
      if (event.type !== 'conversation.assigned') continue
      const { conversation, view, waits } = event
      this.#due.delete(conversation)
      if (waits) {
        this.#expect(at + this.#grace, 2, () => {})
        continue
      }
      const stays = this.#stays.get(view.buyer.id) ?? 0
      const { holderEpoch } = view
      this.#expect(at + stays, 1, () => this.#end(conversation, holderEpoch))
    }
    this.#seen = this.#shop.rows.length
  }

  #end(conversation: string, holderEpoch: number): void {
    const view = this.#shop.view(conversation)
    if (!view || view.holder === null || view.holderEpoch !== holderEpoch) return
    if (this.#shop.state.accounts.get(view.holder)?.view.online) this.#close(conversation)
    else this.#due.set(conversation, holderEpoch)
  }

  #close(conversation: string): void {
    this.#due.delete(conversation)
    const holder = this.#shop.holder(conversation)
    if (!holder) throw new Error('nobody holds it')
    this.#must(this.#shop.close(holder, conversation))
  }

  #outcomes(): readonly Became[] {
    const first = new Map<string, Row>()
    const opened = new Map<string, { id: string; at: number }[]>()
    for (const row of this.#shop.rows) {
      const { event, at } = row
      if (event.type === 'conversation.opened') {
        const { id, buyer } = event.view
        opened.set(buyer.id, [...(opened.get(buyer.id) ?? []), { id, at }])
      } else if (event.type === 'conversation.assigned' && !first.has(event.conversation))
        first.set(event.conversation, row)
    }
    return this.#day.buyers.map(({ buyer, at }) => {
      const conversation = opened.get(buyer)?.findLast((one) => one.at <= at)
      const row = conversation && first.get(conversation.id)
      if (row?.event.type !== 'conversation.assigned') return `- D9 ${this.#day.to - at}`
      const { to, decision } = row.event
      return `${to} ${decision.rule} ${Math.max(0, row.at - at)}`
    })
  }
}
