import type { Actor } from '../contract.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'

export function setInvisible(_deciding: Deciding, _by: Actor, _on: boolean): Done | Refusal {
  return refuse('internal', 'to be written')
}
