import { useId, type ReactNode } from 'react'

export interface FieldIds {
  readonly id: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: true
}

/** A control with its name, what it is for, and what is wrong with it, told to screen readers alike. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: ReactNode
  readonly children: (ids: FieldIds) => ReactNode
}) {
  const id = useId()
  const wrong = error !== undefined && error !== null && error !== false
  const told = [hint === undefined ? '' : `${id}-hint`, wrong ? `${id}-error` : ''].join(' ').trim()
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      <div>
        {children({
          id,
          ...(told === '' ? {} : { 'aria-describedby': told }),
          ...(wrong ? { 'aria-invalid': true } : {}),
        })}
        {wrong && (
          <div className="form-error" id={`${id}-error`} role="alert">
            {error}
          </div>
        )}
        {hint !== undefined && (
          <p className="form-hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}

/** Several controls that belong together. */
export function Fields({
  title,
  lead,
  children,
}: {
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}) {
  const id = useId()
  return (
    <section className="form-fields" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lead !== undefined && <p className="form-lead">{lead}</p>}
      {children}
    </section>
  )
}
