import { join } from 'node:path'
import { z } from 'zod'
import type { SavedAccount } from '#shared/bridge/contract.ts'
import { JsonFile } from '../json-file.ts'
import { wrappedKey } from './key-wrap.ts'

/** The file holds no secret: tokens and keys are in the keychain, or the key is locked by the password. */
const account = z.strictObject({
  id: z.uuid(),
  /** The gateway's id of the account. */
  account: z.string(),
  name: z.string(),
  nick: z.string(),
  shop: z.string(),
  shopName: z.string(),
  role: z.enum(['main', 'supervisor', 'senior', 'junior']),
  /** Address of one of `gateways`; null: the shop on this computer. */
  gateway: z.string().nullable(),
  remembered: z.boolean(),
  demo: z.boolean(),
  wrappedKey: wrappedKey.optional(),
  lastUsedAt: z.number(),
})
const gateway = z.strictObject({
  address: z.string(),
  urls: z.array(z.string()).min(1),
  fingerprint: z.string().nullable(),
  shop: z.string().nullable(),
})
const book = z.strictObject({
  v: z.literal(1),
  accounts: z.array(account),
  gateways: z.array(gateway),
  /** The one to go straight to work with at the next start. */
  current: z.uuid().nullable(),
})
export type KnownAccount = z.infer<typeof account>
export type KnownGateway = z.infer<typeof gateway>
export type AccountBook = z.infer<typeof book>

export const EMPTY_BOOK: AccountBook = { v: 1, accounts: [], gateways: [], current: null }

export function accountBook(folder: string): JsonFile<AccountBook> {
  return new JsonFile(join(folder, 'accounts.json'), book, EMPTY_BOOK)
}

/** Who goes straight to work at a start, as far as is known without asking anyone. */
export function rememberedId({ current, accounts }: AccountBook): string | null {
  return accounts.find(({ id }) => id === current)?.remembered === true ? current : null
}

/** The same person at the same gateway, by the gateway's id: names can be changed. */
export function findKnown(
  value: AccountBook,
  gatewayAddress: string | null,
  accountId: string,
): KnownAccount | undefined {
  return value.accounts.find(
    (known) => known.gateway === gatewayAddress && known.account === accountId,
  )
}

export function putAccount(value: AccountBook, known: KnownAccount): AccountBook {
  const others = value.accounts.filter((other) => other.id !== known.id)
  return { ...value, accounts: [known, ...others] }
}

export function changeAccount(
  value: AccountBook,
  id: string,
  change: Partial<KnownAccount>,
): AccountBook {
  return {
    ...value,
    accounts: value.accounts.map((known) => (known.id === id ? { ...known, ...change } : known)),
  }
}

/** A gateway that no account uses any more stays known: its invitation may have been hard to come by. */
export function forgetAccount(value: AccountBook, id: string): AccountBook {
  return {
    ...value,
    accounts: value.accounts.filter((known) => known.id !== id),
    current: value.current === id ? null : value.current,
  }
}

export function putGateway(value: AccountBook, known: KnownGateway): AccountBook {
  const others = value.gateways.filter((other) => other.address !== known.address)
  return { ...value, gateways: [known, ...others] }
}

/** As the sign-in screen lists them: last used first. Without a keychain nobody is remembered. */
export function savedAccounts(value: AccountBook, keychain: boolean): SavedAccount[] {
  return value.accounts
    .toSorted((a, b) => b.lastUsedAt - a.lastUsedAt)
    .map(({ id, name, nick, shopName, role, gateway: address, remembered }) => ({
      id,
      name,
      nick,
      shopName,
      role,
      gateway: address,
      remembered: remembered && keychain,
    }))
}
