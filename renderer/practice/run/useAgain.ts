import { useEffect } from 'react'
import { useStore } from 'zustand'
import { runState } from './run-state.ts'

/** Asks once more when the gateway says that something of practice changed. */
export function useAgain(again: () => void): void {
  const round = useStore(runState, (state) => state.round)
  useEffect(() => {
    if (round > 0) again()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `again` is new with each drawing; the round is what calls
  }, [round])
}
