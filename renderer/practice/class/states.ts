import type { RunView } from '#shared/practice/courses.ts'

/** One word for how a run stands or ended. */
export function stateOf({ state, score }: RunView): 'going' | 'given_up' | 'passed' | 'failed' {
  if (state === 'running' || state === 'paused') return 'going'
  if (state === 'given_up' || score === null) return 'given_up'
  return score.passed ? 'passed' : 'failed'
}
