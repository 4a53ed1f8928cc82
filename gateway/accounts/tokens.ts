import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Access tokens say no more than which session and until when: `<session>.<expiry>.<mac>`. Who that is
 * and whether it still holds is asked of the session table in memory at each use, so a revocation
 * needs no waiting for the token's end (I12).
 */
export const ACCESS_MS = 15 * 60_000

export type TokenReading =
  | { readonly ok: true; readonly session: string; readonly expiresAt: number }
  | { readonly ok: false; readonly code: 'token_invalid' | 'token_expired' }

export function newSessionId(): string {
  return randomBytes(15).toString('base64url')
}

function mac(secret: Buffer, text: string): Buffer {
  return createHmac('sha256', secret).update(`access.v1.${text}`).digest()
}

export function signAccess(secret: Buffer, session: string, expiresAt: number): string {
  const text = `${session}.${expiresAt.toString(36)}`
  return `${text}.${mac(secret, text).toString('base64url')}`
}

export function readAccess(secret: Buffer, token: string, now: number): TokenReading {
  const parts = token.split('.')
  const [session, expiry, given] = parts
  if (parts.length !== 3 || !session || !expiry || !given)
    return { ok: false, code: 'token_invalid' }
  const wanted = mac(secret, `${session}.${expiry}`)
  const got = Buffer.from(given, 'base64url')
  if (got.length !== wanted.length || !timingSafeEqual(got, wanted))
    return { ok: false, code: 'token_invalid' }
  const expiresAt = Number.parseInt(expiry, 36)
  return expiresAt > now ? { ok: true, session, expiresAt } : { ok: false, code: 'token_expired' }
}

/** `<session>.<secret>`; the store keeps only the secret's hash. */
export function newRefresh(session: string): { readonly token: string; readonly hash: string } {
  const secret = randomBytes(32).toString('base64url')
  return { token: `${session}.${secret}`, hash: refreshHash(secret) }
}

export function splitRefresh(token: string): { session: string; hash: string } | null {
  const [session, secret, more] = token.split('.')
  if (!session || !secret || more !== undefined) return null
  return { session, hash: refreshHash(secret) }
}

function refreshHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
