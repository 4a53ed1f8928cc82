import type { GatewayStore } from '../desk/contract.ts'
import { openDesk } from '../desk/desk.ts'
import { orderStore } from '../orders/store.ts'
import { examStore } from '../practice/exams/store.ts'
import { practiceStore } from '../practice/store.ts'
import { copyRecord } from './sqlite/copy.ts'
import { openSqlite } from './sqlite/engine.ts'

/**
 * Opens the gateway's database, creating it when there is none.
 *
 * @param options.file path of the SQLite file; `<file>.views`, `<file>.search` and `<file>.lock`
 *   lie beside it
 * @param options.key 64 hex digits: the raw AES-256 key
 * @throws StoreError wrong_key, corrupt, newer, locked, io
 */
export async function openGatewayStore(options: {
  readonly file: string
  readonly key: string
}): Promise<GatewayStore> {
  const engine = await openSqlite(options.file, options.key)
  const { credentials, beside } = engine
  return {
    credentials,
    beside,
    signer: engine.signer,
    orders: orderStore(engine.db, engine.tables),
    practice: practiceStore(engine.db, engine.tables),
    exams: examStore(engine.db, engine.tables),
    openDesk: (deskOptions) => openDesk(engine, deskOptions),
    backup: async (target) => ({
      pos: await copyRecord(engine.db, target, options.key, { newEpoch: false }),
    }),
    close: () => engine.close(),
  }
}
