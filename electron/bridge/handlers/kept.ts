import type { SearchHit } from '#shared/bridge/contract.ts'
import type { Json } from '../../transcripts/calls.ts'
import type { Handlers } from '../door.ts'
import { tellOthers } from '../tell.ts'
import type { Parts } from '../parts.ts'

/** What the cache keeps for the page: drafts, workspace, and the words of transcripts. */
export function keptHandlers({
  work,
}: Parts): Handlers<'drafts.set' | 'workspace.set' | 'search.messages'> {
  return {
    'drafts.set': async ({ conversation, text }, { window }) => {
      // The window that the conversation goes back to has it at once.
      tellOthers(window, 'chats.drafts', { drafts: { [conversation]: text } })
      await work().setDraft(conversation, text)
      return null
    },
    'workspace.set': async ({ key, value }) => {
      // The schema let only JSON through.
      await work().setWorkspace(key, value as Json)
      return null
    },
    'search.messages': async (ask) => ({
      hits: (await work().search(ask)) satisfies SearchHit[],
    }),
  }
}
