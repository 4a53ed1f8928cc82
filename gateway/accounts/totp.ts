import { createHash, randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

/** RFC 6238 with what every authenticator app can do: SHA-1, six digits, thirty seconds. */
const PERIOD = 30
const DIGITS = 6
/** The step before and the one after: clocks differ, and typing takes a while. */
const WINDOW = 1

/** 160 bits (RFC 4226), base32. */
export function newSecret(): string {
  return new Secret({ size: 20 }).base32
}

function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({
    issuer: 'Xiaoer',
    label,
    algorithm: 'SHA1',
    digits: DIGITS,
    period: PERIOD,
    secret: Secret.fromBase32(secret),
  })
}

/** `otpauth://…`, what the QR code holds. */
export function uriOf(secret: string, shop: string, name: string): string {
  // The app shows both, so that two shops' accounts are told apart.
  return totpOf(secret, `${name} (${shop})`.replaceAll(':', '\uFF1A')).toString()
}

/** Which step's code it is, or null. `now`: Unix ms. */
export function stepOf(secret: string, code: string, now: number): number | null {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const delta = totpOf(secret).validate({ token, timestamp: now, window: WINDOW })
  return delta === null ? null : Math.floor(now / 1000 / PERIOD) + delta
}

export const RECOVERY_CODES = 10
/** Crockford's base 32: no sign looks like another. */
const SIGNS = '0123456789abcdefghjkmnpqrstvwxyz'
const GROUPS = 3
const GROUP = 4

/** Sixty bits each, such as `7k3f-9m2p-x0qd`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: GROUPS }, () =>
      Array.from({ length: GROUP }, () => SIGNS[randomInt(SIGNS.length)]).join(''),
    ).join('-'),
  )
}

/** Of a code as people type it: capitals, spaces, an O for a 0. Null: no such form. */
export function recoveryHash(shop: string, account: string, typed: string): string | null {
  const code = typed
    .toLowerCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1')
  if (code.length !== GROUPS * GROUP) return null
  // Random and long: a slow hash would guard nothing more.
  return createHash('sha256').update(`recovery.v1\n${shop}\n${account}\n${code}`).digest('hex')
}
