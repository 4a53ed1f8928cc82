import type { AccountView } from '#shared/protocol/model.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { Actor, DeskCommand } from '../contract.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import { dispatchAgain, serveQueue } from '../serve.ts'

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
    account: newAccount(deciding, 'main', command.shop.main, command.nick, 'main'),
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
  if (isTaken(deciding, name)) return refuse('name_taken', 'the name exists')
  const id = `s${subs + 1}`
  deciding.emit({
    type: 'account.opened',
    account: newAccount(deciding, id, name, command.nick, command.role),
  })
  return { account: id }
}

function newAccount(
  deciding: Deciding,
  id: string,
  name: string,
  nick: string,
  role: AccountView['role'],
): AccountView {
  return {
    id,
    name,
    nick,
    role,
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

function isTaken(deciding: Deciding, name: string, except?: string): boolean {
  for (const [id, { view }] of deciding.state.accounts.entries())
    if (view.name === name && id !== except) return true
  return false
}

export function changeAccount(
  deciding: Deciding,
  command: Extract<DeskCommand, { type: 'account.change' }>,
): Done | Refusal {
  const account = deciding.account(command.account)?.view
  if (!account) return refuse('not_found', 'no such account')
  const { changes } = command
  if (changes.name !== undefined && isTaken(deciding, changes.name, account.id))
    return refuse('name_taken', 'the name exists')
  if (account.role === 'main') {
    if (changes.disabled === true) return refuse('not_allowed', 'main can not be disabled')
    if (changes.role !== undefined && changes.role !== 'main')
      return refuse('not_allowed', 'main stays main')
  } else if (changes.role === 'main') return refuse('not_allowed', 'a shop has one main account')
  deciding.emit({ type: 'account.changed', account: account.id, changes })
  if (changes.disabled === true) {
    for (const [id, conversation] of deciding.state.conversations.entries())
      if (conversation.view.holder === account.id) dispatchAgain(deciding, id, 'holder_disabled')
  }
  serveQueue(deciding)
  return { account: account.id }
}

export function changeByMain(
  _deciding: Deciding,
  _by: Actor,
  _command: Extract<Command, { type: 'account.change' }>,
): Done | Refusal {
  return refuse('internal', 'to be written')
}

export function deleteAccount(_deciding: Deciding, _by: Actor, _account: string): Done | Refusal {
  return refuse('internal', 'to be written')
}

export function levelShop(
  deciding: Deciding,
  { level, quota }: Extract<DeskCommand, { type: 'shop.level' }>,
): Done {
  deciding.emit({ type: 'shop.leveled', level, quota })
  return {}
}
