import { useEffect } from 'react'
import type { ConversationId, ConversationView } from '#shared/protocol/model.ts'
import { STALE_MS, type OrdersOf } from '../../state/orders.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { useTimes } from '../app/times.ts'
import { useChat, useOrders } from '../panel/beside.ts'
import { Later } from '../panel/Later.tsx'
import { OrderCard } from './OrderCard.tsx'
import { ProductAsked } from './ProductAsked.tsx'
import { Trouble } from './Trouble.tsx'
import { LinkCustomer } from './LinkCustomer.tsx'
import './orders.css'

/** The buyer's orders. Whatever the order system does, the chat beside it goes on. */
export function OrdersTab({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const chat = useChat(id)
  if (!chat) return <p className="panel-hint">{t('orders:nobody')}</p>
  return (
    <>
      {chat.source?.product !== undefined && (
        <ProductAsked key={chat.source.product} id={id} asked={chat.source.product} />
      )}
      <Orders key={chat.buyer.id} id={id} chat={chat} />
    </>
  )
}

interface OrdersProps {
  readonly id: ConversationId
  readonly chat: ConversationView
}

function Orders({ id, chat }: OrdersProps) {
  const { t } = useTranslation()
  const { orders } = useWorkstation()
  const buyer = chat.buyer.id
  const entry = useOrders((state) => state.of[buyer])
  const focused = useWork((state) => state.focused)
  useEffect(() => {
    if (focused) orders.ensure(buyer)
  }, [orders, buyer, focused])
  useRetry(entry, () => orders.refresh(buyer, false))

  const known = entry?.known
  if (!known)
    return entry?.failed == null ? (
      <Later lines={4} />
    ) : (
      <Failed code={entry.failed} onRetry={() => orders.refresh(buyer, false)} />
    )
  if (known.none) return <NoneSetUp />
  return (
    <>
      <Trouble entry={entry} onRetry={() => orders.refresh(buyer, true)} />
      {known.customer === null ? (
        <LinkCustomer chat={chat} />
      ) : known.orders.length === 0 ? (
        known.at === null ? (
          known.trouble === null && <Later lines={4} />
        ) : (
          <div className="orders-empty">
            <p>{t('orders:empty', { customer: known.customer })}</p>
            {chat.buyer.customer?.by !== 'identity' && <LinkCustomer chat={chat} again />}
          </div>
        )
      ) : (
        <>
          <ul className="orders" aria-label={t('orders:label')}>
            {known.orders.map((order, index) => (
              <OrderCard key={order.number} id={id} chat={chat} order={order} first={index === 0} />
            ))}
          </ul>
          <Foot entry={entry} />
          {known.more && <p className="panel-hint">{t('orders:more')}</p>}
          {chat.buyer.customer?.by === 'account' && <LinkCustomer chat={chat} again />}
        </>
      )}
    </>
  )
}

/** How fresh it is, and the way to ask now. */
function Foot({ entry }: { readonly entry: OrdersOf }) {
  const { t } = useTranslation()
  const times = useTimes()
  const at = entry.known?.at
  if (at == null || entry.known?.trouble) return null
  return <p className="orders-foot">{t('orders:asOf', { time: times.short(at) })}</p>
}

/** The gateway tries again by itself; a moment behind that time it is asked what came of it. */
function useRetry(entry: OrdersOf | undefined, ask: () => void): void {
  const { skew, now } = useRetryClock()
  const retryAt = entry?.known?.trouble?.retryAt
  const asking = entry?.asking === true
  useEffect(() => {
    if (retryAt === undefined || asking) return
    const timer = setTimeout(ask, Math.min(STALE_MS, Math.max(1000, retryAt - skew - now() + 500)))
    return () => clearTimeout(timer)
    // `ask` is another one with each drawing.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [retryAt, asking, skew, now])
}

function useRetryClock() {
  const skew = useWork((state) => state.skew)
  return { skew, now: Date.now }
}

function Failed({ code, onRetry }: { readonly code: string; readonly onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="orders-empty" role="alert">
      <p>{code === 'not_allowed' ? t('orders:notAllowed') : t('orders:failed')}</p>
      {code !== 'not_allowed' && <p className="panel-hint">{t(`error:${code}`)}</p>}
      {code !== 'not_allowed' && <Button onClick={onRetry}>{t('common:retry')}</Button>}
    </div>
  )
}

function NoneSetUp() {
  const { t } = useTranslation()
  const { chats } = useActions()
  const main = useWork((state) => state.view?.accounts[state.view.me]?.role === 'main')
  const setUp = () => {
    chats.show('management')
    void import('../../management/store.ts').then(({ openSection, SECTION_IDS }) => {
      const section = SECTION_IDS.find((id: string) => id === 'orders')
      if (section) openSection(section)
    })
  }
  return (
    <div className="orders-empty">
      <p>{t('orders:none')}</p>
      <p className="panel-hint">{main ? t('orders:noneMain') : t('orders:noneOthers')}</p>
      {main && <Button onClick={setUp}>{t('orders:setUp')}</Button>}
    </div>
  )
}
