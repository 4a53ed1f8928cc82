import type { DeskCommand } from '../contract.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import { end } from './close.ts'

type Of<T extends DeskCommand['type']> = Extract<DeskCommand, { type: T }>

/** T3: what is to be erased is over first, and what is held as evidence is not erased. */
export function closeForErasure(
  deciding: Deciding,
  { by, buyer }: Of<'transcript.close'>,
): Done | Refusal {
  const known = deciding.state.buyers.get(buyer)
  if (!known) return refuse('not_found', 'no such buyer')
  if (known.view.evidence) return refuse('held_as_evidence', 'the transcript is held as evidence')
  if (known.open !== null) end(deciding, known.open, { by, summary: null, asked: false })
  return {}
}

/** Prepared by `erasure.ts`, which has read the rows; refused where they are others by now. */
export function eraseTranscript(
  deciding: Deciding,
  { by, plan, rows, digest, of }: Of<'transcript.erase'>,
): Done | Refusal {
  const { id, buyer, before, upTo } = plan
  for (const one of of)
    if (deciding.state.buyers.get(one)?.view.evidence === true)
      return refuse('held_as_evidence', 'a transcript is held as evidence')
  if (buyer !== null && deciding.state.buyers.get(buyer)?.open !== null)
    return refuse('overloaded', 'the buyer wrote meanwhile')
  deciding.emit({ type: 'transcript.erased', id, upTo, buyer, before, by, rows, digest })
  return {}
}
