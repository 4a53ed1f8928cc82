import { useState } from 'react'
import type { BridgeResult } from '#shared/bridge/contract.ts'
import type { StartRun } from '#shared/practice/api.ts'
import type { RunView } from '#shared/practice/courses.ts'
import type { StartRush } from '#shared/practice/rush/settings.ts'
import { useActions } from '../../workstation/app/context.ts'
import { useAsk } from '../ask.ts'
import { changedRun } from './run-state.ts'

/** Begins a run and goes to the chats, where its buyers come. */
export function useStart(): {
  /** True: it has begun. What went wrong is told in words. */
  readonly start: (asked: StartRun) => Promise<boolean>
  readonly startRush: (asked: StartRush) => Promise<boolean>
  readonly busy: boolean
} {
  const ask = useAsk()
  const { desk, chats } = useActions()
  const [busy, setBusy] = useState(false)
  async function begin(asking: Promise<BridgeResult<RunView>>) {
    setBusy(true)
    const answer = await asking
    setBusy(false)
    if (!answer.ok) {
      const { code } = answer.error
      const key =
        code === 'limit_reached'
          ? 'practiceRun:start.running'
          : code === 'not_found'
            ? 'practiceRun:start.gone'
            : `error:${code}`
      desk.toast('error', key)
      return false
    }
    changedRun(ask, answer.value)
    chats.show('chats')
    return true
  }
  return {
    start: (asked) => begin(ask('runs.start', asked)),
    startRush: (asked) => begin(ask('rush.start', asked)),
    busy,
  }
}
