import type { ConversationId } from '#shared/protocol/model.ts'
import { PhraseList } from '../quick/PhraseList.tsx'

/** The panel's tab «quick replies»: they go to the chat `id`. */
export function QuickTab({ id }: { readonly id: ConversationId }) {
  return <PhraseList id={id} />
}
