import type { KnownPhrase } from './model.ts'

/**
 * Finds quick replies by code, words, pinyin and initials. Pure: who calls brings the readings, so
 * that the dictionary is loaded only where it is wanted.
 */

/** For each character its readings without tones (`ü` as `v`), more than one for polyphones; none: as it is. */
export type Readings = (text: string) => readonly (readonly string[])[]

export interface Sounded {
  readonly char: string
  readonly readings: readonly string[]
}

export interface Entry {
  readonly phrase: KnownPhrase
  readonly code: string
  readonly title: string
  readonly text: string
  readonly sounds: readonly (readonly Sounded[])[]
}
export interface PhraseIndex {
  readonly entries: readonly Entry[]
}

/** Best first. */
export const MATCHES = ['code', 'code-prefix', 'title', 'pinyin', 'text', 'fuzzy'] as const
export type Match = (typeof MATCHES)[number]
export interface FoundPhrase {
  readonly phrase: KnownPhrase
  readonly by: Match
}

const plain = (text: string) => text.normalize('NFKC').toLowerCase()

/** What a list shows for it: its title, or the beginning of its words. */
export function labelOf({ title, text }: Pick<KnownPhrase, 'title' | 'text'>): string {
  return title === '' ? (text.trim().split('\n')[0] ?? '').slice(0, 40) : title
}

/**
 * `readings` null: without pinyin, until the dictionary is there. `known` keeps what was worked out of
 * a phrase for the next index: one for each `readings`.
 */
export function indexPhrases(
  phrases: readonly KnownPhrase[],
  readings: Readings | null,
  known: WeakMap<KnownPhrase, Entry> = new WeakMap(),
): PhraseIndex {
  const sounded = (text: string): readonly Sounded[] => {
    const found = readings?.(text)
    return Array.from(text, (char, index) => ({ char, readings: found?.[index] ?? [] }))
  }
  return {
    entries: phrases.map((phrase) => {
      const before = known.get(phrase)
      if (before) return before
      const code = plain(phrase.code)
      const title = plain(labelOf(phrase))
      const chinese = /\p{Script=Han}/u
      const entry: Entry = {
        phrase,
        code,
        title,
        text: plain(phrase.text),
        sounds: [
          sounded(title),
          ...(chinese.test(code) ? [sounded(code)] : []),
          ...(chinese.test(phrase.group) ? [sounded(plain(phrase.group))] : []),
        ],
      }
      known.set(phrase, entry)
      return entry
    }),
  }
}

/** Most used and most recently changed first, then by place; what an empty `/` shows within its groups. */
export function byUse(a: KnownPhrase, b: KnownPhrase): number {
  return b.uses - a.uses || a.place - b.place || (a.id < b.id ? -1 : 1)
}

export function findPhrases(index: PhraseIndex, asked: string, limit = 50): readonly FoundPhrase[] {
  const query = plain(asked).replaceAll(/\s+/g, '')
  if (query === '')
    return index.entries
      .map(({ phrase }) => ({ phrase, by: 'title' as const }))
      .toSorted((a, b) => byUse(a.phrase, b.phrase))
      .slice(0, limit)
  const found: FoundPhrase[] = []
  for (const entry of index.entries) {
    const by = matchOf(entry, query)
    if (by !== null) found.push({ phrase: entry.phrase, by })
  }
  return found
    .toSorted((a, b) => MATCHES.indexOf(a.by) - MATCHES.indexOf(b.by) || byUse(a.phrase, b.phrase))
    .slice(0, limit)
}

function matchOf(entry: Entry, query: string): Match | null {
  const { code, title, text, sounds } = entry
  if (code === query) return 'code'
  if (code.startsWith(query)) return 'code-prefix'
  if (title.includes(query)) return 'title'
  const chars = Array.from(query)
  for (const line of sounds)
    for (let start = 0; start < line.length; start++)
      if (saidBy(line, start, chars, 0, false)) return 'pinyin'
  if (text.includes(query)) return 'text'
  // One letter would be found in nearly everything.
  if (chars.length < 2) return null
  const [first] = sounds
  if (first)
    for (let start = 0; start < first.length; start++)
      if (saidBy(first, start, chars, 0, true)) return 'fuzzy'
  return subsequence(code, query) ? 'fuzzy' : null
}

/**
 * Whether the query from `at` on is what the line says from `start` on: each character by itself, by
 * a whole reading, by its initial, and the last one by any beginning of a reading. `gaps`: characters
 * of the line may be left out in between.
 */
function saidBy(
  line: readonly Sounded[],
  start: number,
  query: readonly string[],
  at: number,
  gaps: boolean,
): boolean {
  if (at === query.length) return true
  const sounded = line[start]
  if (!sounded) return false
  if (sounded.char === query[at] && saidBy(line, start + 1, query, at + 1, gaps)) return true
  for (const reading of sounded.readings) {
    let common = 0
    while (common < reading.length && query[at + common] === reading[common]) common++
    if (common === 0) continue
    if (at + common === query.length) return true
    for (let length = common; length > 0; length--)
      if (
        (length === reading.length || length === 1 || (length === 2 && reading[1] === 'h')) &&
        saidBy(line, start + 1, query, at + length, gaps)
      )
        return true
  }
  // The first one is chosen by the caller's start.
  return gaps && at > 0 && saidBy(line, start + 1, query, at, gaps)
}

function subsequence(text: string, query: string): boolean {
  let at = 0
  for (const char of text) if (char === query[at]) at++
  return at === query.length
}

const OPENERS = new Set(['/', '／', '、'])
const LONGEST = 30

/**
 * The word behind a `/` that stands at the beginning or behind a space and ends at the caret; also
 * behind what the key gives while a Chinese input method is on (`、`). Null: there is none.
 */
export function slashBefore(
  text: string,
  caret: number,
): { readonly start: number; readonly query: string } | null {
  let start = caret
  while (start > 0 && !/\s/.test(text.charAt(start - 1))) start--
  const word = text.slice(start, caret)
  const query = word.slice(1)
  if (!OPENERS.has(word.charAt(0)) || word.length > LONGEST) return null
  return /[/／、。，.]/.test(query) ? null : { start, query }
}
