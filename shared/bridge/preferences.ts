import type { ConversationId } from '../protocol/model.ts'

/**
 * What a person sets for the workstation on this computer. Few and good; each has a sensible default
 * and is taken at once. Kept in the settings file beside language and theme.
 */
export type SoundKind = 'new_buyer' | 'waiting' | 'slow' | 'forward' | 'whisper' | 'sent'

export interface Preferences {
  /** Rows and lines closer together, or with air. */
  readonly density: 'compact' | 'comfortable'
  /** Of messages and the composer, px: 13 to 20. */
  readonly fontSize: number
  readonly font: 'system' | 'serif' | 'round'
  readonly sendKey: 'enter' | 'ctrl-enter'
  /** Seconds in which a close or a forward can be taken back; 0: it is done at once. */
  readonly undoSeconds: number
  /** 0 to 1; 0 is silent. */
  readonly volume: number
  readonly sounds: Readonly<Record<SoundKind, boolean>>
  readonly notifications: boolean
  /** The words of a message in a notification, or only that there is one. */
  readonly preview: boolean
  /** The taskbar's button blinks while somebody waits unseen. */
  readonly flash: boolean
  /** Do not disturb: until then (Unix ms); 0: off. `Infinity` can't be stored: the year 9999 is for ever. */
  readonly quietUntil: number
  /** Asks once before sending right after a switch, or when the draft names another chat's order or buyer. */
  readonly guard: boolean
  /** Keys that differ from the defaults: action id → combination such as `Ctrl+Shift+F`; empty: none. */
  readonly keys: Readonly<Record<string, string>>
}

export const SOUND_KINDS = [
  'new_buyer',
  'waiting',
  'slow',
  'forward',
  'whisper',
  'sent',
] as const satisfies readonly SoundKind[]

export const DEFAULT_PREFERENCES: Preferences = {
  density: 'compact',
  fontSize: 14,
  font: 'system',
  sendKey: 'enter',
  undoSeconds: 5,
  volume: 0.6,
  sounds: { new_buyer: true, waiting: true, slow: true, forward: true, whisper: true, sent: false },
  notifications: true,
  preview: true,
  flash: true,
  quietUntil: 0,
  guard: true,
  keys: {},
}

/** Which conversations stand in windows of their own. */
export interface TornOff {
  readonly conversations: readonly ConversationId[]
}
