import { useLayoutEffect, useRef, type ReactNode } from 'react'

interface ContextMenuProps {
  readonly label: string
  /** Where it was asked for, in CSS pixels of the window. */
  readonly at: { readonly x: number; readonly y: number }
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A menu at the pointer, or at a row by key, on the platform's popover; the focus goes back by itself. */
export function ContextMenu({ label, at, onClose, children }: ContextMenuProps) {
  const menu = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const popup = menu.current
    if (!popup) return
    popup.showPopover()
    const { width, height } = popup.getBoundingClientRect()
    popup.style.left = `${Math.max(8, Math.min(at.x, innerWidth - width - 8))}px`
    popup.style.top = `${Math.max(8, Math.min(at.y, innerHeight - height - 8))}px`
    itemsOf(popup)[0]?.focus()
  }, [at])
  return (
    <div
      ref={menu}
      popover="auto"
      className="menu"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      onToggle={(event) => event.newState === 'closed' && onClose()}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        // The list's and the desk's keys are not meant here.
        event.stopPropagation()
        if (event.key === 'Tab') menu.current?.hidePopover()
        const by = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key]
        if (by === undefined || !menu.current) return
        event.preventDefault()
        const all = itemsOf(menu.current)
        const now = all.findIndex((item) => item === document.activeElement)
        const next = Number.isFinite(by) ? (now + by + all.length) % all.length : by < 0 ? 0 : -1
        all.at(next)?.focus()
      }}
    >
      {children}
    </div>
  )
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)')]
}
