import { fillPhrase } from '#shared/phrases/fill.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { useActions, useWorkstation } from '../app/context.ts'
import { insertInto } from '../orders/insert.ts'
import { showPanel } from '../panel/tabs.ts'
import { valuesOf } from '../quick/values.ts'
import type { Result } from './Palette.tsx'

/** What Enter does with what was found. */
export function useOpen(query: string): (result: Result) => void {
  const workstation = useWorkstation()
  const { store, call } = workstation
  const { chats, desk, quick } = useActions()

  /** One that is over opens at its end, for reading. */
  async function read(conversation: ConversationId, buyerName: string): Promise<void> {
    if (store.getState().view?.conversations[conversation]) {
      chats.open(conversation)
      return
    }
    const result = await call('chats.page', { conversation, limit: 1 })
    if (!result.ok) {
      desk.toast('error', `error:${result.error.code}`)
      return
    }
    const cseq = result.value.messages.at(-1)?.cseq ?? 1
    await chats.jump({ conversation, cseq, text: '', buyerName })
  }

  return (result) => {
    switch (result.kind) {
      case 'chat':
        void read(result.chat.id, result.chat.buyer.name)
        return
      case 'buyer':
        if (result.entry.conversation !== null)
          void read(result.entry.conversation, result.entry.buyer.name)
        return
      case 'order': {
        const { conversations = {} } = store.getState().view ?? {}
        const chat = Object.values(conversations).find(
          ({ buyer }) => buyer.customer?.id === result.order.customer,
        )
        if (!chat) {
          desk.toast('info', 'chats:palette.noChatOfOrder', { number: result.order.number })
          return
        }
        chats.open(chat.id)
        showPanel(workstation, 'orders', false)
        return
      }
      case 'phrase': {
        const { current, view } = store.getState()
        if (current === null || view?.conversations[current]?.holder !== view?.me) {
          desk.toast('info', 'chats:palette.noChat')
          return
        }
        const { phrase } = result.found
        quick.used(phrase.id)
        insertInto(workstation, current, fillPhrase(phrase.text, valuesOf(workstation, current)))
        return
      }
      case 'act':
        result.act.run()
        return
      case 'hit': {
        const { conversation, cseq, buyerName } = result.hit
        void chats.jump({ conversation, cseq, buyerName, text: query })
        return
      }
      case 'more':
        return
    }
  }
}
