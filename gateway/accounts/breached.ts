import list from '#resources/passwords/breached.json' with { type: 'json' }
import { breachedIn } from '#shared/passwords/fingerprint.ts'
import { passwordProblem } from '#shared/passwords/rules.ts'
import { refuse, type Result } from './result.ts'

let isBreached: ((password: string) => boolean) | null = null

const WORDS = {
  password_too_short: 'a password has at least 10 characters',
  password_breached: 'the password is on lists of breached passwords',
  password_names: "the password holds the account's or the shop's name",
} as const

/** Asked wherever a password is set. Unpacked when the first one is: most days nobody sets any. */
export function refusedPassword(
  password: string,
  names: readonly string[],
): Extract<Result<never>, { ok: false }> | null {
  isBreached ??= breachedIn(list)
  const problem = passwordProblem(password, names, isBreached)
  return problem === null ? null : refuse(problem, WORDS[problem])
}
