import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import { BackupError } from './errors.ts'

/**
 * A file of a backup: lines of text, deflated, in chunks of AES-256-GCM under a key of the file's own.
 * Each chunk is authenticated with the file's name, its place and whether it is the last: nothing can
 * be changed, swapped, cut off or put in from another file. Layout: magic, 16 bytes salt, then chunks
 * of (4 bytes length, big endian; cipher text; 16 bytes tag).
 */
const MAGIC = Buffer.from('XB1\n')
const SALT = 16
const TAG = 16
const CHUNK = 1024 * 1024
/** Longer is no chunk of ours. */
const CHUNK_MAX = 96 * 1024 * 1024

const deflated = promisify(deflate)
const inflated = promisify(inflate)

/** What a manifest says of a file. */
export interface Sealed {
  readonly file: string
  readonly bytes: number
  /** Of the file as it lies there, hex. */
  readonly sha256: string
}

function fileKey(key: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, 'xiaoer.backup.file.v1', 32))
}

function nonce(index: number): Buffer {
  const iv = Buffer.alloc(12)
  iv.writeUInt32BE(index, 8)
  return iv
}

function authenticated(name: string, index: number, last: boolean): Buffer {
  return Buffer.from(`${name}\n${index}\n${last ? 1 : 0}`)
}

/** Appears under its name when it is whole and on the disk; `abandon` leaves nothing. */
export class SealedWriter {
  readonly #path: string
  readonly #context: string
  readonly #key: Buffer
  readonly #handle: FileHandle
  readonly #hash = createHash('sha256')
  #lines: string[] = []
  #length = 0
  #index = 0
  #bytes = 0

  private constructor(path: string, context: string, key: Buffer, handle: FileHandle) {
    this.#path = path
    this.#context = context
    this.#key = key
    this.#handle = handle
  }

  /**
   * `context`: what it is, such as set and name; read with another one it does not open. `head`: plain,
   * before all of it.
   */
  static async create(
    path: string,
    context: string,
    key: Buffer,
    head: Buffer = Buffer.alloc(0),
  ): Promise<SealedWriter> {
    const salt = randomBytes(SALT)
    const handle = await open(`${path}.part`, 'w', 0o600)
    const writer = new SealedWriter(path, context, fileKey(key, salt), handle)
    try {
      await writer.#write(Buffer.concat([head, MAGIC, salt]))
    } catch (error) {
      await writer.abandon()
      throw error
    }
    return writer
  }

  async line(text: string): Promise<void> {
    this.#lines.push(text)
    this.#length += text.length + 1
    if (this.#length >= CHUNK) await this.#flush(false)
  }

  async end(): Promise<Sealed> {
    await this.#flush(true)
    await this.#handle.sync()
    await this.#handle.close()
    await rename(`${this.#path}.part`, this.#path)
    return {
      file: basename(this.#path),
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
    }
  }

  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined)
    await rm(`${this.#path}.part`, { force: true }).catch(() => undefined)
  }

  async #flush(last: boolean): Promise<void> {
    const text = this.#lines.map((line) => `${line}\n`).join('')
    this.#lines = []
    this.#length = 0
    const packed = await deflated(Buffer.from(text), { level: 3 })
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce(this.#index))
    cipher.setAAD(authenticated(this.#context, this.#index, last))
    const body = Buffer.concat([cipher.update(packed), cipher.final(), cipher.getAuthTag()])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    this.#index++
    await this.#write(length)
    await this.#write(body)
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes)
    this.#bytes += bytes.length
    let at = 0
    while (at < bytes.length) {
      const { bytesWritten } = await this.#handle.write(bytes, at)
      at += bytesWritten
    }
  }
}

/**
 * The lines of a file, chunk by chunk.
 *
 * @throws BackupError damaged, missing
 */
export async function* readSealed(
  path: string,
  context: string,
  key: Buffer,
  start = 0,
): AsyncGenerator<readonly string[]> {
  const handle = await openThere(path)
  try {
    const { size } = await handle.stat()
    const head = await exactly(handle, start, MAGIC.length + SALT, path)
    if (!head.subarray(0, MAGIC.length).equals(MAGIC)) throw damaged(path)
    const ownKey = fileKey(key, head.subarray(MAGIC.length))
    let at = start + head.length
    for (let index = 0; ; index++) {
      const length = (await exactly(handle, at, 4, path)).readUInt32BE()
      if (length < TAG || length > CHUNK_MAX) throw damaged(path)
      const body = await exactly(handle, at + 4, length, path)
      at += 4 + length
      const last = at === size
      yield await opened(body, ownKey, { context, index, last, path })
      if (last) return
    }
  } finally {
    await handle.close()
  }
}

async function opened(
  body: Buffer,
  key: Buffer,
  of: {
    readonly context: string
    readonly index: number
    readonly last: boolean
    readonly path: string
  },
): Promise<readonly string[]> {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(of.index))
  decipher.setAAD(authenticated(of.context, of.index, of.last))
  decipher.setAuthTag(body.subarray(body.length - TAG))
  let packed: Buffer
  try {
    packed = Buffer.concat([decipher.update(body.subarray(0, -TAG)), decipher.final()])
  } catch {
    throw damaged(of.path)
  }
  const lines = (await inflated(packed)).toString().split('\n')
  lines.pop()
  return lines
}

/** A small file at once, written aside. */
export async function writeSealed(
  path: string,
  context: string,
  key: Buffer,
  lines: Iterable<string>,
): Promise<Sealed> {
  const writer = await SealedWriter.create(path, context, key)
  try {
    for (const line of lines) await writer.line(line)
    return await writer.end()
  } catch (error) {
    await writer.abandon()
    throw error
  }
}

export async function allLines(path: string, context: string, key: Buffer): Promise<string[]> {
  const all: string[] = []
  for await (const lines of readSealed(path, context, key)) all.push(...lines)
  return all
}

/** Is it there as the manifest says? Without opening it. */
export async function matches(path: string, sealed: Omit<Sealed, 'file'>): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => null)
  if (!handle) return false
  try {
    if ((await handle.stat()).size !== sealed.bytes) return false
    const hash = createHash('sha256')
    const buffer = Buffer.alloc(CHUNK)
    for (let at = 0; at < sealed.bytes;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, at)
      if (bytesRead === 0) return false
      hash.update(buffer.subarray(0, bytesRead))
      at += bytesRead
    }
    return hash.digest('hex') === sealed.sha256
  } finally {
    await handle.close()
  }
}

/** Names in a folder are as durable as what they name. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Written aside, on the disk, then put in the place of what was there. */
export async function writeWhole(path: string, bytes: Buffer | string): Promise<void> {
  const aside = `${path}.part`
  const handle = await open(aside, 'w', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
    await handle.close()
    await rename(aside, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await handle.close().catch(() => undefined)
    await rm(aside, { force: true }).catch(() => undefined)
    throw error
  }
}

async function openThere(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    throw new BackupError('missing', `${basename(path)} of the backup is missing`, { cause: error })
  }
}

async function exactly(
  handle: FileHandle,
  at: number,
  length: number,
  path: string,
): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let got = 0
  while (got < length) {
    const { bytesRead } = await handle.read(buffer, got, length - got, at + got)
    if (bytesRead === 0) throw damaged(path)
    got += bytesRead
  }
  return buffer
}

function damaged(path: string): BackupError {
  return new BackupError('damaged', `${basename(path)} of the backup is damaged, or another file`)
}
