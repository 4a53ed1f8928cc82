import { CircleAlert, Reply, X } from 'lucide-react'
import { useStore } from 'zustand'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { Doubt } from '../../state/compose-store.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../app/context.ts'
import { useQuoted, useQuotedWords } from './Quote.tsx'
import { choose } from './WordsBar.tsx'

/** What the next text answers to. */
export function QuoteBar({ id }: { readonly id: ConversationId }) {
  const { messages } = useActions()
  const cseq = useStore(messages.compose, (state) => state.quotes[id])
  return cseq === undefined ? null : <Quoted id={id} cseq={cseq} />
}

function Quoted({ id, cseq }: { readonly id: ConversationId; readonly cseq: number }) {
  const { t } = useTranslation()
  const { messages } = useActions()
  const words = useQuotedWords(useQuoted(id, cseq))
  return (
    <div className="quote-bar" role="group" aria-label={t('chats:composerBars.quoting')}>
      <Reply size={14} aria-hidden="true" />
      <span className="clip">{words ?? '…'}</span>
      <IconButton
        small
        label={t('chats:composerBars.dropQuote')}
        keys="Esc"
        onClick={() => messages.quote(id, null)}
      >
        <X size={15} />
      </IconButton>
    </div>
  )
}

interface DoubtBarProps {
  readonly id: ConversationId
  readonly onSend: () => void
}

/** Asks once, where the eye is: Enter again sends, Esc goes back. */
export function DoubtBar({ id, onSend }: DoubtBarProps) {
  const { t } = useTranslation()
  const { messages } = useActions()
  const why = useStore(messages.compose, ({ doubt }) =>
    doubt?.conversation === id ? doubt.why : null,
  )
  const name = useWork((state) => state.view?.conversations[id]?.buyer.name ?? '')
  const draft = useWork((state) => (why?.kind === 'words' ? (state.drafts[id] ?? '') : ''))
  const words = (doubt: Doubt) => {
    switch (doubt.kind) {
      case 'switched':
        return t('chats:composerBars.doubt.switched', { name })
      case 'named':
        return t(
          doubt.what === doubt.buyer
            ? 'chats:composerBars.doubt.buyer'
            : 'chats:composerBars.doubt.order',
          { name, other: doubt.buyer, what: doubt.what },
        )
      case 'unfilled':
        return t('chats:composerBars.doubt.unfilled', {
          what: t(`quick:variable.${doubt.variable}`),
        })
      case 'words':
        return t(doubt.blocked ? 'chats:words.blocked' : 'chats:words.asked', {
          words: [...new Set(doubt.found.map(({ start, end }) => draft.slice(start, end)))]
            .slice(0, 5)
            .join(t('chats:words.between')),
          kinds: [...new Set(doubt.found.map(({ kind }) => t(`chats:words.kind.${kind}`)))].join(
            t('chats:words.between'),
          ),
        })
    }
  }
  return (
    <div role="alert">
      {why && (
        <div className={why.kind === 'words' && why.blocked ? 'doubt-bar blocked' : 'doubt-bar'}>
          <CircleAlert size={16} aria-hidden="true" />
          <span>{words(why)}</span>
          {!(why.kind === 'words' && why.blocked) && (
            <Button onClick={onSend}>
              {t('chats:composerBars.doubt.send')} <kbd>Enter</kbd>
            </Button>
          )}
          <Button
            onClick={() => {
              messages.compose.setState({ doubt: null })
              const [first] = why.kind === 'words' ? why.found : []
              if (first) choose(first.start, first.end)
              else document.querySelector<HTMLElement>('.composer-text')?.focus()
            }}
          >
            {t('chats:composerBars.doubt.back')} <kbd>Esc</kbd>
          </Button>
        </div>
      )}
    </div>
  )
}
