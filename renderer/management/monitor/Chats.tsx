import { Ear, Forward, Hand, MessageSquareText } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { VList } from 'virtua'
import type { ConversationView } from '#shared/protocol/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { IconButton } from '../../ui/Button.tsx'
import { useWork } from '../../workstation/app/context.ts'
import { WaitingTime } from '../../workstation/list/WaitingTime.tsx'
import { useDoors } from './doors.ts'

const ROW = 52

interface ChatsProps {
  readonly title: ReactNode
  readonly label: string
  readonly chats: readonly ConversationView[]
  /** What to say when there is none. */
  readonly empty: string
  /** Numbered by their places in the queue. */
  readonly places?: boolean
  readonly foot?: ReactNode
}

export const Chats = memo(function Chats({ title, label, chats, empty, places }: ChatsProps) {
  return (
    <section className="monitor-chats" aria-label={label}>
      <h2 className="monitor-head">{title}</h2>
      {chats.length === 0 ? (
        <p className="monitor-empty">{empty}</p>
      ) : (
        <VList data={[...chats]} itemSize={ROW} className="scroll" tabIndex={0}>
          {(chat, index) => (
            <ChatLine key={chat.id} chat={chat} place={places === true ? index + 1 : null} />
          )}
        </VList>
      )}
    </section>
  )
})

const ChatLine = memo(function ChatLine({
  chat,
  place,
}: {
  readonly chat: ConversationView
  readonly place: number | null
}) {
  const { t } = useTranslation()
  const doors = useDoors()
  const holder = useWork((state) =>
    chat.holder === null ? undefined : state.view?.accounts[chat.holder]?.nick,
  )
  const me = useWork((state) => state.view?.me)
  const { name } = chat.buyer
  // Who is in the queue waits for a person, even before the first words.
  const since = chat.waitingSince ?? (chat.state === 'queued' ? chat.openedAt : null)
  const others = chat.state === 'held' && chat.holder !== me
  return (
    <div className="monitor-chat">
      {place !== null && <span className="place tabular">{place}</span>}
      <div className="chat-lines">
        <div className="chat-line">
          <button type="button" className="link clip" onClick={() => doors.open(chat.id)}>
            {name}
          </button>
          {chat.buyer.vip && <span className="tag">{t('common:vip')}</span>}
          {chat.state === 'waiting_main' && (
            <span className="tag plain">{t('monitor:chats.forMain')}</span>
          )}
          <span className="grow" />
          {since !== null && <WaitingTime since={since} />}
        </div>
        <div className="chat-line">
          <span className="clip quiet">
            {holder !== undefined && <span className="holder">{holder}</span>}
            {lastText(chat)}
          </span>
        </div>
      </div>
      <div className="chat-acts">
        {others && (
          <>
            <IconButton
              small
              label={t('monitor:chats.whisper', { nick: holder ?? '' })}
              onClick={() => doors.whisper(chat.id)}
            >
              <Ear size={15} />
            </IconButton>
            {!chat.buyer.private && (
              <IconButton
                small
                label={t('monitor:chats.forward', { name })}
                onClick={() => doors.forward(chat.id)}
              >
                <Forward size={15} />
              </IconButton>
            )}
          </>
        )}
        {chat.holder === me && chat.state === 'held' ? (
          <IconButton
            small
            label={t('monitor:chats.open', { name })}
            onClick={() => doors.open(chat.id)}
          >
            <MessageSquareText size={15} />
          </IconButton>
        ) : (
          <IconButton
            small
            label={
              others ? t('monitor:chats.takeOver', { name }) : t('monitor:chats.take', { name })
            }
            onClick={() => void doors.take(chat.id)}
          >
            <Hand size={15} />
          </IconButton>
        )}
      </div>
    </div>
  )
})

function lastText({ last }: ConversationView): string {
  return last && (last.kind === 'text' || last.kind === 'auto' || last.kind === 'file')
    ? last.text
    : ''
}
