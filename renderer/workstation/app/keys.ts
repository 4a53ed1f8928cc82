/** Ctrl on Linux and Windows, Command on macOS. */
export const isMac = /Mac/.test(navigator.platform)

const SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: '\u2191',
  ArrowDown: '\u2193',
  ArrowLeft: '\u2190',
  ArrowRight: '\u2192',
  Escape: 'Esc',
}

/** A combination as people read it: `Ctrl+Shift+F`, on macOS `⌘⇧F`. */
export function keyName(keys: string, mac = isMac): string {
  const named = keys.replace(/Arrow(?:Up|Down|Left|Right)|Escape/g, (key) => SIGNS[key] ?? key)
  if (!mac) return named
  return named
    .replaceAll('Ctrl+', '\u2318')
    .replaceAll('Alt+', '\u2325')
    .replaceAll('Shift+', '\u21e7')
}

/** As `aria-keyshortcuts` wants it. */
export function ariaKeys(keys: string, mac = isMac): string {
  return keys.replace('Ctrl+', mac ? 'Meta+' : 'Control+')
}

export function withCommand(event: { ctrlKey: boolean; metaKey: boolean }): boolean {
  return isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
}
