import type { ConversationId } from '#shared/protocol/model.ts'
import { doubtOf } from '../../state/guard.ts'
import { preferencesIn } from '../../state/model.ts'
import type { Workstation } from '../../state/workstation.ts'

/** Whether what stands in the composer may go out; asks once, and the second time it may. */
export function mayGo(
  { store, actions, orders }: Workstation,
  conversation: ConversationId,
  now: number,
): boolean {
  const state = store.getState()
  const { compose, times } = actions.messages
  const found = actions.words.judge(state.drafts[conversation] ?? '')
  const blocking = found.filter(({ verdict }) => verdict === 'block')
  if (blocking.length > 0) {
    // However often: it must be reworded.
    const why = { kind: 'words', blocked: true, found: blocking } as const
    compose.setState({ doubt: { conversation, why } })
    return false
  }
  if (compose.getState().doubt?.conversation === conversation) {
    compose.setState({ doubt: null })
    return true
  }
  const { view } = state
  const chat = view?.conversations[conversation]
  if (!view || !chat) return true
  const known = orders.store.getState().of
  const numbersOf = (buyer: string) => known[buyer]?.known?.orders.map(({ number }) => number) ?? []
  const others = Object.values(view.conversations)
    .filter((one) => one.id !== conversation && one.holder === view.me)
    .map(({ buyer }) => ({ buyer: buyer.name, orders: numbersOf(buyer.id) }))
  const why = doubtOf({
    text: state.drafts[conversation] ?? '',
    buyer: chat.buyer.name,
    orders: numbersOf(chat.buyer.id),
    others,
    ...times,
    now,
    guard: preferencesIn(state).guard,
  })
  const doubt =
    why ?? (found.length > 0 ? ({ kind: 'words', blocked: false, found } as const) : null)
  if (doubt) compose.setState({ doubt: { conversation, why: doubt } })
  return doubt === null
}
