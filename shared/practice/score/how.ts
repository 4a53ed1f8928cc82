import type { RubricMark } from '../scenario.ts'

/**
 * What a mark can say, as `practice:mark.<kind>.<how>`, each with the names of its values. No
 * sentence is stored with a score, so that it is read in the reader's language.
 */
export const HOW = {
  first_reply: {
    in_time: ['seconds', 'limit'],
    late: ['seconds', 'limit'],
    unanswered: ['limit'],
    share: ['count', 'of', 'limit'],
    none: [],
    not_come: [],
  },
  average: {
    in_time: ['seconds', 'limit'],
    late: ['seconds', 'limit'],
    none: [],
  },
  rounds: {
    all: ['of', 'limit'],
    share: ['count', 'of', 'limit'],
    none: [],
  },
  fact: {
    told: ['fact'],
    corrected: ['fact'],
    wrong: ['fact'],
    recalled: ['fact'],
    untold: ['fact'],
    not_come: ['fact'],
  },
  label: {
    earned: ['label'],
    missing: ['label'],
    not_come: ['label'],
  },
  steps: {
    kept: ['of'],
    disordered: ['count', 'of', 'label'],
    partly: ['count', 'of', 'label'],
    none: ['of', 'label'],
    not_come: ['of'],
  },
  action: {
    done: ['deed', 'order'],
    mended: ['deed', 'order'],
    other_order: ['deed', 'order'],
    other_amount: ['deed', 'order'],
    other_text: ['deed', 'order'],
    other_group: ['deed', 'order'],
    other_topic: ['deed', 'order'],
    refused: ['deed', 'order'],
    missing: ['deed', 'order'],
    not_come: ['deed', 'order'],
  },
  tone: {
    all: ['of'],
    share: ['count', 'of'],
    none: [],
  },
  mood: {
    reached: ['mood', 'least'],
    under: ['mood', 'least'],
    share: ['count', 'of', 'least'],
    none: ['least'],
    not_come: ['least'],
  },
  outcome: {
    reached: ['outcome'],
    other: ['outcome'],
    share: ['count', 'of'],
    open: [],
    none: [],
    not_come: [],
  },
} as const satisfies Record<RubricMark['kind'], Record<string, readonly string[]>>

export type MarkKind = keyof typeof HOW
export type HowOf<Kind extends MarkKind> = keyof (typeof HOW)[Kind] & string

/** What a violation can say, as `practice:violation.<kind>` or, of wrong_buyer, `….<what>`. */
export const VIOLATION_HOW = {
  words: ['said'],
  matches: ['said'],
  wrong_fact: ['fact'],
  action: ['deed', 'order'],
  wrong_buyer: {
    order: ['said', 'buyer'],
    tracking: ['said', 'buyer'],
    name: ['said', 'buyer'],
    phone: ['said', 'buyer'],
    deed: ['said', 'buyer'],
  },
} as const
export type WrongBuyerWhat = keyof (typeof VIOLATION_HOW)['wrong_buyer']
