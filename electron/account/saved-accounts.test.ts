import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  accountBook,
  changeAccount,
  EMPTY_BOOK,
  findKnown,
  forgetAccount,
  type KnownAccount,
  putAccount,
  savedAccounts,
} from './saved-accounts.ts'

const uuid = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const known = (n: number, more: Partial<KnownAccount> = {}): KnownAccount => ({
  id: uuid(n),
  account: `account-${n}`,
  name: `xiaoer_shop:agent${n}`,
  nick: `nick ${n}`,
  shop: 's',
  shopName: '店',
  role: 'junior',
  gateway: null,
  remembered: true,
  demo: false,
  lastUsedAt: n,
  ...more,
})

test('last used first; without a keychain nobody is remembered', () => {
  const book = [known(1), known(3), known(2)].reduce(putAccount, EMPTY_BOOK)
  expect(savedAccounts(book, true).map((each) => [each.id, each.remembered])).toEqual([
    [uuid(3), true],
    [uuid(2), true],
    [uuid(1), true],
  ])
  expect(savedAccounts(book, false).some((each) => each.remembered)).toBe(false)
})

test('the same account id at another gateway is another person', () => {
  const book = putAccount(putAccount(EMPTY_BOOK, known(1)), known(2, { gateway: 'https://a' }))
  expect(findKnown(book, null, 'account-1')?.id).toBe(uuid(1))
  expect(findKnown(book, 'https://a', 'account-1')).toBeUndefined()
  expect(findKnown(book, 'https://a', 'account-2')?.id).toBe(uuid(2))
})

test('signing in again replaces, renaming changes one, forgetting ends going straight to work', () => {
  let book = putAccount(putAccount(EMPTY_BOOK, known(1)), known(2))
  book = { ...putAccount(book, known(1, { nick: 'new' })), current: uuid(1) }
  expect(book.accounts).toHaveLength(2)
  book = changeAccount(book, uuid(2), { remembered: false })
  expect(savedAccounts(book, true).map((each) => each.remembered)).toEqual([false, true])
  book = forgetAccount(book, uuid(1))
  expect(book).toMatchObject({ current: null, accounts: [{ id: uuid(2) }] })
})

test('the file: kept whole, and what does not fit is set aside instead of lost', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xiaoer-book-'))
  accountBook(folder).set(putAccount(EMPTY_BOOK, known(1)))
  expect(accountBook(folder).get().accounts[0]?.nick).toBe('nick 1')
  writeFileSync(join(folder, 'accounts.json'), '{"v":9}')
  expect(accountBook(folder).get()).toEqual(EMPTY_BOOK)
  expect(readdirSync(folder)).toContain('accounts.json.unreadable')
})
