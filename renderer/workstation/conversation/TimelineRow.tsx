import { Bot, CircleAlert, Clock } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { Body, ConversationId, Message } from '#shared/protocol/model.ts'
import type { OutboxEntry } from '../../state/model.ts'
import type { Row } from '../../state/rows.ts'
import { Button } from '../../ui/Button.tsx'
import { useActions, useWork } from '../app/context.ts'
import { useTimes } from '../app/times.ts'
import { AsideLine } from './AsideLine.tsx'
import { Bubble } from './Bubble.tsx'
import { MaskedBubble } from './MaskedBubble.tsx'
import { Recalled } from './Recalled.tsx'
import { Tick } from './Tick.tsx'

interface TimelineRowProps {
  readonly row: Row
  /** What all lines of the chat share: handed down, since a subscription of each costs a switch most. */
  readonly chat: ChatOfLines
  /** The words that were searched for, where this is the message that was jumped to. */
  readonly search: string | null
}

export interface ChatOfLines {
  readonly id: ConversationId
  readonly me: string
  readonly buyer: string
  /** Up to here the buyer has read; null where that is not known any more. */
  readonly read: number | null
}

export const TimelineRow = memo(function TimelineRow({ row, chat, search }: TimelineRowProps) {
  switch (row.kind) {
    case 'day':
      return <Day at={row.at} />
    case 'past':
      return <Past />
    case 'notice':
      return <NoticeLine message={row.message} />
    case 'aside':
      return <AsideLine aside={row.aside} conversation={chat.id} me={chat.me} />
    case 'message':
      return <MessageLine row={row} chat={chat} search={search} />
    case 'pending':
      return <PendingLine entry={row.entry} first={row.first} last={row.last} />
  }
})

function Day({ at }: { readonly at: number }) {
  const times = useTimes()
  return (
    <div className="line-day">
      <span>{times.day(at)}</span>
    </div>
  )
}

function Past() {
  const { t } = useTranslation()
  return <div className="line-past">{t('chats:timeline.past')}</div>
}

function NoticeLine({ message }: { readonly message: Message }) {
  const { t } = useTranslation()
  const times = useTimes()
  if (message.body.kind !== 'notice') return null
  const { code, ...values } = message.body.notice
  return (
    <div className="line-notice">
      {t(`notice:${code}`, values)} <span className="tabular">{times.clock(message.at)}</span>
    </div>
  )
}

function classOf(own: boolean, first: boolean, last: boolean): string {
  return ['line', own ? 'own' : 'buyer', first ? 'first' : '', last ? 'last' : '']
    .filter(Boolean)
    .join(' ')
}

interface MessageLineProps {
  readonly row: Extract<Row, { kind: 'message' }>
  readonly chat: ChatOfLines
  readonly search: string | null
}

function MessageLine({ row, chat, search }: MessageLineProps) {
  const { t } = useTranslation()
  const times = useTimes()
  const { message, own, first, last } = row
  const { sender, body } = message
  if (body.kind === 'notice') return null
  const here = message.conversation === chat.id
  const colleague = sender.kind === 'account' && sender.account !== chat.me ? sender.nick : null
  if (body.kind === 'recalled') return <Recalled message={message} chat={chat} />
  if (body.kind === 'erased')
    return (
      <div className="line-notice" data-cseq={message.cseq}>
        {t('chats:line.erased')} <span className="tabular">{times.clock(message.at)}</span>
      </div>
    )
  if (body.kind === 'auto') return <AutoLine row={row} body={body} />
  return (
    <div
      className={`${classOf(own, first, last)}${search === null ? '' : ' found'}`}
      data-cseq={message.cseq}
      data-conversation={here ? undefined : message.conversation}
    >
      {colleague !== null && first && <div className="line-nick">{colleague}</div>}
      {colleague === null && (
        <span className="visually-hidden">
          {own ? t('chats:list.you') : here ? chat.buyer : <BuyerName id={message.conversation} />}
        </span>
      )}
      {message.masked ? (
        <MaskedBubble message={message} body={body} search={search ?? ''} messageKey={row.key} />
      ) : (
        <Bubble
          body={body}
          search={search ?? ''}
          messageKey={row.key}
          conversation={message.conversation}
        />
      )}
      {last && (
        <div className="line-meta tabular">
          <time dateTime={new Date(message.at).toISOString()} data-tip={times.full(message.at)}>
            {times.clock(message.at)}
          </time>
          {own &&
            sender.kind === 'account' &&
            (!here ? (
              <EarlierReadMark message={message} />
            ) : chat.read === null ? null : (
              <ReadMark read={message.cseq <= chat.read} />
            ))}
        </div>
      )}
    </div>
  )
}

interface AutoLineProps {
  readonly row: Extract<Row, { kind: 'message' }>
  readonly body: Extract<Body, { kind: 'auto' }>
}

/** The shop's automatic words: the buyer read them, nobody wrote them. */
function AutoLine({ row, body }: AutoLineProps) {
  const { t } = useTranslation()
  const times = useTimes()
  const { message } = row
  const text = body.text === '' ? t(`chats:autoReply.${body.reply}`) : body.text
  return (
    <div className="line own first last auto" data-cseq={message.cseq}>
      <Bubble body={{ kind: 'text', text }} search="" messageKey={row.key} />
      <div className="line-meta tabular">
        <span className="state">
          <Bot size={13} aria-hidden="true" />
          {t('chats:autoReply.mark')}
        </span>
        <time dateTime={new Date(message.at).toISOString()} data-tip={times.full(message.at)}>
          {times.clock(message.at)}
        </time>
      </div>
    </div>
  )
}

function BuyerName({ id }: { readonly id: ConversationId }) {
  return useWork((state) => state.view?.conversations[id]?.buyer.name ?? '')
}

function EarlierReadMark({ message }: { readonly message: Message }) {
  const read = useWork((state) => {
    const chat =
      state.view?.conversations[message.conversation] ?? state.departed[message.conversation]?.view
    return chat ? message.cseq <= chat.readByBuyer : null
  })
  // Of an earlier conversation it is not known any more.
  return read === null ? null : <ReadMark read={read} />
}

function ReadMark({ read }: { readonly read: boolean }) {
  const { t } = useTranslation()
  return read ? (
    <span className="state read">
      <Tick two />
      {t('chats:message.read')}
    </span>
  ) : (
    <span className="state">
      <Tick two={false} />
      {t('chats:message.sent')}
    </span>
  )
}

interface PendingLineProps {
  readonly entry: OutboxEntry
  readonly first: boolean
  readonly last: boolean
}

function PendingLine({ entry, first, last }: PendingLineProps) {
  const { t } = useTranslation()
  const times = useTimes()
  const { messages } = useActions()
  const { state, error, cid, conversation, body } = entry
  const names = `${classOf(true, first, last || state === 'failed')} pending`
  if (state === 'failed')
    return (
      <div className={`${names} failed`}>
        <Bubble body={body} search="" messageKey={cid} conversation={conversation} />
        <div className="line-failed" role="alert">
          <CircleAlert size={14} aria-hidden="true" />
          <span>
            <strong>{t('chats:message.failed')}</strong> · {error && t(`error:${error}`)}
          </span>
          <Button look="plain" onClick={() => messages.retry(conversation, cid)}>
            {t('chats:message.retry')}
          </Button>
          {body.kind === 'text' && (
            <Button look="plain" onClick={() => messages.edit(conversation, cid)}>
              {t('chats:message.edit')}
            </Button>
          )}
          <Button look="plain" onClick={() => messages.discard(cid)}>
            {t('chats:message.discard')}
          </Button>
        </div>
      </div>
    )
  return (
    <div className={names}>
      <span className="visually-hidden">{t('chats:list.you')}</span>
      <Bubble body={body} search="" messageKey={cid} conversation={conversation} />
      {last && (
        <div className="line-meta tabular">
          <time dateTime={new Date(entry.createdAt).toISOString()}>
            {times.clock(entry.createdAt)}
          </time>
          <span className="state">
            {state === 'lingering' ? <Tick two={false} /> : <Clock size={13} aria-hidden="true" />}
            {state === 'lingering'
              ? t('chats:message.sent')
              : state === 'queued'
                ? t('chats:message.queued')
                : t('chats:message.sending')}
          </span>
        </div>
      )}
    </div>
  )
}
