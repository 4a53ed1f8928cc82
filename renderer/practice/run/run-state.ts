import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PracticeState, RunReply } from '#shared/practice/api.ts'
import type { RunView } from '#shared/practice/courses.ts'
import type { WorkState } from '../../state/model.ts'
import type { Workstation } from '../../state/workstation.ts'
import type { AskPractice } from '../ask.ts'

/** The run that this account is in, as the gateway last told it. */
export interface RunState {
  /** Null: it has not told yet. */
  readonly live: PracticeState | null
  /** When it told, ms of this computer's clock. */
  readonly at: number
  /** A run that came to its end under the eyes of its trainee; null: there is none to tell of. */
  readonly over: RunReply | null
  /** Raised by each word that something of practice changed, so that lists ask again. */
  readonly round: number
}

const initial: RunState = { live: null, at: 0, over: null, round: 0 }

export const runState = createStore<RunState>(() => initial)

/** Of questions under way the newest answer counts. */
let asked = 0
/** Another account is another generation: what was asked for the one before is dropped. */
let generation = 0

/** Asks where the run is; one that has ended since is told of once. */
export async function refreshRun(ask: AskPractice): Promise<void> {
  const mine = ++asked
  const answer = await ask('runs.state')
  if (mine !== asked || !answer.ok) return
  const before = runState.getState().live?.run ?? null
  runState.setState({ live: answer.value, at: Date.now() })
  if (before !== null && before.id !== answer.value.run?.id) await tellEnd(ask, before.id)
}

/** Not of one that was given up: that was the trainee's own act. */
async function tellEnd(ask: AskPractice, run: string): Promise<void> {
  const mine = generation
  const ended = await ask('runs.get', { id: run })
  if (mine === generation && ended.ok && ended.value.run.state === 'done')
    runState.setState({ over: ended.value })
}

function forget(): void {
  asked++
  generation++
  runState.setState(initial)
}

/** One's own act: the answer is shown at once, and the rest asked for. */
export function changedRun(ask: AskPractice, run: RunView): void {
  const { live } = runState.getState()
  if (live?.run?.id === run.id && (run.state === 'running' || run.state === 'paused'))
    runState.setState({
      live: { ...live, run, elapsed: elapsedOf(runState.getState()) },
      at: Date.now(),
    })
  void refreshRun(ask)
}

export function seenOver(): void {
  runState.setState({ over: null })
}

/** Ms of the run by now; it stands while it is paused. */
export function elapsedOf({ live, at }: RunState, now: number = Date.now()): number {
  if (!live) return 0
  return live.run?.state === 'running' ? live.elapsed + Math.max(0, now - at) : live.elapsed
}

/** Follows the gateway's word, and asks anew when the link or the account is another. Returns how to stop. */
export function watchRun(
  { on, store }: Pick<Workstation, 'on'> & { readonly store: StoreApi<WorkState> },
  ask: AskPractice,
): () => void {
  const refresh = () => {
    runState.setState(({ round }) => ({ round: round + 1 }))
    void refreshRun(ask)
  }
  const stops = [
    on('shop.changed', ({ what }) => {
      if (what === 'practice') refresh()
    }),
    store.subscribe((state, before) => {
      if (state.view?.me !== before.view?.me) {
        forget()
        if (state.view) refresh()
      } else if (state.connection.kind === 'live' && before.connection.kind !== 'live') refresh()
    }),
  ]
  refresh()
  return () => {
    for (const stop of stops) stop()
    forget()
  }
}
