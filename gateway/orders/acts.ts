import { isDeepStrictEqual } from 'node:util'
import type { OrderAct, OrderActReply } from '#shared/orders/model.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { OrderTrace } from '#shared/protocol/model.ts'
import { OrderFailure, type ToldOrder } from '../adapters/orders/contract.ts'
import { NoAnswer, type Asking } from './asking.ts'
import { amountOf, beforeOf, isDone, unfit } from './effect.ts'
import { believedOrder } from './lies.ts'
import type { OrderStore, StoredAct } from './store.ts'

/** An act as it was asked for; rights to the conversation were asked. */
export interface Asked {
  readonly id: string
  readonly account: string
  readonly conversation: string
  /** Who the conversation's buyer is in the shop's books. */
  readonly customer: string
  readonly number: string
  readonly act: OrderAct
}
export type Acted =
  | {
      readonly ok: true
      readonly outcome: OrderActReply['outcome']
      readonly why: string
      readonly order: ToldOrder | null
    }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }

/** An act that was sent is looked after at these distances, ms, then every two minutes. */
const AFTER = [2000, 4000, 8000, 16_000, 32_000, 64_000]
const AFTER_LAST = 120_000
/** An act that an order doesn't show so long after is not on its way any more, ms. */
const SETTLED_BY = 2 * 60_000
/** Longer than that nobody waits for the answer, ms. */
const GIVEN_UP = 24 * 3_600_000
const WHY_LENGTH = 300

/**
 * Acts on one shop's orders, each done once: written down before it is sent, so that after a crash or
 * a lost answer it is known that it may have been done. Such an act is asked again where the system
 * takes the same id once, else looked for in the order; it is never sent a second time otherwise.
 */
export class Acts {
  readonly #shop: string
  readonly #store: OrderStore
  readonly #asking: Asking
  readonly #now: () => number
  readonly #told: (act: StoredAct, trace: OrderTrace) => Promise<boolean>
  readonly #changed: (order: ToldOrder) => void
  readonly #fault: (error: unknown) => void
  readonly #running = new Map<string, { readonly asked: Asked; readonly acted: Promise<Acted> }>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #closed = false

  constructor(options: {
    shop: string
    store: OrderStore
    asking: Asking
    now: () => number
    /** Brings the outcome into the log; whether it is there. */
    told: (act: StoredAct, trace: OrderTrace) => Promise<boolean>
    changed: (order: ToldOrder) => void
    fault: (error: unknown) => void
  }) {
    this.#shop = options.shop
    this.#store = options.store
    this.#asking = options.asking
    this.#now = options.now
    this.#told = options.told
    this.#changed = options.changed
    this.#fault = options.fault
  }

  /** What an earlier process left between sending and answer, or before the log. */
  async takeUp(): Promise<void> {
    for (const act of await this.#store.openActs(this.#shop)) this.#lookAfter(act, 0)
  }

  async act(asked: Asked): Promise<Acted> {
    const running = this.#running.get(asked.id)
    if (running) return isDeepStrictEqual(running.asked, asked) ? await running.acted : conflict()
    const acted = this.#once(asked).finally(() => this.#running.delete(asked.id))
    this.#running.set(asked.id, { asked, acted })
    return await acted
  }

  close(): void {
    this.#closed = true
    for (const timer of this.#timers) clearTimeout(timer)
  }

  async #once(asked: Asked): Promise<Acted> {
    const { id, account, conversation, number, act, customer } = asked
    const before = await this.#store.act(this.#shop, id)
    if (before) return again(before, asked)
    const order = await this.#read(number, customer)
    if (order === 'no answer')
      return refuse('order_system_down', 'the order system does not answer; nothing was sent')
    if (order === null) return refuse('not_found', 'no such order')
    if (order.customer !== customer)
      return refuse('not_allowed', "the order is not of the conversation's buyer")
    const hindrance = unfit(order, act)
    if (hindrance) return refuse(hindrance, 'the order does not allow it now')
    const stored: StoredAct = {
      id,
      account,
      conversation,
      number,
      act,
      before: { ...beforeOf(order), customer },
      state: 'pending',
      why: '',
      lookedAfter: true,
      told: '',
      at: this.#now(),
    }
    await this.#store.addAct(this.#shop, stored)
    return await this.#send(stored, 0)
  }

  async #read(number: string, customer: string): Promise<ToldOrder | null | 'no answer'> {
    try {
      return await this.#asking.ask(
        (adapter, signal) => adapter.order(number, signal, customer),
        (told) => (told === null ? null : believedOrder(told, number, this.#now())),
      )
    } catch (error) {
      if (!(error instanceof NoAnswer)) this.#fault(error)
      return 'no answer'
    }
  }

  /** To the order system, and what came of it into the database and the log. */
  async #send(stored: StoredAct, tries: number): Promise<Acted> {
    const { id, number, act, before } = stored
    try {
      const order = await this.#asking.ask(
        (adapter, signal) => adapter.act(id, number, act, signal, before.customer),
        (told) => believedOrder(told, number, this.#now()),
        { words: true },
      )
      await this.#settle(stored, 'done', '')
      if (order.customer === before.customer) this.#changed(order)
      return { ok: true, outcome: 'done', why: '', order }
    } catch (error) {
      if (error instanceof OrderFailure) {
        const why = error.message.slice(0, WHY_LENGTH)
        await this.#settle(stored, 'refused', why)
        return { ok: true, outcome: 'refused', why, order: null }
      }
      if (!(error instanceof NoAnswer)) this.#fault(error)
      await this.#settle(stored, 'unknown', '')
      this.#lookAfter({ ...stored, state: 'unknown' }, tries + 1)
      return { ok: true, outcome: 'unknown', why: '', order: null }
    }
  }

  async #settle(
    stored: StoredAct,
    state: 'done' | 'refused' | 'unknown',
    why: string,
    over = false,
  ) {
    const lookedAfter = state === 'unknown' && !over
    if (stored.state !== state || over)
      await this.#store.settleAct(this.#shop, stored.id, { state, why, lookedAfter })
    await this.#tell({ ...stored, state, why })
  }

  async #tell(stored: StoredAct): Promise<void> {
    const { id, number, act, before, state, told } = stored
    if (state === 'pending' || told === state || this.#closed) return
    const amount = amountOf(act, before)
    const trace: OrderTrace = { act: id, number, name: act.name, amount, outcome: state }
    if (await this.#told(stored, trace)) await this.#store.actTold(this.#shop, id, state)
    // The log could not be written: it is tried again with the open ones.
    else this.#lookAfter(stored, 1)
  }

  #lookAfter(stored: StoredAct, tries: number): void {
    if (this.#closed) return
    const wait = tries === 0 ? 0 : (AFTER[tries - 1] ?? AFTER_LAST)
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#after(stored.id, tries).catch(this.#fault)
    }, wait)
    timer.unref()
    this.#timers.add(timer)
  }

  async #after(id: string, tries: number): Promise<void> {
    const stored = await this.#store.act(this.#shop, id)
    if (!stored || this.#closed || this.#running.has(id)) return
    // Of an order system before this one only the log is still to be told.
    if (!stored.lookedAfter || stored.state === 'done' || stored.state === 'refused')
      return this.#tell(stored)
    if (this.#now() - stored.at > GIVEN_UP) return this.#settle(stored, 'unknown', '', true)
    // It is told where the system is broken, without asking it out of turn.
    if (!this.#asking.breaker.closed(this.#now())) {
      await this.#settle(stored, 'unknown', '')
      this.#lookAfter(stored, tries + 1)
      return
    }
    if (this.#idempotent()) {
      await this.#send(stored, tries)
      return
    }
    const order = await this.#read(stored.number, stored.before.customer)
    if (order === 'no answer') {
      await this.#settle(stored, 'unknown', '')
      this.#lookAfter(stored, tries + 1)
      return
    }
    const done = order === null ? null : isDone(order, stored.act, stored.before)
    if (order) this.#changed(order)
    if (done === true) return this.#settle(stored, 'done', '')
    if (done === null) return this.#settle(stored, 'unknown', '', true)
    if (this.#now() - stored.at > SETTLED_BY) return this.#settle(stored, 'refused', '')
    await this.#settle(stored, 'unknown', '')
    this.#lookAfter(stored, tries + 1)
  }

  #idempotent(): boolean {
    try {
      return this.#asking.adapter().idempotent
    } catch {
      return false
    }
  }
}

/** The first answer to the same; the same id for another thing is a fault of the client. */
function again(before: StoredAct, asked: Asked): Acted {
  const same =
    before.account === asked.account &&
    before.conversation === asked.conversation &&
    before.number === asked.number &&
    isDeepStrictEqual(before.act, asked.act)
  if (!same) return conflict()
  const outcome = before.state === 'pending' ? 'unknown' : before.state
  return { ok: true, outcome, why: before.why, order: null }
}

function conflict(): Acted {
  return refuse('cid_conflict', 'the id was used for another act')
}

function refuse(code: ErrorCode, message: string): Acted {
  return { ok: false, code, message }
}
