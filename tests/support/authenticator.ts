import { Secret, TOTP } from 'otpauth'

/** What an authenticator app shows for a secret at a time, `steps` of 30 s later. */
export function codeOf(secret: string, now: number, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({
    timestamp: now + steps * 30_000,
  })
}
