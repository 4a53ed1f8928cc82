/**
 * When Enter means «send» and when it belongs to the input method.
 *
 * Chromium sends the confirming Enter as keydown with isComposing and keyCode 229, then
 * compositionend. WebKit and some Linux input methods end the composition first and send the Enter
 * behind it as an ordinary key: without a keyup in between, it is still the input method's.
 */
export interface Composing {
  readonly active: boolean
  /** Time stamp of the compositionend that no keyup has followed yet. */
  readonly endedAt: number | null
}

export interface KeyPress {
  readonly key: string
  readonly keyCode: number
  readonly isComposing: boolean
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  /** Milliseconds, of the same clock as the others. */
  readonly timeStamp: number
}

export type Composition =
  | { readonly type: 'start' }
  | { readonly type: 'end'; readonly timeStamp: number }
  | { readonly type: 'keyup' }
  | { readonly type: 'blur' }

export const notComposing: Composing = { active: false, endedAt: null }

/** An Enter later than this after compositionend was pressed by the person again. */
const SAME_STROKE = 100
const IME_KEY = 229

export function compose(state: Composing, event: Composition): Composing {
  switch (event.type) {
    case 'start':
      return { active: true, endedAt: null }
    case 'end':
      return { active: false, endedAt: event.timeStamp }
    case 'keyup':
      return state.endedAt === null ? state : { ...state, endedAt: null }
    case 'blur':
      return notComposing
  }
}

export type EnterMeaning = 'send' | 'line' | 'input-method' | 'other'

/** What a keydown means for the composer. */
export function meaningOf(
  state: Composing,
  press: KeyPress,
  sendKey: 'enter' | 'ctrl-enter',
): EnterMeaning {
  if (press.isComposing || press.keyCode === IME_KEY || state.active) return 'input-method'
  if (press.key !== 'Enter') return 'other'
  if (state.endedAt !== null && press.timeStamp - state.endedAt < SAME_STROKE) return 'input-method'
  if (press.shiftKey || press.altKey) return 'line'
  const modified = press.ctrlKey || press.metaKey
  return sendKey === 'enter' || modified ? 'send' : 'line'
}
