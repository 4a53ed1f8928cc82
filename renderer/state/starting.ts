import type { Connection, WorkStart } from '#shared/bridge/contract.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import type { AgentView } from '#shared/protocol/view.ts'

/**
 * What was told while the answer of `chats.start` was on its way. The two come by two ways, so that
 * what is told may overtake the answer; none of it is told again.
 */
export interface Heard {
  readonly link: { readonly connection?: Connection; readonly skew?: number }
  readonly view: { readonly view: AgentView; readonly pos: number } | null
  /** Since that view, or since the question. */
  readonly events: readonly Delivered<ShopEvent>[]
}

export const nothingHeard: Heard = { link: {}, view: null, events: [] }

/** The newer of the answer's view and the one told meanwhile, with the events that it lacks. */
export function begun(
  start: Pick<WorkStart, 'view' | 'pos' | 'loading' | 'connection' | 'skew'>,
  heard: Heard,
) {
  const later = heard.view !== null && heard.view.pos > start.pos ? heard.view : null
  const { view, pos } = later ?? start
  return {
    view,
    loading: start.loading && later === null,
    link: { connection: start.connection, skew: start.skew, ...heard.link },
    events: heard.events.filter((delivered) => delivered.pos > pos),
  }
}
