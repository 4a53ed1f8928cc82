import type { Command } from '#shared/protocol/frames.ts'
import type { AccountView, BuyerView, ConversationId } from '#shared/protocol/model.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import { hasPart, type OnBuyer } from '../gate.ts'
import { endOffer } from '../offers.ts'

const MARKS = ['vip', 'private', 'evidence'] as const

/** VIP; a private contact (D6) and evidence (T3) are parts of their own. */
export function markBuyer(
  deciding: Deciding,
  acting: OnBuyer,
  command: Extract<Command, { type: 'buyer.mark' }>,
): Done | Refusal {
  for (const mark of ['private', 'evidence'] as const)
    if (command[mark] !== undefined && !hasPart(acting, `buyer.mark ${mark}`))
      return refuse('not_allowed', `the role does not allow it: ${mark}`)
  const { buyer: known } = acting
  const me = acting.account.view
  const before = known.view
  const buyer: BuyerView = {
    ...before,
    vip: command.vip ?? before.vip,
    private: command.private ?? before.private,
    evidence: command.evidence ?? before.evidence,
  }
  const changed = MARKS.filter((mark) => buyer[mark] !== before[mark])
  if (changed.length === 0) return {}
  deciding.emit({ type: 'buyer.marked', buyer, by: me.id, changed })
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
