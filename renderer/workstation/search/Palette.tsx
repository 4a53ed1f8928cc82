import { MessageSquareText, Search, Zap } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode, SearchHit } from '#shared/bridge/contract.ts'
import type { ConversationId, ConversationView } from '#shared/protocol/model.ts'
import { groupChats } from '../../state/order.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { isComposing } from '../app/composition.ts'
import { useTimes } from '../app/times.ts'
import { useActs, type Act } from './acts.ts'
import './palette.css'

type Result =
  | { readonly kind: 'chat'; readonly key: string; readonly chat: ConversationView }
  | { readonly kind: 'act'; readonly key: string; readonly act: Act }
  | { readonly kind: 'hit'; readonly key: string; readonly hit: SearchHit }

const CHATS = 8
const HITS = 40
/** In one chat the hits of all are looked through, since the search has no such filter yet. */
const HITS_WITHIN = 500
const DELAY = 120

/** Ctrl+K: chats by the buyer's name, messages by their words. `within`: one chat only. */
export function Palette({ within }: { readonly within: ConversationId | null }) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { desk, chats } = useActions()
  const listId = useId()
  const conversations = useWork((state) => state.view?.conversations)
  const me = useWork((state) => state.view?.me ?? '')
  const withinName = useWork((state) =>
    within === null
      ? null
      : (state.view?.conversations[within]?.buyer.name ?? state.departed[within]?.buyerName ?? ''),
  )
  const [text, setText] = useState('')
  const [found, setFound] = useState<{ text: string; hits: readonly SearchHit[] } | null>(null)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const [index, setIndex] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const query = text.trim()

  useEffect(() => {
    if (query === '') return
    let gone = false
    const timer = setTimeout(() => {
      const limit = within === null ? HITS : HITS_WITHIN
      void call('search.messages', { text: query, limit }).then((result) => {
        if (gone) return
        if (!result.ok) {
          setError(result.error.code)
          return
        }
        setError(null)
        const { hits } = result.value
        setFound({
          text: query,
          hits: within === null ? hits : hits.filter((hit) => hit.conversation === within),
        })
      })
    }, DELAY)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [call, query, within])

  const acts = useActs()
  const results = useMemo<readonly Result[]>(() => {
    const all: Result[] = []
    if (within === null && conversations) {
      const folded = query.toLowerCase()
      const ids = groupChats(conversations, me).flatMap((group) => group.ids)
      for (const id of ids) {
        const chat = conversations[id]
        if (chat?.buyer.name.toLowerCase().includes(folded) !== true) continue
        all.push({ kind: 'chat', key: `chat-${id}`, chat })
        if (all.length === CHATS) break
      }
    }
    if (within === null && query !== '')
      for (const act of acts)
        if (act.name.toLowerCase().includes(query.toLowerCase()))
          all.push({ kind: 'act', key: act.key, act })
    if (query !== '' && found)
      for (const hit of found.hits)
        all.push({ kind: 'hit', key: `${hit.conversation}-${hit.cseq}`, hit })
    return all
  }, [within, conversations, me, query, found, acts])
  const chosen = Math.min(index, results.length - 1)
  const firstAct = results.findIndex((result) => result.kind === 'act')
  const firstHit = results.findIndex((result) => result.kind === 'hit')

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  function open(result: Result | undefined) {
    if (!result) return
    desk.hide()
    if (result.kind === 'chat') chats.open(result.chat.id)
    else if (result.kind === 'act') result.act.run()
    else {
      const { conversation, cseq, buyerName } = result.hit
      void chats.jump({ conversation, cseq, buyerName, text: query })
    }
  }
  function onKeyDown(event: React.KeyboardEvent) {
    if (isComposing(event.nativeEvent)) return
    const last = results.length - 1
    if (event.key === 'ArrowDown') setIndex(chosen >= last ? 0 : chosen + 1)
    else if (event.key === 'ArrowUp') setIndex(chosen <= 0 ? last : chosen - 1)
    else if (event.key === 'Enter') open(results[chosen])
    else return
    event.preventDefault()
  }
  const title =
    withinName === null ? t('chats:palette.title') : t('chats:palette.within', { name: withinName })
  const searched = query !== '' && found?.text === query
  return (
    <Dialog title={title} wide bare onClose={() => desk.hide()} className="palette">
      <div className="palette-input">
        <Search size={18} aria-hidden="true" />
        <input
          autoFocus
          role="combobox"
          aria-expanded={results.length > 0}
          aria-controls={listId}
          aria-activedescendant={results[chosen] ? `${listId}-${chosen}` : undefined}
          aria-label={title}
          placeholder={withinName === null ? t('chats:palette.placeholder') : title}
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setIndex(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="visually-hidden" role="status">
        {searched && t('chats:palette.found', { count: results.length })}
      </div>
      {error && query !== '' && (
        <div className="palette-note" role="alert">
          <FieldError>{t(`error:${error}`)}</FieldError>
        </div>
      )}
      <div
        ref={list}
        id={listId}
        className="palette-list scroll"
        role="listbox"
        aria-label={t('chats:palette.results')}
      >
        {results.map((result, at) => (
          <div key={result.key} role="presentation">
            {at === 0 && result.kind === 'chat' && (
              <div className="menu-title" role="presentation">
                {t('chats:palette.chats')}
              </div>
            )}
            {at === firstAct && (
              <div className="menu-title" role="presentation">
                {t('chats:palette.acts')}
              </div>
            )}
            {at === firstHit && (
              <div className="menu-title" role="presentation">
                {t('chats:palette.messages')}
              </div>
            )}
            <div
              id={`${listId}-${at}`}
              role="option"
              aria-selected={at === chosen}
              className={at === chosen ? 'palette-item chosen' : 'palette-item'}
              onPointerMove={() => at !== chosen && setIndex(at)}
              onClick={() => open(result)}
            >
              {result.kind === 'chat' ? (
                <ChatItem chat={result.chat} />
              ) : result.kind === 'act' ? (
                <>
                  <Zap size={18} aria-hidden="true" />
                  <span className="clip">{result.act.name}</span>
                </>
              ) : (
                <HitItem hit={result.hit} />
              )}
            </div>
          </div>
        ))}
      </div>
      {searched && results.length === 0 && (
        <p className="palette-note">{t('chats:palette.nothing', { text: query })}</p>
      )}
      <div className="palette-foot">{t('chats:palette.hint')}</div>
    </Dialog>
  )
}

function ChatItem({ chat }: { readonly chat: ConversationView }) {
  const { t } = useTranslation()
  return (
    <>
      <Avatar name={chat.buyer.name} size={28} />
      <span className="clip">{chat.buyer.name}</span>
      {chat.buyer.vip && <span className="tag">{t('common:vip')}</span>}
    </>
  )
}

function HitItem({ hit }: { readonly hit: SearchHit }) {
  const times = useTimes()
  return (
    <>
      <MessageSquareText size={18} aria-hidden="true" />
      <span className="palette-hit">
        <span className="palette-where">
          <span className="clip">{hit.buyerName}</span>
          <time dateTime={new Date(hit.at).toISOString()}>{times.short(hit.at)}</time>
        </span>
        <span className="palette-snippet">{marked(hit)}</span>
      </span>
    </>
  )
}

function marked({ snippet, ranges }: SearchHit): React.ReactNode[] {
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
