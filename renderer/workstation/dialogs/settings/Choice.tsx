import { useId, type ReactNode } from 'react'

interface Option<T extends string> {
  readonly id: T
  readonly label: string
  readonly lang?: string
}
interface ChoiceProps<T extends string> {
  readonly name: string
  readonly value: T | undefined
  readonly options: readonly Option<T>[]
  readonly onChoose: (value: T) => void
}

export function Choice<T extends string>({ name, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset className="setting">
      <legend>{name}</legend>
      {options.map(({ id, label, lang }) => (
        <label key={id} className="check">
          <input type="radio" name={name} checked={id === value} onChange={() => onChoose(id)} />
          <span lang={lang}>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}

interface SwitchProps {
  readonly label: string
  readonly hint?: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
}

export function Switch({ label, hint, on, onChange }: SwitchProps) {
  const id = useId()
  return (
    <div className="setting">
      <label className="check">
        <input
          type="checkbox"
          checked={on}
          aria-describedby={hint === undefined ? undefined : id}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>{label}</span>
      </label>
      {hint !== undefined && (
        <p id={id} className="setting-hint">
          {hint}
        </p>
      )}
    </div>
  )
}

interface PartProps {
  readonly id: string
  readonly title: string
  readonly children: ReactNode
}

/** One of the sections that the list at the side leads to. */
export function Part({ id, title, children }: PartProps) {
  return (
    <section
      id={`settings-${id}`}
      className="settings-part"
      aria-labelledby={`settings-${id}-name`}
      data-part={id}
    >
      <h3 id={`settings-${id}-name`} tabIndex={-1}>
        {title}
      </h3>
      {children}
    </section>
  )
}
