import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SetAside } from './calls.ts'
import { connect, type Connection } from './database.ts'
import { asCacheError, CacheError, sqliteCode } from './errors.ts'
import {
  clearDamaged,
  isHalfSetAside,
  isMarkedDamaged,
  keyCheck,
  markDamaged,
  moveAside,
  putInPlace,
  removeKeyCheck,
  removeNew,
  writeKeyCheck,
} from './files.ts'
import { outboxRequeue } from './kept.ts'
import { migrate, versionOf } from './migrations/index.ts'
import { readSalvage, writeSalvage } from './salvage.ts'
import { createSearchIndex, type SearchIndex } from './search.ts'

export interface OpenFile {
  readonly connection: Connection
  readonly index: SearchIndex
  readonly fresh: boolean
  readonly setAside: SetAside | null
}

function wrongKey(): CacheError {
  return new CacheError('wrong_key', 'the transcript cache belongs to another key')
}

function isThere(file: string): boolean {
  return existsSync(file) && statSync(file).size > 0
}

/**
 * Opens the cache, makes it where there is none, and begins again where it is damaged.
 *
 * @throws CacheError `wrong_key`, `newer_version`, `busy`, `io` or `disk_full`, with the file as it was.
 */
export function openFile(file: string, key: Uint8Array): OpenFile {
  if (key.length !== 32) throw new CacheError('invalid', 'the key must have 32 bytes')
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  } catch {
    throw new CacheError('io', 'the folder of the transcript cache cannot be made')
  }
  const there = isThere(file)
  const half = isHalfSetAside(file)
  const check = there || half ? keyCheck(file, key) : 'unknown'
  // Not even opened: closing would already touch its WAL.
  if (check === 'other') throw wrongKey()
  if (half || (there && isMarkedDamaged(file))) return beginAgain(file, key)
  if (!there) removeKeyCheck(file)
  try {
    const opened = attempt(file, key)
    if (check !== 'right') writeKeyCheck(file, key)
    return { ...opened, setAside: null }
  } catch (error) {
    const known = asCacheError(error)
    if (known.code !== 'corrupt' || !there) throw known
    // A page that could be decrypted and makes no sense proves the key; the first one failing doesn't.
    if (check === 'unknown' && sqliteCode(error) === 'SQLITE_NOTADB') throw wrongKey()
    return beginAgain(file, key)
  }
}

function attempt(file: string, key: Uint8Array): Omit<OpenFile, 'setAside'> {
  const connection = connect(file, key)
  try {
    const fresh = versionOf(connection) === 0
    migrate(connection)
    // Damage in what can't be fetched again shows now, not when it is needed.
    for (const table of ['outbox', 'drafts', 'workspace', 'cursor']) {
      connection.read.all(`SELECT * FROM ${table}`)
    }
    const index = createSearchIndex(connection.read)
    requeue(connection)
    return { connection, index, fresh }
  } catch (error) {
    connection.close()
    throw error
  }
}

/** A full disk must not keep anybody from reading: then the items stay marked as they were. */
function requeue(connection: Connection): void {
  if (!connection.read.get(`SELECT 1 FROM outbox WHERE state = 'sending' LIMIT 1`)) return
  try {
    connection.write(outboxRequeue)
  } catch (error) {
    if (asCacheError(error).code !== 'disk_full') throw error
  }
}

/**
 * Sets the damaged file aside and puts a fresh one in its place, which holds what could be saved. A
 * crash or a full disk at any point leaves the mark, by which the next opening goes on from the copy.
 */
function beginAgain(file: string, key: Uint8Array): OpenFile {
  markDamaged(file)
  const target = moveAside(file)
  const salvage = readSalvage(target, key)
  removeNew(file)
  const making = connect(`${file}.new`, key)
  let counts: ReturnType<typeof writeSalvage>
  try {
    migrate(making)
    counts = making.write((handle) => writeSalvage(handle, salvage))
    // One whole file before it is moved; closing would pass over a full disk in silence.
    making.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    making.close()
  }
  putInPlace(file)
  writeKeyCheck(file, key)
  clearDamaged(file)
  const setAside = { file: target, ...counts, complete: salvage.complete }
  return { ...attempt(file, key), fresh: true, setAside }
}
