/** What of a keydown decides whether it sends. */
export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
  readonly isComposing: boolean
  readonly keyCode: number
}

/**
 * Enter sends, but never the Enter that ends a composition: Safari reports that one after
 * `compositionend`, with `isComposing` false and key code 229.
 */
export function isSendKey(event: KeyPress): boolean {
  if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return false
  return !event.shiftKey && !event.altKey
}
