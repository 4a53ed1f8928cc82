import { randomBytes, randomInt } from 'node:crypto'
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSignInName } from '#shared/names/names.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { AccountView, Role } from '#shared/protocol/model.ts'
import type { Accounts } from './accounts/accounts.ts'
import { passwordLongEnough } from './accounts/passwords.ts'
import type { Desk, GatewayStore, Shop } from './desk/contract.ts'
import { systemCode } from './failure.ts'

/** What was asked can't be done; `code` of the protocol's catalogue where it has one. */
export class Refusal extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, message: string) {
    super(message)
    this.name = 'Refusal'
    this.code = code
  }
}

export interface NewShop {
  /** Address part of the buyer's page; made from the main name where it is absent. */
  readonly id?: string | undefined
  readonly name: string
  readonly main: string
  readonly nick: string
  readonly password: string
}
export interface NewAccount {
  /** Sign-in name `main:sub`. */
  readonly name: string
  readonly nick: string
  readonly role: Exclude<Role, 'main'>
  readonly password: string
}
export interface ShopSummary {
  readonly id: string
  readonly name: string
  readonly main: string
}

/**
 * What the command line, the wizard and the demo do to a gateway, in whichever process it runs.
 * All throw `Refusal` where they are refused.
 */
export interface Control {
  shops(): readonly ShopSummary[]
  createShop(shop: NewShop): Promise<{ readonly shop: ShopSummary; readonly account: string }>
  createAccount(account: NewAccount): Promise<AccountView>
  /** A2: without the old one; ends the account's sessions at once. */
  resetPassword(name: string, password: string): Promise<AccountView>
  accounts(shop?: string): readonly AccountView[]
  /**
   * A consistent copy of the running database and all files into `folder`, which may hold earlier
   * ones: files have their content's name, so only new ones are copied.
   */
  backup(folder: string): Promise<{ readonly database: string; readonly files: number }>
}

const SHOP_ID = /^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/
/** Addresses under /s/ that are no shops. */
const TAKEN_IDS = new Set(['assets'])

export function createControl(parts: {
  readonly store: GatewayStore
  readonly desk: Desk
  readonly accounts: Accounts
  readonly filesFolder: string
  readonly onShop: (shop: Shop) => void
  readonly now: () => number
}): Control {
  const { store, desk, accounts } = parts
  const summary = ({ id, view }: Shop): ShopSummary => ({ id, name: view.name, main: view.main })

  function checkPassword(password: string): void {
    if (!passwordLongEnough(password))
      throw new Refusal('password_too_short', 'a password has at least 10 characters')
  }

  function find(name: string): { shop: Shop; account: AccountView } {
    const parsed = parseSignInName(name)
    const shop = parsed.ok ? desk.shopByMain(parsed.main) : undefined
    const account = shop?.accountByName(name)
    if (!shop || !account) throw new Refusal('not_found', `no account has the name ${name}`)
    return { shop, account }
  }

  async function setPassword(shop: Shop, account: string, password: string): Promise<void> {
    const set = await accounts.resetPassword(shop, account, password)
    if (!set.ok) throw new Refusal(set.error.code, set.error.message)
  }

  return {
    shops: () => [...desk.shops.values()].map(summary),

    async createShop({ id, name, main, nick, password }) {
      const parsed = parseSignInName(main)
      if (!parsed.ok)
        throw new Refusal(
          parsed.problem === 'full_width_colon' ? 'name_full_width_colon' : 'name_invalid',
          `the main account's name breaks rule A1: ${parsed.problem}`,
        )
      if (parsed.sub !== null)
        throw new Refusal('name_invalid', 'a main account has no sub part in its name')
      checkPassword(password)
      if (desk.shopByMain(main)) throw new Refusal('name_taken', `${main} exists already`)
      const shopId = id ?? idFor(main, desk)
      if (!SHOP_ID.test(shopId) || TAKEN_IDS.has(shopId))
        throw new Refusal('name_invalid', 'a shop id has 2 to 40 of a-z, 0-9 and -')
      if (desk.shops.has(shopId)) throw new Refusal('name_taken', `shop ${shopId} exists already`)
      if (name.trim() === '') throw new Refusal('name_invalid', 'the shop needs a name')
      const shop = await desk.createShop({ id: shopId, name: name.trim(), main, nick })
      const account = shop.accountByName(main)
      if (!account) throw new Refusal('internal', 'the shop was made without its main account')
      await setPassword(shop, account.id, password)
      parts.onShop(shop)
      return { shop: summary(shop), account: account.id }
    },

    async createAccount({ name, nick, role, password }) {
      const parsed = parseSignInName(name)
      if (!parsed.ok)
        throw new Refusal(
          parsed.problem === 'full_width_colon' ? 'name_full_width_colon' : 'name_invalid',
          `the name breaks rule A1: ${parsed.problem}`,
        )
      if (parsed.sub === null)
        throw new Refusal('name_invalid', 'a sub-account is named main:sub; see `shop create`')
      const shop = desk.shopByMain(parsed.main)
      if (!shop) throw new Refusal('not_found', `no shop has the main account ${parsed.main}`)
      const opened = await accounts.openAccount(shop, { sub: parsed.sub, nick, role, password })
      if (!opened.ok) {
        const { code, message } = opened.error
        throw new Refusal(code, code === 'name_taken' ? `${name} exists already` : message)
      }
      return opened.value
    },

    async resetPassword(name, password) {
      const { shop, account } = find(name)
      await setPassword(shop, account.id, password)
      return account
    },

    accounts(shop) {
      if (shop === undefined) return [...desk.shops.values()].flatMap((each) => each.accounts())
      const found = desk.shops.get(shop) ?? desk.shopByMain(shop)
      if (!found) throw new Refusal('not_found', `no such shop: ${shop}`)
      return found.accounts()
    },

    async backup(folder) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const stamp = new Date(parts.now()).toISOString().replaceAll(/[:.]/g, '-')
      // Files before the database: whatever the copied log names is then in the copy.
      const first = await copyFiles(parts.filesFolder, join(folder, 'files'))
      const database = join(folder, `gateway-${stamp}.db`)
      const { pos } = await store.backup(database)
      const second = await copyFiles(parts.filesFolder, join(folder, 'files'))
      await writeFile(
        join(folder, `gateway-${stamp}.json`),
        `${JSON.stringify({ version: 1, at: parts.now(), pos }, null, 2)}\n`,
        { mode: 0o600 },
      )
      return { database, files: first + second }
    },
  }
}

/** Latin names stay readable in the address; others get a short random one. */
function idFor(main: string, desk: Desk): string {
  const plain = main.toLowerCase().replaceAll('_', '-')
  if (SHOP_ID.test(plain) && !TAKEN_IDS.has(plain) && !desk.shops.has(plain)) return plain
  return `shop-${randomBytes(4).toString('hex')}`
}

/** Copies what isn't there yet; the names are the contents' hashes. Returns how many were copied. */
export async function copyFiles(from: string, to: string): Promise<number> {
  let copied = 0
  const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return []
      throw error
    },
  )
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.endsWith('.part')) continue
    const source = join(entry.parentPath, entry.name)
    const target = join(to, source.slice(from.length))
    await mkdir(join(target, '..'), { recursive: true, mode: 0o700 })
    // The list of uploads grows; everything else never changes.
    const grows = entry.name === 'uploads'
    const done = await cp(source, target, { force: grows, errorOnExist: !grows }).then(
      () => true,
      (error: unknown) => {
        if (systemCode(error) === 'ERR_FS_CP_EEXIST') return false
        throw error
      },
    )
    if (done && !grows) copied++
  }
  return copied
}

/** Four groups of five, about 96 bits, without signs that are mistaken for each other. */
export function generatePassword(): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789'
  const group = () => Array.from({ length: 5 }, () => signs[randomInt(signs.length)]).join('')
  return Array.from({ length: 4 }, group).join('-')
}
