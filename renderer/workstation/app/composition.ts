const IME_KEY = 229

/** The key belongs to the input method: while it composes, Chromium also sends key code 229. */
export function isComposing(event: KeyboardEvent): boolean {
  // oxlint-disable-next-line typescript/no-deprecated
  return event.isComposing || event.keyCode === IME_KEY
}
