import { useEffect } from 'react'
import { isComposing } from '../workstation/app/composition.ts'
import { useActions, useWork } from '../workstation/app/context.ts'

const FIELD = 'input, textarea, select, [contenteditable="true"]'

/** What takes Esc for itself while it is open. */
const OPEN =
  '.ant-drawer-open, .ant-modal-wrap:not([style*="none"]), .ant-select-open, .ant-popover:not(.ant-popover-hidden), .ant-dropdown:not(.ant-dropdown-hidden), .ant-picker-focused'

/**
 * Esc goes one step back: out of a field first, then to the chats. `step`, which stays the same: what
 * lies between; it says whether there was something to go back from.
 */
export function useBack(
  root: { readonly current: HTMLElement | null },
  step?: () => boolean,
): void {
  const { chats } = useActions()
  const dialog = useWork((state) => state.dialog !== null)
  useEffect(() => {
    if (dialog) return undefined
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return
      if (root.current?.querySelector(OPEN)) return
      const field = document.activeElement
      if (field instanceof HTMLElement && field.matches(FIELD)) field.blur()
      else if (step?.() !== true) chats.show('chats')
    }
    // Early, while what this key is about to close is still open.
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [root, chats, dialog, step])
}
