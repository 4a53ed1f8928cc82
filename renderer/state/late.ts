import type { Deps } from './api.ts'
import { lateOnes, nextLateAt } from './order.ts'
import { hiddenOf } from './pending-acts.ts'

/** No more often than this while much changes. */
const GATHER_MS = 1000
/** While anybody waits at least so often: this computer's clock may be set, or it may have slept. */
const AGAIN_MS = 10_000

/**
 * Who of mine waits too long (M: the slow-reply alarm). One timer for the whole window, set to the
 * moment at which the next one's limit falls due; while nobody waits nothing runs, and nothing is
 * drawn while the same ones wait. Returns how to stop.
 */
export function watchLate({ store, now }: Deps): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let at = Infinity
  const lookBy = (when: number) => {
    if (when >= at) return
    clearTimeout(timer)
    at = when
    timer = setTimeout(look, Math.max(0, when - now()))
  }
  const look = () => {
    clearTimeout(timer)
    at = Infinity
    const state = store.getState()
    const { view, skew, late } = state
    if (!view) return
    const { lateMs } = view.settings.desk
    const there = now() + skew
    const found = lateOnes(view.conversations, view.me, lateMs, there, hiddenOf(state))
    const same = found.length === late.length && found.every((id, index) => id === late[index])
    if (!same) store.setState({ late: found })
    const next = nextLateAt(view.conversations, view.me, lateMs, there)
    if (next !== null) lookBy(now() + Math.min(next - there, AGAIN_MS))
  }
  const stop = store.subscribe((state, before) => {
    // An answer ends the alarm at once.
    if (state.late.length > 0 && state.view !== before.view) look()
    else if (
      state.view !== before.view ||
      state.skew !== before.skew ||
      state.pending !== before.pending
    )
      lookBy(now() + GATHER_MS)
  })
  look()
  return () => {
    clearTimeout(timer)
    stop()
  }
}
