import { app } from 'electron/main'
import type { AgentView } from '#shared/protocol/view.ts'

/** Unread messages in the conversations that this account holds. Pure. */
export function unreadOfMine(view: AgentView): number {
  let count = 0
  for (const conversation of Object.values(view.conversations))
    if (conversation.holder === view.me) count += conversation.unread
  return count
}

let shown = 0

/** Where the desktop has no badge (most Linux desktops, no display) nothing happens. */
export function showBadge(count: number): void {
  if (count === shown) return
  shown = count
  try {
    app.setBadgeCount(count)
  } catch {
    // Some docks refuse; the title and tray say it, too.
  }
}
