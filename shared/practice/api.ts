import { z } from 'zod'
import type { RunView } from './courses.ts'
import type { LiveMeasures } from './rush/live.ts'
import type { RunRecord, Score } from './run.ts'
import type { Scenario } from './scenario.ts'

/**
 * What a practice gateway tells over HTTP of scenarios and runs; an ordinary one has none of it. Its
 * addresses: shared/practice/calls. Who may ask: `RIGHTS.practice`.
 */

/** The longest text of a scenario, in UTF-16 units. */
export const SCENARIO_BYTES = 256 * 1024

export const startRun = z
  .strictObject({
    /** The id of a bundled one, or a whole scenario's text. */
    scenario: z.string().min(1).max(60).optional(),
    text: z.string().min(1).max(SCENARIO_BYTES).optional(),
    /** The same seed, the same buyers to the word. Absent: a new one. */
    seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  })
  .refine(({ scenario, text }) => (scenario === undefined) !== (text === undefined))
export type StartRun = z.infer<typeof startRun>

export interface ScenarioView extends Pick<
  Scenario,
  'id' | 'title' | 'summary' | 'language' | 'skills' | 'level' | 'minutes'
> {
  readonly briefing: string
  /** How many come. */
  readonly buyers: number
  /** Written in this shop; else it came with the program. */
  readonly own: boolean
  /** Unix ms; null: of a bundled one. */
  readonly updatedAt: number | null
  /** Nick of who wrote it last; empty: of a bundled one. */
  readonly by: string
}
export interface ScenarioText {
  readonly scenario: ScenarioView
  readonly text: string
}
export interface ScenarioList {
  readonly scenarios: readonly ScenarioView[]
}

/** The run that the trainee is in; of its buyers no more than the desk shows. */
export interface PracticeState {
  readonly run: RunView | null
  readonly briefing: string
  /** Ms of the run, without its pauses. */
  readonly elapsed: number
  readonly buyers: readonly { readonly name: string; readonly state: 'coming' | 'here' | 'gone' }[]
  /** Null: there is no run. */
  readonly live: LiveMeasures | null
}

export interface RunList {
  /** Newest first, at most 500. */
  readonly runs: readonly RunView[]
}
export interface RunReply {
  readonly run: RunView
  /** Null while it goes on: what earned what is told afterwards. */
  readonly record: RunRecord | null
  readonly score: Score | null
}
