import { z } from 'zod'
import { fold } from '../../words/fold.ts'
import { likeness, rarityIn, weighed } from './likeness.ts'
import type { Features } from './likeness.ts'

const texts = z.array(z.string().min(1))
/** resources/practice/intents.json. Patterns see the folded text (NFKC, small letters). */
export const intentsFile = z.strictObject({
  /** What turns the words behind it into their opposite. */
  denials: texts.min(1),
  intents: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z][a-z_]*$/),
      /** Something that is offered: a denial before it makes it no offer. */
      deniable: z.boolean(),
      /** Each alone is enough. */
      words: texts,
      patterns: texts,
      /** A clause that fits one of these is not this, whatever else speaks for it. */
      not: texts,
      /** Clauses like these are this. */
      examples: texts.min(8),
      /** Clauses more like these than like the examples are not. */
      counter: texts,
    }),
  ),
})
export type IntentsFile = z.infer<typeof intentsFile>

export interface Heard {
  readonly intent: string
  /** 0 to 1: how sure. Words and patterns 0.9, examples by how like they are. */
  readonly score: number
}

/** From here on a clause is taken for what its nearest example is. */
const ALIKE = 0.6
const BY_WORDS = 0.9
/** What is longer than an agent's message is cut. */
const TEXT_MAX = 1000
const memory = 64

interface Intent {
  readonly id: string
  readonly deniable: boolean
  readonly signs: RegExp
  readonly not: RegExp | null
  readonly examples: readonly Features[]
  readonly counter: readonly Features[]
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
const any = (patterns: readonly string[]): string =>
  patterns.map((pattern) => `(?:${pattern})`).join('|')

/**
 * What an agent's message means: a function of its text alone. Each clause is read by itself, so that
 * «no refund, but we can exchange it» offers one thing and refuses another; patterns may span two.
 */
export function makeIntents(data: IntentsFile): (text: string) => readonly Heard[] {
  const rarity = rarityIn(data.intents.flatMap((intent) => intent.examples.map(fold)))
  const vectors = (list: readonly string[]): Features[] =>
    list.map((each) => weighed(fold(each), rarity))
  const intents = data.intents.map((intent): Intent => {
    const signs = [...intent.words.map((word) => escaped(fold(word))), ...intent.patterns]
    return {
      id: intent.id,
      deniable: intent.deniable,
      signs: new RegExp(any(signs), 'giu'),
      not: intent.not.length === 0 ? null : new RegExp(any(intent.not), 'iu'),
      examples: vectors(intent.examples),
      counter: vectors(intent.counter),
    }
  })
  const denied = deniedBy(data.denials.map(fold))

  const signOf = (intent: Intent, clause: string): boolean => {
    if (intent.not?.test(clause) === true) return false
    if (!intent.deniable) return clause.search(intent.signs) >= 0
    return Array.from(clause.matchAll(intent.signs)).some(
      (match) => !denied(clause, match.index, match.index + match[0].length),
    )
  }
  const alike = (intent: Intent, clause: string, features: Features): number => {
    const best = (list: readonly Features[]): number =>
      list.reduce((most, each) => Math.max(most, likeness(features, each)), 0)
    const score = best(intent.examples)
    if (score < ALIKE || score <= best(intent.counter)) return 0
    if (intent.not?.test(clause) === true) return 0
    return intent.deniable && denied(clause, 0, clause.length) ? 0 : score
  }

  const understand = (text: string): readonly Heard[] => {
    const folded = fold(text.slice(0, TEXT_MAX))
    const clauses = clausesOf(folded).map((clause) => ({
      clause,
      features: weighed(clause, rarity),
    }))
    const pairs = clauses
      .slice(1)
      .map(({ clause }, index) => `${clauses[index]?.clause ?? ''},${clause}`)
    return intents
      .map((intent) => {
        let score = 0
        for (const { clause, features } of clauses) {
          score = Math.max(score, alike(intent, clause, features))
          if (score < BY_WORDS && signOf(intent, clause)) score = BY_WORDS
        }
        // Said across a comma; what a clause of it denies stays denied.
        if (score === 0 && pairs.some((pair) => signOf(intent, pair))) score = BY_WORDS - 0.1
        return { intent: intent.id, score }
      })
      .filter(({ score }) => score > 0)
      .sort((one, other) => other.score - one.score)
  }

  // The same message is asked about by every condition of a step.
  const known = new Map<string, readonly Heard[]>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const heard = understand(text)
    if (known.size >= memory) known.clear()
    known.set(text, heard)
    return heard
  }
}

/** Stretches between marks; a question keeps its mark, since asking whether is no offer. */
function clausesOf(folded: string): string[] {
  return (folded.match(/[^,;.!?~\u3001\u3002\u2026\s]+\??/gu) ?? []).filter((clause) =>
    /[\p{L}\p{N}]/u.test(clause),
  )
}

/** Whether the stretch, or what stands right before it, holds a denial. */
function deniedBy(denials: readonly string[]): (text: string, from: number, to: number) => boolean {
  const long = denials.filter((denial) => denial.length > 1)
  const short = denials.filter((denial) => denial.length === 1)
  // One character denies only what it touches: it is part of many harmless words.
  const before = new RegExp(
    `(?:(?:${any(long.map(escaped))})[^]{0,3}|(?:${any(short.map(escaped))}))$`,
    'u',
  )
  const within = new RegExp(any(long.map(escaped)), 'u')
  return (text, from, to) => before.test(text.slice(0, from)) || within.test(text.slice(from, to))
}
