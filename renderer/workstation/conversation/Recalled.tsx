import { useStore } from 'zustand'
import type { Message } from '#shared/protocol/model.ts'
import { keyOf } from '../../state/compose-store.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../app/context.ts'
import type { ChatOfLines } from './TimelineRow.tsx'

interface RecalledProps {
  readonly message: Message
  readonly chat: ChatOfLines
}

/** In the place of words that were taken back; one's own can be edited again while the window lives. */
export function Recalled({ message, chat }: RecalledProps) {
  const { t } = useTranslation()
  const { messages } = useActions()
  const { conversation, cseq, sender } = message
  const words = useStore(messages.compose, (state) => state.recalled[keyOf(conversation, cseq)])
  const mine = sender.kind === 'account' && sender.account === chat.me
  return (
    <div className="line-notice" data-cseq={cseq} data-recalled>
      {mine
        ? t('chats:composerLine.recalledMine')
        : sender.kind === 'account'
          ? t('chats:composerLine.recalledTheirs', { nick: sender.nick })
          : t('chats:composerLine.recalledBuyer', { name: chat.buyer })}
      {words !== undefined && conversation === chat.id && (
        <>
          {' '}
          <button
            type="button"
            className="link"
            onClick={() => {
              messages.editAgain(conversation, cseq)
              document.querySelector<HTMLElement>('.composer-text')?.focus()
            }}
          >
            {t('chats:composerLine.editAgain')}
          </button>
        </>
      )}
    </div>
  )
}
