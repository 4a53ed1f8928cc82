import { useState } from 'react'
import type { BridgeResult } from '#shared/bridge/contract.ts'

type Asked = Promise<BridgeResult<unknown>>

/** The saving of a form of the bank, and the way back to what came with us; `failed` is a code. */
export function useSaving(onSaved: () => void) {
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  async function settle(asked: Asked): Promise<void> {
    const result = await asked
    if (result.ok) onSaved()
    else setFailed(result.error.code)
  }
  async function keep(asked: Asked): Promise<void> {
    setBusy(true)
    setFailed(null)
    await settle(asked)
    setBusy(false)
  }
  return { busy, failed, keep, restore: settle }
}
