import { randomInt } from 'node:crypto'
import type { Role } from '#shared/protocol/model.ts'
import type { Passwords } from '../accounts/passwords.ts'
import type { CredentialStore, Desk, Shop } from '../desk/contract.ts'
import { DEMO_SHOP } from './data.ts'

export interface DemoAccount {
  readonly id: string
  /** To sign in with, such as demoshop:小红. */
  readonly name: string
  readonly nick: string
  readonly role: Role
  /** Null for an account that was there already: its password is known to nobody. */
  readonly password: string | null
}
export interface SeededDemo {
  readonly shop: Shop
  /** Main account first. */
  readonly accounts: readonly DemoAccount[]
  readonly created: boolean
}

/** No signs that look alike; 16 of 54 are 92 bits. */
const SIGNS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

export function newPassword(): string {
  return Array.from({ length: 16 }, () => SIGNS[randomInt(SIGNS.length)]).join('')
}

/**
 * Opens the demo shop with its accounts and passwords of their own; what is there already stays as it
 * is, so that it can be called at every start and mends a start that was cut off.
 *
 * @param resetPasswords gives every account a new password, for whoever has lost them
 * @throws when the desk refuses an account
 */
export async function seedDemo(parts: {
  readonly desk: Desk
  readonly credentials: CredentialStore
  readonly passwords: Passwords
  readonly resetPasswords?: boolean
}): Promise<SeededDemo> {
  const { desk, credentials, passwords } = parts
  const { id, name, main, nick, accounts } = DEMO_SHOP
  const known = desk.shops.get(id)
  const shop = known ?? (await desk.createShop({ id, name, main, nick }))
  for (const { sub, nick: subNick, role } of accounts) {
    if (shop.accountByName(`${main}:${sub}`)) continue
    const outcome = await shop.submit({ type: 'account.open', sub, nick: subNick, role })
    if (!outcome.ok) throw new Error(`demo account not opened: ${outcome.code} ${outcome.message}`)
  }
  const opened: DemoAccount[] = []
  for (const wanted of [main, ...accounts.map(({ sub }) => `${main}:${sub}`)]) {
    const account = shop.accountByName(wanted)
    if (!account) continue
    const has = (await credentials.passwordHash(id, account.id)) !== null
    const password = has && parts.resetPasswords !== true ? null : newPassword()
    if (password !== null)
      await credentials.setPasswordHash(id, account.id, await passwords.hash(password))
    opened.push({
      id: account.id,
      name: account.name,
      nick: account.nick,
      role: account.role,
      password,
    })
  }
  return { shop, accounts: opened, created: known === undefined }
}
