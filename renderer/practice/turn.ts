import type { WorkState } from '../state/model.ts'
import { unsentCount } from '../state/outbox.ts'
import type { Workstation } from '../state/workstation.ts'

/** What becomes of the work in the real shop when one goes over to practice. */
export interface AtStake {
  /** Of the demo shop: nobody real is waiting. */
  readonly demo: boolean
  /** Buyers that are served by this account now. */
  readonly serving: number
  /** On their way; they go out when one is back. */
  readonly unsent: number
  /** Chosen and not sent: these exist in this window alone. */
  readonly attached: number
  readonly uploading: number
  /** Coming back needs the password: nobody is remembered here. */
  readonly password: boolean
}

export function atStake(state: WorkState): AtStake {
  const { app, view, outbox } = state
  const attachments = Object.values(state.attachments).flat()
  const signedIn = app?.signedIn ?? null
  const demo = signedIn?.demo === true
  const saved = app?.saved.find(
    ({ name, shopName }) => name === signedIn?.name && shopName === signedIn.shopName,
  )
  return {
    demo,
    serving: view
      ? Object.values(view.conversations).filter(({ holder }) => holder === view.me).length
      : 0,
    unsent: unsentCount(outbox),
    attached: attachments.length,
    uploading: attachments.filter((one) => one.state === 'uploading').length,
    password: signedIn !== null && !demo && saved?.remembered !== true,
  }
}

/** So long what is just going out is waited for, before anyone is told of it. */
const SENDING_MS = 1500

function sent({ store }: Workstation): Promise<void> {
  const over = () => unsentCount(store.getState().outbox) === 0
  if (over() || store.getState().connection.kind !== 'live') return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(done, SENDING_MS)
    const stop = store.subscribe(() => {
      if (over()) done()
    })
    function done() {
      clearTimeout(timer)
      stop()
      resolve()
    }
  })
}

/** Goes over to practice; who is at work in a real shop, or has something to lose, is told before. */
export async function enterPractice(workstation: Workstation): Promise<void> {
  const { store, actions } = workstation
  await sent(workstation)
  const state = store.getState()
  const { app } = state
  if (app === null || app.practice || app.phase === 'starting') return
  const { demo, unsent, attached } = atStake(state)
  if (app.phase === 'working' && (!demo || unsent > 0 || attached > 0))
    actions.desk.show({ kind: 'practice', way: 'enter' })
  else await go(workstation, 'practice.enter')
}

/** So long it is asked whether a run goes on; a gateway that hangs holds nobody. */
const ASK_MS = 1000

/** Back to the real shop; who is in a run is told that it waits. */
export async function leavePractice(workstation: Workstation): Promise<void> {
  const { store, actions, call } = workstation
  if (store.getState().app?.phase === 'working') {
    const asked = call('practice.ask', { call: 'runs.state' })
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), ASK_MS))
    const answer = await Promise.race([asked, late])
    // The gateway's word is taken for its type, as with every other call.
    const told = answer?.ok === true ? (answer.value as { readonly run: object | null }) : null
    if (told?.run) {
      actions.desk.show({ kind: 'practice', way: 'leave' })
      return
    }
  }
  await go(workstation, 'practice.leave')
}

/** What could not be done is told where the person still is. */
export async function go(
  { actions, call }: Workstation,
  way: 'practice.enter' | 'practice.leave',
): Promise<boolean> {
  const result = await call(way)
  if (!result.ok) actions.desk.toast('error', `error:${result.error.code}`)
  return result.ok
}
