import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OrderSystem } from '#shared/orders/model.ts'
import type { Phrase } from '#shared/phrases/model.ts'
import { parseSignInName } from '#shared/names/names.ts'
import type { IdentityState } from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import { DEFAULT_LEVEL, type Levels } from '#shared/protocol/levels.ts'
import type { AccountView, Role } from '#shared/protocol/model.ts'
import type { SettingsChange, ShopSettings } from '#shared/protocol/settings.ts'
import type { Accounts } from './accounts/accounts.ts'
import { refusedPassword } from './accounts/breached.ts'
import { noteAudit } from './desk/audit.ts'
import type { Desk, DeskCommand, GatewayStore, Shop } from './desk/contract.ts'
import { GatewayFailure, systemCode } from './failure.ts'
import { readLevels } from './levels.ts'
import { isShopId } from './shop-id.ts'

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
  readonly groups?: readonly string[]
}
/** A3. */
export interface ShopLevel extends ShopSummary {
  readonly level: string
  /** How many sub-accounts it may have, and has. */
  readonly quota: number
  readonly used: number
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
  settings(shop: string): ShopSettings
  /** Whole sections, replaced, as if the main account had seen the settings of now. */
  changeSettings(shop: string, change: SettingsChange): Promise<void>
  levels(): readonly ShopLevel[]
  /** A3: gives the shop, named by id or main account, a level of the table with its number of today. */
  setLevel(shop: string, level: string): Promise<ShopLevel>
  /** The secret for signed buyers: since when there is one, or another one, told this once. */
  identity(shop: string, renew: boolean): Promise<IdentityState>
  /** A2, A7: it signs in no more until it is enabled again; ends its sessions at once. */
  setDisabled(name: string, disabled: boolean): Promise<AccountView>
  /** A7: for good; its name is free, its transcripts stay. */
  deleteAccount(name: string): Promise<AccountView>
  /** A6: of whoever has lost its phone and its recovery codes; the main account's own, too. */
  secondFactorOff(name: string): Promise<AccountView>
  /** T6: notes that the shop, named by id or main account, goes out as a file. */
  exported(shop: string): Promise<ShopSummary>
  /** Where the shop never had an order system. */
  beginOrders(shop: string, system: OrderSystem): Promise<void>
  /** The team's first quick replies, in this order. */
  beginPhrases(
    shop: string,
    phrases: readonly Pick<Phrase, 'group' | 'code' | 'title' | 'text'>[],
  ): Promise<void>
  /**
   * A consistent copy of the running database and all files into `folder`, which may hold earlier
   * ones: files have their content's name, so only new ones are copied.
   */
  backup(folder: string): Promise<{ readonly database: string; readonly files: number }>
}

export function createControl(parts: {
  readonly store: GatewayStore
  readonly desk: Desk
  readonly accounts: Accounts
  readonly filesFolder: string
  /** The file of the operator's own levels; it need not be there. */
  readonly levelsFile: string
  readonly onShop: (shop: Shop) => void
  readonly beginOrders: Control['beginOrders']
  readonly now: () => number
}): Control {
  const { store, desk, accounts } = parts
  const summary = ({ id, view }: Shop): ShopSummary => ({ id, name: view.name, main: view.main })

  const level = (shop: Shop): ShopLevel => ({
    ...summary(shop),
    level: shop.view.level,
    quota: shop.view.quota,
    used: shop.accounts().filter(({ role, deleted }) => role !== 'main' && !deleted).length,
  })

  function findShop(name: string): Shop {
    const found = desk.shops.get(name) ?? desk.shopByMain(name)
    if (!found) throw new Refusal('not_found', `no such shop: ${name}`)
    return found
  }

  async function giveLevel(shop: Shop, wanted: string): Promise<void> {
    const levels = levelsOf(parts.levelsFile)
    const quota = Object.hasOwn(levels, wanted) ? levels[wanted] : undefined
    if (quota === undefined)
      throw new Refusal(
        'not_found',
        `no such level: ${wanted}; there are ${Object.keys(levels).join(', ')}`,
      )
    await submitted(shop, { type: 'shop.level', level: wanted, quota })
  }

  async function submitted(shop: Shop, command: DeskCommand): Promise<void> {
    const outcome = await shop.submit(command)
    if (!outcome.ok) throw new Refusal(outcome.code, outcome.message)
  }

  function checkPassword(password: string, names: readonly string[]): void {
    const bad = refusedPassword(password, names)
    if (bad) throw new Refusal(bad.error.code, bad.error.message)
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
    beginOrders: (shop, system) => parts.beginOrders(findShop(shop).id, system),

    async beginPhrases(shopId, phrases) {
      const { id, view } = findShop(shopId)
      const main = desk.shops.get(id)?.accountByName(view.main)
      if (!main) throw new Refusal('internal', 'the shop has no main account')
      const save = phrases.map((phrase, place) => ({
        phrase: { ...phrase, id: randomUUID(), scope: 'team' as const, files: [], place },
        revision: 0,
      }))
      const { beside } = store
      const change = { shop: id, account: main.id, at: parts.now(), team: true, save, remove: [] }
      const outcome = await beside.changePhrases(change)
      if (outcome !== 'ok') throw new Refusal(outcome, 'the quick replies were not taken')
    },

    async createShop({ id, name, main, nick, password }) {
      const parsed = parseSignInName(main)
      if (!parsed.ok)
        throw new Refusal(
          parsed.problem === 'full_width_colon' ? 'name_full_width_colon' : 'name_invalid',
          `the main account's name breaks rule A1: ${parsed.problem}`,
        )
      if (parsed.sub !== null)
        throw new Refusal('name_invalid', 'a main account has no sub part in its name')
      checkPassword(password, [main, name])
      if (desk.shopByMain(main)) throw new Refusal('name_taken', `${main} exists already`)
      const shopId = id ?? idFor(main, desk)
      if (!isShopId(shopId))
        throw new Refusal('name_invalid', 'a shop id has 2 to 40 of a-z, 0-9 and -')
      if (desk.shops.has(shopId)) throw new Refusal('name_taken', `shop ${shopId} exists already`)
      if (name.trim() === '') throw new Refusal('name_invalid', 'the shop needs a name')
      // Asked before anything is made: a table that can't be read makes no half a shop.
      const usual = levelsOf(parts.levelsFile)[DEFAULT_LEVEL]
      const shop = await desk.createShop({ id: shopId, name: name.trim(), main, nick })
      if (usual !== undefined && usual !== shop.view.quota) await giveLevel(shop, DEFAULT_LEVEL)
      const account = shop.accountByName(main)
      if (!account) throw new Refusal('internal', 'the shop was made without its main account')
      await setPassword(shop, account.id, password)
      parts.onShop(shop)
      return { shop: summary(shop), account: account.id }
    },

    async createAccount({ name, nick, role, password, groups }) {
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
      const opened = await accounts.openAccount(shop, {
        sub: parsed.sub,
        nick,
        role,
        password,
        ...(groups === undefined ? {} : { groups: [...groups] }),
      })
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
      return findShop(shop).accounts()
    },

    settings: (shop) => findShop(shop).settings(),

    async changeSettings(name, change) {
      const shop = findShop(name)
      const { revision } = shop.settings()
      await submitted(shop, {
        type: 'command',
        by: { kind: 'gateway' },
        cid: randomUUID(),
        command: { type: 'settings.set', revision, change },
      })
    },

    levels: () => [...desk.shops.values()].map(level),

    async setLevel(name, wanted) {
      const shop = findShop(name)
      await giveLevel(shop, wanted)
      return level(shop)
    },

    async identity(name, renew) {
      const { id } = findShop(name)
      if (!renew) return accounts.identities.state(id)
      await noteAudit(findShop(name), { kind: 'identity_renewed', by: null })
      return accounts.identities.renew(id)
    },

    async setDisabled(name, disabled) {
      const { shop, account } = find(name)
      await submitted(shop, { type: 'account.change', account: account.id, changes: { disabled } })
      if (disabled) await accounts.endSessionsOf(shop.id, account.id)
      return shop.account(account.id) ?? account
    },

    async deleteAccount(name) {
      const { shop, account } = find(name)
      await submitted(shop, { type: 'account.delete', account: account.id })
      await accounts.endSessionsOf(shop.id, account.id)
      return shop.account(account.id) ?? account
    },

    async secondFactorOff(name) {
      const { shop, account } = find(name)
      const done = await accounts.secondFactor.takeAway(shop, account.id, null)
      if (!done.ok) throw new Refusal(done.error.code, done.error.message)
      return account
    },

    async exported(name) {
      const shop = findShop(name)
      const noted = await noteAudit(shop, { kind: 'shop_exported', by: null, alert: true })
      if (!noted.ok) throw new Refusal(noted.code, noted.message)
      return summary(shop)
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

function levelsOf(file: string): Levels {
  try {
    return readLevels(file)
  } catch (error) {
    if (error instanceof GatewayFailure) throw new Refusal('bad_settings', error.message)
    throw error
  }
}

/** Latin names stay readable in the address; others get a short random one. */
function idFor(main: string, desk: Desk): string {
  const plain = main.toLowerCase().replaceAll('_', '-')
  if (isShopId(plain) && !desk.shops.has(plain)) return plain
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
