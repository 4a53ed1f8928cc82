import { createHmac, randomBytes } from 'node:crypto'
import { errors, jwtVerify } from 'jose'
import { z } from 'zod'
import type { IdentityClaims, IdentityState } from '#shared/protocol/api.ts'
import type { CredentialStore } from '../desk/contract.ts'

/** How far ahead a token's end may lie, and how far two clocks may differ, seconds. */
const LONGEST = 24 * 3600
const LEEWAY = 30

const stored = z.object({ secret: z.string(), since: z.number() })
const claims = z.object({
  sub: z.string().trim().min(1).max(120),
  exp: z.number(),
  name: z
    .string()
    .trim()
    .transform((name) => Array.from(name).slice(0, 40).join(''))
    .optional(),
})

export interface Identities {
  /** Never with the secret. */
  state(shop: string): Promise<IdentityState>
  /** Another secret, told this once; what the old one signed is worth nothing from now on. */
  renew(shop: string): Promise<IdentityState>
  /** Null: not signed by this shop's site, or not any more. */
  read(shop: string, token: string): Promise<IdentityClaims | null>
  /** Of the same customer always the same, whatever the secret; says nothing of who it is. */
  buyerOf(shop: string, customer: string): Promise<string>
}

/**
 * Buyers that the shop's own site signed for: a JWT by HS256, its key the secret's characters. The
 * secret lies in the encrypted database; here it is never logged nor told again.
 */
export function createIdentities(parts: {
  readonly credentials: CredentialStore
  /** Unix milliseconds. */
  readonly now: () => number
}): Identities {
  const { credentials, now } = parts
  const keyOf = (shop: string) => `identity:${shop}`
  let naming: Promise<Buffer> | null = null

  async function known(shop: string): Promise<z.infer<typeof stored> | null> {
    const text = await credentials.setting(keyOf(shop))
    return text === null ? null : stored.parse(JSON.parse(text))
  }

  return {
    async state(shop) {
      return { secret: null, since: (await known(shop))?.since ?? null }
    },
    async renew(shop) {
      const made = { secret: randomBytes(32).toString('base64url'), since: now() }
      await credentials.setSetting(keyOf(shop), JSON.stringify(made))
      return made
    },
    async read(shop, token) {
      const held = await known(shop)
      if (!held) return null
      const at = now()
      try {
        const { payload } = await jwtVerify(token, Buffer.from(held.secret), {
          algorithms: ['HS256'],
          requiredClaims: ['sub', 'exp'],
          clockTolerance: LEEWAY,
          currentDate: new Date(at),
        })
        const read = claims.safeParse(payload)
        if (!read.success || read.data.exp > at / 1000 + LONGEST + LEEWAY) return null
        const { sub, name } = read.data
        return { sub, ...(name === undefined || name === '' ? {} : { name }) }
      } catch (error) {
        if (error instanceof errors.JOSEError) return null
        throw error
      }
    },
    async buyerOf(shop, customer) {
      const key = await (naming ??= namingKey(credentials))
      const mac = createHmac('sha256', key).update(`buyer.v1\n${shop}\n${customer}`).digest()
      return `b_${mac.subarray(0, 18).toString('base64url')}`
    },
  }
}

/** Made once: customers keep their buyers when a secret is made anew. */
async function namingKey(credentials: CredentialStore): Promise<Buffer> {
  const held = await credentials.setting('identity_naming')
  if (held !== null) return Buffer.from(held, 'base64url')
  const made = randomBytes(32)
  await credentials.setSetting('identity_naming', made.toString('base64url'))
  return made
}
