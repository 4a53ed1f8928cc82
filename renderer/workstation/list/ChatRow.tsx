import { Check, CircleAlert } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId, ConversationView } from '#shared/protocol/model.ts'
import { Avatar, Badge } from '../../ui/Avatar.tsx'
import { useWork } from '../app/context.ts'
import { useTimes } from '../app/times.ts'
import { TimeLeft } from '../conversation/Offer.tsx'
import { WaitingTime } from './WaitingTime.tsx'

interface ChatRowProps {
  readonly id: ConversationId
  readonly domId: string
  readonly top: number
  readonly place: number
  readonly size: number
  readonly selected: boolean
  readonly active: boolean
  /** Chosen or not; null while nothing is being chosen. */
  readonly picked: boolean | null
}

export const ChatRow = memo(function ChatRow(props: ChatRowProps) {
  const { id, domId, top, place, size, selected, active, picked } = props
  const { t } = useTranslation()
  const times = useTimes()
  const chat = useWork((state) => state.view?.conversations[id])
  const failed = useWork((state) => state.outbox[id]?.some((one) => one.state === 'failed'))
  const offered = useWork((state) => chat?.offer != null && chat.offer.to === state.view?.me)
  if (!chat) return null
  const names = ['chat-row', selected ? 'selected' : '', active ? 'active' : '']
  return (
    <div
      id={domId}
      className={names.filter(Boolean).join(' ')}
      role="option"
      aria-selected={picked ?? selected}
      aria-posinset={place}
      aria-setsize={size}
      data-chat={id}
      style={{ transform: `translateY(${top}px)` }}
    >
      {picked === null ? (
        <Avatar name={chat.buyer.name} size={36} />
      ) : (
        <span className={picked ? 'pick on' : 'pick'} aria-hidden="true">
          {picked && <Check size={16} />}
        </span>
      )}
      <div className="chat-lines">
        <div className="chat-line">
          <span className="chat-name clip">{chat.buyer.name}</span>
          {chat.buyer.vip && <span className="tag">{t('common:vip')}</span>}
          <span className="grow" />
          {offered && chat.offer ? (
            <TimeLeft until={chat.offer.until} />
          ) : chat.waitingSince === null ? (
            <span className="chat-time tabular">{times.short(chat.last?.at ?? chat.openedAt)}</span>
          ) : (
            <WaitingTime since={chat.waitingSince} />
          )}
        </div>
        <div className="chat-line">
          <span className="chat-last clip">
            <LastLine id={id} chat={chat} selected={selected} />
          </span>
          {failed === true && (
            <span className="chat-failed">
              <CircleAlert size={15} aria-hidden="true" />
              <span className="visually-hidden">{t('chats:list.failed')}</span>
            </span>
          )}
          <Badge count={chat.unread} label={t('chats:list.unread', { count: chat.unread })} />
        </div>
      </div>
    </div>
  )
})

interface LastLineProps {
  readonly id: ConversationId
  readonly chat: ConversationView
  readonly selected: boolean
}

function LastLine({ id, chat, selected }: LastLineProps) {
  const { t } = useTranslation()
  const typing = useWork((state) => state.typing[id] !== undefined)
  // The open chat's draft stands in its composer; here it would only flicker along.
  const draft = useWork((state) => (selected ? undefined : state.drafts[id]))
  if (draft !== undefined)
    return (
      <>
        <span className="chat-draft">{t('chats:list.draft')}</span> {draft.slice(0, 80)}
      </>
    )
  if (typing) return <span className="chat-typing">{t('chats:list.typing')}</span>
  const { last } = chat
  if (!last) return chat.state === 'queued' ? t('chats:list.queued') : null
  const text =
    last.kind === 'image'
      ? t('chats:list.image')
      : last.kind === 'file'
        ? t('chats:list.file', { name: last.text })
        : last.kind === 'notice'
          ? t(`notice:${last.text}`, { nick: '', place: '' })
          : last.kind === 'auto' && last.text === ''
            ? t('chats:autoReply.mark')
            : last.text
  return text
}
