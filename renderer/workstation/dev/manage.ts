import type { BuyerEntry, BuyersQuery, OpenAccountRequest } from '#shared/protocol/api.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'

/** What the gateway would say to the main account's commands; nothing is refused here. */
export function managed(command: Command, view: AgentView): ShopEvent | null {
  const by = view.me
  switch (command.type) {
    case 'account.change': {
      const { sub, ...changes } = command.changes
      const name = sub === undefined ? {} : { name: `${view.shop.main}:${sub}` }
      return {
        type: 'account.changed',
        account: command.account,
        changes: { ...defined(changes), ...name },
        by,
      }
    }
    case 'account.delete':
      return {
        type: 'account.changed',
        account: command.account,
        changes: { deleted: true, disabled: true },
        by,
      }
    case 'participate':
      return {
        type: 'account.changed',
        account: command.account,
        changes: { participates: command.on },
        by,
      }
    case 'settings.set': {
      const settings = { ...view.settings, ...defined(command.change) }
      return {
        type: 'shop.settings',
        settings: { ...settings, revision: view.settings.revision + 1 },
        by,
      }
    }
    case 'buyer.mark': {
      const buyer = Object.values(view.conversations).find(
        (chat) => chat.buyer.id === command.buyer,
      )?.buyer
      const { vip, private: own } = command
      return buyer
        ? { type: 'buyer.marked', buyer: { ...buyer, ...defined({ vip, private: own }) }, by }
        : null
    }
    case 'invisible':
      return { type: 'account.invisible', account: by, on: command.on, online: true }
    case 'whisper': {
      const { conversation, text } = command
      const nick = view.accounts[by]?.nick ?? ''
      return {
        type: 'conversation.aside',
        conversation,
        aside: { kind: 'whisper', account: by, nick, text },
      }
    }
    case 'forward.cancel': {
      const { conversation } = command
      return { type: 'conversation.offer_ended', conversation, why: 'cancelled' }
    }
    default:
      return null
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }
function defined<T extends object>(value: T): Partial<Defined<T>> {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as Partial<Defined<T>>
}

export function openedAccount(request: OpenAccountRequest, view: AgentView): AccountView {
  return {
    id: `a${Object.keys(view.accounts).length}`,
    name: `${view.shop.main}:${request.sub}`,
    nick: request.nick,
    role: request.role,
    online: false,
    since: Date.now(),
    suspended: null,
    participates: request.participates ?? true,
    disabled: false,
    limit: request.limit ?? 20,
    weight: request.weight ?? 1,
    groups: request.groups ?? [],
    deleted: false,
    invisible: false,
  }
}

export function buyersOf(query: BuyersQuery, view: AgentView): BuyerEntry[] {
  return Object.values(view.conversations)
    .filter(({ buyer }) => query.mark === undefined || buyer[query.mark])
    .filter(({ buyer }) => buyer.name.toLowerCase().includes((query.text ?? '').toLowerCase()))
    .map((chat) => ({
      buyer: chat.buyer,
      conversation: chat.id,
      open: true,
      lastServedBy: chat.holder,
      lastAt: chat.last?.at ?? null,
    }))
}
