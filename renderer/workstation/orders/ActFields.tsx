import { useId } from 'react'
import type { Order } from '#shared/orders/model.ts'
import { refundable, type FormFields, type FormState } from '../../state/orders-acts.ts'
import { moneyText } from '../../state/money.ts'
import { useTranslation } from '../../ui/i18n.ts'

interface FieldsProps {
  readonly form: FormState
  readonly order: Order
  readonly onEdit: (fields: Partial<FormFields>) => void
}

export function ActFields({ form, order, onEdit }: FieldsProps) {
  const { t, i18n } = useTranslation()
  const { fields } = form
  switch (form.name) {
    case 'remind':
      return <p className="panel-hint">{t('orders:lead.remind')}</p>
    case 'note':
      return (
        <Area
          label={t('orders:field.note')}
          value={fields.text}
          max={500}
          onChange={(text) => onEdit({ text })}
        />
      )
    case 'price':
      return (
        <Line
          label={t('orders:field.price', { currency: order.total.currency })}
          hint={t('orders:lead.price', { total: moneyText(order.total, i18n.language) })}
          value={fields.amount}
          max={20}
          amount
          onChange={(amount) => onEdit({ amount })}
        />
      )
    case 'refund':
      return (
        <>
          <Line
            label={t('orders:field.refund', { currency: order.total.currency })}
            hint={t('orders:lead.refund', { most: moneyText(refundable(order), i18n.language) })}
            value={fields.amount}
            max={20}
            amount
            onChange={(amount) => onEdit({ amount })}
          />
          <Line
            label={t('orders:field.reason')}
            value={fields.reason}
            max={200}
            onChange={(reason) => onEdit({ reason })}
          />
        </>
      )
    case 'address':
      return (
        <>
          <Line
            label={t('orders:field.name')}
            value={fields.name}
            max={60}
            onChange={(name) => onEdit({ name })}
          />
          <Line
            label={t('orders:field.phone')}
            hint={
              order.address ? t('orders:lead.phone', { phone: order.address.phone }) : undefined
            }
            value={fields.phone}
            max={30}
            onChange={(phone) => onEdit({ phone })}
          />
          <Area
            label={t('orders:field.address')}
            value={fields.address}
            max={300}
            onChange={(address) => onEdit({ address })}
          />
        </>
      )
    case 'return':
      return (
        <>
          <ul className="return-lines">
            {order.lines.map((line) => (
              <li key={line.id}>
                <span className="clip">
                  {line.title} {line.variant}
                </span>
                <input
                  className="input tabular"
                  type="number"
                  min={0}
                  max={line.count}
                  value={fields.counts[line.id] ?? 0}
                  aria-label={t('orders:field.count', { title: line.title, count: line.count })}
                  onChange={(event) => {
                    const count = Math.trunc(event.target.valueAsNumber)
                    const bounded = Number.isFinite(count)
                      ? Math.min(line.count, Math.max(0, count))
                      : 0
                    onEdit({ counts: { ...fields.counts, [line.id]: bounded } })
                  }}
                />
                <span className="tabular">/ {line.count}</span>
              </li>
            ))}
          </ul>
          <Line
            label={t('orders:field.reason')}
            value={fields.reason}
            max={200}
            onChange={(reason) => onEdit({ reason })}
          />
        </>
      )
  }
}

interface LineProps {
  readonly label: string
  readonly hint?: string | undefined
  readonly value: string
  readonly max: number
  readonly amount?: boolean
  readonly onChange: (value: string) => void
}

function Line({ label, hint, value, max, amount = false, onChange }: LineProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={amount ? 'input tabular' : 'input'}
        inputMode={amount ? 'decimal' : undefined}
        autoComplete="off"
        maxLength={max}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint !== undefined && (
        <div id={`${id}-hint`} className="field-hint">
          {hint}
        </div>
      )}
    </div>
  )
}

function Area({ label, value, max, onChange }: LineProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="input"
        rows={3}
        maxLength={max}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
