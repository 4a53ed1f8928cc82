import type {
  BridgeArgument,
  BridgeCallName,
  BridgeResult,
  BridgeValue,
  XiaoerBridge,
} from '#shared/bridge/contract.ts'
import type { StoreApi } from 'zustand/vanilla'
import type { WorkState } from './model.ts'

/** What actions are given. `call` never throws: a broken bridge is a failure like others. */
export interface Deps {
  readonly store: StoreApi<WorkState>
  readonly call: <N extends BridgeCallName>(
    name: N,
    ...argument: BridgeArgument<N> extends undefined ? [] : [BridgeArgument<N>]
  ) => Promise<BridgeResult<BridgeValue<N>>>
  readonly now: () => number
}

export function safeCall(bridge: XiaoerBridge): Deps['call'] {
  return async (name, ...argument) => {
    try {
      return await bridge.call(name, ...argument)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { ok: false, error: { code: 'internal', message } }
    }
  }
}
