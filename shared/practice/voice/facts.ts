/**
 * Whether a line in other words is still the line: everything that can be right or wrong in it must be
 * there as it was, and nothing of that kind may have come. What a rule can't see (a «not» that was lost)
 * harms no score: that goes by the line itself.
 */
export function keepsFacts(line: string, voiced: string, names: readonly string[]): boolean {
  const before = folded(line)
  const after = folded(voiced)
  const told = new Set(tokensIn(before))
  const tells = tokensIn(after)
  const mentioned = names.map(folded).filter((name) => name !== '' && before.includes(name))
  return (
    [...told].every((token) => tells.includes(token)) &&
    tells.every((token) => told.has(token)) &&
    mentioned.every((name) => after.includes(name)) &&
    names.map(folded).every((name) => name === '' || before.includes(name) || !after.includes(name))
  )
}

/** The line in other words is no speech, no list and no second talk. */
export function isSpoken(line: string, voiced: string): boolean {
  return (
    voiced !== '' && voiced.length <= Math.max(60, 3 * line.length) && !/[*#`]{2,}/.test(voiced)
  )
}

/** Width and case are nothing to a number. */
const folded = (text: string) => text.normalize('NFKC').toLowerCase()

/** Counts in Chinese figures: one to nine, ten, hundred, thousand, ten thousand, both, half. */
const FIGURES =
  '\u96f6\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u4e07\u4e24\u534a'
/** What is counted so: money, days, hours, pieces, kinds of packing, weights, lengths, places. */
const COUNTED =
  '\u5143\u5757\u6bdb\u89d2\u5206\u5929\u65e5\u53f7\u6708\u5e74\u70b9\u4e2a\u4ef6\u76d2\u5305\u6761\u53cc\u65a4\u514b\u7c73\u5c81\u6298\u500d\u4f4d\u6b21'
const CHINESE_COUNT = new RegExp(`[${FIGURES}]+(?=[${COUNTED}])`, 'gu')

/** Numbers, amounts, times, sizes, order and tracking numbers, addresses of pages, counts in Chinese. */
function tokensIn(text: string): readonly string[] {
  const written = text.match(/[a-z0-9][a-z0-9.:/_-]*/g) ?? []
  const known = written
    .map((token) => token.replace(/[.:/_-]+$/, ''))
    .filter((token) => /\d/.test(token) || /^https?/.test(token))
  return [...known, ...(text.match(CHINESE_COUNT) ?? [])]
}
