import { CloudOff, Search } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react'
import type { Order } from '#shared/orders/model.ts'
import type { BuyerEntry } from '#shared/protocol/api.ts'
import type { FoundPhrase } from '#shared/phrases/match.ts'
import type { ConversationId, ConversationView } from '#shared/protocol/model.ts'
import { keyOf, type Filter, type FoundLine, type Scope } from '../../state/search.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../app/context.ts'
import { isComposing } from '../app/composition.ts'
import { useActs, type Act } from './acts.ts'
import { ActItem, BuyerItem, ChatItem, HitItem, MoreItem, OrderItem, PhraseItem } from './Items.tsx'
import { Scopes } from './Scopes.tsx'
import { useMessages, type Messages } from './useMessages.ts'
import { useOpen } from './useOpen.ts'
import { useBuyers, useChats, useOrder, usePhrases } from './useOthers.ts'
import './palette.css'

export type Result = { readonly key: string; readonly section: Section } & (
  | { readonly kind: 'chat'; readonly chat: ConversationView }
  | { readonly kind: 'buyer'; readonly entry: BuyerEntry }
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'phrase'; readonly found: FoundPhrase }
  | { readonly kind: 'act'; readonly act: Act }
  | { readonly kind: 'hit'; readonly hit: FoundLine }
  | { readonly kind: 'more'; readonly loading: boolean }
)
type Section = 'chats' | 'buyers' | 'orders' | 'phrases' | 'acts' | 'messages'

/** Ctrl+K: everything by its name, messages by their words. `within`: Ctrl+F, one chat's messages. */
export function Palette({ within }: { readonly within: ConversationId | null }) {
  const { t } = useTranslation()
  const { desk } = useActions()
  const listId = useId()
  const near = useNear(within)
  const withinName = useWork((state) =>
    within === null
      ? null
      : (state.view?.conversations[within]?.buyer.name ?? state.departed[within]?.buyerName ?? ''),
  )
  const [text, setText] = useState('')
  const [chosenKey, setChosenKey] = useState<string | null>(null)
  const [filter, setFilter] = useState<Filter>({
    scope: (within !== null ? near[0] : undefined) ?? { kind: 'all' },
    days: null,
    account: null,
  })
  const list = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const query = text.trim()
  const messages = useMessages(query, filter)
  const results = useResults(query, filter.scope.kind === 'all' && within === null, messages)
  // By its key: what comes later stands above it, too.
  const chosen = Math.max(
    0,
    results.findIndex(({ key }) => key === chosenKey),
  )
  const open = useOpen(query)

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosenKey])

  function choose(result: Result | undefined) {
    if (!result) return
    if (result.kind === 'more') {
      // The first of those that come stays chosen by being next.
      setChosenKey(results[results.length - 2]?.key ?? null)
      messages.loadMore()
      return
    }
    desk.hide()
    open(result)
  }
  function onKeyDown(event: React.KeyboardEvent) {
    if (isComposing(event.nativeEvent)) return
    const last = results.length - 1
    const to = (index: number) => setChosenKey(results[index]?.key ?? null)
    if (event.key === 'ArrowDown') to(chosen >= last ? 0 : chosen + 1)
    else if (event.key === 'ArrowUp') to(chosen <= 0 ? last : chosen - 1)
    else if (event.key === 'Enter') choose(results[chosen])
    else return
    event.preventDefault()
  }
  const title =
    withinName === null ? t('chats:palette.title') : t('chats:palette.within', { name: withinName })
  return (
    <Dialog title={title} wide bare onClose={() => desk.hide()} className="palette">
      <div className="palette-input">
        <Search size={18} aria-hidden="true" />
        <input
          ref={input}
          autoFocus
          role="combobox"
          aria-expanded={results.length > 0}
          aria-controls={listId}
          aria-activedescendant={results.length > 0 ? `${listId}-${chosen}` : undefined}
          aria-label={title}
          autoComplete="off"
          spellCheck={false}
          placeholder={withinName === null ? t('chats:palette.placeholder') : title}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setChosenKey(null)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <Scopes
        filter={filter}
        near={near}
        onChange={(next) => {
          setFilter(next)
          setChosenKey(null)
          input.current?.focus()
        }}
      />
      <div
        ref={list}
        id={listId}
        className="palette-list scroll"
        role="listbox"
        aria-label={t('chats:palette.results')}
      >
        {results.map((result, at) => (
          <div key={result.key} role="presentation">
            {result.section !== results[at - 1]?.section && (
              <div className="menu-title" role="presentation">
                {t(`chats:palette.${result.section}`)}
              </div>
            )}
            <div
              id={`${listId}-${at}`}
              role="option"
              aria-selected={at === chosen}
              className={at === chosen ? 'palette-item chosen' : 'palette-item'}
              onPointerMove={() => at !== chosen && setChosenKey(result.key)}
              onClick={() => choose(result)}
            >
              {item(result)}
            </div>
          </div>
        ))}
      </div>
      {query !== '' && <State query={query} messages={messages} count={results.length} />}
      <div className="palette-foot">{t('chats:palette.hint')}</div>
    </Dialog>
  )
}

/** The chat in front and its buyer, as places to search in. */
function useNear(within: ConversationId | null): readonly Scope[] {
  const current = useWork((state) => within ?? state.current)
  const buyer = useWork((state) =>
    current === null
      ? null
      : ((state.view?.conversations[current] ?? state.departed[current]?.view)?.buyer.id ?? null),
  )
  return useMemo(() => {
    if (current === null) return []
    const chat: Scope = { kind: 'chat', conversation: current, buyer }
    return buyer === null ? [chat] : [chat, { kind: 'buyer', buyer }]
  }, [current, buyer])
}

function useResults(query: string, everything: boolean, messages: Messages): readonly Result[] {
  const chats = useChats(query, everything)
  const buyers = useBuyers(query, everything)
  const orders = useOrder(query, everything)
  const phrases = usePhrases(query, everything)
  const acts = useActs()
  const { lines, more, shop } = messages
  return useMemo(() => {
    const all: Result[] = []
    for (const chat of chats)
      all.push({ section: 'chats', kind: 'chat', key: `chat ${chat.id}`, chat })
    const listed = new Set(chats.map((chat) => chat.buyer.id))
    for (const entry of buyers)
      if (!listed.has(entry.buyer.id) && entry.conversation !== null)
        all.push({ section: 'buyers', kind: 'buyer', key: `buyer ${entry.buyer.id}`, entry })
    for (const order of orders)
      all.push({ section: 'orders', kind: 'order', key: `order ${order.number}`, order })
    for (const found of phrases)
      all.push({ section: 'phrases', kind: 'phrase', key: `phrase ${found.phrase.id}`, found })
    if (everything && query !== '')
      for (const act of acts)
        if (act.name.toLowerCase().includes(query.toLowerCase()))
          all.push({ section: 'acts', kind: 'act', key: `act ${act.key}`, act })
    for (const hit of lines)
      all.push({ section: 'messages', kind: 'hit', key: `hit ${keyOf(hit)}`, hit })
    if (more) all.push({ section: 'messages', kind: 'more', key: 'more', loading: shop === 'more' })
    return all
  }, [query, everything, chats, buyers, orders, phrases, acts, lines, more, shop])
}

function item(result: Result): ReactNode {
  switch (result.kind) {
    case 'chat':
      return <ChatItem chat={result.chat} />
    case 'buyer':
      return <BuyerItem entry={result.entry} />
    case 'order':
      return <OrderItem order={result.order} />
    case 'phrase':
      return <PhraseItem found={result.found} />
    case 'act':
      return <ActItem act={result.act} />
    case 'hit':
      return <HitItem hit={result.hit} />
    case 'more':
      return <MoreItem loading={result.loading} />
  }
}

interface StateProps {
  readonly query: string
  readonly messages: Messages
  readonly count: number
}

/** What is still being looked for, what could not be asked, and that nothing was found. */
function State({ query, messages, count }: StateProps) {
  const { t } = useTranslation()
  const { searched, shop, code } = messages
  const over = searched && shop !== 'asking'
  return (
    <div role="status">
      {over && count > 0 && (
        <span className="visually-hidden">{t('chats:palette.found', { count })}</span>
      )}
      {over && count === 0 && (
        <p className="palette-note">{t('chats:palette.nothing', { text: query })}</p>
      )}
      {!over && <p className="palette-state">{t('chats:palette.searching')}</p>}
      {(shop === 'offline' || shop === 'failed') && (
        <p className="palette-state trouble">
          <CloudOff size={14} aria-hidden="true" />
          {shop === 'offline'
            ? t('chats:palette.localOnly')
            : t('chats:palette.shopFailed', { why: t(`error:${code ?? 'internal'}`) })}
        </p>
      )}
    </div>
  )
}
