import { maskBuyer, maskEvent } from '#shared/masking/views.ts'
import type { Delivered } from '#shared/protocol/events.ts'
import type { BuyerView } from '#shared/protocol/model.ts'
import type { LogRow, Viewer } from './contract.ts'
import type { State } from './state.ts'

export { maskAgentView, maskCard, maskMessage } from '#shared/masking/views.ts'

/**
 * T4: what accounts are given of people's words, with what is personal hidden in part: main accounts,
 * too, for unmasking leaves a trace and looking does not. Buyers read their own words whole. Each
 * function gives back the very same object where there is nothing to hide.
 */
export function masksFor(state: State, viewer: Viewer): boolean {
  return viewer.kind === 'agent' && state.root.settings.privacy.masking
}

/** `event`: what the viewer is given of this row. Masked once per row, however many are given it. */
export function maskedEvent(row: LogRow, event: Delivered['event']): Delivered['event'] {
  if (event !== row.event) return maskEvent(event)
  if (row.masked === undefined) {
    const masked = maskEvent(event)
    row.masked = masked === event ? null : { event: masked, text: undefined }
  }
  return row.masked?.event ?? event
}

/** A name as accounts are given it. */
export function nameOf(state: State, buyer: BuyerView): string {
  return state.root.settings.privacy.masking ? maskBuyer(buyer).name : buyer.name
}
