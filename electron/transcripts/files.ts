import { createHmac, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * The files around the database: `<file>-wal`, `<file>.check` (which key it belongs to),
 * `<file>.damaged` (a mark: to be set aside at the next opening), `<file>.damaged-<n>` (set aside).
 */

function fingerprint(key: Uint8Array): Buffer {
  return createHmac('sha256', key).update('xiaoer transcript cache').digest()
}

/**
 * Whether this key made the file. SQLCipher says the same for a wrong key as for a damaged first
 * page; only this tells them apart. Nothing can be learnt from an HMAC under a random 256-bit key.
 */
export function keyCheck(file: string, key: Uint8Array): 'right' | 'other' | 'unknown' {
  let stored: Buffer
  try {
    stored = Buffer.from(readFileSync(`${file}.check`, 'utf8'), 'hex')
  } catch {
    return 'unknown'
  }
  const own = fingerprint(key)
  if (stored.length !== own.length) return 'unknown'
  return timingSafeEqual(stored, own) ? 'right' : 'other'
}

export function writeKeyCheck(file: string, key: Uint8Array): void {
  writeFileSync(`${file}.check`, fingerprint(key).toString('hex'), { mode: 0o600 })
}

export function isMarkedDamaged(file: string): boolean {
  return existsSync(`${file}.damaged`)
}

/** Best effort: without room for the mark, the next opening finds the damage by itself or again later. */
export function markDamaged(file: string): void {
  try {
    writeFileSync(`${file}.damaged`, '', { mode: 0o600 })
  } catch {
    // Nothing else depends on it.
  }
}

/** Renames database and WAL together and returns the new name of the database. */
export function moveAside(file: string): string {
  let number = 1
  while (existsSync(`${file}.damaged-${number}`) || existsSync(`${file}.damaged-${number}-wal`)) {
    number++
  }
  const target = `${file}.damaged-${number}`
  // The WAL first: a crash in between leaves a database without it, never a fresh one with it.
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix)
  }
  return target
}

export function clearDamaged(file: string): void {
  rmSync(`${file}.damaged`, { force: true })
}

/** The database and all that lies around it, copies set aside included. */
export function removeAll(file: string): void {
  const folder = dirname(file)
  const name = basename(file)
  const own = (entry: string): boolean =>
    entry === name ||
    ['-wal', '-shm', '-journal', '.check', '.damaged'].some((suffix) => entry === name + suffix) ||
    entry.startsWith(`${name}.damaged-`)
  for (const entry of readdirSync(folder)) {
    if (own(entry)) rmSync(join(folder, entry), { force: true })
  }
}
