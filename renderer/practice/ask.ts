import { useCallback } from 'react'
import type { BridgeResult } from '#shared/bridge/contract.ts'
import type { PracticeArgument, PracticeCallName, PracticeResult } from '#shared/practice/calls.ts'
import { useWorkstation } from '../workstation/app/context.ts'

/** Asks the practice gateway by name; never throws. */
export type AskPractice = <N extends PracticeCallName>(
  name: N,
  ...argument: undefined extends PracticeArgument<N> ? [] : [PracticeArgument<N>]
) => Promise<BridgeResult<PracticeResult<N>>>

/** Stays the same over the renders of one workstation. */
export function useAsk(): AskPractice {
  const { call } = useWorkstation()
  return useCallback<AskPractice>(
    async (name, ...[argument]) => {
      const answer = await call('practice.ask', { call: name, argument })
      // The gateway's word is taken for its type, as with every other call.
      return answer as BridgeResult<never>
    },
    [call],
  )
}
