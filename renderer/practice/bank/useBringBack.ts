import type { BridgeResult } from '#shared/bridge/contract.ts'
import { useActions } from '../../workstation/app/context.ts'

/** Brings back what was taken out of the bank, one after another up to the first that fails. */
export function useBringBack(onChanged: () => void) {
  const { desk } = useActions()
  return async (...acts: readonly (() => Promise<BridgeResult<unknown>>)[]): Promise<void> => {
    for (const act of acts) {
      const result = await act()
      if (!result.ok) {
        desk.toast('error', `error:${result.error.code}`)
        break
      }
    }
    onChanged()
  }
}
