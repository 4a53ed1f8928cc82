import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { GatewayFailure, systemCode } from './failure.ts'

/** What lies in a data folder. */
export interface Places {
  readonly folder: string
  readonly database: string
  readonly files: string
  readonly key: string
  /** The operator's table of levels (A3), where there is one. */
  readonly levels: string
  /** Unix socket or named pipe of the running gateway's command line. */
  readonly admin: string
  /** What a command must show there: whoever can read this file owns the data. */
  readonly adminToken: string
}

/** A Unix socket's path has at most 107 bytes (sun_path). */
const SOCKET_PATH_MAX = 100

export function placesOf(dataDir: string): Places {
  const folder = resolve(dataDir)
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  const inside = join(folder, 'admin.sock')
  const admin =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\xiaoer-${short}`
      : Buffer.byteLength(inside) <= SOCKET_PATH_MAX
        ? inside
        : join(tmpdir(), `xiaoer-${short}.sock`)
  return {
    folder,
    database: join(folder, 'gateway.db'),
    files: join(folder, 'files'),
    key: join(folder, 'gateway.key'),
    levels: join(folder, 'levels.json'),
    admin,
    adminToken: join(folder, 'admin.token'),
  }
}

export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (process.platform !== 'win32') chmodSync(folder, 0o700)
  } catch (error) {
    throw new GatewayFailure('data_unwritable', `the data folder can't be written: ${folder}`, {
      cause: error,
    })
  }
}

/** Hex in a file of its own, 32 bytes. */
export function readKey(file: string): Buffer | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw new GatewayFailure('key_missing', `the key file can't be read: ${file}`, { cause: error })
  }
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new GatewayFailure('key_wrong', `the key file does not hold 64 hex digits: ${file}`)
  return Buffer.from(text, 'hex')
}

/** Never over an existing one: that key may be all that opens a database. */
export function makeKey(file: string): Buffer {
  const key = randomBytes(32)
  let handle: number
  try {
    handle = openSync(file, 'wx', 0o600)
  } catch (error) {
    throw new GatewayFailure('data_unwritable', `the key file can't be written: ${file}`, {
      cause: error,
    })
  }
  writeSync(handle, `${key.toString('hex')}\n`)
  fsyncSync(handle)
  closeSync(handle)
  return key
}
