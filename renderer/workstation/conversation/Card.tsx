import { Package, ShoppingBag } from 'lucide-react'
import { useState } from 'react'
import type { Card as CardBody } from '#shared/protocol/model.ts'
import { moneyText } from '../../state/money.ts'
import { fileAddress } from '../../ui/files.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWorkstation } from '../app/context.ts'
import { showPanel } from '../panel/tabs.ts'

/** A product or an order as it was when it was sent. */
export function Card({ card }: { readonly card: CardBody }) {
  return card.kind === 'product' ? <ProductCard card={card} /> : <OrderCard card={card} />
}

function ProductCard({ card }: { readonly card: Extract<CardBody, { kind: 'product' }> }) {
  const { t, i18n } = useTranslation()
  const { desk } = useActions()
  const { title, price, picture, url } = card
  const face = (
    <>
      <CardPicture id={picture?.id ?? null} order={false} />
      <span className="card-lines">
        <span className="card-title">{title}</span>
        {price && <strong className="tabular">{moneyText(price, i18n.language)}</strong>}
      </span>
    </>
  )
  if (url === null)
    return (
      <div
        className="bubble card"
        role="group"
        aria-label={t('chats:composerLine.card.product', { title })}
      >
        {face}
      </div>
    )
  return (
    <button
      type="button"
      className="bubble card"
      role="link"
      aria-label={t('chats:composerLine.card.product', { title })}
      data-tip={t('chats:composerLine.card.openProduct')}
      onClick={() => desk.openLink(url)}
    >
      {face}
    </button>
  )
}

function OrderCard({ card }: { readonly card: Extract<CardBody, { kind: 'order' }> }) {
  const { t, i18n } = useTranslation()
  const workstation = useWorkstation()
  const { messages } = workstation.actions
  const { number, state, total, lines, more, picture } = card
  return (
    <button
      type="button"
      className="bubble card"
      aria-label={t('chats:composerLine.card.order', { number })}
      data-tip={t('chats:composerLine.card.openOrder')}
      onClick={() => {
        messages.showOrder(number)
        showPanel(workstation, 'orders', false)
      }}
    >
      <CardPicture id={picture?.id ?? null} order />
      <span className="card-lines">
        <span className="card-head">
          <span className="clip tabular">{t('chats:composerLine.card.number', { number })}</span>
          <span className="card-state">{t(`chats:orderState.${state}`)}</span>
        </span>
        {lines.map((line) => (
          <span key={line.title} className="clip card-line">
            {t('chats:composerLine.card.line', line)}
          </span>
        ))}
        {more > 0 && (
          <span className="card-line">{t('chats:composerLine.card.more', { count: more })}</span>
        )}
        <strong className="tabular">{moneyText(total, i18n.language)}</strong>
      </span>
    </button>
  )
}

function CardPicture({ id, order }: { readonly id: string | null; readonly order: boolean }) {
  const [failed, setFailed] = useState(false)
  if (id === null || failed)
    return (
      <span className="card-picture" aria-hidden="true">
        {order ? <Package size={24} /> : <ShoppingBag size={24} />}
      </span>
    )
  return (
    <img
      className="card-picture"
      src={fileAddress(id)}
      alt=""
      draggable={false}
      onError={() => setFailed(true)}
    />
  )
}
