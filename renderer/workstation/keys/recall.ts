import { LIMITS } from '#shared/protocol/limits.ts'
import type { Workstation } from '../../state/workstation.ts'
import { newest } from './doing.ts'

/** What was just sent stands in the transcript by then, or there is no gateway. */
const ARRIVES_MS = 3000

/**
 * Takes back what I said last in the chat in front. While that is still on its way it is waited for:
 * the words before it are not meant.
 */
export function recallNewest(workstation: Workstation): boolean {
  const { store } = workstation
  const { current } = store.getState()
  const found = newest(workstation, 'me')
  if (current === null || !isUnderway(workstation, current)) {
    if (found) recall(workstation, found)
    return found !== null
  }
  const earlier = found?.message.cseq ?? 0
  const end = () => {
    clearTimeout(timer)
    stop()
  }
  const timer = setTimeout(() => {
    end()
    workstation.actions.desk.toast('error', 'error:offline')
  }, ARRIVES_MS)
  const stop = store.subscribe((state) => {
    const elsewhere = state.current !== current
    if (!elsewhere && isUnderway(workstation, current)) return
    end()
    // One that was refused stands there with its own buttons.
    const arrived = elsewhere ? null : newest(workstation, 'me')
    if (arrived && arrived.message.cseq > earlier) recall(workstation, arrived)
  })
  return true
}

function isUnderway({ store }: Workstation, conversation: string): boolean {
  return store.getState().outbox[conversation]?.some(({ state }) => state !== 'failed') === true
}

function recall(
  { store, actions }: Workstation,
  { current, message }: NonNullable<ReturnType<typeof newest>>,
): void {
  const { skew } = store.getState()
  if (message.at + LIMITS.recallMs <= Date.now() + skew)
    actions.desk.toast('info', 'chats:toast.recallLate')
  else void actions.messages.recall(current, message.cseq)
}
