import type { Order, OrderActName } from '#shared/orders/model.ts'
import { ORDER_ACTS } from '#shared/orders/model.ts'
import type { ConversationId, ConversationView } from '#shared/protocol/model.ts'
import { formKey, mayAct } from '../../state/orders-acts.ts'
import { fieldsOf } from '../../state/orders-fields.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork, useWorkstation } from '../app/context.ts'
import { useOrders } from '../panel/beside.ts'
import { ActForm } from './ActForm.tsx'

interface ActsProps {
  readonly id: ConversationId
  readonly chat: ConversationView
  readonly order: Order
}

/** A5: what this account may do to this order now; what it may not is not there. */
export function Acts({ id, chat, order }: ActsProps) {
  const { t } = useTranslation()
  const { orders } = useWorkstation()
  const role = useWork((state) => state.view?.accounts[state.view.me]?.role)
  const serves = useWork(
    (state) => state.view !== null && state.view.conversations[id]?.holder === state.view.me,
  )
  const live = useWork((state) => state.view?.conversations[id] !== undefined)
  const form = useOrders((state) =>
    Object.values(state.forms).find(({ number }) => number === order.number),
  )
  const acts = live
    ? ORDER_ACTS.filter((name) => order.acts.includes(name) && mayAct(name, role, serves))
    : []
  const open = (name: OrderActName) =>
    orders.forms.open(
      { buyer: chat.buyer.id, conversation: id, number: order.number, name },
      fieldsOf(order, name),
    )
  if (acts.length === 0 && !form) return null
  return (
    <div className="acts">
      {acts.length > 0 && (
        <div className="order-buttons" role="group" aria-label={t('orders:acts')}>
          {acts.map((name) => (
            <Button
              key={name}
              aria-expanded={form?.name === name}
              disabled={form?.state === 'pending'}
              onClick={() =>
                form?.name === name ? orders.forms.close(formKey(order.number, name)) : open(name)
              }
            >
              {t(`orders:act.${name}`)}
            </Button>
          ))}
        </div>
      )}
      {form && <ActForm key={form.name} form={form} order={order} />}
    </div>
  )
}
