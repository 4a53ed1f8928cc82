import type { ComponentProps, ReactNode } from 'react'

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: 'primary' | 'danger' | 'plain' | undefined
  readonly large?: boolean | undefined
}

export function Button({ look, large, className, type = 'button', ...rest }: ButtonProps) {
  const names = ['button', look, large ? 'large' : undefined, className].filter(Boolean).join(' ')
  return <button type={type} className={names} {...rest} />
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** Its name for screen readers and its tooltip. */
  readonly label: string
  /** Shown in the tooltip behind the label, such as Ctrl+K. */
  readonly keys?: string | undefined
  readonly small?: boolean | undefined
  readonly children: ReactNode
}

export function IconButton({ label, keys, small, className, ...rest }: IconButtonProps) {
  const names = ['icon-button', small ? 'small' : undefined, className].filter(Boolean).join(' ')
  return (
    <button
      type="button"
      className={names}
      aria-label={label}
      data-tip={keys === undefined ? label : `${label}  ${keys}`}
      {...rest}
    />
  )
}
