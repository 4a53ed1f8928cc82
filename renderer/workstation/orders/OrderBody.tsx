import { useState } from 'react'
import type { Order, Shipment } from '#shared/orders/model.ts'
import type { ConversationId, ConversationView } from '#shared/protocol/model.ts'
import { moneyText } from '../../state/money.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../app/context.ts'
import { useTimes, type Times } from '../app/times.ts'
import { MaskedText } from '../conversation/MaskedText.tsx'
import { Acts } from './Acts.tsx'
import { orderCard } from './cards.ts'
import { CopiedNumber } from './CopiedNumber.tsx'
import { useInsert } from './insert.ts'

interface OrderBodyProps {
  readonly id: ConversationId
  readonly chat: ConversationView
  readonly order: Order
}

export function OrderBody({ id, chat, order }: OrderBodyProps) {
  const { t, i18n } = useTranslation()
  const { messages } = useActions()
  const insert = useInsert(id)
  const mine = useWork(
    (state) => state.view !== null && state.view.conversations[id]?.holder === state.view.me,
  )
  const money = (amount: Order['total']) => moneyText(amount, i18n.language)
  const off =
    order.lines.reduce((sum, line) => sum + line.price.amount * line.count, 0) +
    order.shipping.amount -
    order.total.amount
  return (
    <div className="order-body">
      <ul className="order-lines">
        {order.lines.map((line) => (
          <li key={line.id}>
            <span className="order-line">
              <span className="order-title">{line.title}</span>
              {line.variant !== '' && <span className="order-variant">{line.variant}</span>}
            </span>
            <span className="order-price tabular">
              {money(line.price)}
              <span> × {line.count}</span>
            </span>
          </li>
        ))}
      </ul>
      <dl className="order-sums tabular">
        {order.shipping.amount > 0 && (
          <Sum name={t('orders:shipping')}>{money(order.shipping)}</Sum>
        )}
        {off > 0 && (
          <Sum name={t('orders:off')}>
            −{money({ amount: off, currency: order.total.currency })}
          </Sum>
        )}
        <Sum name={t('orders:total')}>
          <strong>{money(order.total)}</strong>
        </Sum>
        {order.refunded !== null && order.refunded.amount > 0 && (
          <Sum name={t('orders:refunded')}>{money(order.refunded)}</Sum>
        )}
      </dl>
      {order.address && (
        <dl className="order-facts">
          <dt>{t('orders:address')}</dt>
          <dd>
            {order.address.name} <span className="tabular">{order.address.phone}</span>
            <br />
            <MaskedText
              text={order.address.text}
              ask={{ buyer: chat.buyer.id, order: order.number }}
            />
          </dd>
        </dl>
      )}
      {order.buyerNote !== '' && (
        <dl className="order-facts said">
          <dt>{t('orders:buyerNote')}</dt>
          <dd>
            <MaskedText
              text={order.buyerNote}
              ask={{ buyer: chat.buyer.id, order: order.number, part: 'note' }}
            />
          </dd>
        </dl>
      )}
      {order.shopNote !== '' && (
        <dl className="order-facts">
          <dt>{t('orders:shopNote')}</dt>
          <dd>{order.shopNote}</dd>
        </dl>
      )}
      {order.shipments.map((shipment) => (
        <Shipped key={shipment.tracking} id={id} shipment={shipment} mine={mine} />
      ))}
      {mine && (
        <div className="order-buttons">
          <Button onClick={() => messages.sendCard(id, orderCard(order))}>
            {t('orders:sendCard')}
          </Button>
          <Button onClick={() => insert(order.number)}>{t('orders:insertNumber')}</Button>
        </div>
      )}
      <Acts id={id} chat={chat} order={order} />
    </div>
  )
}

function Sum({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

interface ShippedProps {
  readonly id: ConversationId
  readonly shipment: Shipment
  readonly mine: boolean
}

/** Its newest news; the whole way at a click. */
function Shipped({ id, shipment, mine }: ShippedProps) {
  const { t } = useTranslation()
  const times = useTimes()
  const insert = useInsert(id)
  const [all, setAll] = useState(false)
  const { track } = shipment
  return (
    <section className="shipment" aria-label={t('orders:shipment')}>
      <CopiedNumber number={shipment.tracking} name={shipment.carrier} />
      <ol className="track">
        {track.slice(0, all ? undefined : 1).map((step) => (
          <li key={`${step.at} ${step.text}`}>
            <time dateTime={new Date(step.at).toISOString()} data-tip={times.full(step.at)}>
              {when(times, step.at)}
            </time>
            <span>{step.text}</span>
          </li>
        ))}
      </ol>
      {track.length === 0 && <p className="panel-hint">{t('orders:noTrack')}</p>}
      <div className="order-buttons">
        {track.length > 1 && (
          <Button look="plain" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('orders:trackLess') : t('orders:trackAll', { count: track.length })}
          </Button>
        )}
        {mine && (
          <Button look="plain" onClick={() => insert(shipment.tracking)}>
            {t('orders:insertTracking')}
          </Button>
        )}
      </div>
    </section>
  )
}

/** The day where it isn't today, and the time. */
function when(times: Times, at: number): string {
  const day = times.short(at)
  const clock = times.clock(at)
  return day === clock ? clock : `${day} ${clock}`
}
