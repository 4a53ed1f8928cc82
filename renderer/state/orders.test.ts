import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { BuyerOrders, Order, OrderActReply, OrderActRequest } from '#shared/orders/model.ts'
import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { Deps } from './api.ts'
import { deskActions } from './desk-actions.ts'
import { initialState, type WorkState } from './model.ts'
import { createOrders } from './orders.ts'
import { formKey, mayAct, refundable } from './orders-acts.ts'
import { actOf, fieldsOf } from './orders-fields.ts'

const cny = (amount: number) => ({ amount, currency: 'CNY' })
const order: Order = {
  number: '1001',
  customer: 'c1',
  placedAt: 1,
  state: 'paid',
  lines: [
    {
      id: 'l1',
      product: 'p',
      title: '帐篷',
      variant: '',
      count: 2,
      price: cny(6000),
      picture: null,
    },
  ],
  shipping: cny(900),
  total: cny(12_900),
  refunded: cny(900),
  address: { name: '王', phone: '138****5521', text: '杭州' },
  buyerNote: '',
  shopNote: '旧',
  shipments: [],
  acts: ['refund'],
}
const known: BuyerOrders = {
  customer: 'c1',
  orders: [order],
  more: false,
  at: 1,
  trouble: null,
  none: false,
}

type Answer = OrderActReply | BridgeErrorCode
function make() {
  const store = createStore<WorkState>(() => initialState)
  const acts: OrderActRequest[] = []
  const waiting: ((answer: Answer) => void)[] = []
  let asked = 0
  let clock = 1_000_000
  const call = ((name: string, argument: unknown) => {
    if (name === 'orders.of') {
      asked++
      return Promise.resolve({ ok: true, value: known })
    }
    acts.push(argument as OrderActRequest)
    return new Promise((resolve) => {
      waiting.push((answer) =>
        resolve(
          typeof answer === 'string'
            ? { ok: false, error: { code: answer, message: '' } }
            : { ok: true, value: answer },
        ),
      )
    })
  }) as unknown as Deps['call']
  const deps: Deps = { store, call, now: () => clock }
  const orders = createOrders(deps, deskActions(deps))
  const key = formKey('1001', 'refund')
  return {
    orders,
    acts,
    key,
    form: () => orders.store.getState().forms[key],
    asked: () => asked,
    later: (ms: number) => (clock += ms),
    begin() {
      orders.forms.open({ buyer: 'b', conversation: 'c', number: '1001', name: 'refund' }, {})
      orders.forms.ask(key, { name: 'refund', amount: 100, reason: '' })
    },
    async answer(answer: Answer) {
      waiting.shift()?.(answer)
      await Promise.resolve()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

test('a double click asks once; done, the order is replaced and the form is gone', async () => {
  const { orders, acts, key, form, begin, answer } = make()
  orders.ensure('b')
  await answer('internal')
  begin()
  void orders.forms.submit(key)
  void orders.forms.submit(key)
  expect(acts).toHaveLength(1)
  expect(form()?.state).toBe('pending')
  await answer({ outcome: 'done', why: '', order: { ...order, state: 'refunded' } })
  expect(form()).toBeUndefined()
  expect(orders.store.getState().of['b']?.known?.orders[0]?.state).toBe('refunded')
})

test('nobody knows whether it arrived: it can’t be changed, and the retry asks the same under the same id', async () => {
  const { orders, acts, key, form, begin, answer } = make()
  begin()
  void orders.forms.submit(key)
  await answer('offline')
  expect(form()?.state).toBe('failed')
  orders.forms.edit(key, { amount: '999' })
  expect(form()?.fields.amount).toBe('')
  void orders.forms.submit(key, { name: 'refund', amount: 999, reason: '' })
  expect(acts[1]).toEqual(acts[0])
  // Opening it again doesn't make another act of it.
  orders.forms.open({ buyer: 'b', conversation: 'c', number: '1001', name: 'refund' })
  expect(form()?.id).toBe(acts[0]?.id)
})

test('refused, another try is another act', async () => {
  const { orders, acts, key, form, begin, answer } = make()
  begin()
  void orders.forms.submit(key)
  await answer({ outcome: 'refused', why: '已锁定', order: null })
  expect(form()).toMatchObject({ state: 'refused', why: '已锁定' })
  // The shop's log tells it, too, without the order system's words.
  const told = { number: '1001', name: 'refund', amount: cny(100), outcome: 'refused' } as const
  orders.forms.heard({ ...told, act: acts[0]?.id ?? '' })
  expect(form()).toMatchObject({ state: 'refused', why: '已锁定' })
  orders.forms.edit(key, { amount: '0.50' })
  orders.forms.ask(key, { name: 'refund', amount: 50, reason: '' })
  void orders.forms.submit(key)
  expect(acts).toHaveLength(2)
  expect(acts[1]?.id).not.toBe(acts[0]?.id)
})

test('unknown, it waits for the shop’s word and is not asked again', async () => {
  const { orders, acts, key, form, begin, answer } = make()
  begin()
  void orders.forms.submit(key)
  await answer({ outcome: 'unknown', why: '', order: null })
  expect(form()?.state).toBe('unknown')
  void orders.forms.submit(key)
  expect(acts).toHaveLength(1)
  const trace = {
    act: acts[0]?.id ?? '',
    number: '1001',
    name: 'refund',
    amount: cny(100),
  } as const
  orders.forms.heard({ ...trace, act: 'another', outcome: 'done' })
  expect(form()?.state).toBe('unknown')
  orders.forms.heard({ ...trace, outcome: 'done' })
  expect(form()).toBeUndefined()
})

test('asked again when it is old, and at a change of this buyer; forgotten, nothing is left (D6)', async () => {
  const { orders, asked, later, begin } = make()
  orders.ensure('b')
  await Promise.resolve()
  orders.ensure('b')
  expect(asked()).toBe(1)
  later(61_000)
  orders.ensure('b')
  expect(asked()).toBe(2)
  orders.changed('b')
  orders.changed('nobody')
  expect(asked()).toBe(3)
  begin()
  orders.forget('b')
  expect(orders.store.getState()).toMatchObject({ of: {}, forms: {} })
})

test('[A5] acts by role', () => {
  expect(mayAct('remind', 'junior', true)).toBe(true)
  expect(mayAct('refund', 'junior', true)).toBe(false)
  expect(mayAct('refund', 'senior', true)).toBe(true)
  expect(mayAct('refund', 'senior', false)).toBe(false)
  expect(mayAct('refund', 'supervisor', false)).toBe(true)
})

test('what a form asks for is checked against the order', () => {
  const refund = (amount: string) =>
    actOf(order, 'refund', { ...blank, ...fieldsOf(order, 'refund'), amount })
  expect(refundable(order).amount).toBe(12_000)
  expect(refundable({ ...order, state: 'unpaid' }).amount).toBe(0)
  expect(fieldsOf(order, 'refund')).toEqual({ amount: '120.00' })
  expect(refund('120')).toEqual({ ok: true, act: { name: 'refund', amount: 12_000, reason: '' } })
  expect(refund('120.01')).toEqual({ ok: false, wrong: 'tooMuch' })
  expect(refund('0')).toEqual({ ok: false, wrong: 'zero' })
  expect(refund('x')).toEqual({ ok: false, wrong: 'amount' })
  expect(actOf(order, 'note', { ...blank, text: ' 旧 ' })).toEqual({ ok: false, wrong: 'same' })
  const to = { ...blank, name: '王', phone: '138****5521', address: '杭州' }
  expect(actOf(order, 'address', to)).toEqual({ ok: false, wrong: 'person' })
  expect(actOf(order, 'return', { ...blank, counts: { l1: 9 } })).toMatchObject({
    act: { lines: [{ id: 'l1', count: 2 }] },
  })
  expect(actOf(order, 'return', blank)).toEqual({ ok: false, wrong: 'lines' })
})
const blank = { text: '', amount: '', reason: '', name: '', phone: '', address: '', counts: {} }
