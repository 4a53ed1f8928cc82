import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { FileRef } from '#shared/protocol/model.ts'
import type { Viewer } from '../desk/contract.ts'
import { systemCode } from '../failure.ts'
import { withoutMetadata } from './metadata.ts'
import { sniffPicture } from './sniff.ts'

/**
 * Pictures and files beside the log: `files/<shop>/<aa>/<sha-256>`, each AES-256-GCM under a key
 * derived from the gateway's. The layout of a file: magic, 12 bytes iv, 16 bytes tag, cipher text;
 * the shop and the id are authenticated with it, so a file moved elsewhere doesn't open.
 */
const MAGIC = Buffer.from('XF1\n')
const HEADER = MAGIC.length + 12 + 16
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

export type FileResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }

export interface Files {
  put(
    shop: string,
    by: Viewer,
    file: { readonly name: string; readonly type: string; readonly bytes: Buffer },
  ): Promise<FileResult<FileRef>>
  /** The bytes, checked whole before the first one leaves; `inline` only for a picture by its bytes. */
  get(
    shop: string,
    id: string,
  ): Promise<FileResult<{ bytes: Buffer; type: string; inline: boolean }>>
  /** A file of another gateway, as it was there; the caller has compared the bytes with the id. */
  keep(shop: string, id: string, bytes: Buffer): Promise<void>
  /** Did this viewer upload it? Knowing a hash is no right to a file. */
  uploaded(shop: string, by: Viewer, id: string): boolean
  /** T3: those it uploaded, sent or not. */
  uploads(shop: string, by: Viewer): Promise<readonly string[]>
  /** For good; one that is not there is no error. */
  remove(shop: string, id: string): Promise<void>
  /** What a message may say of the file: size and type are the gateway's, the name is the sender's. */
  describe(shop: string, ref: FileRef): Promise<FileRef | null>
}

const ID = /^[a-f0-9]{64}$/

export async function openFiles(folder: string, masterKey: Buffer): Promise<Files> {
  const key = derive(masterKey, 'xiaoer.files.v1')
  const markKey = derive(masterKey, 'xiaoer.files.uploads.v1')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const marksFile = join(folder, 'uploads')
  const marks = new Set<string>()
  for (const line of (await readIfThere(marksFile)).split('\n')) if (line) marks.add(line)

  const place = (shop: string, id: string) => join(folder, shop, id.slice(0, 2), id)
  const mark = (shop: string, by: Viewer, id: string) =>
    createHmac('sha256', markKey)
      .update(`${shop}\n${by.kind === 'agent' ? `a:${by.account}` : `b:${by.buyer}`}\n${id}`)
      .digest('base64url')

  async function remember(line: string): Promise<void> {
    if (marks.has(line)) return
    const handle = await open(marksFile, 'a', 0o600)
    try {
      await handle.appendFile(`${line}\n`)
      await handle.datasync()
    } finally {
      await handle.close()
    }
    marks.add(line)
  }

  async function read(shop: string, id: string): Promise<Buffer | null> {
    if (!ID.test(id)) return null
    const stored = await readFile(place(shop, id)).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null
      throw error
    })
    if (!stored) return null
    const iv = stored.subarray(MAGIC.length, MAGIC.length + 12)
    const decipher = createDecipheriv('aes-256-gcm', key, iv)
    decipher.setAAD(Buffer.from(`${shop}/${id}`))
    decipher.setAuthTag(stored.subarray(MAGIC.length + 12, HEADER))
    return Buffer.concat([decipher.update(stored.subarray(HEADER)), decipher.final()])
  }

  async function write(shop: string, id: string, bytes: Buffer): Promise<void> {
    const target = place(shop, id)
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, iv)
    cipher.setAAD(Buffer.from(`${shop}/${id}`))
    const body = Buffer.concat([cipher.update(bytes), cipher.final()])
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    const scratch = `${target}.${randomBytes(6).toString('hex')}.part`
    const handle = await open(scratch, 'wx', 0o600)
    try {
      await handle.writeFile(Buffer.concat([MAGIC, iv, cipher.getAuthTag(), body]))
      await handle.sync()
      await handle.close()
      await rename(scratch, target)
    } catch (error) {
      await handle.close().catch(() => {})
      await rm(scratch, { force: true }).catch(() => {})
      throw error
    }
    // The name itself must be on the disk before anyone is told of the file.
    const parent = await open(dirname(target), 'r').catch(() => null)
    await parent?.sync().catch(() => {})
    await parent?.close()
  }

  return {
    async put(shop, by, file) {
      if (file.bytes.length > LIMITS.fileBytes)
        return { ok: false, code: 'file_too_large', message: 'a file has at most 20 MiB' }
      if (file.bytes.length === 0)
        return { ok: false, code: 'bad_request', message: 'the file is empty' }
      const picture = sniffPicture(file.bytes)
      // What calls itself a picture must be one: otherwise a page would be served as a picture.
      if (!picture && PICTURES.has(file.type))
        return { ok: false, code: 'file_type_refused', message: 'the bytes are not that picture' }
      const bytes = picture ? withoutMetadata(file.bytes, picture.type) : file.bytes
      const id = createHash('sha256').update(bytes).digest('hex')
      try {
        if (!(await readable(read(shop, id)))) await write(shop, id, bytes)
        await remember(mark(shop, by, id))
      } catch (error) {
        const code = systemCode(error)
        if (code === 'ENOSPC' || code === 'EDQUOT')
          return { ok: false, code: 'storage_failed', message: 'the disk of the gateway is full' }
        throw error
      }
      return {
        ok: true,
        value: {
          id,
          name: safeName(file.name),
          type: picture?.type ?? 'application/octet-stream',
          size: bytes.length,
          ...(picture ? { width: picture.width, height: picture.height } : {}),
        },
      }
    },

    async get(shop, id) {
      const bytes = await read(shop, id)
      if (!bytes) return { ok: false, code: 'not_found', message: 'no such file' }
      const picture = sniffPicture(bytes)
      return {
        ok: true,
        value: {
          bytes,
          type: picture?.type ?? 'application/octet-stream',
          inline: picture !== null,
        },
      }
    },

    async keep(shop, id, bytes) {
      if (!(await readable(read(shop, id)))) await write(shop, id, bytes)
    },

    uploaded: (shop, by, id) => marks.has(mark(shop, by, id)),

    async uploads(shop, by) {
      const names = await readdir(join(folder, shop), { recursive: true }).catch(
        (error: unknown) => {
          if (systemCode(error) === 'ENOENT') return []
          throw error
        },
      )
      const own: string[] = []
      for (const [index, name] of names.entries()) {
        const id = basename(name)
        if (ID.test(id) && marks.has(mark(shop, by, id))) own.push(id)
        if (index % 1000 === 999) await new Promise((resolve) => setImmediate(resolve))
      }
      return own
    },

    async remove(shop, id) {
      if (ID.test(id)) await rm(place(shop, id), { force: true })
    },

    async describe(shop, ref) {
      const bytes = await read(shop, ref.id)
      if (!bytes) return null
      const picture = sniffPicture(bytes)
      return {
        id: ref.id,
        name: safeName(ref.name),
        type: picture?.type ?? 'application/octet-stream',
        size: bytes.length,
        ...(picture ? { width: picture.width, height: picture.height } : {}),
      }
    },
  }
}

/** A damaged file counts as absent, so that uploading it again mends it. */
async function readable(reading: Promise<Buffer | null>): Promise<boolean> {
  return (await reading.catch(() => null)) !== null
}

function derive(masterKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), purpose, 32))
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return ''
    throw error
  })
}

/** The last part of whatever path it was, without signs that file systems or headers trip over. */
export function safeName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  // Control signs and the marks that turn the direction of text (a trick to hide an extension).
  const clean = last.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069"<>:|?*]/gu, '').trim()
  const short = Array.from(clean.replace(/^\.+/, '')).slice(0, 120).join('')
  return short === '' ? 'file' : short
}
