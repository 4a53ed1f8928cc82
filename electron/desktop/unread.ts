import type { AgentView } from '#shared/protocol/view.ts'

/** Unread messages in the conversations that this account holds. Pure. */
export function unreadOfMine(view: AgentView): number {
  let count = 0
  for (const conversation of Object.values(view.conversations))
    if (conversation.holder === view.me) count += conversation.unread
  return count
}
