import { AppWindow, Check, CircleAlert, LockKeyhole, Pin } from 'lucide-react'
import { memo, type ReactNode } from 'react'
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
  /** The order is by hand. */
  readonly draggable: boolean
  /** Chosen or not; null while nothing is being chosen. */
  readonly picked: boolean | null
}

export const ChatRow = memo(function ChatRow(props: ChatRowProps) {
  const { id, domId, top, place, size, selected, active, draggable, picked } = props
  const { t } = useTranslation()
  const times = useTimes()
  const chat = useWork((state) => state.view?.conversations[id])
  const failed = useWork((state) => state.outbox[id]?.some((one) => one.state === 'failed'))
  const offered = useWork((state) => chat?.offer != null && chat.offer.to === state.view?.me)
  const pinned = useWork((state) => chat !== undefined && state.pins.has(chat.buyer.id))
  const tornOff = useWork((state) => state.tornOff.includes(id))
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
      draggable={draggable}
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
          {pinned && (
            <Mark label={t('chats:groups.pinned')}>
              <Pin size={12} aria-hidden="true" />
            </Mark>
          )}
          <span className="chat-name clip">{chat.buyer.name}</span>
          {chat.buyer.vip && <span className="tag">{t('common:vip')}</span>}
          {chat.buyer.private && (
            <Mark label={t('chats:groups.private')}>
              <LockKeyhole size={12} aria-hidden="true" />
            </Mark>
          )}
          {tornOff && (
            <Mark label={t('chats:tear.mark')}>
              <AppWindow size={12} aria-hidden="true" />
            </Mark>
          )}
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
          {chat.buyer.tags.length > 0 && <Tags tags={chat.buyer.tags} />}
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

interface MarkProps {
  readonly label: string
  readonly children: ReactNode
}

function Mark({ label, children }: MarkProps) {
  return (
    <span className="chat-mark">
      {children}
      <span className="visually-hidden">{label}</span>
    </span>
  )
}

/** The first two; all of them are in the buyer's card. */
function Tags({ tags }: { readonly tags: readonly string[] }) {
  return (
    <span className="chat-tags">
      {tags.slice(0, 2).map((tag) => (
        <span key={tag} className="chat-tag clip">
          {tag}
        </span>
      ))}
    </span>
  )
}

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
