import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newKey, openTestShop, tempFolder, type OpenShop } from '../store/store.fixture.ts'
import { openSubAccount } from './opening.ts'
import { createPasswords } from './passwords.ts'

const passwords = createPasswords({ memoryCost: 1024, timeCost: 1, parallelism: 1, outputLen: 32 })
const LAN = { sub: 'lan', nick: 'Lan', role: 'junior', password: 'a fresh password' } as const

let open: OpenShop
let folder: ReturnType<typeof tempFolder>
beforeEach(async () => {
  folder = tempFolder()
  open = await openTestShop(join(folder.path, 'gateway.db'), newKey())
})
afterEach(async () => {
  await open.close()
  folder.remove()
})

test('[A2] an account is not there before its password can be', async () => {
  const { shop, store } = open
  const made = await openSubAccount({ credentials: store.credentials, passwords }, shop, LAN)
  if (!made.ok) throw new Error(made.error.code)
  const hash = await store.credentials.passwordHash('shop', made.value.id)
  expect(await passwords.verify(hash, LAN.password)).toBe(true)
})

test('[A2] when the password can not be stored no account is left, and its name is free', async () => {
  const { shop, store } = open
  const full = {
    ...store.credentials,
    setPasswordHash: () => Promise.reject(new Error('the disk is full')),
  }
  const failed = await openSubAccount({ credentials: full, passwords }, shop, LAN)
  expect(failed).toMatchObject({ ok: false, error: { code: 'storage_failed' } })
  expect(shop.accountByName('papershop:lan')).toBeUndefined()
  const again = await openSubAccount({ credentials: store.credentials, passwords }, shop, LAN)
  expect(again).toMatchObject({ ok: true, value: { name: 'papershop:lan' } })
})

test('[A4] a main account that was signed out while the password was hashed opens nothing', async () => {
  const { shop, store } = open
  let asked = 0
  const ended = await openSubAccount({ credentials: store.credentials, passwords }, shop, LAN, {
    by: 'main',
    still: () => ++asked === 0,
  })
  expect(ended).toMatchObject({ ok: false, error: { code: 'session_revoked' } })
  expect(shop.accounts().length).toBe(2)
})
