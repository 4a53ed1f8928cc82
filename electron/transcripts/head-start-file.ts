import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { headStartPath } from './head-start-path.ts'

/**
 * `<file>.start`: what the next start asks of a cache that was closed in good order, with the answers.
 * AES-256-GCM under a key derived from the cache's own. It holds for the database it was made beside
 * (size, time of change, nothing in the WAL) and for one opening: whoever reads it removes it.
 */
const VERSION = Buffer.from([1])
const IV = 12
const TAG = 16
/** Bytes. Thousands of conversations; a larger one would cost the start what it saves. */
const LARGEST = 16 * 1024 * 1024

/** Question (`questionOf`) to answer. */
export type Answers = ReadonlyMap<string, unknown>

interface Stamp {
  readonly size: number
  readonly changed: number
}

/** null: there is none that can be trusted. In any case there is none afterwards. */
export function takeHeadStart(file: string, key: Uint8Array): Answers | null {
  const path = headStartPath(file)
  try {
    const sealed = readFileSync(path)
    // One that could not be taken away would speak of the past at the start after this.
    rmSync(path)
    const kept: unknown = deserialize(opened(sealed, key))
    const { stamp, answers } = kept as { readonly stamp: Stamp; readonly answers: Answers }
    const now = stampOf(file)
    return now?.size === stamp.size && now.changed === stamp.changed ? answers : null
  } catch {
    return null
  }
}

/** Behind the close of the database. Best effort: without it the next start asks the cache itself. */
export function keepHeadStart(file: string, key: Uint8Array, answers: Answers): void {
  const stamp = stampOf(file)
  if (!stamp) return
  const path = headStartPath(file)
  try {
    const plain = serialize({ stamp, answers })
    if (plain.length > LARGEST) return
    // In one piece or not at all.
    writeFileSync(`${path}.new`, sealed(plain, key), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  } catch {
    rmSync(`${path}.new`, { force: true })
  }
}

/** null: what stands in the database is not all in its file. */
function stampOf(file: string): Stamp | null {
  if (existsSync(`${file}.damaged`)) return null
  const wal = statSync(`${file}-wal`, { throwIfNoEntry: false })
  const database = statSync(file, { throwIfNoEntry: false })
  if (!database || (wal && wal.size > 0)) return null
  return { size: database.size, changed: database.mtimeMs }
}

function sealed(plain: Uint8Array, key: Uint8Array): Buffer {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', ownKey(key), iv).setAAD(VERSION)
  const text = [cipher.update(plain), cipher.final()]
  return Buffer.concat([VERSION, iv, cipher.getAuthTag(), ...text])
}

/** @throws where it is of another version or key, or not as it was written */
function opened(sealed: Buffer, key: Uint8Array): Buffer {
  const iv = sealed.subarray(1, 1 + IV)
  const tag = sealed.subarray(1 + IV, 1 + IV + TAG)
  const decipher = createDecipheriv('aes-256-gcm', ownKey(key), iv, { authTagLength: TAG })
  decipher.setAAD(sealed.subarray(0, 1)).setAuthTag(tag)
  return Buffer.concat([decipher.update(sealed.subarray(1 + IV + TAG)), decipher.final()])
}

function ownKey(key: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'xiaoer head start', 32))
}
