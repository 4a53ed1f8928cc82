import { CacheError } from '../errors.ts'
import type { Connection } from '../database.ts'
import type { Migration } from './migration.ts'
import { transcripts } from './0001-transcripts.ts'
import { kept } from './0002-kept.ts'
import { search } from './0003-search.ts'
import { drafts } from './0004-drafts.ts'

export const migrations: readonly Migration[] = [transcripts, kept, search, drafts]

export const newestVersion = migrations.length

export function versionOf(connection: Connection): number {
  return Number(connection.pragma('user_version'))
}

/**
 * Brings the file to `target` step by step; each step and its number commit together, so a crash
 * in between goes on where it stopped.
 *
 * @throws CacheError `newer_version`, with the file untouched.
 */
export function migrate(connection: Connection, target: number = newestVersion): void {
  const version = versionOf(connection)
  if (version > newestVersion) {
    throw new CacheError(
      'newer_version',
      `the transcript cache has version ${version}, this app knows up to ${newestVersion}`,
    )
  }
  for (const migration of migrations) {
    if (migration.version <= version || migration.version > target) continue
    connection.write((handle) => {
      migration.up(handle)
      handle.script(`PRAGMA user_version = ${migration.version}`)
    })
  }
}
