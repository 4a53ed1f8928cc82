import type { Logger } from 'pino'
import { noteAudit } from '../desk/audit.ts'
import type { CredentialStore, Desk } from '../desk/contract.ts'
import { RESTORED, type RestoredNote } from './rebuild.ts'

/**
 * The first start on a restored database: transcripts that were erased since its point are erased
 * again, and each shop's audit says that it was restored. Cut off, it begins again at the next start.
 */
export async function carryOutRestored(parts: {
  readonly desk: Desk
  readonly credentials: CredentialStore
  readonly log: Logger
}): Promise<void> {
  const { desk, credentials, log } = parts
  const text = await credentials.setting(RESTORED)
  if (text === null || text === '') return
  const note = JSON.parse(text) as RestoredNote
  for (const { shop, buyer } of note.reapply) {
    const outcome = await desk.shops.get(shop)?.records.erase(null, buyer)
    // Of a buyer who came after the point there is nothing.
    if (outcome && !outcome.ok && outcome.code !== 'not_found')
      log.error({ code: outcome.code }, 'a transcript could not be erased again')
  }
  for (const shop of desk.shops.values()) {
    const values = { point: note.pointAt, salvaged: note.salvaged }
    await noteAudit(shop, { kind: 'restored', by: null, values, alert: true })
  }
  await credentials.setSetting(RESTORED, '')
  log.info({ point: note.pointAt, salvaged: note.salvaged }, 'restored')
}
