import { X } from 'lucide-react'
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from './i18n.ts'
import { IconButton } from './Button.tsx'

interface DialogProps {
  readonly title: string
  readonly wide?: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  /** Buttons of the foot; a form inside uses their `form` attribute. */
  readonly foot?: ReactNode
  readonly className?: string
  /** Left out, the title is only read by screen readers. */
  readonly bare?: boolean
}

/** What takes the focus at first: never the button that closes, where there is anything else. */
const FIRST = 'input:not(:disabled), .dialog-body textarea, .dialog-body button'

/** A modal window on the native element: focus is kept inside, Esc closes, focus goes back after. */
export function Dialog({ title, wide, onClose, children, foot, className, bare }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const { t } = useTranslation()
  // Before the next key arrives: what is typed right behind the shortcut belongs to the dialog.
  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (!dialog.open) dialog.showModal()
    const first =
      dialog.querySelector<HTMLElement>('input:checked') ??
      dialog.querySelector<HTMLElement>(FIRST) ??
      dialog.querySelector<HTMLElement>('.dialog-foot button')
    first?.focus()
    return () => dialog.close()
  }, [])
  const names = ['dialog', wide ? 'wide' : '', className ?? ''].filter(Boolean).join(' ')
  return (
    <dialog
      ref={ref}
      className={names}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => {
        if (event.target === ref.current) onClose()
      }}
    >
      {bare === true ? (
        <h2 id={titleId} className="visually-hidden">
          {title}
        </h2>
      ) : (
        <div className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <IconButton label={t('common:close')} onClick={onClose}>
            <X size={18} />
          </IconButton>
        </div>
      )}
      {bare === true ? children : <div className="dialog-body scroll">{children}</div>}
      {foot !== undefined && <div className="dialog-foot">{foot}</div>}
    </dialog>
  )
}
