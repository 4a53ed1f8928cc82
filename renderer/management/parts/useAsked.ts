import { type Dispatch, type SetStateAction, useEffect, useState } from 'react'
import type { BridgeErrorCode, BridgeResult } from '#shared/bridge/contract.ts'

export interface Asked<T> {
  /** Null until it has come. */
  readonly state: T | null
  readonly setState: (state: T) => void
  readonly error: BridgeErrorCode | null
  readonly setError: Dispatch<SetStateAction<BridgeErrorCode | null>>
  readonly again: () => void
}

/** What a section shows that is asked for when it is opened; `ask` stays the same. */
export function useAsked<T>(ask: () => Promise<BridgeResult<T>>): Asked<T> {
  const [state, setState] = useState<T | null>(null)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    let over = false
    void ask().then((result) => {
      if (over) return
      if (result.ok) setState(result.value)
      setError(result.ok ? null : result.error.code)
    })
    return () => {
      over = true
    }
  }, [ask, round])
  return { state, setState, error, setError, again: () => setRound((before) => before + 1) }
}
