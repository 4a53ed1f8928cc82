import { createHmac, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * The files around the database: `<file>-wal`, `<file>.check` (which key it belongs to),
 * `<file>.damaged` (a mark: to be set aside at the next opening), `<file>.damaged-<n>` (set aside),
 * `<file>.new` (in the making, to take the place of one set aside), `<file>.start` (what the next
 * start asks, with the answers: head-start-file.ts).
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

/** Best effort: a full disk must not keep anybody from reading. Without it damage may pass for a wrong key. */
export function writeKeyCheck(file: string, key: Uint8Array): void {
  try {
    writeFileSync(`${file}.check`, fingerprint(key).toString('hex'), { mode: 0o600 })
  } catch {
    // Written at a later opening.
  }
}

/** Of a file that is gone: it must not speak for the next one. */
export function removeKeyCheck(file: string): void {
  rmSync(`${file}.check`, { force: true })
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

function setAsideNumbers(file: string): number[] {
  const name = `${basename(file)}.damaged-`
  return readdirSync(dirname(file))
    .filter((entry) => entry.startsWith(name) && /^\d+$/.test(entry.slice(name.length)))
    .map((entry) => Number(entry.slice(name.length)))
}

/** A damaged file was moved, but what takes its place is not there yet. */
export function isHalfSetAside(file: string): boolean {
  return isMarkedDamaged(file) && !existsSync(file) && setAsideNumbers(file).length > 0
}

/**
 * Renames database and WAL and returns the new name of the database; goes on where a crash in
 * between left it. The database first: as long as it lies there, so does its WAL.
 */
export function moveAside(file: string): string {
  const newest = Math.max(0, ...setAsideNumbers(file))
  const target = `${file}.damaged-${existsSync(file) ? newest + 1 : newest}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix)
  }
  return target
}

/** What a crash left of a file in the making. */
export function removeNew(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}.new${suffix}`, { force: true })
}

export function putInPlace(file: string): void {
  renameSync(`${file}.new`, file)
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
    ['-wal', '-shm', '-journal', '.check', '.damaged', '.start', '.start.new'].some(
      (suffix) => entry === name + suffix,
    ) ||
    entry.startsWith(`${name}.damaged-`) ||
    entry.startsWith(`${name}.new`)
  for (const entry of readdirSync(folder)) {
    if (own(entry)) rmSync(join(folder, entry), { force: true })
  }
}
