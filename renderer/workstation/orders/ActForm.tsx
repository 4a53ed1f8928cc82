import { CircleAlert, Clock } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Order, OrderAct } from '#shared/orders/model.ts'
import { asksTwice, formKey, isOut, type FormState } from '../../state/orders-acts.ts'
import { actOf, type Wrong } from '../../state/orders-fields.ts'
import { moneyText } from '../../state/money.ts'
import { Button } from '../../ui/Button.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { isComposing } from '../app/composition.ts'
import { useWorkstation } from '../app/context.ts'
import { ActFields } from './ActFields.tsx'

interface ActFormProps {
  readonly form: FormState
  readonly order: Order
}

/** One act: what is to be done, asked once more with its amount where money or goods move, and what came of it. */
export function ActForm({ form, order }: ActFormProps) {
  const { t, i18n } = useTranslation()
  const { orders } = useWorkstation()
  const [wrong, setWrong] = useState<Wrong | null>(null)
  const key = formKey(form.number, form.name)
  const filled = actOf(order, form.name, form.fields)
  const box = useRef<HTMLFormElement>(null)
  const confirm = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input,textarea,button')?.focus()
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  useEffect(() => {
    // The box and not its button: an Enter that is held down must not press it.
    if (form.state !== 'asked') return
    confirm.current?.focus({ preventScroll: true })
    confirm.current?.scrollIntoView({ block: 'nearest' })
  }, [form.state])

  function submit() {
    if (!filled.ok) {
      setWrong(filled.wrong)
      return
    }
    setWrong(null)
    if (asksTwice(form.name)) orders.forms.ask(key, filled.act)
    else void orders.forms.submit(key, filled.act)
  }
  const out = isOut(form.state)
  const verb = (act: OrderAct | null) =>
    actWords(act, order, (money) => moneyText(money, i18n.language), t)
  return (
    <form
      ref={box}
      className="act-form"
      aria-label={t(`orders:act.${form.name}`)}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (form.state === 'open' || form.state === 'refused') submit()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || isComposing(event.nativeEvent)) return
        event.stopPropagation()
        if (form.state === 'asked') orders.forms.back(key)
        else if (!out) orders.forms.close(key)
      }}
    >
      <fieldset disabled={out || form.state === 'asked'} className="act-fields">
        <ActFields
          form={form}
          order={order}
          onEdit={(fields) => {
            setWrong(null)
            orders.forms.edit(key, fields)
          }}
        />
      </fieldset>
      <div role="alert">
        {wrong !== null && <FieldError>{t(`orders:wrong.${wrong}`)}</FieldError>}
        {form.state === 'refused' && (
          <FieldError>
            {form.why === ''
              ? form.code === null || form.code === 'act_refused'
                ? t('orders:refused.plain')
                : t(`error:${form.code}`)
              : t('orders:refused.why', { why: form.why })}
          </FieldError>
        )}
      </div>
      {form.state === 'asked' ? (
        <div
          ref={confirm}
          className="act-confirm"
          role="group"
          tabIndex={-1}
          aria-label={verb(form.act)}
        >
          <p>{t(`orders:sure.${form.name}`, { number: order.number })}</p>
          <div className="order-buttons">
            <Button look="danger" onClick={() => void orders.forms.submit(key)}>
              {verb(form.act)}
            </Button>
            <Button onClick={() => orders.forms.back(key)}>{t('orders:change')}</Button>
          </div>
        </div>
      ) : out ? (
        <Out
          form={form}
          onRetry={() => void orders.forms.submit(key)}
          onClose={() => orders.forms.close(key)}
        />
      ) : (
        <div className="order-buttons">
          <Button type="submit" look="primary">
            {asksTwice(form.name)
              ? `${verb(filled.ok ? filled.act : null) || t(`orders:act.${form.name}`)}…`
              : t(`orders:do.${form.name}`)}
          </Button>
          <Button onClick={() => orders.forms.close(key)}>{t('common:cancel')}</Button>
        </div>
      )}
    </form>
  )
}

/** The button's words: the act and how much. */
function actWords(
  act: OrderAct | null,
  order: Order,
  money: (value: Order['total']) => string,
  t: ReturnType<typeof useTranslation>['t'],
): string {
  const { currency } = order.total
  switch (act?.name) {
    case 'refund':
      return t('orders:submit.refund', { amount: money({ amount: act.amount, currency }) })
    case 'price':
      return t('orders:submit.price', { amount: money({ amount: act.total, currency }) })
    case 'return':
      return t('orders:submit.return', {
        count: act.lines.reduce((sum, { count }) => sum + count, 0),
      })
    default:
      return ''
  }
}

interface OutProps {
  readonly form: FormState
  readonly onRetry: () => void
  readonly onClose: () => void
}

/** It went out: on its way, not known whether it arrived, or not answered by the order system. */
function Out({ form, onRetry, onClose }: OutProps) {
  const { t } = useTranslation()
  if (form.state === 'pending')
    return (
      <p className="act-state" role="status">
        <Clock size={15} aria-hidden="true" /> {t('orders:pending')}
      </p>
    )
  if (form.state === 'unknown')
    return (
      <div className="act-state" role="status">
        <Clock size={15} aria-hidden="true" />
        <span>{t('orders:unknown')}</span>
        <Button look="plain" onClick={onClose}>
          {t('common:dismiss')}
        </Button>
      </div>
    )
  return (
    <div className="act-state failed" role="alert">
      <CircleAlert size={15} aria-hidden="true" />
      <span>
        {t('orders:unsent')} {form.code !== null && t(`error:${form.code}`)}
      </span>
      <div className="order-buttons">
        <Button look="primary" onClick={onRetry}>
          {t('common:retry')}
        </Button>
        <Button onClick={onClose}>{t('orders:giveUp')}</Button>
      </div>
    </div>
  )
}
