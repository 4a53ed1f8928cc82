import type { ConversationId } from '#shared/protocol/model.ts'
import { useActions, useWorkstation } from '../app/context.ts'

/** Puts words where the caret stands in the composer of this chat, and goes there. */
export function useInsert(id: ConversationId): (text: string) => void {
  const { store } = useWorkstation()
  const { messages } = useActions()
  return (text) => {
    const draft = store.getState().drafts[id] ?? ''
    const area = document.querySelector<HTMLTextAreaElement>('[data-pane="composer"] textarea')
    const from = area?.value === draft ? area.selectionStart : draft.length
    const to = area?.value === draft ? area.selectionEnd : draft.length
    const before = draft.slice(0, from)
    const gap = /[\p{L}\p{N}]$/u.test(before) ? ' ' : ''
    messages.setDraft(id, before + gap + text + draft.slice(to))
    requestAnimationFrame(() => {
      area?.focus()
      const caret = from + gap.length + text.length
      area?.setSelectionRange(caret, caret)
    })
  }
}
