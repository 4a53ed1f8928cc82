import type { PracticeState } from '#shared/practice/api.ts'
import type { RunState, RunView } from '#shared/practice/courses.ts'
import type { RunRecord } from '#shared/practice/run.ts'
import type { Scenario } from '#shared/practice/scenario.ts'
import type { KeptRun } from './kept.ts'

export function isOpen(state: RunState): boolean {
  return state === 'running' || state === 'paused'
}

export function recordOf(kept: KeptRun): RunRecord {
  const { text, seed, entries, startedAt, state } = kept
  const ended = state === 'done' || state === 'given_up' ? state : null
  return { scenario: text, seed, entries, startedAt, ended }
}

export function viewOf(kept: KeptRun, { id, title }: Pick<Scenario, 'id' | 'title'>): RunView {
  const { score } = kept
  return {
    id: kept.id,
    account: kept.account,
    scenario: id,
    title,
    seed: kept.seed,
    state: kept.state,
    startedAt: kept.startedAt,
    endedAt: kept.endedAt,
    score: score && { total: score.total, passed: score.passed, skills: score.skills },
    violations: score?.violations.length ?? 0,
    kind: kept.rush ? 'rush' : 'scenario',
    rush: kept.rush ?? null,
    ...(kept.trial === true ? { trial: true } : {}),
    measures: score?.measures ?? null,
  }
}

/** Where closing is marked, the trainee is given the time for it when the buyers have gone. */
export function asksToClose({ rubric }: Scenario): boolean {
  return rubric.marks.some((mark) => mark.kind === 'action' && mark.action.do === 'close')
}

/** As far as the desk shows. */
export function buyersOf({
  kept,
  scenario,
}: {
  readonly kept: KeptRun
  readonly scenario: Scenario
}): PracticeState['buyers'] {
  return scenario.buyers.flatMap(({ id, name }) => {
    const play = kept.play.buyers[id]
    if (!play) return []
    const state = play.cameAt === null ? 'coming' : play.ended === null ? 'here' : 'gone'
    return [{ name, state } as const]
  })
}
