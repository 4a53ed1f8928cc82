import type { Wits } from '../wits.ts'
import type { Cite, RunRecord } from '../run.ts'
import type { RubricMark, Scenario } from '../scenario.ts'
import type { HOW, HowOf, MarkKind } from './how.ts'
import type { Round } from './rounds.ts'
import type { Visit } from './visits.ts'

/** What all marks and violations are judged from. */
export interface Case {
  readonly scenario: Scenario
  /** With at least one entry. */
  readonly record: RunRecord
  readonly wits: Wits
  readonly visits: ReadonlyMap<string, Visit>
  readonly rounds: readonly Round[]
}

export type Mark<Kind extends MarkKind> = Extract<RubricMark, { kind: Kind }>

/** What was found about one line of the rubric. */
export interface Judged {
  readonly how: string
  /** 0 to 1. */
  readonly got: number
  /** Never empty. */
  readonly cites: readonly Cite[]
  readonly values: Readonly<Record<string, string | number>>
}

/** The values that `HOW` says the key has. */
type ValuesOf<
  Kind extends MarkKind,
  How extends HowOf<Kind>,
> = (typeof HOW)[Kind][How] extends readonly (infer Name)[]
  ? Readonly<Record<Name & string, string | number>>
  : never

export function judged<Kind extends MarkKind, How extends HowOf<Kind>>(
  _kind: Kind,
  how: How,
  got: number,
  cites: readonly Cite[],
  values: ValuesOf<Kind, How>,
): Judged {
  return { how, got, cites, values }
}
