import type { ConversationId } from '#shared/protocol/model.ts'
import type { Workstation } from '../../state/workstation.ts'
import { useWorkstation } from '../app/context.ts'

/** Puts words where the caret stands in the composer of this chat, and goes there. */
export function insertInto(
  { store, actions }: Workstation,
  id: ConversationId,
  text: string,
): void {
  const draft = store.getState().drafts[id] ?? ''
  const area = document.querySelector<HTMLTextAreaElement>('[data-pane="composer"] textarea')
  const from = area?.value === draft ? area.selectionStart : draft.length
  const to = area?.value === draft ? area.selectionEnd : draft.length
  const before = draft.slice(0, from)
  // Between Chinese and a number stands nothing.
  const word = /[\p{Script=Latin}\d]/u
  const gap = word.test(before.slice(-1)) && word.test(text.charAt(0)) ? ' ' : ''
  actions.messages.setDraft(id, before + gap + text + draft.slice(to))
  requestAnimationFrame(() => {
    area?.focus()
    const caret = from + gap.length + text.length
    area?.setSelectionRange(caret, caret)
  })
}

export function useInsert(id: ConversationId): (text: string) => void {
  const workstation = useWorkstation()
  return (text) => insertInto(workstation, id, text)
}
