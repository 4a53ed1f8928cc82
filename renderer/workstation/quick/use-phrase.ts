import { fillPhrase, unfilledIn } from '#shared/phrases/fill.ts'
import type { KnownPhrase } from '#shared/phrases/model.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { Workstation } from '../../state/workstation.ts'
import { write } from '../conversation/useEnter.ts'
import { valuesOf } from './values.ts'

export function mayWrite({ store }: Workstation, id: ConversationId): boolean {
  const { view } = store.getState()
  return view !== null && view.conversations[id]?.holder === view.me
}

function field(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>('[data-pane="composer"] .composer-text')
}

/** Puts a quick reply where the caret stands in the composer of the chat in front. */
export function insertPhrase(
  workstation: Workstation,
  id: ConversationId,
  phrase: KnownPhrase,
): void {
  const area = field()
  if (!area || !mayWrite(workstation, id)) return
  const text = fillPhrase(phrase.text, valuesOf(workstation, id))
  const { messages, quick } = workstation.actions
  quick.used(phrase.id)
  if (phrase.files.length > 0) messages.attachStored(id, phrase.files)
  const from = area.selectionStart
  write(area, text)
  const missing = unfilledIn(text)
  if (missing) {
    const at = from + missing.at
    area.setSelectionRange(at, at + missing.variable.length + 2)
  }
}

/** Sends it beside the draft; false where a variable has no value: then it must be filled in first. */
export function sendPhrase(
  workstation: Workstation,
  id: ConversationId,
  phrase: KnownPhrase,
): boolean {
  if (!mayWrite(workstation, id)) return false
  const text = fillPhrase(phrase.text, valuesOf(workstation, id))
  if (unfilledIn(text)) return false
  workstation.actions.quick.used(phrase.id)
  workstation.actions.messages.sendWords(id, text, phrase.files)
  return true
}
