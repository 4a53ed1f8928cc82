import type { Preferences, SoundKind } from '#shared/bridge/preferences.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { NotificationKind } from './notification-rules.ts'

/** Where the person is. */
export interface Attention {
  /** The conversation that the focused window shows. */
  readonly inFront: ConversationId | null
  /** A window of ours is focused, visible and not minimised. */
  readonly focused: boolean
  readonly locked: boolean
}

export type Wishes = Pick<
  Preferences,
  'notifications' | 'preview' | 'flash' | 'sounds' | 'volume' | 'quietUntil'
>

/**
 * slow: longer without an answer than the shop wants; told here once per wait. alert: an account was
 * used from a new device or place, or locked (A6); told to main, of no conversation, without a word of it.
 */
export type ToldKind = NotificationKind | 'slow' | 'alert'

/**
 * in_front: the person looks at this very chat. in_app: a window of ours tells it itself. off: no
 * notifications are wanted.
 */
export type NotSent = 'in_front' | 'in_app' | 'do_not_disturb' | 'off'

export interface Verdict {
  /** Null: it is shown. */
  readonly why: NotSent | null
  /** Null: nothing is heard. */
  readonly sound: SoundKind | null
  /** The taskbar's button blinks until a window of ours is looked at. */
  readonly flash: boolean
  /** The buyer's words and a colleague's note may be read by whoever sees the screen. */
  readonly words: boolean
}

/** Null: seen, never heard; sounds are for buyers who wait. */
const SOUND: Readonly<Record<ToldKind, SoundKind | null>> = {
  new_buyer: 'new_buyer',
  again: 'new_buyer',
  forward: 'forward',
  handover: 'forward',
  offer: 'forward',
  returned: 'forward',
  whisper: 'whisper',
  waiting: 'waiting',
  slow: 'slow',
  alert: null,
}
/** A window of ours that is looked at shows them by itself. */
const IN_APP: ReadonlySet<ToldKind> = new Set(['slow', 'alert'])

/**
 * The whole matrix: what is told of something that happened in a conversation. The badge is no part
 * of it: it counts, whatever the person wishes. Pure.
 */
export function verdictOf(
  { kind, conversation }: { readonly kind: ToldKind; readonly conversation: ConversationId | null },
  attention: Attention,
  wishes: Wishes,
  now: number,
): Verdict {
  const here = attention.focused && !attention.locked
  const words = wishes.preview && !attention.locked
  if (here && conversation !== null && attention.inFront === conversation)
    return { why: 'in_front', sound: null, flash: false, words }
  if (wishes.quietUntil > now) return { why: 'do_not_disturb', sound: null, flash: false, words }
  const sound = SOUND[kind]
  const audible = sound !== null && wishes.volume > 0 && wishes.sounds[sound]
  return {
    why: here && IN_APP.has(kind) ? 'in_app' : wishes.notifications ? null : 'off',
    sound: audible ? sound : null,
    flash: wishes.flash && !here,
    words,
  }
}
