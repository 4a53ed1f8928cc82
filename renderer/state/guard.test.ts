import { expect, test } from 'vitest'
import { doubtOf, type Draft } from './guard.ts'

const draft: Draft = {
  text: '好的',
  buyer: '小美',
  orders: ['2024110001'],
  others: [{ buyer: '小明', orders: ['2024110002'] }],
  switchedAt: 0,
  typedAt: 50_000,
  now: 100_000,
  guard: true,
}

test('a draft that names another chat’s order or buyer asks', () => {
  expect(doubtOf({ ...draft, text: '您的订单2024110002已发出' })).toEqual({
    kind: 'named',
    buyer: '小明',
    what: '2024110002',
  })
  expect(doubtOf({ ...draft, text: '小明您好' })).toEqual({
    kind: 'named',
    buyer: '小明',
    what: '小明',
  })
})

test('its own orders and name, longer numbers and parts of words do not', () => {
  for (const text of ['订单 2024110001', '小美您好', '快递 120241100029', 'ok'])
    expect(doubtOf({ ...draft, text }), text).toBeNull()
  const alike = { ...draft, buyer: '小明明', text: '小明明您好' }
  expect(doubtOf(alike)).toBeNull()
  const latin = { ...draft, others: [{ buyer: 'Anna', orders: [] }] }
  expect(doubtOf({ ...latin, text: 'savanna colour' })).toBeNull()
  expect(doubtOf({ ...latin, text: '您好Anna' })).toMatchObject({ what: 'Anna' })
  // One order of two people who shop together.
  expect(doubtOf({ ...draft, orders: ['2024110002'], text: '2024110002' })).toBeNull()
})

test('within a second behind a switch only what was typed since is sent unasked', () => {
  const switched = { ...draft, switchedAt: 99_500, now: 100_000 }
  expect(doubtOf({ ...switched, typedAt: 99_000 })).toEqual({ kind: 'switched' })
  expect(doubtOf({ ...switched, typedAt: 99_600 })).toBeNull()
  expect(doubtOf({ ...switched, typedAt: 99_000, now: 100_500 })).toBeNull()
})

test('the guard can be switched off; a variable without a value asks even then', () => {
  expect(doubtOf({ ...draft, guard: false, text: '小明' })).toBeNull()
  expect(doubtOf({ ...draft, guard: false, text: '单号 {tracking}' })).toEqual({
    kind: 'unfilled',
    variable: 'tracking',
  })
})
