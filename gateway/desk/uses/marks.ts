import type { Command } from '#shared/protocol/frames.ts'
import type { AccountView, BuyerView, ConversationId } from '#shared/protocol/model.ts'
import type { Actor } from '../contract.ts'
import {
  actingAccount,
  isAccount,
  refuse,
  type Deciding,
  type Done,
  type Refusal,
} from '../decision.ts'
import { endOffer } from '../offers.ts'

/** VIP by those who see all conversations, private contact (D6) by the main account alone. */
export function markBuyer(
  deciding: Deciding,
  actor: Actor,
  command: Extract<Command, { type: 'buyer.mark' }>,
): Done | Refusal {
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  const me = account.view
  if (me.role !== 'main' && me.role !== 'supervisor')
    return refuse('not_allowed', 'supervisors and the main account mark buyers')
  const known = deciding.state.buyers.get(command.buyer)
  if (!known || (known.view.private && me.role !== 'main'))
    return refuse('not_found', 'no such buyer')
  if (command.private !== undefined && me.role !== 'main')
    return refuse('not_allowed', 'the main account alone has private contacts')
  const before = known.view
  const buyer: BuyerView = {
    ...before,
    vip: command.vip ?? before.vip,
    private: command.private ?? before.private,
  }
  if (buyer.vip === before.vip && buyer.private === before.private) return {}
  deciding.emit({ type: 'buyer.marked', buyer, by: me.id })
  if (known.open !== null && buyer.private !== before.private) {
    if (buyer.private) giveToMain(deciding, known.open, me)
    else showAgain(deciding, known.open)
  }
  return known.open === null ? {} : { conversation: known.open }
}

/** D6: at once, out of a holder's hands, an offer or the queue, whatever state main is in. */
function giveToMain(deciding: Deciding, id: ConversationId, main: AccountView): void {
  const view = deciding.conversation(id)?.view
  if (!view) return
  if (view.offer !== null) endOffer(deciding, id, 'cancelled', main.id)
  if (view.holder === main.id) return
  const { nick, online, invisible } = main
  const waits = !online || invisible
  deciding.assign(
    id,
    main.id,
    {
      rule: 'D6',
      sentence: 'made_private',
      values: view.holder === null ? { nick } : { nick, from: deciding.nickOf(view.holder) },
      candidates: [],
    },
    { waits },
  )
  const code = view.holder === null ? 'served_by' : 'forwarded'
  deciding.notice(id, waits ? { code: 'waits_for_main' } : { code, nick })
}

/** Supervisors see it again: told whole, since they were made to forget it. Nothing else changes. */
function showAgain(deciding: Deciding, id: ConversationId): void {
  const view = deciding.conversation(id)?.view
  if (!view || view.holder === null || view.reason === null) return
  deciding.assign(
    id,
    view.holder,
    { ...view.reason, candidates: [] },
    { waits: view.state === 'waiting_main' },
  )
}
