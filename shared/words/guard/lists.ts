/**
 * How a list is written (resources/words/*.json: an array of lines), one rule a line, parts divided by spaces:
 *
 *     # a comment
 *     @wx = 微信|薇信|vx              a name for alternatives, used in rules below it
 *     加(我|)@wx                      the rule: a word with alternatives
 *     最大 !最大号 !>的码             not within «最大号», not with «的码» behind it
 *     转账 +给我|打我                 only with one of these near
 *     最好 ?                          doubtful: warns at most
 *     滚 =                            alone between marks of sentences
 *     !!<不能|请勿                    for all rules of the file: not behind these
 *
 * `!x` x covers the word; `!<x` x stands before, `!>x` behind it; `+<x`, `+>x`, `+x` one must stand
 * before, behind, on either side. Near is within NEAR characters and in the same part of the sentence.
 * `#id` stands for an account's name or number right behind (`+>#id`). `_` is a space in English words.
 */
export interface Rule {
  /** As the list has it: the name in records. */
  readonly name: string
  readonly words: readonly string[]
  readonly doubtful: boolean
  /** Only between marks of sentences. */
  readonly alone: boolean
  /** Cover the word. */
  readonly unless: readonly string[]
  readonly unlessBefore: readonly string[]
  readonly unlessBehind: readonly string[]
  readonly before: readonly string[]
  readonly behind: readonly string[]
  readonly near: readonly string[]
}

const MOST_WORDS = 5000

/** @throws Error with the line that is not understood; the lists are ours, a test reads them all */
export function readList(lines: readonly string[]): readonly Rule[] {
  const names = new Map<string, readonly string[]>()
  const rules: Rule[] = []
  const all: string[] = []
  for (const raw of lines) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const named = /^@(\w+)\s*=\s*(.+)$/.exec(line)
    if (named) {
      names.set(named[1] ?? '', expand((named[2] ?? '').replaceAll(/\s/g, ''), names, true))
      continue
    }
    if (line.startsWith('!!<')) {
      all.push(...expand(line.slice(3), names, true))
      continue
    }
    const [pattern = '', ...clauses] = line.split(/\s+/)
    const given: Record<string, string[]> = {}
    let doubtful = false
    let alone = false
    for (const clause of clauses) {
      const sign = /^(?:!<|!>|!|\+<|\+>|\+)/.exec(clause)?.[0]
      if (clause === '?') doubtful = true
      else if (clause === '=') alone = true
      else if (sign === undefined) throw new Error(`not understood: ${line}`)
      else (given[sign] ??= []).push(...expand(clause.slice(sign.length), names, true))
    }
    const words = expand(pattern, names, false)
    if (words.length > MOST_WORDS) throw new Error(`too many words: ${line}`)
    rules.push({
      name: pattern,
      words,
      doubtful,
      alone,
      unless: given['!'] ?? [],
      unlessBefore: [...(given['!<'] ?? [])],
      unlessBehind: given['!>'] ?? [],
      before: given['+<'] ?? [],
      behind: given['+>'] ?? [],
      near: given['+'] ?? [],
    })
  }
  return all.length === 0
    ? rules
    : rules.map((rule) => ({ ...rule, unlessBefore: [...rule.unlessBefore, ...all] }))
}

/** `bare`: alternatives without brackets around them. */
function expand(
  pattern: string,
  names: ReadonlyMap<string, readonly string[]>,
  bare: boolean,
): string[] {
  let at = 0
  const alternatives = (): string[] => {
    const found: string[] = []
    let sequence = ['']
    while (at < pattern.length) {
      const char = pattern[at] ?? ''
      if (char === ')') break
      if (char === '|') {
        found.push(...sequence)
        sequence = ['']
        at++
        continue
      }
      let part: readonly string[]
      if (char === '(') {
        at++
        part = alternatives()
        if (pattern[at] !== ')') throw new Error(`a bracket stays open: ${pattern}`)
        at++
      } else if (char === '@') {
        const name = /^\w+/.exec(pattern.slice(at + 1))?.[0] ?? ''
        const known = names.get(name)
        if (!known) throw new Error(`no such name: @${name}`)
        part = known
        at += name.length + 1
      } else {
        part = [char]
        at++
      }
      sequence = sequence.flatMap((head) => part.map((tail) => head + tail))
    }
    return [...found, ...sequence]
  }
  const result = alternatives()
  if (at < pattern.length) throw new Error(`a bracket too many: ${pattern}`)
  if (!bare && result.some((one) => one === '')) throw new Error(`matches nothing: ${pattern}`)
  return [...new Set(result)]
}
