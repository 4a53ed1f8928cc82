import { app } from 'electron/main'

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
