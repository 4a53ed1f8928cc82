/**
 * Regular expressions that trainers write are run on whatever agents write, so each must be quick on
 * anything: the ways in which its quantifiers can share a text between them are counted, roughly and
 * from above, before it is used.
 */

/** Longer texts are cut before a pattern sees them. */
export const PATTERN_TEXT_MAX = 1000
/** 1000 for one open quantifier; two are too many unless bounded. */
const waysMax = 1_100_000

export type PatternFault = 'broken' | 'slow' | null

/** The pattern as conditions and facts use it: unicode, case-blind. */
export function matchesPattern(pattern: string, text: string): boolean {
  return new RegExp(pattern, 'iu').test(text.slice(0, PATTERN_TEXT_MAX))
}

export function patternFault(pattern: string): PatternFault {
  try {
    void new RegExp(pattern, 'iu')
  } catch {
    return 'broken'
  }
  // A reference to a group makes the search exponential in itself.
  if (/\\(?:[1-9]|k<)/u.test(pattern.replaceAll('\\\\', ''))) return 'slow'
  const reader = { rest: pattern }
  return alternation(reader) > waysMax ? 'slow' : null
}

interface Reader {
  rest: string
}

function take(reader: Reader, expression: RegExp): string | null {
  const found = expression.exec(reader.rest)?.[0]
  if (found === undefined) return null
  reader.rest = reader.rest.slice(found.length)
  return found
}

/** Ways of all branches, up to the end or the bracket that closes them. */
function alternation(reader: Reader): number {
  let ways = sequence(reader)
  while (take(reader, /^\|/u) !== null) ways += sequence(reader)
  return ways
}

function sequence(reader: Reader): number {
  let ways = 1
  while (reader.rest !== '' && !/^[|)]/u.test(reader.rest)) {
    let one = 1
    if (take(reader, /^\((?:\?(?:[:=!]|<[=!]|<[^>]+>))?/u) !== null) {
      one = alternation(reader)
      take(reader, /^\)/u)
    } else if (take(reader, /^\[(?:\\[^]|[^\]\\])*\]/u) === null) {
      take(reader, /^(?:\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\[^]|[^])/u)
    }
    ways *= quantified(one, take(reader, /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/u))
  }
  return ways
}

function quantified(ways: number, quantifier: string | null): number {
  if (quantifier === null) return ways
  const bounds = /^\{(\d+)(,(\d*))?\}/u.exec(quantifier)
  const open =
    /^[*+]/u.test(quantifier) || (bounds !== null && bounds[2] !== undefined && bounds[3] === '')
  if (open) return ways > 1 ? Infinity : PATTERN_TEXT_MAX
  const least = quantifier.startsWith('?') ? 0 : Number(bounds?.[1] ?? 0)
  const most = quantifier.startsWith('?') ? 1 : Number(bounds?.[3] ?? bounds?.[1] ?? 1)
  return ways ** most * Math.max(1, most - least + 1)
}
