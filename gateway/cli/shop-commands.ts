import type { AccountView } from '#shared/protocol/model.ts'
import type { Control } from '../control.ts'
import { GatewayFailure } from '../failure.ts'
import type { ChannelRequest } from './channel.ts'
import { DATA, dataOf, JSON_OPTION, needed, type Command } from './commands.ts'
import { perform } from './open.ts'

const shopList: Command = {
  name: 'shop list',
  summary: 'list shops with their level and how many sub-accounts they have and may have',
  options: { ...DATA, ...JSON_OPTION },
  async run(term, values) {
    const shops = await perform(term, dataOf(values), { op: 'levels' }, (control) =>
      control.levels(),
    )
    if (values['json']) term.out(JSON.stringify(shops))
    else
      for (const { id, name, main, level, used, quota } of shops)
        term.out([id, name, main, level, `${used}/${quota}`].join('\t'))
    return 0
  },
}

const shopLevel: Command = {
  name: 'shop level',
  summary: 'give a shop a level, which says how many sub-accounts it may have',
  positionals: '<shop> <level>',
  options: { ...DATA, ...JSON_OPTION },
  async run(term, values, [shop, level, ...more]) {
    if (shop === undefined || level === undefined || more.length > 0)
      throw new GatewayFailure('usage', 'name the shop and the level; see shop level --help')
    const made = await perform(term, dataOf(values), { op: 'setLevel', shop, level }, (control) =>
      control.setLevel(shop, level),
    )
    if (values['json']) term.out(JSON.stringify(made))
    else {
      term.out(`shop ${made.id}: ${made.level}, ${made.used} of ${made.quota} sub-accounts`)
      if (made.used > made.quota)
        term.say('It has more than that: all stay, and no further one can be opened.')
    }
    return 0
  },
}

const shopIdentity: Command = {
  name: 'shop identity-secret',
  summary: "tell whether the shop's site can sign for its customers; --new makes the secret",
  positionals: '<shop>',
  options: {
    ...DATA,
    new: {
      type: 'boolean',
      help: 'make another secret and tell it this once; the old one is worth nothing then',
    },
    ...JSON_OPTION,
  },
  async run(term, values, [shop, ...more]) {
    if (shop === undefined || more.length > 0)
      throw new GatewayFailure('usage', 'name the shop; see shop identity-secret --help')
    const renew = values['new'] === true
    const state = await perform(term, dataOf(values), { op: 'identity', shop, renew }, (control) =>
      control.identity(shop, renew),
    )
    if (values['json']) term.out(JSON.stringify(state))
    else if (state.secret !== null) {
      term.out(state.secret)
      term.say('Keep it on the server of your site, never in a page. It is not shown again.')
    } else if (state.since === null) term.out('there is none; --new makes one')
    else term.out(`there is one since ${new Date(state.since).toISOString()}`)
    return 0
  },
}

/** Commands that name one account and tell what became of it. */
function accountCommand(
  word: string,
  summary: string,
  request: (name: string) => ChannelRequest,
  directly: (control: Control, name: string) => Promise<AccountView>,
  done: string,
): Command {
  return {
    name: `account ${word}`,
    summary,
    options: { ...DATA, name: { type: 'string', help: 'sign-in name, main:sub' }, ...JSON_OPTION },
    async run(term, values) {
      const name = needed(values, 'name')
      const account = await perform(term, dataOf(values), request(name), (control) =>
        directly(control, name),
      )
      term.out(values['json'] ? JSON.stringify(account) : `${name} ${done}`)
      return 0
    },
  }
}

export const SHOP_COMMANDS: readonly Command[] = [
  shopList,
  shopLevel,
  shopIdentity,
  accountCommand(
    'disable',
    'let an account sign in no more; ends its sessions at once',
    (name) => ({ op: 'setDisabled', name, disabled: true }),
    (control, name) => control.setDisabled(name, true),
    'is disabled; it is signed out everywhere, its transcripts stay',
  ),
  accountCommand(
    'enable',
    'let a disabled account sign in again',
    (name) => ({ op: 'setDisabled', name, disabled: false }),
    (control, name) => control.setDisabled(name, false),
    'can sign in again',
  ),
  accountCommand(
    'second-factor off',
    'take a lost second factor away; it signs in by its password until it sets up another',
    (name) => ({ op: 'secondFactorOff', name }),
    (control, name) => control.secondFactorOff(name),
    'has no second factor any more',
  ),
  accountCommand(
    'delete',
    'delete a sub-account for good; its transcripts stay',
    (name) => ({ op: 'deleteAccount', name }),
    (control, name) => control.deleteAccount(name),
    'is deleted; its transcripts stay, its name is free',
  ),
]
