import type { BuyerId, ConversationId } from '#shared/protocol/model.ts'
import { without } from './record.ts'
import type { WorkState } from './model.ts'

export type Forgettable = Pick<
  WorkState,
  | 'view'
  | 'tabs'
  | 'current'
  | 'dialog'
  | 'highlight'
  | 'timelines'
  | 'outbox'
  | 'drafts'
  | 'attachments'
  | 'typing'
  | 'departed'
  | 'whispering'
  | 'whispers'
  | 'picked'
>

/**
 * D6: the buyer became a private contact. Nothing of it may be left on the screen or in memory: not
 * its open conversation, not one that is over or past, no draft, no search result. Of a past one that
 * was opened from a search it isn't known whose it is: such go along. `view` is the one before.
 */
export function withoutBuyer(
  state: Forgettable,
  buyer: BuyerId,
): { readonly state: Forgettable; readonly had: boolean } {
  const gone = new Set<ConversationId>()
  for (const chat of Object.values(state.view?.conversations ?? {}))
    if (chat.buyer.id === buyer) gone.add(chat.id)
  for (const [id, { view }] of Object.entries(state.departed))
    if (!view || view.buyer.id === buyer) gone.add(id)
  for (const [id, timeline] of Object.entries(state.timelines))
    if (timeline.segments.some(({ conversation }) => gone.has(conversation))) gone.add(id)
  const had = gone.size > 0
  let next = state
  for (const id of gone)
    next = {
      ...next,
      timelines: without(next.timelines, id),
      outbox: without(next.outbox, id),
      drafts: without(next.drafts, id),
      attachments: without(next.attachments, id),
      typing: without(next.typing, id),
      departed: without(next.departed, id),
      whispers: without(next.whispers, id),
    }
  const tabs = state.tabs.filter((id) => !gone.has(id))
  const lost = state.current !== null && gone.has(state.current)
  const place = lost ? state.tabs.indexOf(state.current ?? '') : -1
  return {
    had,
    state: {
      ...next,
      tabs: tabs.length === state.tabs.length ? state.tabs : tabs,
      current: lost ? (tabs[Math.min(place, tabs.length - 1)] ?? null) : state.current,
      highlight: state.highlight && gone.has(state.highlight.conversation) ? null : state.highlight,
      whispering: state.whispering !== null && gone.has(state.whispering) ? null : state.whispering,
      picked: state.picked?.some((id) => gone.has(id))
        ? state.picked.filter((id) => !gone.has(id))
        : state.picked,
      dialog: shows(state.dialog, gone) ? null : state.dialog,
    },
  }
}

/** Search results and pictures may be anyone's: they are closed at any rate. */
function shows(dialog: WorkState['dialog'], gone: ReadonlySet<ConversationId>): boolean {
  switch (dialog?.kind) {
    case 'palette':
    case 'picture':
      return true
    case 'forward':
      return [dialog.conversation, ...(dialog.more ?? [])].some((id) => gone.has(id))
    case 'private':
    case 'drill':
      return gone.has(dialog.conversation)
    default:
      return false
  }
}
