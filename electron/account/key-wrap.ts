import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'

/**
 * A key locked with a password, for computers without a keychain: argon2id makes the locking key,
 * AES-256-GCM locks, so that a wrong password shows. Its parameters go with it and can be raised.
 */
const base64 = z.base64()
export const wrappedKey = z.strictObject({
  v: z.literal(1),
  memoryKiB: z.int().min(8192).max(1_048_576),
  passes: z.int().min(1).max(10),
  salt: base64,
  iv: base64,
  locked: base64,
  tag: base64,
})
export type WrappedKey = z.infer<typeof wrappedKey>

const COST = { memoryKiB: 65_536, passes: 3 }

async function lockingKey(password: string, salt: Uint8Array, cost: typeof COST): Promise<Buffer> {
  // Loaded when needed: most computers have a keychain.
  const { hashRaw } = await import('@node-rs/argon2')
  return hashRaw(password.normalize('NFC'), {
    salt,
    memoryCost: cost.memoryKiB,
    timeCost: cost.passes,
    parallelism: 1,
    outputLen: 32,
    // Argon2id; the package's enum is `const` and can't be imported by isolated modules.
    algorithm: 2,
  })
}

export async function wrapKey(key: Uint8Array, password: string): Promise<WrappedKey> {
  const salt = randomBytes(16)
  const iv = randomBytes(12)
  const locking = await lockingKey(password, salt, COST)
  const cipher = createCipheriv('aes-256-gcm', locking, iv)
  const locked = Buffer.concat([cipher.update(key), cipher.final()])
  locking.fill(0)
  return {
    v: 1,
    ...COST,
    salt: salt.toString('base64'),
    iv: iv.toString('base64'),
    locked: locked.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  }
}

/** null: another password. */
export async function unwrapKey(wrapped: WrappedKey, password: string): Promise<Uint8Array | null> {
  const locking = await lockingKey(password, Buffer.from(wrapped.salt, 'base64'), {
    memoryKiB: wrapped.memoryKiB,
    passes: wrapped.passes,
  })
  const decipher = createDecipheriv('aes-256-gcm', locking, Buffer.from(wrapped.iv, 'base64'), {
    authTagLength: 16,
  })
  decipher.setAuthTag(Buffer.from(wrapped.tag, 'base64'))
  try {
    return Buffer.concat([decipher.update(Buffer.from(wrapped.locked, 'base64')), decipher.final()])
  } catch {
    return null
  } finally {
    locking.fill(0)
  }
}
