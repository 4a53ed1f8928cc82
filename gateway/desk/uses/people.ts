import type { BuyerMark } from '#shared/protocol/events.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { BuyerView } from '#shared/protocol/model.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import type { OnBuyer } from '../gate.ts'
import { end } from './close.ts'

type Of<T extends Command['type']> = Extract<Command, { type: T }>

function mark(
  deciding: Deciding,
  { account, buyer }: OnBuyer,
  change: Partial<Pick<BuyerView, BuyerMark>>,
): void {
  const changed = Object.keys(change) as BuyerMark[]
  const by = account.view.id
  deciding.emit({ type: 'buyer.marked', buyer: { ...buyer.view, ...change }, by, changed })
}

/** S50: all of its tags, in this order, each once. */
export function tagBuyer(
  deciding: Deciding,
  acting: OnBuyer,
  command: Of<'buyer.tag'>,
): Done | Refusal {
  const tags = [...new Set(command.tags)]
  const before = acting.buyer.view.tags
  const same = tags.length === before.length && tags.every((tag, index) => tag === before[index])
  if (!same) mark(deciding, acting, { tags })
  return {}
}

/** S50: among colleagues. */
export function noteBuyer(
  deciding: Deciding,
  acting: OnBuyer,
  { buyer, text }: Of<'buyer.note'>,
): Done | Refusal {
  const { id: account, nick } = acting.account.view
  // By its row: no other note has it.
  const id = `n${deciding.state.root.pos + 1}`
  deciding.emit({
    type: 'buyer.noted',
    buyer,
    note: { id, at: deciding.now, account, nick, text },
  })
  return {}
}

/** S50: by its author, supervisors and main. */
export function unnoteBuyer(
  deciding: Deciding,
  acting: OnBuyer,
  { buyer, note }: Of<'buyer.unnote'>,
): Done | Refusal {
  const me = acting.account.view
  const found = acting.buyer.notes.find(({ id }) => id === note)
  if (!found) return refuse('not_found', 'no such note')
  if (acting.reach === 'own' && found.account !== me.id)
    return refuse('not_allowed', 'another account wrote the note')
  deciding.emit({ type: 'buyer.unnoted', buyer, note, by: me.id })
  return {}
}

/** S50: what the shop's own site signed for, no account can say otherwise. */
export function linkBuyer(
  deciding: Deciding,
  acting: OnBuyer,
  command: Of<'buyer.link'>,
): Done | Refusal {
  const known = acting.buyer.view.customer
  if (known?.by === 'identity') return refuse('not_allowed', 'the shop’s site signed who it is')
  if ((known?.id ?? null) === command.customer) return {}
  mark(deciding, acting, {
    customer: command.customer === null ? null : { id: command.customer, by: 'account' },
  })
  return {}
}

/** S51: its open conversation is over, and it is not asked what it thinks of that. */
export function blockBuyer(
  deciding: Deciding,
  acting: OnBuyer,
  command: Of<'buyer.block'>,
): Done | Refusal {
  const { view, open } = acting.buyer
  if (view.blocked === command.on) return {}
  mark(deciding, acting, { blocked: command.on })
  if (!command.on || open === null) return {}
  end(deciding, open, { by: acting.account.view.id, summary: null, asked: false })
  return { conversation: open }
}
