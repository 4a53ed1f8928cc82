import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { BridgeErrorCode, SearchHit } from '#shared/bridge/contract.ts'
import type { FoundMessage } from '#shared/protocol/api.ts'
import { mergedHits, requestOf, type Filter, type FoundLine } from '../../state/search.ts'
import { useWork, useWorkstation } from '../app/context.ts'

const LOCAL = 40
const LOCAL_DELAY = 60
const SHOP_PAGE = 40
const SHOP_DELAY = 250

interface FromShop {
  readonly key: string
  readonly hits: readonly FoundMessage[]
  readonly next: number | null
  readonly state: 'asking' | 'done' | 'more' | 'offline' | 'failed'
  readonly code: BridgeErrorCode | null
}

export interface Messages {
  readonly lines: readonly FoundLine[]
  /** This computer has answered for exactly these words. */
  readonly searched: boolean
  readonly shop: FromShop['state']
  readonly code: BridgeErrorCode | null
  /** There are older ones at the gateway. */
  readonly more: boolean
  readonly loadMore: () => void
}

const none: readonly SearchHit[] = []

/** T2: what this computer has at once, then what the gateway has, in one list. */
export function useMessages(text: string, filter: Filter): Messages {
  const { call } = useWorkstation()
  const skew = useWork((state) => state.skew)
  const online = useWork((state) => state.connection.kind === 'live')
  const key = JSON.stringify([text, filter])
  const [local, setLocal] = useState<{ key: string; hits: readonly SearchHit[] } | null>(null)
  const [shop, setShop] = useState<FromShop | null>(null)
  const asked = useRef('')
  const { scope } = filter

  useEffect(() => {
    if (text === '') return
    let gone = false
    const timer = setTimeout(() => {
      void call('search.messages', {
        text,
        limit: LOCAL,
        ...(scope.kind === 'buyer' ? { buyer: scope.buyer } : {}),
        ...(scope.kind === 'chat' ? { conversation: scope.conversation } : {}),
      }).then((result) => {
        // Where it fails the gateway's hits stand alone.
        if (!gone) setLocal({ key, hits: result.ok ? result.value.hits : none })
      })
    }, LOCAL_DELAY)
    return () => {
      gone = true
      clearTimeout(timer)
    }
    // `key` says all of `scope`.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [call, key, text])

  const ask = useCallback(
    async (before: number | null, had: readonly FoundMessage[]) => {
      const request = requestOf(text, filter, {
        now: Date.now() + skew,
        limit: filter.scope.kind === 'chat' ? 100 : SHOP_PAGE,
        before,
      })
      if (!request) {
        setShop({ key, hits: [], next: null, state: 'done', code: null })
        return
      }
      setShop({
        key,
        hits: had,
        next: before,
        state: before === null ? 'asking' : 'more',
        code: null,
      })
      const result = await call('search.shop', request)
      if (asked.current !== key) return
      if (result.ok)
        setShop({
          key,
          hits: [...had, ...result.value.hits],
          next: result.value.next,
          state: 'done',
          code: null,
        })
      else {
        const { code } = result.error
        const offline = code === 'offline'
        setShop({ key, hits: had, next: before, state: offline ? 'offline' : 'failed', code })
      }
    },
    // `key` says all of `filter`.
    // oxlint-disable-next-line react/exhaustive-deps
    [call, key, text, skew],
  )

  useEffect(() => {
    asked.current = key
    if (text === '') return
    const timer = setTimeout(() => void ask(null, []), SHOP_DELAY)
    return () => clearTimeout(timer)
  }, [ask, key, text, online])
  useEffect(
    () => () => {
      asked.current = ''
    },
    [],
  )

  const answered = shop?.key === key ? shop : null
  const hits = local?.key === key ? local.hits : none
  const lines = useMemo(
    () => (text === '' ? [] : mergedHits(hits, answered?.hits ?? [], filter, Date.now() + skew)),
    // `key` says all of `filter`.
    // oxlint-disable-next-line react/exhaustive-deps
    [hits, answered?.hits, key, text, skew],
  )
  return {
    lines,
    searched: text !== '' && local?.key === key,
    shop: answered?.state ?? 'asking',
    code: answered?.code ?? null,
    more: answered !== null && answered.next !== null && answered.hits.length > 0,
    loadMore: () => {
      if (answered && answered.next !== null && answered.state !== 'more')
        void ask(answered.next, answered.hits)
    },
  }
}
