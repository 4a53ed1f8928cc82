import { Check } from 'lucide-react'
import { useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react'

interface MenuProps {
  readonly label: string
  readonly className?: string | undefined
  /** What the button shows. */
  readonly face: ReactNode
  /** Shown on the button as a tooltip; its name is `label`. */
  readonly tip?: string | undefined
  readonly side: 'right' | 'below' | 'above'
  /** `info`: something to read instead of things to choose. */
  readonly kind?: 'menu' | 'info'
  readonly children: (close: () => void) => ReactNode
}

const GAP = 6

/** A button with its menu, on the platform's popover: a click elsewhere or Esc closes it. */
export function Menu({ label, className, face, tip, side, kind, children }: MenuProps) {
  const role = kind === 'info' ? 'dialog' : 'menu'
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)

  useLayoutEffect(() => {
    const popup = menu.current
    // Closed, nothing is measured: it would lay out the page whenever a menu's button appears.
    if (!open || !popup || !button.current) return
    const anchor = button.current.getBoundingClientRect()
    const { width, height } = popup.getBoundingClientRect()
    const left = side === 'right' ? anchor.right + GAP : anchor.left
    const top =
      side === 'right'
        ? anchor.bottom - height
        : side === 'below'
          ? anchor.bottom + GAP
          : anchor.top - height - GAP
    popup.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
    popup.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`
    const target = items(popup)[0] ?? popup
    target.focus()
  }, [open, side])

  const close = () => {
    menu.current?.hidePopover()
    button.current?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup={role}
        aria-expanded={open}
        data-tip={tip}
        popoverTarget={id}
      >
        {face}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className={role === 'menu' ? 'menu' : 'menu info'}
        role={role}
        tabIndex={-1}
        aria-label={label}
        onToggle={(event) => setOpen(event.newState === 'open')}
        onKeyDown={(event) => {
          if (event.key === 'Tab') menu.current?.hidePopover()
          const by = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key]
          if (by === undefined || !menu.current) return
          event.preventDefault()
          const all = items(menu.current)
          const now = all.findIndex((item) => item === document.activeElement)
          const next = Number.isFinite(by) ? (now + by + all.length) % all.length : by < 0 ? 0 : -1
          all.at(next)?.focus()
        }}
      >
        {open && children(close)}
      </div>
    </>
  )
}

function items(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)')]
}

interface MenuItemProps {
  readonly icon?: ReactNode
  readonly keys?: string | undefined
  /** Given: one of several of which one is chosen. */
  readonly checked?: boolean | undefined
  readonly disabled?: boolean | undefined
  readonly onSelect: () => void
  readonly children: ReactNode
}

export function MenuItem({ icon, keys, checked, disabled, onSelect, children }: MenuItemProps) {
  return (
    <button
      type="button"
      className="menu-item"
      role={checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={checked}
      disabled={disabled}
      tabIndex={-1}
      onClick={onSelect}
    >
      {icon}
      <span className="grow">{children}</span>
      {checked === true && <Check size={16} />}
      {keys !== undefined && <kbd>{keys}</kbd>}
    </button>
  )
}
