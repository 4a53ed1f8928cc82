import type { Handlers } from '../door.ts'
import type { Parts } from '../parts.ts'

export function chatsHandlers({
  work,
  shell,
  inFront,
  chatWindows,
}: Parts): Handlers<
  | 'chats.start'
  | 'chats.page'
  | 'chats.send'
  | 'chats.retry'
  | 'chats.discard'
  | 'chats.command'
  | 'chats.typing'
  | 'chats.inFront'
  | 'chats.probe'
> {
  return {
    'chats.start': () => work().start(),
    'chats.page': ({ conversation, before, limit }) =>
      work().pages.page(conversation, before, limit),
    'chats.send': async ({ conversation, body, holderEpoch }) => ({
      cid: await work().outbox.send(conversation, body, holderEpoch),
    }),
    'chats.retry': async ({ cid }) => {
      await work().outbox.retry(cid)
      return null
    },
    'chats.discard': async ({ cid }) => {
      await work().outbox.discard(cid)
      return null
    },
    'chats.command': (command) => work().command(command),
    'chats.typing': ({ conversation, on }) => {
      work().typing(conversation, on)
      return null
    },
    'chats.inFront': ({ conversation }, { window }) => {
      inFront.show(window, conversation)
      shell()?.looked()
      if (conversation === null) return null
      work().looked(conversation)
      if (chatWindows.conversationOf(window) === null) work().foresee(conversation)
      return null
    },
    'chats.probe': () => {
      work().probe()
      return null
    },
  }
}
