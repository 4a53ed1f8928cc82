import type { Command } from '#shared/protocol/frames.ts'
import type { AccountView, BuyerId, BuyerView } from '#shared/protocol/model.ts'
import type { Actor } from '../contract.ts'
import {
  actingAccount,
  isAccount,
  refuse,
  type Deciding,
  type Done,
  type Refusal,
} from '../decision.ts'
import { mayReadBuyer } from '../rights.ts'
import type { BuyerState } from '../state.ts'
import { end } from './close.ts'

type Of<T extends Command['type']> = Extract<Command, { type: T }>

interface Reading {
  readonly me: AccountView
  readonly buyer: BuyerState
}

/** Who acts on a buyer may read it; to all others there is none (D6, T1). */
function reading(deciding: Deciding, actor: Actor, id: BuyerId): Reading | Refusal {
  const account = actingAccount(deciding, actor)
  if (!isAccount(account)) return account
  const buyer = deciding.state.buyers.get(id)
  return buyer && mayReadBuyer(deciding.state, account.view, buyer)
    ? { me: account.view, buyer }
    : refuse('not_found', 'no such buyer')
}

function isReading(result: Reading | Refusal): result is Reading {
  return 'me' in result
}

function mark(deciding: Deciding, { me, buyer }: Reading, change: Partial<BuyerView>): void {
  deciding.emit({ type: 'buyer.marked', buyer: { ...buyer.view, ...change }, by: me.id })
}

/** S50: all of its tags, in this order, each once. */
export function tagBuyer(
  deciding: Deciding,
  actor: Actor,
  command: Of<'buyer.tag'>,
): Done | Refusal {
  const read = reading(deciding, actor, command.buyer)
  if (!isReading(read)) return read
  const tags = [...new Set(command.tags)]
  const before = read.buyer.view.tags
  const same = tags.length === before.length && tags.every((tag, index) => tag === before[index])
  if (!same) mark(deciding, read, { tags })
  return {}
}

/** S50: among colleagues. */
export function noteBuyer(
  deciding: Deciding,
  actor: Actor,
  { buyer, text }: Of<'buyer.note'>,
): Done | Refusal {
  const read = reading(deciding, actor, buyer)
  if (!isReading(read)) return read
  const { id: account, nick } = read.me
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
  actor: Actor,
  { buyer, note }: Of<'buyer.unnote'>,
): Done | Refusal {
  const read = reading(deciding, actor, buyer)
  if (!isReading(read)) return read
  const { me } = read
  const found = read.buyer.notes.find(({ id }) => id === note)
  if (!found) return refuse('not_found', 'no such note')
  if (found.account !== me.id && me.role !== 'main' && me.role !== 'supervisor')
    return refuse('not_allowed', 'another account wrote the note')
  deciding.emit({ type: 'buyer.unnoted', buyer, note, by: me.id })
  return {}
}

/** S50: what the shop's own site signed for, no account can say otherwise. */
export function linkBuyer(
  deciding: Deciding,
  actor: Actor,
  command: Of<'buyer.link'>,
): Done | Refusal {
  const read = reading(deciding, actor, command.buyer)
  if (!isReading(read)) return read
  const known = read.buyer.view.customer
  if (known?.by === 'identity') return refuse('not_allowed', 'the shop’s site signed who it is')
  if ((known?.id ?? null) === command.customer) return {}
  mark(deciding, read, {
    customer: command.customer === null ? null : { id: command.customer, by: 'account' },
  })
  return {}
}

/** S51: its open conversation is over, and it is not asked what it thinks of that. */
export function blockBuyer(
  deciding: Deciding,
  actor: Actor,
  command: Of<'buyer.block'>,
): Done | Refusal {
  const read = reading(deciding, actor, command.buyer)
  if (!isReading(read)) return read
  if (read.me.role === 'junior') return refuse('not_allowed', 'juniors block nobody')
  const { view, open } = read.buyer
  if (view.blocked === command.on) return {}
  mark(deciding, read, { blocked: command.on })
  if (!command.on || open === null) return {}
  end(deciding, open, { by: read.me.id, summary: null, asked: false })
  return { conversation: open }
}
