import type { Desk, GatewayStore } from './desk/contract.ts'
import { GatewayFailure } from './failure.ts'
import { StoreError } from './store/errors.ts'
import { openGatewayStore } from './store/open.ts'

/** The database and its shops, with what can be wrong told in words a person can act on. */
export async function openData(options: {
  readonly file: string
  readonly key: string
  readonly now: () => number
  /** For commands: no shop does anything by itself. */
  readonly idle?: boolean
}): Promise<{ readonly store: GatewayStore; readonly desk: Desk }> {
  const { file, key, now, idle } = options
  let store: GatewayStore | undefined
  try {
    store = await openGatewayStore({ file, key })
    const desk = await store.openDesk({ now, ...(idle === undefined ? {} : { idle }) })
    return { store, desk }
  } catch (error) {
    await store?.close()
    throw dataFailure(error)
  }
}

export function dataFailure(error: unknown): unknown {
  if (!(error instanceof StoreError)) return error
  const { message } = error
  const cause = { cause: error }
  switch (error.code) {
    case 'wrong_key':
      return new GatewayFailure('key_wrong', message, cause)
    case 'newer':
      return new GatewayFailure('database_newer', message, cause)
    case 'corrupt':
      return new GatewayFailure('database_damaged', message, cause)
    case 'locked':
    case 'fenced':
      return new GatewayFailure('data_locked', message, cause)
    case 'missing':
    case 'exists':
      return new GatewayFailure('usage', message, cause)
    case 'io':
      return new GatewayFailure('data_unwritable', message, cause)
  }
}
