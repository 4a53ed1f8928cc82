import { CornerDownLeft, MessageSquareText, Package, Quote, Zap } from 'lucide-react'
import type { SearchHit } from '#shared/bridge/contract.ts'
import type { Order } from '#shared/orders/model.ts'
import type { BuyerEntry } from '#shared/protocol/api.ts'
import { labelOf, type FoundPhrase } from '#shared/phrases/match.ts'
import type { ConversationView } from '#shared/protocol/model.ts'
import { moneyText } from '../../state/money.ts'
import type { FoundLine } from '../../state/search.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { keyName } from '../app/keys.ts'
import { useWork } from '../app/context.ts'
import { useTimes } from '../app/times.ts'
import type { Act } from './acts.ts'

export function ChatItem({ chat }: { readonly chat: ConversationView }) {
  const { t } = useTranslation()
  return (
    <>
      <Avatar name={chat.buyer.name} size={28} />
      <span className="clip">{chat.buyer.name}</span>
      {chat.buyer.vip && <span className="tag">{t('common:vip')}</span>}
      {chat.state === 'closed' && <span className="palette-aside">{t('chats:palette.over')}</span>}
    </>
  )
}

export function BuyerItem({ entry }: { readonly entry: BuyerEntry }) {
  const { t } = useTranslation()
  const times = useTimes()
  return (
    <>
      <Avatar name={entry.buyer.name} size={28} />
      <span className="clip">{entry.buyer.name}</span>
      {entry.buyer.vip && <span className="tag">{t('common:vip')}</span>}
      <span className="palette-aside">
        {entry.lastAt === null ? t('chats:palette.never') : times.short(entry.lastAt)}
      </span>
    </>
  )
}

export function OrderItem({ order }: { readonly order: Order }) {
  const { t, i18n } = useTranslation()
  const times = useTimes()
  return (
    <>
      <Package size={18} aria-hidden="true" />
      <span className="palette-hit">
        <span className="palette-where">
          <span className="clip">
            {order.number} · {t(`chats:orderState.${order.state}`)}
          </span>
          <time dateTime={new Date(order.placedAt).toISOString()}>
            {times.short(order.placedAt)}
          </time>
        </span>
        <span className="clip">
          {moneyText(order.total, i18n.language)} · {order.lines.map((l) => l.title).join(' · ')}
        </span>
      </span>
    </>
  )
}

export function PhraseItem({ found }: { readonly found: FoundPhrase }) {
  const { phrase } = found
  return (
    <>
      <Quote size={18} aria-hidden="true" />
      <span className="palette-hit">
        <span className="clip">{labelOf(phrase)}</span>
        <span className="palette-where clip">{phrase.text.slice(0, 120)}</span>
      </span>
      {phrase.code !== '' && <kbd>/{phrase.code}</kbd>}
    </>
  )
}

export function ActItem({ act }: { readonly act: Act }) {
  return (
    <>
      <Zap size={18} aria-hidden="true" />
      <span className="clip">{act.name}</span>
      {act.keys !== undefined && <kbd className="palette-keys">{keyName(act.keys)}</kbd>}
    </>
  )
}

export function MoreItem({ loading }: { readonly loading: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <CornerDownLeft size={18} aria-hidden="true" />
      <span>{loading ? t('chats:palette.loadingMore') : t('chats:palette.more')}</span>
    </>
  )
}

export function HitItem({ hit }: { readonly hit: FoundLine }) {
  const times = useTimes()
  const nick = useWork((state) =>
    hit.account === null || hit.account === state.view?.me
      ? undefined
      : state.view?.accounts[hit.account]?.nick,
  )
  return (
    <>
      <MessageSquareText size={18} aria-hidden="true" />
      <span className="palette-hit">
        <span className="palette-where">
          <span className="clip">
            {hit.buyerName}
            {nick !== undefined && ` · ${nick}`}
          </span>
          <time dateTime={new Date(hit.at).toISOString()}>{times.short(hit.at)}</time>
        </span>
        <span className="palette-snippet">{marked(hit)}</span>
      </span>
    </>
  )
}

function marked({ snippet, ranges }: Pick<SearchHit, 'snippet' | 'ranges'>): React.ReactNode[] {
  const parts: React.ReactNode[] = []
  let end = 0
  for (const [from, to] of ranges) {
    if (from < end || to > snippet.length) continue
    parts.push(snippet.slice(end, from), <mark key={from}>{snippet.slice(from, to)}</mark>)
    end = to
  }
  parts.push(snippet.slice(end))
  return parts
}
