import { PASSWORD_MIN } from '../protocol/limits.ts'
import { foldPassword } from './fingerprint.ts'

/** Also the error codes that the gateway refuses with. */
export type PasswordProblem = 'password_too_short' | 'password_breached' | 'password_names'

/** A password of fewer different signs than this is as good as listed. */
const DIFFERENT = 4

/** Characters, not bytes; length is what counts. */
export function passwordLongEnough(password: string): boolean {
  return Array.from(password.normalize('NFC')).length >= PASSWORD_MIN
}

/**
 * @param names what anyone would try first: the account's name, its shop's
 * @param breached the bundled list; absent while it is being fetched
 */
export function passwordProblem(
  password: string,
  names: readonly string[],
  breached?: (password: string) => boolean,
): PasswordProblem | null {
  if (!passwordLongEnough(password)) return 'password_too_short'
  const folded = foldPassword(password)
  if (new Set(folded).size < DIFFERENT || breached?.(password)) return 'password_breached'
  return names.flatMap(partsOf).some((part) => folded.includes(part)) ? 'password_names' : null
}

/** A sign-in name by its parts; what is so short that ordinary words hold it is none. */
function partsOf(name: string): string[] {
  return foldPassword(name)
    .split(/[:\s]+/)
    .filter((part) => part.length >= 4 || (part.length >= 2 && /\p{Script=Han}/u.test(part)))
}
