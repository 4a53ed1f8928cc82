import { useEffect } from 'react'

/** Esc goes one step back, but never over what was typed: then only the button does. */
export function useEscape(back: (() => void) | undefined, typed: boolean): void {
  useEffect(() => {
    if (!back || typed) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented) back()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [back, typed])
}
