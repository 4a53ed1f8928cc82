import { UserSearch } from 'lucide-react'
import { useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { Order } from '#shared/orders/model.ts'
import type { ConversationView } from '#shared/protocol/model.ts'
import { moneyText } from '../../state/money.ts'
import { Button } from '../../ui/Button.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { isComposing } from '../app/composition.ts'
import { useWorkstation } from '../app/context.ts'
import { useTimes } from '../app/times.ts'

interface LinkProps {
  readonly chat: ConversationView
  /** One is known already: another one can be said. */
  readonly again?: boolean
}

/**
 * Nobody knows who the buyer is in the shop's books: by an order number it is found, by the customer's
 * own id it is said. An order that is found is shown before it is linked: it may be somebody else's.
 */
export function LinkCustomer({ chat, again = false }: LinkProps) {
  const { t, i18n } = useTranslation()
  const times = useTimes()
  const { call, cards } = useWorkstation()
  const [open, setOpen] = useState(!again)
  const [text, setText] = useState('')
  const [found, setFound] = useState<Order | 'none' | null>(null)
  const [state, setState] = useState<'idle' | 'asking'>('idle')
  const [failed, setFailed] = useState<BridgeErrorCode | 'trouble' | null>(null)
  const typed = text.trim()
  const { buyer } = chat

  async function look() {
    if (typed === '' || state === 'asking') return
    setState('asking')
    setFailed(null)
    const result = await call('orders.of', { number: typed })
    setState('idle')
    if (!result.ok) setFailed(result.error.code)
    else {
      const order = result.value.orders.find(({ number }) => number === typed)
      if (!order && result.value.trouble) setFailed('trouble')
      setFound(order ?? 'none')
    }
  }
  function link(customer: string) {
    setFound(null)
    setText('')
    if (again) setOpen(false)
    void cards.link(buyer.id, customer, buyer.customer?.id ?? null)
  }
  if (!open)
    return (
      <Button look="plain" className="link-again" onClick={() => setOpen(true)}>
        {t('orders:link.again')}
      </Button>
    )
  return (
    <section className="orders-link" aria-label={t('orders:link.title')}>
      {!again && (
        <>
          <h3 className="panel-head">{t('orders:link.title')}</h3>
          <p className="panel-hint">{t('orders:link.lead')}</p>
        </>
      )}
      <div className="link-row">
        <input
          className="input"
          value={text}
          maxLength={80}
          aria-label={t('orders:link.field')}
          placeholder={t('orders:link.field')}
          onChange={(event) => {
            setText(event.target.value)
            setFound(null)
            setFailed(null)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || isComposing(event.nativeEvent)) return
            event.preventDefault()
            void look()
          }}
        />
        <Button disabled={typed === '' || state === 'asking'} onClick={() => void look()}>
          <UserSearch size={15} aria-hidden="true" /> {t('orders:link.look')}
        </Button>
      </div>
      <div role="status">
        {failed !== null && (
          <FieldError>
            {failed === 'trouble' ? t('orders:trouble.down') : t(`error:${failed}`)}
          </FieldError>
        )}
        {found !== null && found !== 'none' && (
          <div className="link-found">
            <p>
              {t('orders:link.found', {
                number: found.number,
                customer: found.customer,
                total: moneyText(found.total, i18n.language),
                date: times.date(found.placedAt),
              })}
            </p>
            <p className="panel-hint clip">{found.lines.map(({ title }) => title).join(' · ')}</p>
            <Button look="primary" onClick={() => link(found.customer)}>
              {t('orders:link.order', { name: buyer.name })}
            </Button>
          </div>
        )}
        {found === 'none' && (
          <div className="link-found">
            {failed === null && <p>{t('orders:link.noOrder', { number: typed })}</p>}
            <Button onClick={() => link(typed)}>
              {t('orders:link.customer', { customer: typed })}
            </Button>
          </div>
        )}
      </div>
    </section>
  )
}
