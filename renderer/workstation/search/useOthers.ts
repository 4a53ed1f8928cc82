import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { Order } from '#shared/orders/model.ts'
import { findPhrases, type FoundPhrase } from '#shared/phrases/match.ts'
import type { BuyerEntry } from '#shared/protocol/api.ts'
import type { ConversationView } from '#shared/protocol/model.ts'
import { mayManage } from '../../state/chats.ts'
import { groupChats } from '../../state/order.ts'
import { looksLikeNumber } from '../../state/search.ts'
import { useWork, useWorkstation } from '../app/context.ts'
import { useIndex } from '../quick/phrase-index.ts'

const CHATS = 8
const FEW = 5
const DELAY = 250

/** Open chats and those that were closed lately, by the buyer's name; open ones first. */
export function useChats(query: string, on: boolean): readonly ConversationView[] {
  const conversations = useWork((state) => state.view?.conversations)
  const closed = useWork((state) => state.view?.closed)
  const me = useWork((state) => state.view?.me ?? '')
  return useMemo(() => {
    if (!on || !conversations) return []
    const folded = query.toLowerCase()
    const fits = (chat: ConversationView | undefined): chat is ConversationView =>
      chat?.buyer.name.toLowerCase().includes(folded) === true
    const found: ConversationView[] = []
    for (const id of groupChats(conversations, me).flatMap((group) => group.ids)) {
      const chat = conversations[id]
      if (fits(chat)) found.push(chat)
      if (found.length === CHATS) return found
    }
    if (query !== '')
      for (const { view } of closed?.toReversed() ?? [])
        if (fits(view) && !conversations[view.id] && found.length < CHATS) found.push(view)
    return found
  }, [on, query, conversations, closed, me])
}

/** Buyers of the whole shop: overseers alone may ask. */
export function useBuyers(query: string, on: boolean): readonly BuyerEntry[] {
  const { call } = useWorkstation()
  const oversees = useWork(mayManage)
  const wanted = on && oversees && query !== '' ? query : null
  return useAsked(wanted, async (text) => {
    const result = await call('manage.buyers', { text, limit: FEW })
    return result.ok ? result.value.buyers : []
  })
}

/** The order of this number, of whatever customer. */
export function useOrder(query: string, on: boolean): readonly Order[] {
  const { call } = useWorkstation()
  const wanted = on && looksLikeNumber(query) ? query : null
  return useAsked(wanted, async (number) => {
    const result = await call('orders.of', { number })
    return result.ok ? result.value.orders.slice(0, FEW) : []
  })
}

function useAsked<T>(
  wanted: string | null,
  ask: (wanted: string) => Promise<readonly T[]>,
): readonly T[] {
  const [found, setFound] = useState<{ of: string; list: readonly T[] } | null>(null)
  useEffect(() => {
    if (wanted === null) return
    let gone = false
    const timer = setTimeout(() => {
      void ask(wanted).then((list) => {
        if (!gone) setFound({ of: wanted, list })
      })
    }, DELAY)
    return () => {
      gone = true
      clearTimeout(timer)
    }
    // `ask` is another one with each drawing and does the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [wanted])
  return useMemo(() => (found?.of === wanted ? found.list : []), [found, wanted])
}

export function usePhrases(query: string, on: boolean): readonly FoundPhrase[] {
  const { quick } = useWorkstation().actions
  const phrases = useStore(quick.store, (state) => state.phrases)
  const index = useIndex(phrases)
  useEffect(() => void quick.ensure(), [quick])
  return useMemo(
    () => (on && query !== '' ? findPhrases(index, query.replace(/^\//, ''), FEW) : []),
    [on, query, index],
  )
}
