import { nameKey, parseSignInName } from '#shared/names/names.ts'
import type { AccountChanges } from '#shared/protocol/events.ts'
import type { AccountId, AccountView } from '#shared/protocol/model.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { DeskCommand } from '../contract.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import { leaveService } from './leaving.ts'

/** D9: as many as the marketplaces give a new account. */
const DEFAULT_LIMIT = 20

export function openShop(
  deciding: Deciding,
  command: Extract<DeskCommand, { type: 'shop.open' }>,
): Done | Refusal {
  if (deciding.state.root.shop !== null) return refuse('name_taken', 'the shop is open already')
  deciding.emit({ type: 'shop.opened', shop: command.shop })
  deciding.emit({
    type: 'account.opened',
    account: newAccount(deciding, {
      id: 'main',
      name: command.shop.main,
      nick: command.nick,
      role: 'main',
    }),
  })
  return { account: 'main' }
}

export function openAccount(
  deciding: Deciding,
  command: Extract<DeskCommand, { type: 'account.open' }>,
): Done | Refusal {
  const { shop, subs } = deciding.state.root
  if (shop === null) return refuse('not_found', 'the shop is not open')
  const name = `${shop.main}:${command.sub}`
  const refusal =
    wrongName(name) ??
    taken(deciding, { name, nick: command.nick }) ??
    unknownGroup(deciding, command.groups)
  if (refusal !== null) return refusal
  if (countSubs(deciding) >= shop.quota)
    return refuse('quota_reached', 'the level of the shop allows no more sub-accounts')
  const { nick, role, groups, weight, limit, participates } = command
  const id = `s${subs + 1}`
  deciding.emit({
    type: 'account.opened',
    by: command.by ?? null,
    account: {
      ...newAccount(deciding, { id, name, nick, role }),
      ...(groups === undefined ? {} : { groups: [...new Set(groups)] }),
      ...(weight === undefined ? {} : { weight }),
      ...(limit === undefined ? {} : { limit }),
      ...(participates === undefined ? {} : { participates }),
    },
  })
  return { account: id }
}

function newAccount(
  deciding: Deciding,
  given: Pick<AccountView, 'id' | 'name' | 'nick' | 'role'>,
): AccountView {
  return {
    ...given,
    online: false,
    since: deciding.now,
    suspended: null,
    // D1: main and sub-accounts alike; each can be set to not participate (D2).
    participates: true,
    disabled: false,
    limit: DEFAULT_LIMIT,
    weight: 1,
    groups: [],
    deleted: false,
    invisible: false,
  }
}

/** A3: deleted ones leave their place to others, disabled ones keep it. */
function countSubs(deciding: Deciding): number {
  let count = 0
  for (const [, { view }] of deciding.state.accounts.entries())
    if (view.role !== 'main' && !view.deleted) count++
  return count
}

/** A1. */
function wrongName(name: string): Refusal | null {
  const parsed = parseSignInName(name)
  if (parsed.ok) return null
  return parsed.problem === 'full_width_colon'
    ? refuse('name_full_width_colon', 'a full-width colon is another sign')
    : refuse('name_invalid', parsed.problem)
}

/**
 * Names of deleted accounts are free again. Nicks are unique, too: buyers address an account by its
 * nick (D3), and a buyer's line «served by» is to name one person.
 */
function taken(
  deciding: Deciding,
  wanted: { readonly name?: string | undefined; readonly nick?: string | undefined },
  except?: AccountId,
): Refusal | null {
  const name = wanted.name === undefined ? null : nameKey(wanted.name)
  const nick = wanted.nick === undefined ? null : nameKey(wanted.nick.trim())
  for (const [id, { view }] of deciding.state.accounts.entries()) {
    if (id === except || view.deleted) continue
    if (name !== null && nameKey(view.name) === name)
      return refuse('name_taken', 'the sign-in name exists')
    if (nick !== null && nameKey(view.nick) === nick) return refuse('name_taken', 'the nick exists')
  }
  return null
}

/** D10. */
function unknownGroup(deciding: Deciding, groups: readonly string[] | undefined): Refusal | null {
  const known = new Set(deciding.settings.groups.map(({ id }) => id))
  return groups === undefined || groups.every((group) => known.has(group))
    ? null
    : refuse('bad_settings', 'groups: no such group')
}

/** By the gateway's command line. */
export function changeAccount(
  deciding: Deciding,
  { account, changes }: Extract<DeskCommand, { type: 'account.change' }>,
): Done | Refusal {
  return change(deciding, account, changes, null)
}

/** A2: by the main account at its workstation; `sub` is the part of the name behind the colon. */
export function changeByMain(
  deciding: Deciding,
  by: AccountId | null,
  { account, changes: { sub, ...changes } }: Extract<Command, { type: 'account.change' }>,
): Done | Refusal {
  const { shop } = deciding.state.root
  if (shop === null) return refuse('not_found', 'the shop is not open')
  if (sub === undefined) return change(deciding, account, changes, by)
  return change(deciding, account, { ...changes, name: `${shop.main}:${sub}` }, by)
}

function change(
  deciding: Deciding,
  id: AccountId,
  wanted: Wanted,
  by: AccountId | null,
): Done | Refusal {
  const account = deciding.account(id)?.view
  if (!account || account.deleted) return refuse('not_found', 'no such account')
  const changes = differing(account, wanted)
  const refusal = notForMain(account, changes) ?? wrong(deciding, id, changes)
  if (refusal !== null) return refusal
  if (Object.keys(changes).length === 0) return { account: id }
  deciding.emit({ type: 'account.changed', account: id, changes, by })
  if (changes.disabled === true) leaveService(deciding, id)
  return { account: id }
}

type Wanted = { readonly [K in keyof AccountChanges]?: AccountChanges[K] | undefined }

/** What is asked for and not so already. */
function differing(account: AccountView, wanted: Wanted): AccountChanges {
  const known: Readonly<Record<string, unknown>> = { ...account }
  const entries = Object.entries(wanted).filter(
    ([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(known[key]),
  )
  return Object.fromEntries(entries)
}

function notForMain(account: AccountView, changes: AccountChanges): Refusal | null {
  if (account.role !== 'main')
    return changes.role === 'main' ? refuse('not_allowed', 'a shop has one main account') : null
  if (changes.role !== undefined) return refuse('not_allowed', 'main stays main')
  if (changes.name !== undefined) return refuse('not_allowed', 'the name of main is the shop’s')
  return changes.disabled === true ? refuse('not_allowed', 'main can not be disabled') : null
}

function wrong(deciding: Deciding, id: AccountId, changes: AccountChanges): Refusal | null {
  const { name, nick, groups } = changes
  return (
    (name === undefined ? null : wrongName(name)) ??
    taken(deciding, { name, nick }, id) ??
    unknownGroup(deciding, groups)
  )
}

/** A2, A7: nobody signs in as it any more, its name is free, what it wrote stays. */
export function deleteAccount(
  deciding: Deciding,
  by: AccountId | null,
  id: AccountId,
): Done | Refusal {
  const account = deciding.account(id)?.view
  if (!account || account.deleted) return refuse('not_found', 'no such account')
  if (account.role === 'main') return refuse('not_allowed', 'main can not be deleted')
  deciding.emit({
    type: 'account.changed',
    account: id,
    changes: { disabled: true, deleted: true },
    by,
  })
  leaveService(deciding, id)
  return { account: id }
}

export function levelShop(
  deciding: Deciding,
  { level, quota }: Extract<DeskCommand, { type: 'shop.level' }>,
): Done {
  deciding.emit({ type: 'shop.leveled', level, quota })
  return {}
}
