import { useCallback, useEffect, useState } from 'react'
import type { BridgeFailure } from '#shared/bridge/contract.ts'
import type { DoctorReport } from '#shared/dispatch/doctor.ts'
import { useWork, useWorkstation } from '../../workstation/app/context.ts'

export type Examined =
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly code: BridgeFailure['code'] }
  | { readonly kind: 'found'; readonly report: DoctorReport }

const RUNNING = { kind: 'running' } as const

/** Looks again by itself when what the account is, or how it is set, has changed: a mend shows at once. */
export function useDoctor(account: string) {
  const { call } = useWorkstation()
  const view = useWork((state) => state.view?.accounts[account])
  const settings = useWork((state) => state.view?.settings.revision)
  // Not how many it holds, which changes by the second where it is busy.
  const full = useWork(
    (state) => (state.held[account] ?? 0) >= (state.view?.accounts[account]?.limit ?? Infinity),
  )
  const [examined, setExamined] = useState<Examined>(RUNNING)
  const [busy, setBusy] = useState(false)
  const [token, setToken] = useState(0)
  useEffect(() => {
    let over = false
    setBusy(true)
    void call('manage.doctor', { account }).then((result) => {
      if (over) return
      setBusy(false)
      setExamined(
        result.ok
          ? { kind: 'found', report: result.value }
          : { kind: 'failed', code: result.error.code },
      )
    })
    return () => {
      over = true
    }
  }, [call, account, view, settings, full, token])
  const again = useCallback(() => setToken((before) => before + 1), [])
  return { examined, busy, again }
}
