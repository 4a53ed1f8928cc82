import type { WordKind } from '../../protocol/settings.ts'
import { around, Dictionary, flatAll, hasLetter, isSplitPair, standsAlone } from './dictionary.ts'
import { flat, flatten, type Flat } from './flatten.ts'
import { readList, type Rule } from './lists.ts'
import { leet, mayBeLeet } from './leet.ts'
import type { Finding, Guard, GuardLists, Readings, WordVerdict } from './model.ts'
import { ACCOUNT, contactPatterns } from './patterns.ts'
import { Sounds } from './spellings.ts'

interface Entry {
  readonly kind: WordKind
  readonly rule: string
  readonly doubtful: boolean
  readonly verdict?: WordVerdict | undefined
  /** Null: nothing around it matters. */
  readonly context: Context | null
}
type Context = Pick<Rule, 'alone' | 'unlessBefore' | 'unlessBehind' | 'before' | 'behind' | 'near'>

/** After so many words `compiling` lets others work. */
const SLICE = 20

/**
 * Compiles in slices: the caller goes on when it has time. The guard is what the generator returns.
 * `readings` null: pinyin is not seen through.
 */
export function* compiling(
  lists: GuardLists,
  readings: Readings | null,
): Generator<void, Guard, void> {
  const words = new Dictionary<Entry>()
  /** Of Latin words, with figures that look like letters as these. */
  const disguised = new Dictionary<Entry>()
  const covers = new Dictionary<ReadonlySet<Entry>>()
  const sounded = new Dictionary<Entry>()
  const sounds = new Sounds(readings)
  let count = 0
  const add = (word: string, entry: Entry) => {
    const bare = flat(word)
    words.add(bare, entry)
    if (/^[a-z0-9]{3,}$/.test(bare)) disguised.add(leet(bare), entry)
    const sound = sounds.ofWord(word)
    if (sound !== null) sounded.add(sound, entry)
  }
  for (const [kind, lines] of Object.entries(lists.bundled ?? {}) as [
    WordKind,
    readonly string[],
  ][]) {
    for (const rule of readList(lines)) {
      const entry: Entry = {
        kind,
        rule: rule.name,
        doubtful: rule.doubtful,
        context: contextOf(rule),
      }
      for (const word of rule.words) {
        add(word, entry)
        if (++count % SLICE === 0) yield
      }
      const mine: ReadonlySet<Entry> = new Set([entry])
      for (const one of rule.unless) covers.add(flat(one), mine)
    }
  }
  for (const { word, verdict } of lists.own) {
    const entry: Entry = { kind: 'own', rule: word, doubtful: false, verdict, context: null }
    add(word, entry)
    if (++count % SLICE === 0) yield
  }

  return {
    look(text, hosts = []) {
      if (text === '') return []
      const flatText = flatten(text)
      const found: (Finding & { readonly from: number; readonly to: number })[] = []
      const shielded: { entries: ReadonlySet<Entry>; from: number; to: number }[] = []
      const meet = (at: number, length: number, entries: readonly Entry[]) => {
        const pair = isSplitPair(flatText, at, length)
        for (const entry of entries) {
          if (pair && entry.kind !== 'contact') continue
          if (entry.context && !fits(entry.context, flatText, at, at + length)) continue
          if (shielded.length === 0)
            covers.each(flatText.text, (from, wide, sets) => {
              for (const set of sets) shielded.push({ entries: set, from, to: from + wide })
            })
          if (
            shielded.some(
              ({ entries: set, from, to }) => set.has(entry) && from <= at && at + length <= to,
            )
          )
            continue
          found.push({
            kind: entry.kind,
            rule: entry.rule,
            start: flatText.starts[at] ?? 0,
            end: flatText.ends[at + length - 1] ?? text.length,
            doubtful: entry.doubtful,
            ...(entry.verdict ? { verdict: entry.verdict } : {}),
            from: at,
            to: at + length,
          })
        }
      }
      const meetWhole: typeof meet = (at, length, entries) => {
        if (standsAlone(flatText, at, length)) meet(at, length, entries)
      }
      words.each(flatText.text, meetWhole)
      if (mayBeLeet(text))
        disguised.each(leet(flatText.text), (at, length, entries) => {
          if (hasLetter(flatText, at, length)) meetWhole(at, length, entries)
        })
      sounds.each(flatText, sounded, meet)
      const findings: Finding[] = found.map(({ from: _from, to: _to, ...finding }) => finding)
      if (lists.bundled) findings.push(...contactPatterns(text, flatText, hosts))
      return findings.length < 2 ? findings : merged(findings)
    },
  }
}

/** All at once: tests, benches, small lists. */
export function makeGuard(lists: GuardLists, readings: Readings | null): Guard {
  const work = compiling(lists, readings)
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** `pause` resolves when the caller's thread has time for the next slice. */
export async function makeGuardSlowly(
  lists: GuardLists,
  readings: Readings | null,
  pause: () => Promise<void>,
): Promise<Guard> {
  const work = compiling(lists, readings)
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    await pause()
  }
}

function contextOf(rule: Rule): Context | null {
  const { alone, unlessBefore, unlessBehind, before, behind, near } = rule
  const parts = [unlessBefore, unlessBehind, before, behind, near]
  if (!alone && parts.every((part) => part.length === 0)) return null
  return {
    alone,
    unlessBefore: flatAll(unlessBefore),
    unlessBehind: flatAll(unlessBehind),
    before: flatAll(before),
    behind: flatAll(behind),
    near: flatAll(near),
  }
}

function fits(context: Context, flatText: Flat, at: number, end: number): boolean {
  const [before, behind] = around(flatText, at, end)
  if (context.alone && (before !== '' || behind !== '')) return false
  const has = (text: string, parts: readonly string[]) => parts.some((part) => text.includes(part))
  const hasBehind = (parts: readonly string[]) =>
    parts.some((part) =>
      part === '#id' ? ACCOUNT.test(behind) : behind.slice(0, 10).includes(part),
    )
  // With an account's name behind it no «not» before it makes it harmless.
  if (has(before, context.unlessBefore) && !ACCOUNT.test(behind)) return false
  if (hasBehind(context.unlessBehind)) return false
  if (context.before.length > 0 && !has(before, context.before)) return false
  if (context.behind.length > 0 && !hasBehind(context.behind)) return false
  return context.near.length === 0 || has(before, context.near) || hasBehind(context.near)
}

/** Of the same kind the longer one stays where two overlap; ordered by place. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  const kept: Finding[] = []
  const weight = (one: Finding) => (one.doubtful ? 0 : 100_000) + one.end - one.start
  for (const finding of findings.toSorted((a, b) => weight(b) - weight(a)))
    if (
      !kept.some(
        (one) =>
          one.kind === finding.kind &&
          one.verdict === finding.verdict &&
          finding.start < one.end &&
          one.start < finding.end,
      )
    )
      kept.push(finding)
  return kept.toSorted((a, b) => a.start - b.start || b.end - a.end)
}
