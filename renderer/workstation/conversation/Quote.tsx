import { Reply } from 'lucide-react'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { ConversationId, Message } from '#shared/protocol/model.ts'
import { keyOf } from '../../state/compose-store.ts'
import { messageOf } from '../../state/timeline.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../app/context.ts'

/** The message that is quoted: from what is loaded, or asked for once; null: not to be had. */
export function useQuoted(conversation: ConversationId, cseq: number): Message | null | undefined {
  const { messages } = useActions()
  const loaded = useWork((state) => messageOf(state.timelines[conversation], conversation, cseq))
  const fetched = useStore(messages.compose, (state) => state.fetched[keyOf(conversation, cseq)])
  const missing = loaded === undefined && fetched === undefined
  useEffect(() => {
    if (missing) void messages.lookUp(conversation, cseq)
  }, [missing, messages, conversation, cseq])
  return loaded ?? fetched
}

/** Who said it, and its words in one line. */
export function useQuotedWords(message: Message | null | undefined): string | null {
  const { t } = useTranslation()
  const me = useWork((state) => state.view?.me)
  const buyer = useWork((state) =>
    message ? (state.view?.conversations[message.conversation]?.buyer.name ?? '') : '',
  )
  if (!message) return message === null ? t('chats:composerLine.quoteMissing') : null
  const { body, sender } = message
  if (body.kind === 'recalled') return t('chats:composerLine.quoteGone')
  const who =
    sender.kind === 'buyer'
      ? buyer
      : sender.kind === 'account' && sender.account !== me
        ? sender.nick
        : sender.kind === 'shop'
          ? t('chats:autoReply.mark')
          : t('chats:list.you')
  const text =
    body.kind === 'text'
      ? body.text
      : body.kind === 'auto'
        ? body.text || t(`chats:autoReply.${body.reply}`)
        : body.kind === 'image'
          ? t('chats:list.image')
          : body.kind === 'file'
            ? t('chats:list.file', { name: body.file.name })
            : body.kind === 'card'
              ? body.card.kind === 'product'
                ? body.card.title
                : t('chats:composerLine.card.number', { number: body.card.number })
              : ''
  return t('chats:composerLine.quoteOf', { who, text: text.slice(0, 200).replaceAll('\n', ' ') })
}

/** Above the words of an answer: what it answers to. */
export function Quote({
  conversation,
  cseq,
}: {
  readonly conversation: ConversationId
  readonly cseq: number
}) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const message = useQuoted(conversation, cseq)
  const words = useQuotedWords(message)
  const gone = message === null || message?.body.kind === 'recalled'
  const jump = () => void chats.jump({ conversation, cseq, text: '', buyerName: '' })
  return (
    <button
      type="button"
      className="quote"
      disabled={!message || gone}
      aria-label={
        gone || words === null ? undefined : t('chats:composerLine.quoteJump', { text: words })
      }
      onClick={jump}
    >
      <Reply size={13} aria-hidden="true" />
      <span className="clip">{words ?? '…'}</span>
    </button>
  )
}
