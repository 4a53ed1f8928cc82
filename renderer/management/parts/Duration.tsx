import { InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { FieldIds } from './Field.tsx'

const UNITS = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const
export type Unit = keyof typeof UNITS

/** A time in ms, typed in the unit in which it is a round number. */
export function Duration({
  ids,
  label,
  value,
  min,
  max,
  units,
  disabled = false,
  onChange,
}: {
  readonly ids: FieldIds
  /** Of the whole, for the unit's own name. */
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly units: readonly [Unit, ...Unit[]]
  readonly disabled?: boolean
  readonly onChange: (ms: number) => void
}) {
  const { t } = useTranslation()
  const round = units.toReversed().find((unit) => value > 0 && value % UNITS[unit] === 0)
  const [chosen, setChosen] = useState<Unit | null>(null)
  const unit = chosen ?? round ?? units[0]
  const size = UNITS[unit]
  return (
    <span className="duration">
      <InputNumber
        {...ids}
        aria-label={label}
        value={value / size}
        min={Math.ceil(min / size)}
        max={Math.floor(max / size)}
        precision={value % size === 0 ? 0 : 2}
        disabled={disabled}
        onChange={(amount) => {
          if (amount !== null) onChange(Math.round(amount * size))
        }}
      />
      <Select
        value={unit}
        disabled={disabled}
        aria-label={t('manage:unitOf', { label })}
        options={units.map((one) => ({ value: one, label: t(`manage:unit.${one}`) }))}
        onChange={(next) => {
          setChosen(next)
          const amount = Math.max(1, Math.round(value / size))
          onChange(Math.min(max, Math.max(min, amount * UNITS[next])))
        }}
      />
    </span>
  )
}
