import { existsSync } from 'node:fs'
import { StoreError } from './errors.ts'
import { refuseNewer } from './migrations/index.ts'
import { connect } from './sqlite/connection.ts'
import { copyRecord } from './sqlite/copy.ts'
import { appliedMigrations } from './sqlite/engine.ts'
import { verify, type VerifyReport } from './verify.ts'

/**
 * Backs up a file that a gateway may have open meanwhile: one encrypted file with the same key.
 *
 * @returns the head of each shop in the backup
 * @throws StoreError missing, wrong_key, newer, exists, io
 */
export async function backupFile(
  file: string,
  key: string,
  target: string,
): Promise<Readonly<Record<string, number>>> {
  const source = connect(file, key, { readonly: true })
  try {
    refuseNewer(appliedMigrations(source))
    return await copyRecord(source, target, key, { newEpoch: false })
  } finally {
    source.close()
  }
}

/**
 * Makes a gateway's file out of a backup that was verified first. The epoch is new, so that every
 * client begins again from a snapshot and keeps its outbox (I10). Never over an existing file.
 *
 * @throws StoreError missing, wrong_key, corrupt, newer, exists, io
 */
export async function restore(
  from: string,
  to: string,
  key: string,
): Promise<{ readonly report: VerifyReport; readonly pos: Readonly<Record<string, number>> }> {
  if (existsSync(to))
    throw new StoreError('exists', `${to} exists already: move it away, it is not overwritten`)
  const report = await verify(from, key)
  if (!report.ok)
    throw new StoreError('corrupt', `${from}: ${report.shops.flatMap((s) => s.problems)[0] ?? ''}`)
  const source = connect(from, key, { readonly: true })
  try {
    return { report, pos: await copyRecord(source, to, key, { newEpoch: true }) }
  } finally {
    source.close()
  }
}
