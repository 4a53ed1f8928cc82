import { useEffect, useState } from 'react'
import type { BridgeFailure } from '#shared/bridge/contract.ts'
import type { DecisionRecord, DecisionsQuery } from '#shared/protocol/api.ts'
import { useWorkstation } from '../../workstation/app/context.ts'

export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: BridgeFailure['code'] }
  | { readonly kind: 'ready'; readonly value: T }

export const LOADING = { kind: 'loading' } as const

/** One page of the log. Asked anew when the question or `token` changes; late answers are dropped. */
export function useDecisionPage(query: DecisionsQuery, token: number) {
  const { call } = useWorkstation()
  const asked = JSON.stringify(query)
  const [answer, setAnswer] = useState<{
    readonly asked: string
    readonly loaded: Loaded<{
      readonly decisions: readonly DecisionRecord[]
      readonly next: number | null
    }>
  }>({ asked: '', loaded: LOADING })
  useEffect(() => {
    let over = false
    void call('manage.decisions', JSON.parse(asked) as DecisionsQuery).then((result) => {
      if (over) return
      const loaded = result.ok
        ? ({ kind: 'ready', value: result.value } as const)
        : ({ kind: 'failed', code: result.error.code } as const)
      setAnswer({ asked, loaded })
    })
    return () => {
      over = true
    }
  }, [call, asked, token])
  return { loaded: answer.loaded, busy: answer.asked !== asked }
}

/** So many decisions are looked through for a summary at most; the screen says when there were more. */
export const SUMMARY_MOST = 2000
const PAGE = 200

/** All decisions of a period in which the account took part, page by page. */
export function useAllDecisions(
  query: Pick<DecisionsQuery, 'account' | 'outcome' | 'from' | 'to'> | null,
  token: number,
): Loaded<{ readonly decisions: readonly DecisionRecord[]; readonly more: boolean }> {
  const { call } = useWorkstation()
  const asked = query === null ? null : JSON.stringify(query)
  const [answer, setAnswer] =
    useState<Loaded<{ readonly decisions: readonly DecisionRecord[]; readonly more: boolean }>>(
      LOADING,
    )
  useEffect(() => {
    let over = false
    const stop = () => {
      over = true
    }
    if (asked === null) return stop
    setAnswer(LOADING)
    const collect = async () => {
      const decisions: DecisionRecord[] = []
      let before: number | undefined
      for (;;) {
        const page = await call('manage.decisions', {
          ...(JSON.parse(asked) as DecisionsQuery),
          limit: PAGE,
          ...(before === undefined ? {} : { before }),
        })
        if (over) return
        if (!page.ok) {
          setAnswer({ kind: 'failed', code: page.error.code })
          return
        }
        decisions.push(...page.value.decisions)
        const { next } = page.value
        if (next === null || decisions.length >= SUMMARY_MOST) {
          setAnswer({ kind: 'ready', value: { decisions, more: next !== null } })
          return
        }
        before = next
      }
    }
    void collect()
    return stop
  }, [call, asked, token])
  return answer
}
