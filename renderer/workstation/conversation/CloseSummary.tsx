import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { isComposing } from '../app/composition.ts'
import { useActions, useWork, useWorkstation } from '../app/context.ts'

interface CloseSummaryProps {
  readonly conversations: readonly ConversationId[]
}

/**
 * Asks what the conversation was about, beside it and without holding anything up: a digit or a click
 * chooses the topic, Enter closes, Esc goes back.
 */
export function CloseSummary({ conversations }: CloseSummaryProps) {
  const { t } = useTranslation()
  const { store } = useWorkstation()
  const { chats } = useActions()
  const topics = useWork((state) => state.view?.settings.desk.topics) ?? []
  const first = conversations[0]
  const name = useWork((state) => state.view?.conversations[first ?? '']?.buyer.name ?? '')
  const gone = useWork((state) => conversations.every((id) => !state.view?.conversations[id]))
  const [topic, setTopic] = useState<string | null>(null)
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const count = conversations.length

  function leave() {
    store.setState({ closing: null })
    document.querySelector<HTMLElement>('[data-pane="composer"] textarea')?.focus()
  }
  useEffect(() => field.current?.focus(), [])
  useEffect(() => {
    if (gone) store.setState({ closing: null })
  }, [store, gone])

  function submit() {
    const said = { topic, text: text.trim() }
    const summary = said.topic === null && said.text === '' ? undefined : said
    void chats.close(conversations, summary)
  }
  const title =
    count === 1 ? t('chats:close.title', { name }) : t('chats:close.titleAll', { count })
  return (
    <form
      className="close-summary"
      role="dialog"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onKeyDown={(event) => {
        if (isComposing(event.nativeEvent)) return
        if (event.key === 'Escape') {
          event.preventDefault()
          event.stopPropagation()
          leave()
          return
        }
        // A digit chooses while nothing is written; then it is a word of the summary.
        const chosen = topics[Number(event.key) - 1]
        if (text !== '' || chosen === undefined || event.ctrlKey || event.altKey || event.metaKey)
          return
        event.preventDefault()
        setTopic(chosen === topic ? null : chosen)
      }}
    >
      <div className="close-head">
        <strong className="clip">{title}</strong>
        <IconButton small label={t('common:cancel')} onClick={leave}>
          <X size={16} />
        </IconButton>
      </div>
      {topics.length > 0 && (
        <div className="close-topics scroll" role="group" aria-label={t('chats:close.topics')}>
          {topics.map((one, index) => (
            <button
              key={one}
              type="button"
              className="topic"
              aria-pressed={one === topic}
              aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
              onClick={() => {
                setTopic(one === topic ? null : one)
                field.current?.focus()
              }}
            >
              {index < 9 && <kbd aria-hidden="true">{index + 1}</kbd>}
              <span className="clip">{one}</span>
            </button>
          ))}
        </div>
      )}
      <div className="close-line">
        <input
          ref={field}
          className="input"
          value={text}
          maxLength={LIMITS.noteLength}
          aria-label={t('chats:close.text')}
          placeholder={t('chats:close.text')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            // The Enter that ends a composition closes nothing.
            if (event.key === 'Enter' && isComposing(event.nativeEvent)) event.preventDefault()
          }}
        />
        <Button look="primary" type="submit">
          {t('chats:close.submit')}
        </Button>
      </div>
      <p className="field-hint">
        {t('chats:close.hint', {
          keys: topics.length > 1 ? `1\u2013${Math.min(9, topics.length)}` : '1',
        })}
      </p>
    </form>
  )
}
