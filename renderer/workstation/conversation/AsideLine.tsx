import { EyeOff } from 'lucide-react'
import type { TFunction } from 'i18next'
import { useTranslation } from '../../ui/i18n.ts'
import type { AccountId, Aside, ConversationId } from '#shared/protocol/model.ts'
import { moneyText } from '../../state/money.ts'
import { useTimes } from '../app/times.ts'
import { MaskedText } from './MaskedText.tsx'

interface AsideLineProps {
  readonly aside: Aside
  readonly conversation: ConversationId
  readonly me: AccountId
}

/** A line among colleagues: amber, hatched and told as such, so that nobody takes it for the buyer's. */
export function AsideLine({ aside, conversation, me }: AsideLineProps) {
  const { t, i18n } = useTranslation()
  const times = useTimes()
  const spoken = aside.kind === 'whisper' || aside.kind === 'note'
  const time = (
    <time
      className="tabular"
      dateTime={new Date(aside.at).toISOString()}
      data-tip={times.full(aside.at)}
    >
      {times.clock(aside.at)}
    </time>
  )
  if (!spoken)
    return (
      <div className="line-aside told" data-aside={aside.kind}>
        <EyeOff size={13} aria-hidden="true" />
        <span className="visually-hidden">{t('chats:aside.unseen')}</span>
        <span>{told(t, aside, i18n.language)}</span>
        {time}
      </div>
    )
  const own = aside.account === me
  return (
    <div className={own ? 'line-aside own' : 'line-aside'} data-aside={aside.kind}>
      <div className="aside-head">
        <EyeOff size={13} aria-hidden="true" />
        <span>
          {own
            ? t(`chats:aside.${aside.kind}.mine`)
            : t(`chats:aside.${aside.kind}.theirs`, { nick: aside.nick })}
        </span>
        <span aria-hidden="true">·</span>
        <span>{t('chats:aside.unseen')}</span>
        {time}
      </div>
      <div className="words">
        <MaskedText text={aside.text} ask={{ conversation, aside: aside.pos }} />
      </div>
    </div>
  )
}

function told(t: TFunction, { kind, account, nick, order }: Aside, language: string): string {
  if (kind === 'order' && order)
    return t(`chats:composerLine.order.${order.outcome}`, {
      nick,
      number: order.number,
      act: t(`chats:composerLine.order.${order.name}`),
      amount: order.amount ? ` · ${moneyText(order.amount, language)}` : '',
    })
  // Dispatched again by the gateway: `nick` lost it. Handed over: `nick` did it.
  if (kind === 'moved')
    return account === null
      ? t('chats:aside.moved.again', { nick })
      : t('chats:aside.moved.handed', { nick })
  return t(`chats:aside.${kind}`, { nick })
}
