import { useSyncExternalStore } from 'react'
import { useActions, useWork, useWorkstation } from '../app/context.ts'

const narrow = window.matchMedia('(max-width: 1100px)')

function subscribe(listener: () => void): () => void {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

/**
 * Whether the panel is to be seen. In a narrow window it lies over the conversation, so there it is
 * closed until it is asked for, and that choice is not kept.
 */
export function usePanel(): { open: boolean; over: boolean; set: (open: boolean) => void } {
  const { store } = useWorkstation()
  const { desk } = useActions()
  const over = useSyncExternalStore(subscribe, () => narrow.matches)
  const open = useWork((state) => (over ? state.panelOver : state.panelOpen))
  return {
    open,
    over,
    set: (value) => (over ? store.setState({ panelOver: value }) : desk.set({ panelOpen: value })),
  }
}
