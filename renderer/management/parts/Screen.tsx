import type { ReactNode } from 'react'

/** The frame of a section: its name, what it is for, what one can do; the content scrolls beneath. */
export function Screen({
  title,
  lead,
  actions,
  footer,
  wide = false,
  children,
}: {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  /** Stays in sight below, such as what saves. */
  readonly footer?: ReactNode
  /** Tables take the whole width; forms keep to a width that reads well. */
  readonly wide?: boolean
  readonly children: ReactNode
}) {
  return (
    <section className="screen" aria-label={title}>
      <header className="screen-head">
        <div>
          <h1>{title}</h1>
          {lead !== undefined && <p>{lead}</p>}
        </div>
        {actions !== undefined && <div className="screen-actions">{actions}</div>}
      </header>
      <div className={`screen-body scroll${wide ? ' wide' : ''}`}>{children}</div>
      {footer !== undefined && <footer className="screen-foot">{footer}</footer>}
    </section>
  )
}
