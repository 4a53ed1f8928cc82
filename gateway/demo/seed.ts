import { randomInt } from 'node:crypto'
import type { AccountView, Role } from '#shared/protocol/model.ts'
import type { Control } from '../control.ts'
import { DEMO_PHRASES, DEMO_SHOP } from './data.ts'

export interface DemoAccount {
  readonly id: string
  /** To sign in with, such as demoshop:小红. */
  readonly name: string
  readonly nick: string
  readonly role: Role
  /** Null for an account that was there already: only its hash is kept. */
  readonly password: string | null
}
export interface SeededDemo {
  /** The shop's id: its page is /s/<shop>. */
  readonly shop: string
  readonly name: string
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
 * Opens the demo shop with its accounts, each with a password of its own; what is there already stays
 * as it is, so that it can be called at every start and completes one that was cut off.
 *
 * @param options.resetPasswords gives every account a new password, for whoever has lost them; that
 *   ends their sessions
 * @param options.password for every new one the same, as the desktop's demo has it
 * @throws Refusal as `Control` does, such as when the name `demoshop` belongs to another shop
 */
export async function seedDemo(
  control: Control,
  options: { readonly resetPasswords?: boolean; readonly password?: string } = {},
): Promise<SeededDemo> {
  const { id, name, main, nick, accounts, settings } = DEMO_SHOP
  const fresh = new Map<string, string>()
  const created = !control.shops().some((shop) => shop.id === id)
  if (created) {
    const password = options.password ?? newPassword()
    await control.createShop({ id, name, main, nick, password })
    fresh.set(main, password)
    await control.changeSettings(id, settings)
    await control.beginPhrases(id, DEMO_PHRASES)
  }
  await control.beginOrders(id, { kind: 'demo' })
  const groupsThere = new Set(control.settings(id).groups.map((group) => group.id))
  for (const { sub, nick: subNick, role, groups } of accounts) {
    const full = `${main}:${sub}`
    const known = control.accounts(id)
    // As many as ever were opened: one that main has renamed or deleted since does not come again.
    if (known.filter((account) => account.role !== 'main').length >= accounts.length) break
    if (known.some((account) => account.name === full)) continue
    const password = options.password ?? newPassword()
    await control.createAccount({
      name: full,
      nick: subNick,
      role,
      password,
      // Main may have taken a group away, or the first start was cut off before there were any.
      groups: groups.filter((group) => groupsThere.has(group)),
    })
    fresh.set(full, password)
  }
  const all = new Map(
    control
      .accounts(id)
      .filter((account) => !account.deleted)
      .map((account) => [account.name, account]),
  )
  const wanted = [main, ...accounts.map(({ sub }) => `${main}:${sub}`)].filter((full) =>
    all.has(full),
  )
  if (options.resetPasswords === true)
    for (const full of wanted)
      if (!fresh.has(full)) {
        const password = options.password ?? newPassword()
        await control.resetPassword(full, password)
        fresh.set(full, password)
      }
  return {
    shop: id,
    name,
    created,
    accounts: wanted
      .map((full) => all.get(full))
      .filter((account): account is AccountView => account !== undefined)
      .map((account) => ({
        id: account.id,
        name: account.name,
        nick: account.nick,
        role: account.role,
        password: fresh.get(account.name) ?? null,
      })),
  }
}
