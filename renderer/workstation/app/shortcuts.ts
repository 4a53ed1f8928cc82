import { useEffect } from 'react'
import { mayRun } from '../keys/actions.ts'
import { bindingsOf } from '../keys/bindings.ts'
import { comboOf } from '../keys/combos.ts'
import { isComposing } from './composition.ts'
import { useWorkstation } from './context.ts'

/** Our own, the parts' and the management's: while one is open, the keys are its. */
const MODAL = 'dialog[open], [aria-modal="true"]'

/** The one place where the workstation's keys are heard; who they belong to says `keys/actions.ts`. */
export function useShortcuts(): void {
  const workstation = useWorkstation()
  useEffect(() => {
    const { store } = workstation
    const listen = (event: KeyboardEvent) => {
      // While composing they belong to the input method.
      if (isComposing(event) || event.defaultPrevented) return
      const combo = comboOf(event)
      if (combo === null) return
      const state = store.getState()
      const action = bindingsOf(state).at.get(combo)
      if (!action?.run || !mayRun(action, state, event.target)) return
      if (
        state.dialog ||
        [...document.querySelectorAll(MODAL)].some((one) => one.checkVisibility())
      )
        return
      if (action.run(workstation, { combo, target: event.target }) !== false) event.preventDefault()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [workstation])
}
