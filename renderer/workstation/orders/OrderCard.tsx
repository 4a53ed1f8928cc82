import { ChevronDown, ChevronRight } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Order } from '#shared/orders/model.ts'
import type { ConversationId, ConversationView } from '#shared/protocol/model.ts'
import { moneyText } from '../../state/money.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../app/context.ts'
import { useTimes } from '../app/times.ts'
import { useOrders } from '../panel/beside.ts'
import { CopiedNumber } from './CopiedNumber.tsx'
import { OrderBody } from './OrderBody.tsx'
import { WarePicture } from './WarePicture.tsx'

interface OrderCardProps {
  readonly id: ConversationId
  readonly chat: ConversationView
  readonly order: Order
  /** The newest stands open. */
  readonly first: boolean
}

export function OrderCard({ id, chat, order, first }: OrderCardProps) {
  const { t, i18n } = useTranslation()
  const times = useTimes()
  const [open, setOpen] = useState(first)
  // A card in the conversation was clicked.
  const { messages } = useActions()
  const asked = useStore(messages.compose, ({ shownOrder }) => shownOrder === order.number)
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (!asked) return
    setOpen(true)
    item.current?.scrollIntoView({ block: 'nearest' })
    messages.showOrder(null)
  }, [asked, messages])
  // A form that went out is never hidden in a folded card.
  const busy = useOrders((state) =>
    Object.values(state.forms).some((form) => form.number === order.number),
  )
  const unfolded = open || busy
  const picture = order.lines.find((line) => line.picture)?.picture
  return (
    <li ref={item} className="order" data-order={order.number}>
      <div className="order-head">
        <button
          type="button"
          className="order-fold"
          aria-expanded={unfolded}
          onClick={() => setOpen(!unfolded)}
        >
          <span className="visually-hidden">{t('orders:fold', { number: order.number })}</span>
          <WarePicture file={picture} />
          <span className="order-sum">
            <span className={`order-state ${order.state}`}>
              {t(`chats:orderState.${order.state}`)}
            </span>
            <span className="order-total tabular">{moneyText(order.total, i18n.language)}</span>
            <span className="order-what clip">
              {order.lines.length === 1
                ? order.lines[0]?.title
                : t('orders:pieces', {
                    title: order.lines[0]?.title ?? '',
                    count: order.lines.length,
                  })}
            </span>
            <time
              dateTime={new Date(order.placedAt).toISOString()}
              data-tip={times.full(order.placedAt)}
            >
              {times.short(order.placedAt)}
            </time>
          </span>
          {unfolded ? (
            <ChevronDown size={16} aria-hidden="true" />
          ) : (
            <ChevronRight size={16} aria-hidden="true" />
          )}
        </button>
      </div>
      <CopiedNumber number={order.number} />
      {unfolded && <OrderBody id={id} chat={chat} order={order} />}
    </li>
  )
}
