import { CircleAlert } from 'lucide-react'
import { useId, type ComponentProps, type ReactNode } from 'react'

interface TextFieldProps extends ComponentProps<'input'> {
  readonly label: string
  /** Gives way to the error. */
  readonly hint?: ReactNode
  /** What is wrong and what to do; read aloud when it appears. */
  readonly error?: ReactNode
}

export function TextField({ label, hint, error, className, ...rest }: TextFieldProps) {
  const id = useId()
  const hasError = Boolean(error)
  const hasHint = Boolean(hint) && !hasError
  const described = [hasHint ? `${id}-hint` : '', hasError ? `${id}-error` : '']
  return (
    <div className={className === undefined ? 'field' : `field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        aria-invalid={hasError}
        aria-describedby={described.filter(Boolean).join(' ') || undefined}
        {...rest}
      />
      {hasHint && (
        <div id={`${id}-hint`} className="field-hint">
          {hint}
        </div>
      )}
      <div id={`${id}-error`} role="alert">
        {hasError && <FieldError>{error}</FieldError>}
      </div>
    </div>
  )
}

export function FieldError({ children }: { readonly children: ReactNode }) {
  return (
    <div className="field-error">
      <CircleAlert size={15} aria-hidden="true" />
      <div>{children}</div>
    </div>
  )
}
