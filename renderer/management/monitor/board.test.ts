import { expect, test } from 'vitest'
import type { AccountView, ConversationView } from '#shared/protocol/model.ts'
import { boardOf, chatsOf, stateOf, steady } from './board.ts'

const account = (id: string, patch: Partial<AccountView> = {}): AccountView => ({
  id,
  name: `shop:${id}`,
  nick: id,
  role: 'junior',
  online: true,
  since: 0,
  suspended: null,
  participates: true,
  disabled: false,
  deleted: false,
  invisible: false,
  limit: 5,
  weight: 1,
  groups: [],
  ...patch,
})

const chat = (id: string, patch: Partial<ConversationView> = {}): ConversationView => ({
  id,
  buyer: {
    id: `b-${id}`,
    name: id,
    vip: false,
    private: false,
    firstSeenAt: 0,
    tags: [],
    blocked: false,
    evidence: false,
    customer: null,
  },
  state: 'held',
  holder: 'a',
  holderEpoch: 1,
  openedAt: 100,
  previous: null,
  source: null,
  group: null,
  offer: null,
  asides: [],
  cseq: 1,
  last: null,
  waitingSince: null,
  unread: 0,
  readByShop: 0,
  readByBuyer: 0,
  reason: null,
  ...patch,
})

const view = (accounts: AccountView[], chats: ConversationView[]) => ({
  accounts: Object.fromEntries(accounts.map((one) => [one.id, one])),
  conversations: Object.fromEntries(chats.map((one) => [one.id, one])),
})

test('an account is in one state: disabled before offline before invisible before suspended', () => {
  const suspended = { reason: 'lunch', since: 1, by: 'person', text: null } as const
  expect(stateOf(account('a'))).toBe('online')
  expect(stateOf(account('a', { suspended }))).toBe('suspended')
  expect(stateOf(account('a', { suspended, invisible: true }))).toBe('invisible')
  expect(stateOf(account('a', { suspended, invisible: true, online: false }))).toBe('offline')
  expect(stateOf(account('a', { online: false, disabled: true }))).toBe('disabled')
})

test('[D9] the queue stands as it will be served: VIP first, then as they came', () => {
  const vip = {
    id: 'v',
    name: 'v',
    vip: true,
    private: false,
    firstSeenAt: 0,
    tags: [],
    blocked: false,
    evidence: false,
    customer: null,
  }
  const queued = { state: 'queued', holder: null } as const
  const board = boardOf(
    view(
      [account('a')],
      [
        chat('late', { ...queued, openedAt: 30 }),
        chat('early', { ...queued, openedAt: 10 }),
        chat('vip', { ...queued, openedAt: 40, buyer: vip }),
      ],
    ),
    {},
  )
  expect(board.queue.map((one) => one.id)).toEqual(['vip', 'early', 'late'])
  expect(board.figures.queued).toBe(3)
})

test('waiting is told per account and for the shop, and messages left for main are not counted', () => {
  const board = boardOf(
    view(
      [account('a'), account('b')],
      [
        chat('1', { waitingSince: 500 }),
        chat('2', { waitingSince: 300 }),
        chat('3', { holder: 'b' }),
        chat('4', { state: 'waiting_main', holder: 'a', waitingSince: 1 }),
        chat('5', { state: 'queued', holder: null, waitingSince: 400 }),
      ],
    ),
    {},
  )
  const [a, b] = board.accounts
  expect(a).toMatchObject({ id: 'a', held: 2, waiting: 2, slowestSince: 300 })
  expect(b).toMatchObject({ id: 'b', held: 1, waiting: 0, slowestSince: null })
  expect(board.figures).toMatchObject({ longestSince: 300, open: 5, queued: 1 })
  expect(board.slowest.map((one) => one.id)).toEqual(['2', '1'])
  expect(board.left.map((one) => one.id)).toEqual(['4'])
  expect(chatsOf(board, 'a').map((one) => one.id)).toEqual(['2', '1'])
})

test('the gateway knows better how many an account holds; free places are of those who can be chosen', () => {
  const board = boardOf(
    view(
      [
        account('a'),
        account('b', { participates: false }),
        account('c', { online: false }),
        account('d', { deleted: true, disabled: true }),
      ],
      [chat('1')],
    ),
    { a: 3 },
  )
  expect(board.accounts.map((row) => row.id)).toEqual(['a', 'b', 'c'])
  expect(board.accounts[0]?.held).toBe(3)
  expect(board.figures).toMatchObject({ online: 2, offline: 1, free: 2 })
})

test('two hundred accounts and two thousand conversations are counted within a frame', () => {
  const accounts = Array.from({ length: 200 }, (_, n) => account(`a${n}`))
  const chats = Array.from({ length: 2000 }, (_, n) =>
    chat(`c${n}`, { holder: `a${n % 200}`, waitingSince: n % 3 === 0 ? null : n }),
  )
  const shop = view(accounts, chats)
  const times = Array.from({ length: 5 }, () => {
    const begin = performance.now()
    boardOf(shop, {})
    return performance.now() - begin
  })
  expect(Math.min(...times)).toBeLessThan(16)
  const board = boardOf(shop, {})
  expect(board.accounts.reduce((sum, row) => sum + row.held, 0)).toBe(2000)
})

test('what says the same stays the same object, and what changed does not', () => {
  const a = account('a')
  const b = account('b')
  const one = chat('1', { waitingSince: 5 })
  const first = boardOf(view([a, b], [one]), {})
  const same = steady(first, boardOf(view([a, b], [one]), {}))
  expect(same.accounts).toBe(first.accounts)
  expect(same.slowest).toBe(first.slowest)
  const next = steady(first, boardOf(view([a, b], [one, chat('2', { holder: 'b' })]), {}))
  expect(next.accounts).not.toBe(first.accounts)
  expect(next.accounts[0]).toBe(first.accounts[0])
  expect(next.accounts[1]).toMatchObject({ id: 'b', held: 1 })
  expect(next.slowest).toBe(first.slowest)
})
