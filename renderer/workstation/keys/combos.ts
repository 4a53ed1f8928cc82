import { isMac } from '../app/keys.ts'

/**
 * A key combination as it is stored: `Ctrl+Alt+Shift+F`, in this order, the last part the key. `Ctrl`
 * is Command on macOS. Letters are capital; others have the names of `KeyboardEvent.key`.
 */
export type Combo = string

export interface Pressed {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  getModifierState?(name: string): boolean
}

/** Keys whose sign changes with Shift or Alt: known by their place. */
const SIGNS: Readonly<Record<string, string>> = {
  Comma: ',',
  Period: '.',
  Slash: '/',
  Semicolon: ';',
  Quote: "'",
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Minus: '-',
  Equal: '=',
  Backquote: '`',
}
const MODIFIERS: ReadonlySet<string> = new Set([
  'Control',
  'Shift',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'NumLock',
  'Fn',
  'Hyper',
  'Super',
  'OS',
])

/** By its place where a modifier, or a layout of other letters, makes another sign of the key. */
function keyOf({ key, code, altKey, shiftKey }: Pressed): string {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1]
  if (digit !== undefined) return digit
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter !== undefined && (altKey || !/^[a-z]$/i.test(key))) return letter
  const sign = SIGNS[code]
  if (sign !== undefined && (altKey || shiftKey || !/^[!-~]$/.test(key))) return sign
  if (key === ' ') return 'Space'
  return key.length === 1 ? key.toUpperCase() : key
}

/** Null: a modifier alone, an input method's key, or one that only types (AltGr). */
export function comboOf(pressed: Pressed, mac = isMac): Combo | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = pressed
  if (MODIFIERS.has(key) || key === 'Process' || key === 'Dead' || key === 'Unidentified')
    return null
  // AltGr is Ctrl+Alt on Windows and types signs.
  if (pressed.getModifierState?.('AltGraph') === true) return null
  const other = mac ? ctrlKey : metaKey
  const parts = [
    other ? (mac ? 'Control' : 'Meta') : '',
    (mac ? metaKey : ctrlKey) ? 'Ctrl' : '',
    altKey ? 'Alt' : '',
    shiftKey ? 'Shift' : '',
    keyOf(pressed),
  ]
  return parts.filter(Boolean).join('+')
}

/** Why a combination can't be given to an action: locale key `keys:refused.<reason>`. */
export type Refusal = 'types' | 'system' | 'edits' | 'moves' | 'zoom'

/** The fields' own, which every person's hands know. */
const EDITS = new Set(['A', 'C', 'V', 'X', 'Y'].map((letter) => `Ctrl+${letter}`))
const MOVES =
  /^(?:Ctrl\+)?(?:Shift\+)?(?:Enter|Escape|Tab|Space|Backspace|Delete|Home|End|PageUp|PageDown|Insert|Arrow\w+)$/
const FUNCTION = /^(?:Shift\+)?F([1-9]|1[0-2])$/
const SYSTEM = new Set([
  'Alt+F4',
  'Alt+Tab',
  'Alt+Shift+Tab',
  'Alt+Space',
  'Alt+Escape',
  'Ctrl+Alt+Delete',
  'Ctrl+Alt+Shift+S',
  'Shift+F10',
  'F10',
  'F11',
  'Ctrl+Escape',
  'Ctrl+Shift+Escape',
  'PrintScreen',
  'Ctrl+Space',
  'Ctrl+Shift+Space',
  'Shift+Space',
  'ContextMenu',
])
/** The menus that macOS has. */
const MAC = new Set(['Ctrl+Q', 'Ctrl+H', 'Ctrl+M', 'Ctrl+Alt+H', 'Ctrl+Tab', 'Ctrl+Shift+Tab'])
const ZOOM = new Set(['Ctrl+=', 'Ctrl+-', 'Ctrl+0', 'Ctrl++', 'Ctrl+Shift+='])

export function refusalOf(combo: Combo, mac = isMac): Refusal | null {
  if (SYSTEM.has(combo) || /^(?:Meta|Control)\+/.test(combo) || /^Ctrl\+Alt\+F\d+$/.test(combo))
    return 'system'
  if (mac && MAC.has(combo)) return 'system'
  if (EDITS.has(combo)) return 'edits'
  if (ZOOM.has(combo)) return 'zoom'
  if (MOVES.test(combo)) return 'moves'
  if (FUNCTION.test(combo)) return null
  if (!combo.startsWith('Ctrl+') && !combo.startsWith('Alt+')) return 'types'
  return null
}
