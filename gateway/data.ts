import type { ShopSettings } from '#shared/protocol/settings.ts'
import { dirname } from 'node:path'
import { checkAtStart } from './backups/at-start.ts'
import { finishPlacing, isPlacing } from './backups/place.ts'
import type { Desk, GatewayStore } from './desk/contract.ts'
import type { ErasedBeside } from './desk/erasure.ts'
import { GatewayFailure } from './failure.ts'
import { StoreError } from './store/errors.ts'
import { openGatewayStore } from './store/open.ts'
import { lockFile } from './store/sqlite/lock.ts'

/** The database and its shops, with what can be wrong told in words a person can act on. */
export async function openData(options: {
  readonly file: string
  readonly key: string
  readonly now: () => number
  /** For commands: no shop does anything by itself. */
  readonly idle?: boolean
  /** See `GatewayStore.openDesk`. */
  readonly erased?: (shop: string, erased: ErasedBeside) => Promise<void>
  readonly stops?: (shop: string, settings: ShopSettings, text: string) => boolean
}): Promise<{ readonly store: GatewayStore; readonly desk: Desk }> {
  const { file, key, now, idle, erased, stops } = options
  let store: GatewayStore | undefined
  try {
    finishRestore(file)
    await checkAtStart(file, key)
    store = await openGatewayStore({ file, key })
    const desk = await store.openDesk({
      now,
      ...(idle === undefined ? {} : { idle }),
      ...(erased === undefined ? {} : { erased }),
      ...(stops === undefined ? {} : { stops }),
    })
    return { store, desk }
  } catch (error) {
    await store?.close()
    throw dataFailure(error)
  }
}

/** A restore was broken off while it put things in their place: it ends as it was meant to. */
export function finishRestore(file: string): void {
  if (!isPlacing(dirname(file))) return
  const unlock = lockFile(file)
  try {
    finishPlacing(dirname(file))
  } finally {
    unlock()
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
