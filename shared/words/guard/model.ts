import type { WordKind, WordPolicy } from '../../protocol/settings.ts'

/** What may happen to a message because of a word, by rising weight. */
export const WORD_VERDICTS = ['record', 'warn', 'block'] as const
export type WordVerdict = (typeof WORD_VERDICTS)[number]

/** A place in a text that a rule spoke of. `start`, `end`: UTF-16, end not included. */
export interface Finding {
  readonly kind: WordKind
  /** The word or the rule as its list has it; for `own` the word itself. Says nothing of the message. */
  readonly rule: string
  readonly start: number
  readonly end: number
  /** Can be meant well: never stops a message, warns at most. */
  readonly doubtful: boolean
  /** Of the shop's own words alone. */
  readonly verdict?: WordVerdict | undefined
}

/** Of the shop's own list. */
export interface OwnWord {
  readonly word: string
  readonly verdict: WordVerdict
}

/** Lines of resources/words/<kind>.json; lists.ts tells how they are written. */
export type BundledLists = Readonly<Record<Exclude<WordKind, 'own'>, readonly string[]>>

export interface GuardLists {
  /** Null: the own words alone. */
  readonly bundled: BundledLists | null
  readonly own: readonly OwnWord[]
}

/** Toneless pinyin of one Chinese character, most usual first (`ü` as `v`); none: no reading. */
export type Readings = (character: string) => readonly string[]

export interface Guard {
  /**
   * Ordered by place; none overlaps another of its kind. Never throws. `hosts`: of the shop's own
   * sites; a link may lead to them and to those under them.
   */
  look(text: string, hosts?: readonly string[]): readonly Finding[]
}

/** What the policy makes of one finding; null: nothing. The policy is the most that can happen. */
export function verdictOf(
  finding: Finding,
  policy: Readonly<Record<WordKind, WordPolicy>>,
): WordVerdict | null {
  const most = policy[finding.kind]
  if (most === 'off') return null
  const asked = finding.verdict ?? (finding.doubtful ? 'warn' : 'block')
  return WORD_VERDICTS.indexOf(asked) < WORD_VERDICTS.indexOf(most) ? asked : most
}

/** The weightiest of all; null: nothing was found that the policy speaks of. */
export function worstOf(
  findings: readonly Finding[],
  policy: Readonly<Record<WordKind, WordPolicy>>,
): WordVerdict | null {
  let worst: WordVerdict | null = null
  for (const finding of findings) {
    const verdict = verdictOf(finding, policy)
    if (verdict === null) continue
    if (worst === null || WORD_VERDICTS.indexOf(verdict) > WORD_VERDICTS.indexOf(worst))
      worst = verdict
  }
  return worst
}
