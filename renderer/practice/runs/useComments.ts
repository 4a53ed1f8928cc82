import { useCallback, useMemo } from 'react'
import type { RunComment } from '#shared/practice/courses.ts'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useActions } from '../../workstation/app/context.ts'
import { useAsk } from '../ask.ts'

export interface Comments {
  /** By entry; null: on the whole run. */
  readonly at: (entry: number | null) => readonly RunComment[]
  readonly failed: boolean
  /** True: it is kept. */
  readonly add: (entry: number | null, text: string) => Promise<boolean>
  readonly remove: (comment: RunComment) => void
}

const NONE: readonly RunComment[] = []

export function useComments(run: string): Comments {
  const ask = useAsk()
  const { desk } = useActions()
  const { state, error, again } = useAsked(
    useCallback(() => ask('runs.comments', { id: run }), [ask, run]),
  )
  const byEntry = useMemo(() => Map.groupBy(state?.comments ?? NONE, ({ entry }) => entry), [state])
  const add = async (entry: number | null, text: string) => {
    const answer = await ask('runs.comment', { id: run, entry, text })
    if (answer.ok) again()
    else desk.toast('error', `error:${answer.error.code}`)
    return answer.ok
  }
  const remove = async ({ id, entry, text }: RunComment) => {
    const answer = await ask('runs.uncomment', { id: run, comment: id })
    if (!answer.ok) {
      desk.toast('error', `error:${answer.error.code}`)
      return
    }
    again()
    desk.toast(
      'info',
      'practiceRun:comment.removed',
      {},
      { key: 'common:undo', run: () => void add(entry, text) },
    )
  }
  return {
    at: (entry) => byEntry.get(entry) ?? NONE,
    failed: error !== null,
    add,
    remove: (comment) => void remove(comment),
  }
}
