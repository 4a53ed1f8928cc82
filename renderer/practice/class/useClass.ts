import { useCallback } from 'react'
import type { RunList } from '#shared/practice/api.ts'
import type { ClassView } from '#shared/practice/courses.ts'
import type { SittingList } from '#shared/practice/exam/api.ts'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useAsk } from '../ask.ts'
import { useAgain } from '../run/useAgain.ts'

/** The class as it is now; asked again when something of practice has changed. */
export function useClass() {
  const ask = useAsk()
  const { state, error, again } = useAsked<ClassView>(useCallback(() => ask('class.view'), [ask]))
  useAgain(again)
  return { trainees: state?.trainees ?? null, error, again }
}

/** Runs and sittings of one trainee. */
export function useRunsOf(account: string) {
  const ask = useAsk()
  const runs = useAsked<RunList>(useCallback(() => ask('class.runs', { account }), [ask, account]))
  const sittings = useAsked<SittingList>(useCallback(() => ask('exams.sittings'), [ask]))
  useAgain(runs.again)
  useAgain(sittings.again)
  return {
    runs: runs.state?.runs ?? null,
    sittings: sittings.state?.sittings.filter((one) => one.account === account) ?? null,
    error: runs.error ?? sittings.error,
    again: () => {
      runs.again()
      sittings.again()
    },
  }
}
