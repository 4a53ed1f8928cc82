/**
 * What the index holds of a message: each run of one, two and three characters of its folded text,
 * once. A query of any length is then an AND of few, rare lists, walked from the newest; what comes
 * out is checked against the text itself (fold.ts), so the grams may only ever be too generous.
 *
 * Measured at 1,000,000 messages under sqlcipher, p95 / worst: single characters searched as a
 * phrase 68 ms for an order number, 87 ms at ten characters; pairs 9 / 82 ms (false candidates);
 * with the triples 6 / 15 ms, for a third more space.
 */

const longest = 3

/** More lists than this make a long query slower, not sharper: the check decides anyway. */
const listsPerQuery = 8

/** Marks the tokens that name a conversation, buyer or account; a text that holds it costs a check, no more. */
const scopeMark = '\u{f0000}'

export type Scope = 'conversation' | 'buyer' | 'account'

/** A token for «belongs to this one»; `key` stands for its name: interned, or a hash of it. */
export function scopeToken(scope: Scope, key: number): string {
  return `${scopeMark}${scope.charAt(0)}${key}`
}

/**
 * One character as the `ascii` tokenizer of FTS5 keeps it: that splits at everything in ASCII but
 * letters and digits, so the rest moves to the private use area.
 */
function tokenCharacter(character: string): string {
  const code = character.charCodeAt(0)
  const kept = code > 0x7f || (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)
  return kept ? character : String.fromCharCode(0xe000 + code)
}

/** The tokens of a folded text, separated by spaces. */
export function indexTokens(folded: string): string {
  const characters = Array.from(folded, tokenCharacter)
  const tokens = new Set<string>()
  for (let start = 0; start < characters.length; start++) {
    let token = ''
    for (let end = start; end < start + longest && end < characters.length; end++) {
      token += characters[end]
      tokens.add(token)
    }
  }
  return [...tokens].join(' ')
}

/**
 * The FTS5 expression whose rows include every text in these scopes that contains the folded query.
 * One of both must be there.
 */
export function matchExpression(foldedQuery: string, scopes: readonly string[]): string {
  const characters = Array.from(foldedQuery, tokenCharacter)
  const length = Math.min(longest, characters.length)
  const windows = characters.length - length + 1
  const lists = Math.min(windows, listsPerQuery)
  const tokens = new Set(scopes)
  if (length === 0) return anded(tokens)
  for (let list = 0; list < lists; list++) {
    // Spread over the query, its first and last characters included.
    const start = lists === 1 ? 0 : Math.round((list * (windows - 1)) / (lists - 1))
    tokens.add(characters.slice(start, start + length).join(''))
  }
  return anded(tokens)
}

function anded(tokens: Iterable<string>): string {
  return Array.from(tokens, (token) => `"${token}"`).join(' AND ')
}
