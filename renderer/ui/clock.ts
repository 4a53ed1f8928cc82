import { useSyncExternalStore } from 'react'

/**
 * The one clock of the window. It ticks on full seconds, and only while something on the screen
 * shows a running time: rows out of sight are not mounted and cost nothing.
 */
const listeners = new Set<() => void>()
let second = Math.floor(Date.now() / 1000)
let timer: ReturnType<typeof setTimeout> | undefined

function arm(): void {
  timer = setTimeout(
    () => {
      second = Math.floor(Date.now() / 1000)
      for (const listener of listeners) listener()
      if (listeners.size > 0) arm()
      else timer = undefined
    },
    1000 - (Date.now() % 1000),
  )
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  second = Math.floor(Date.now() / 1000)
  if (timer === undefined) arm()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearTimeout(timer)
    timer = undefined
  }
}

/** This computer's time in whole seconds; draws anew each second. */
export function useSecond(): number {
  return useSyncExternalStore(subscribe, () => second)
}
