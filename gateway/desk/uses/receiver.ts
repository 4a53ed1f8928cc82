import { fairestOf, type DispatchAccount } from '#shared/dispatch/dispatch.ts'
import type { Receiver } from '#shared/protocol/frames.ts'
import type { AccountId, AccountView } from '#shared/protocol/model.ts'
import type { Group } from '#shared/protocol/settings.ts'
import { refuse, type Deciding, type Refusal } from '../decision.ts'
import { staffOf } from '../serve.ts'

/** D12: who is there to take a conversation from a colleague, with room or without. */
export function canReceive(account: AccountView): boolean {
  return account.online && !account.invisible && !account.disabled && account.suspended === null
}

/** The account that a forward goes to; `group` is the one it was chosen from. */
export interface Chosen {
  readonly to: AccountView
  readonly group: Group | null
}

export function isChosen(result: Chosen | Refusal): result is Chosen {
  return 'to' in result
}

/** `holder` has it now and is never the receiver; null: nobody has it. */
export function chooseReceiver(
  deciding: Deciding,
  receiver: Receiver,
  holder: AccountId | null,
): Chosen | Refusal {
  if ('account' in receiver) {
    const to = deciding.account(receiver.account)?.view
    if (!to || to.deleted) return refuse('not_found', 'no such account')
    if (holder === to.id) return refuse('same_holder', 'it holds the conversation already')
    if (!canReceive(to))
      return refuse('account_unavailable', 'the receiver is offline, invisible or suspended')
    return { to, group: null }
  }
  const group = deciding.settings.groups.find(({ id }) => id === receiver.group)
  if (!group) return refuse('not_found', 'no such group')
  const id = fairestOf(withOffers(deciding), group.id, holder === null ? [] : [holder])
  const to = id === null ? undefined : deciding.account(id)?.view
  if (!to) return refuse('group_unavailable', 'nobody of the group is there')
  return { to, group }
}

/** What is offered counts as taken, so that ten forwards to a group are not ten offers to one. */
function withOffers(deciding: Deciding): readonly DispatchAccount[] {
  const offers = new Map<AccountId, number>()
  for (const [, { view }] of deciding.state.conversations.entries())
    if (view.offer !== null) offers.set(view.offer.to, (offers.get(view.offer.to) ?? 0) + 1)
  const accounts = staffOf(deciding)
  if (offers.size === 0) return accounts
  return accounts.map((account) => {
    const more = offers.get(account.id) ?? 0
    return { ...account, held: account.held + more, taken: account.taken + more }
  })
}
