import { useEffect } from 'react'
import type { ConversationId } from '#shared/protocol/model.ts'
import { moneyText } from '../../state/money.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { useOrders } from '../panel/beside.ts'
import { productCard } from './cards.ts'
import { WarePicture } from './WarePicture.tsx'

interface ProductProps {
  readonly id: ConversationId
  /** As the shop's page calls it. */
  readonly asked: string
}

/** The product in question with its stock; nothing where the order system doesn't know it. */
export function ProductAsked({ id, asked }: ProductProps) {
  const { t, i18n } = useTranslation()
  const { orders } = useWorkstation()
  const { messages } = useActions()
  const product = useOrders((state) => state.products[asked])
  const mine = useWork(
    (state) => state.view !== null && state.view.conversations[id]?.holder === state.view.me,
  )
  useEffect(() => void orders.product(asked), [orders, asked, product])
  if (!product) return null
  return (
    <section className="product" aria-label={t('orders:product.label')}>
      <h3 className="panel-head">{t('orders:product.label')}</h3>
      <div className="product-head">
        <WarePicture file={product.picture} />
        <div className="product-name">
          <span>{product.title}</span>
          <strong className="tabular">{moneyText(product.price, i18n.language)}</strong>
        </div>
      </div>
      {product.stock.length > 0 && (
        <ul className="stock" aria-label={t('orders:product.stock')}>
          {product.stock.map(({ variant, count }) => (
            <li key={variant}>
              <span className="clip">{variant === '' ? t('orders:product.only') : variant}</span>
              <span className={count === 0 ? 'stock-none tabular' : 'tabular'}>
                {count === null
                  ? t('orders:product.unknown')
                  : count === 0
                    ? t('orders:product.out')
                    : t('orders:product.left', { count })}
              </span>
            </li>
          ))}
        </ul>
      )}
      {mine && (
        <Button onClick={() => messages.sendCard(id, productCard(product))}>
          {t('orders:sendCard')}
        </Button>
      )}
    </section>
  )
}
