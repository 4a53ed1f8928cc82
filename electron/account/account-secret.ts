import { z } from 'zod'
import { type Keychain, secretName } from './keychain.ts'

const secret = z.strictObject({
  /** The cache's raw key, hex. Stays after signing out, so that the cache can be opened again. */
  key: z.string().regex(/^[a-f0-9]{64}$/),
  /** Absent: not remembered. */
  refresh: z.string().optional(),
})
export type AccountSecret = z.infer<typeof secret>

export async function readSecret(
  keychain: Keychain,
  knownId: string,
): Promise<AccountSecret | null> {
  const text = await keychain.get(secretName(knownId))
  if (text === null) return null
  try {
    return secret.parse(JSON.parse(text))
  } catch {
    return null
  }
}

export async function writeSecret(
  keychain: Keychain,
  knownId: string,
  value: AccountSecret,
): Promise<void> {
  await keychain.set(secretName(knownId), JSON.stringify(value))
}

export async function removeSecret(keychain: Keychain, knownId: string): Promise<void> {
  await keychain.delete(secretName(knownId))
}
