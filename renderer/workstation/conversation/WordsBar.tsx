import { ShieldAlert, ShieldBan } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { Judged } from '../../state/words.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../app/context.ts'

/** Typing comes first: words are looked for when the hand rests, and the page has nothing to do. */
const REST = 250
const SHOWN = 3

interface Looked {
  readonly text: string
  readonly found: readonly Judged[]
}
const NOTHING: Looked = { text: '', found: [] }

/** Says before sending which words will be asked about or can't be sent, and leads to them. */
export function WordsBar({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const { words, messages } = useActions()
  const text = useWork((state) => state.drafts[id] ?? '')
  const policy = useWork((state) => state.view?.settings.words.policy)
  const guard = useStore(words.store, (state) => state.guard)
  const asked = useStore(messages.compose, ({ doubt }) => doubt?.conversation === id)
  const composing = useWork((state) => state.composing)
  const [looked, setLooked] = useState<Looked>(NOTHING)

  useEffect(() => {
    if (text === '' || !guard) {
      setLooked((before) => (before.found.length === 0 ? before : NOTHING))
      return
    }
    let idle = 0
    const timer = setTimeout(() => {
      idle = requestIdleCallback(() => {
        const found = words.judge(text)
        setLooked((before) =>
          found.length === 0 && before.found.length === 0 ? before : { text, found },
        )
      })
    }, REST)
    return () => {
      clearTimeout(timer)
      cancelIdleCallback(idle)
    }
    // A new policy or list judges the same words anew.
  }, [text, guard, policy, words])

  // What was found stays in sight while the next look is due, as long as it is still there.
  const found = looked.found.filter(
    ({ start, end }) => looked.text.slice(start, end) === text.slice(start, end),
  )
  const blocked = found.some(({ verdict }) => verdict === 'block')
  return (
    <div role="status">
      {found.length > 0 && !asked && (
        <div
          className={blocked ? 'words-bar blocked' : 'words-bar'}
          data-composing={composing ? '' : undefined}
        >
          {blocked ? (
            <ShieldBan size={15} aria-hidden="true" />
          ) : (
            <ShieldAlert size={15} aria-hidden="true" />
          )}
          <span>{t(blocked ? 'chats:words.cannot' : 'chats:words.willAsk')}</span>
          {found.slice(0, SHOWN).map(({ kind, start, end }) => (
            <Button
              key={start}
              look="plain"
              data-tip={t('chats:words.goTo', {
                word: text.slice(start, end),
                kind: t(`chats:words.kind.${kind}`),
              })}
              onClick={() => choose(start, end)}
            >
              {t(`chats:words.kind.${kind}`)} · <mark>{text.slice(start, end)}</mark>
            </Button>
          ))}
          {found.length > SHOWN && (
            <span>{t('chats:words.more', { count: found.length - SHOWN })}</span>
          )}
        </div>
      )}
    </div>
  )
}

/** Into the field, with the word selected: what is typed next takes its place. */
export function choose(start: number, end: number): void {
  const area = document.querySelector<HTMLTextAreaElement>('.composer-text')
  area?.focus()
  area?.setSelectionRange(start, end)
}
