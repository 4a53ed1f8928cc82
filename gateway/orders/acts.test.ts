import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OrderAct } from '#shared/orders/model.ts'
import type { OrderAdapter, ToldOrder } from '../adapters/orders/contract.ts'
import type { GatewayStore } from '../desk/contract.ts'
import { openGatewayStore } from '../store/open.ts'
import { Acts } from './acts.ts'
import { Asking } from './asking.ts'

const NOTE: OrderAct = { name: 'note', text: '加急' }

/** A system that can't be asked twice safely, and whose answers to acts are lost. */
class Forgetful implements OrderAdapter {
  readonly idempotent = false
  sent = 0
  /** Whether what was asked is done before the answer is lost. */
  does = true
  note = ''

  ordersOf() {
    return Promise.resolve({ orders: [this.#order()], more: false })
  }
  order() {
    return Promise.resolve(this.#order())
  }
  products() {
    return Promise.resolve([])
  }
  act(_id: string, _number: string, act: OrderAct): Promise<ToldOrder> {
    this.sent++
    if (this.does && act.name === 'note') this.note = act.text
    return Promise.reject(new Error('cut off'))
  }
  heard() {
    return null
  }
  #order(): ToldOrder {
    const money = { amount: 100, currency: 'CNY' }
    return {
      number: 'A-1',
      customer: 'c-1',
      placedAt: Date.parse('2026-03-01T00:00:00Z'),
      state: 'paid',
      lines: [],
      shipping: money,
      total: money,
      refunded: null,
      address: null,
      buyerNote: '',
      shopNote: this.note,
      shipments: [],
      acts: ['note', 'remind'],
    }
  }
}

describe('acts whose answer was lost, on a system that can not be asked twice', () => {
  let folder: string
  let store: GatewayStore
  let acts: Acts
  let adapter: Forgetful
  let ahead: number
  /** Outcomes as the log has them. */
  let log: string[]
  let heard: (() => void) | null

  const now = () => Date.now() + ahead
  const open = () => {
    acts = new Acts({
      shop: 's',
      store: store.orders,
      asking: new Asking(() => adapter, now),
      now,
      told: (_act, { outcome }) => {
        log.push(outcome)
        heard?.()
        return Promise.resolve(true)
      },
      changed: () => {},
      fault: (error) => {
        throw error
      },
    })
  }
  const until = (outcome: string) =>
    new Promise<void>((resolve) => {
      heard = () => {
        if (log.includes(outcome)) resolve()
      }
      heard()
    })
  const act = (what: OrderAct, id: string = randomUUID()) =>
    acts.act({ id, account: 'a', conversation: 'b.1', customer: 'c-1', number: 'A-1', act: what })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xiaoer-acts-'))
    const key = randomBytes(32).toString('hex')
    store = await openGatewayStore({ file: join(folder, 'a.db'), key })
    adapter = new Forgetful()
    ahead = 0
    log = []
    heard = null
    open()
  })
  afterEach(async () => {
    acts.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('what is to be seen in the order was done; it is never sent again', async () => {
    expect(await act(NOTE)).toMatchObject({ ok: true, outcome: 'unknown' })
    // The breaker opened with the lost answer; its time is not waited for.
    ahead = 60_000
    await until('done')
    expect(log).toEqual(['unknown', 'done'])
    expect(adapter.sent).toBe(1)
  })

  it('what is not to be seen after two minutes was not done', async () => {
    adapter.does = false
    const id = randomUUID()
    await act(NOTE, id)
    ahead = 121_000
    await until('refused')
    expect(log).toEqual(['unknown', 'refused'])
    expect(adapter.sent).toBe(1)
    expect(await act(NOTE, id)).toMatchObject({ ok: true, outcome: 'refused' })
    expect(adapter.sent).toBe(1)
  })

  it('a reminder leaves no sign: it stays unknown, after a start, too', async () => {
    const id = randomUUID()
    await act({ name: 'remind' }, id)
    await until('unknown')
    acts.close()
    ahead = 60_000
    open()
    await acts.takeUp()
    // What comes after it shows that it had its turn.
    expect(await act(NOTE)).toMatchObject({ outcome: 'unknown' })
    ahead = 120_000
    await until('done')
    expect((await store.orders.act('s', id))?.state).toBe('unknown')
    expect((await store.orders.act('s', id))?.lookedAfter).toBe(false)
    expect(adapter.sent).toBe(2)
    expect(log).toEqual(['unknown', 'unknown', 'done'])
  })

  it('an act that stood before a crash between sending and answer is taken up', async () => {
    const id = randomUUID()
    await store.orders.addAct('s', {
      id,
      account: 'a',
      conversation: 'b.1',
      number: 'A-1',
      act: NOTE,
      before: { customer: 'c-1', state: 'paid', total: 100, refunded: 0, currency: 'CNY' },
      state: 'pending',
      why: '',
      lookedAfter: true,
      told: '',
      at: now(),
    })
    adapter.note = '加急'
    await acts.takeUp()
    await until('done')
    expect(adapter.sent).toBe(0)
  })

  it('another order system is asked nothing of it; the log is told that nobody knows', async () => {
    const id = randomUUID()
    await act(NOTE, id)
    acts.close()
    await store.orders.leaveActs('s')
    await store.orders.actTold('s', id, '')
    const asked = adapter.sent
    open()
    await acts.takeUp()
    log = []
    await until('unknown')
    expect(adapter.sent).toBe(asked)
  })
})
