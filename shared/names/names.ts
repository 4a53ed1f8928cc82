/**
 * Rule A1, the names accounts sign in by: `main` or `main:sub`. Lengths are in units: a Chinese
 * character counts two, everything else one; the separator counts one.
 */
export const NAME_RULES = { mainMin: 5, mainMax: 25, wholeMax: 30, separator: ':' } as const

const FULL_WIDTH_COLON = '\uFF1A'
const PART = /^[A-Za-z0-9_\p{Script=Han}]+$/u
const HAN = /\p{Script=Han}/u

export type NameProblem =
  | 'empty'
  /** `：` where `:` is meant: another name, so it is said and never rewritten silently. */
  | 'full_width_colon'
  | 'too_many_colons'
  | 'characters'
  | 'main_too_short'
  | 'main_too_long'
  | 'sub_empty'
  | 'sub_digits_only'
  | 'whole_too_long'

export type ParsedName =
  | { readonly ok: true; readonly main: string; readonly sub: string | null; readonly name: string }
  | {
      readonly ok: false
      readonly problem: NameProblem
      /** Only for `full_width_colon`, and only where the mended name is itself valid. */
      readonly suggestion?: string
    }

/** Length in units of A1. */
export function nameUnits(text: string): number {
  let units = 0
  for (const character of text) units += HAN.test(character) ? 2 : 1
  return units
}

function problemOfMain(main: string): NameProblem | null {
  if (main === '') return 'empty'
  if (!PART.test(main)) return 'characters'
  const units = nameUnits(main)
  if (units < NAME_RULES.mainMin) return 'main_too_short'
  if (units > NAME_RULES.mainMax) return 'main_too_long'
  return null
}

function problemOfSub(main: string, sub: string): NameProblem | null {
  if (sub === '') return 'sub_empty'
  if (!PART.test(sub)) return 'characters'
  if (/^[0-9]+$/.test(sub)) return 'sub_digits_only'
  if (nameUnits(main) + 1 + nameUnits(sub) > NAME_RULES.wholeMax) return 'whole_too_long'
  return null
}

/** Nothing is trimmed or rewritten: what is not a name is a problem with its own word. */
export function parseSignInName(text: string): ParsedName {
  if (text.includes(FULL_WIDTH_COLON)) {
    const mended = text.replaceAll(FULL_WIDTH_COLON, NAME_RULES.separator)
    return parseSignInName(mended).ok
      ? { ok: false, problem: 'full_width_colon', suggestion: mended }
      : { ok: false, problem: 'full_width_colon' }
  }
  const parts = text.split(NAME_RULES.separator)
  if (parts.length > 2) return { ok: false, problem: 'too_many_colons' }
  const [main = '', sub = null] = parts
  const problem = problemOfMain(main) ?? (sub === null ? null : problemOfSub(main, sub))
  return problem ? { ok: false, problem } : { ok: true, main, sub, name: text }
}

/** Two names that differ only in the case of Latin letters are taken for one (uniqueness, look-up). */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
