import type { Deps } from './api.ts'
import { lateOnes } from './order.ts'
import { hiddenOf } from './pending-acts.ts'

/**
 * Looks each second at who of mine waits too long (M: the slow-reply alarm). One timer for the whole
 * window; nothing is drawn while the same ones wait. Returns how to stop.
 */
export function watchLate({ store, now }: Deps): () => void {
  const look = () => {
    const state = store.getState()
    const { view, skew, late } = state
    if (!view) return
    const { lateMs } = view.settings.desk
    const found = lateOnes(view.conversations, view.me, lateMs, now() + skew, hiddenOf(state))
    const same = found.length === late.length && found.every((id, index) => id === late[index])
    if (!same) store.setState({ late: found })
  }
  const timer = setInterval(look, 1000)
  // An answer ends the alarm at once.
  const stop = store.subscribe((state, before) => {
    if (state.late.length > 0 && state.view !== before.view) look()
  })
  return () => {
    clearInterval(timer)
    stop()
  }
}
