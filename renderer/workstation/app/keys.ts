/** Ctrl on Linux and Windows, Command on macOS. */
export const isMac = /Mac/.test(navigator.platform)

export function keyName(keys: string): string {
  if (!isMac) return keys
  return keys.replace('Ctrl+', '⌘').replace('Shift+', '⇧').replace('Alt+', '⌥')
}

export function withCommand(event: { ctrlKey: boolean; metaKey: boolean }): boolean {
  return isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
}
