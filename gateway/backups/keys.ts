import {
  createCipheriv,
  createDecipheriv,
  createHash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { z } from 'zod'

/**
 * T7: what is in the backups is encrypted under a key of theirs. The gateway's own key opens that key,
 * and so does the recovery key, which lies on no disk of ours: a person keeps it on paper.
 */
const wrap = z.strictObject({
  iv: z.string().regex(/^[0-9a-f]{24}$/),
  tag: z.string().regex(/^[0-9a-f]{32}$/),
  data: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Wrap = z.infer<typeof wrap>

/** `keys.json` beside the sets and in each set, readable by everyone: nothing in it opens anything. */
export const keysFile = z.strictObject({
  v: z.literal(1),
  /** Of the backup key: sets of another one are another gateway's. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  gateway: wrap,
  recovery: wrap.nullable(),
  /** Unix ms; when the recovery key was made. */
  recoveryAt: z.number().int().nullable(),
})
export type KeysFile = z.infer<typeof keysFile>

export function keyId(key: Buffer): string {
  return createHash('sha256').update('xiaoer backup key').update(key).digest('hex').slice(0, 16)
}

function derive(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), purpose, 32))
}

const BY = { gateway: 'xiaoer.backup.by-gateway.v1', recovery: 'xiaoer.backup.by-recovery.v1' }

export function wrapKey(by: keyof typeof BY, secret: Buffer, key: Buffer): Wrap {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', derive(secret, BY[by]), iv)
  const data = Buffer.concat([cipher.update(key), cipher.final()])
  return {
    iv: iv.toString('hex'),
    tag: cipher.getAuthTag().toString('hex'),
    data: data.toString('hex'),
  }
}

/** Null: this secret does not open it. */
export function unwrapKey(by: keyof typeof BY, secret: Buffer, wrapped: Wrap): Buffer | null {
  const iv = Buffer.from(wrapped.iv, 'hex')
  const decipher = createDecipheriv('aes-256-gcm', derive(secret, BY[by]), iv)
  decipher.setAuthTag(Buffer.from(wrapped.tag, 'hex'))
  try {
    return Buffer.concat([decipher.update(Buffer.from(wrapped.data, 'hex')), decipher.final()])
  } catch {
    return null
  }
}

/** Crockford's: no I, L, O or U, and what people write instead is read as what they meant. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SECRET_BYTES = 20
const CHECK_SIGNS = 4

/** 160 random bits as nine groups of four signs, the last of them a checksum. */
export function newRecoveryKey(): { readonly secret: Buffer; readonly text: string } {
  const secret = randomBytes(SECRET_BYTES)
  return { secret, text: recoveryText(secret) }
}

export function recoveryText(secret: Buffer): string {
  const signs = base32(secret) + checksum(secret)
  return (signs.match(/.{4}/g) ?? []).join('-')
}

/** Null: mistyped, or no recovery key. */
export function readRecoveryKey(text: string): Buffer | null {
  const signs = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  if (signs.length !== (SECRET_BYTES * 8) / 5 + CHECK_SIGNS) return null
  const values = Array.from(signs, (sign) => SIGNS.indexOf(sign))
  if (values.includes(-1)) return null
  const secret = Buffer.alloc(SECRET_BYTES)
  for (let bit = 0; bit < SECRET_BYTES * 8; bit++)
    if (((values[Math.floor(bit / 5)] ?? 0) >> (4 - (bit % 5))) & 1)
      secret[bit >> 3] = (secret[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  const given = Buffer.from(signs.slice(-CHECK_SIGNS))
  return timingSafeEqual(given, Buffer.from(checksum(secret))) ? secret : null
}

function base32(bytes: Buffer): string {
  let text = ''
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    let value = 0
    for (let at = bit; at < bit + 5; at++)
      value = (value << 1) | (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
    text += SIGNS[value]
  }
  return text
}

function checksum(secret: Buffer): string {
  const hash = createHash('sha256').update('xiaoer recovery key').update(secret).digest()
  return base32(hash.subarray(0, 5)).slice(0, CHECK_SIGNS)
}
