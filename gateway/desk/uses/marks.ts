import type { Command } from '#shared/protocol/frames.ts'
import type { Actor } from '../contract.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'

export function markBuyer(
  _deciding: Deciding,
  _by: Actor,
  _command: Extract<Command, { type: 'buyer.mark' }>,
): Done | Refusal {
  return refuse('internal', 'to be written')
}
