import { createHash, randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { hashRaw } from '@node-rs/argon2'
import { z } from 'zod'
import { BackupError } from './errors.ts'
import { unwrapKey, wrapKey } from './keys.ts'

const MAGIC = Buffer.from('XSHOP\n')
const ARGON = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1, outputLen: 32 } as const

const wrapped = z.strictObject({ iv: z.string(), tag: z.string(), data: z.string() })
const header = z.discriminatedUnion('by', [
  z.strictObject({
    v: z.literal(1),
    by: z.literal('passphrase'),
    salt: z.string(),
    memory: z
      .number()
      .int()
      .max(1024 * 1024),
    time: z.number().int().max(20),
    wrap: wrapped,
  }),
  z.strictObject({ v: z.literal(1), by: z.literal('recovery'), wrap: wrapped }),
])
type Header = z.infer<typeof header>

/** What a person gives to open it. */
export type ShopSecret =
  | { readonly passphrase: string; readonly recovery?: undefined }
  | { readonly recovery: Buffer; readonly passphrase?: undefined }

/** The clear head of the file: how its content's key is locked. */
export async function headerOf(
  secret: ShopSecret,
  contentKey: Buffer,
): Promise<{ readonly head: Buffer; readonly text: string }> {
  let value: Header
  if (secret.recovery !== undefined)
    value = { v: 1, by: 'recovery', wrap: wrapKey('recovery', secret.recovery, contentKey) }
  else {
    const salt = randomBytes(16)
    const key = await stretched(secret.passphrase, salt, ARGON.memoryCost, ARGON.timeCost)
    value = {
      v: 1,
      by: 'passphrase',
      salt: salt.toString('hex'),
      memory: ARGON.memoryCost,
      time: ARGON.timeCost,
      wrap: wrapKey('recovery', key, contentKey),
    }
  }
  const text = JSON.stringify(value)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(text))
  return { head: Buffer.concat([MAGIC, length, Buffer.from(text)]), text }
}

/** @throws BackupError missing, damaged, wrong_key */
export async function openHeader(
  path: string,
  secret: ShopSecret,
): Promise<{ readonly contentKey: Buffer; readonly context: string; readonly start: number }> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new BackupError('missing', `there is no such file: ${path}`, { cause: error })
  })
  const buffer = Buffer.alloc(4096)
  try {
    await handle.read(buffer, 0, buffer.length, 0)
  } finally {
    await handle.close()
  }
  const length = buffer.readUInt32BE(MAGIC.length)
  if (!buffer.subarray(0, MAGIC.length).equals(MAGIC) || length > 3000) throw wrong()
  const start = MAGIC.length + 4 + length
  const text = buffer.subarray(MAGIC.length + 4, start).toString()
  let value: Header
  try {
    value = header.parse(JSON.parse(text))
  } catch {
    throw wrong()
  }
  const key =
    value.by === 'recovery'
      ? secret.recovery
      : secret.passphrase === undefined
        ? undefined
        : await stretched(
            secret.passphrase,
            Buffer.from(value.salt, 'hex'),
            value.memory,
            value.time,
          )
  const contentKey = key ? unwrapKey('recovery', key, value.wrap) : null
  if (!contentKey)
    throw new BackupError(
      'wrong_key',
      `it opens by another ${value.by === 'recovery' ? 'recovery key' : 'passphrase'}`,
    )
  return { contentKey, context: contextOf(text), start }
}

async function stretched(
  passphrase: string,
  salt: Buffer,
  memoryCost: number,
  timeCost: number,
): Promise<Buffer> {
  return hashRaw(passphrase.normalize('NFC'), { ...ARGON, memoryCost, timeCost, salt })
}

/** What each part of the file is bound to. */
export function contextOf(text: string): string {
  return `shop/${createHash('sha256').update(text).digest('hex')}`
}

export function wrong(): BackupError {
  return new BackupError('damaged', 'the file of the shop is damaged, or is none')
}
