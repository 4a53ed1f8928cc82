import type { Command } from '#shared/protocol/frames.ts'
import { countUnread, unreadAfter } from '../unread.ts'
import type { Deciding, Done } from '../decision.ts'
import type { OnAny } from '../gate.ts'

type Read = Extract<Command, { type: 'read' }>

/** S34: never goes back. Who reads over the holder's shoulder leaves the marks as they are. */
export function read(
  deciding: Deciding,
  { account, conversation }: OnAny,
  { conversation: id, upTo: asked }: Read,
): Done {
  if (conversation?.view.holder !== account.view.id) return { conversation: id }
  const { view, unread } = conversation
  const upTo = Math.min(asked, view.cseq)
  if (upTo > view.readByShop)
    deciding.emit({
      type: 'message.read',
      conversation: id,
      by: 'shop',
      upTo,
      unread: countUnread(unreadAfter(unread, upTo)),
    })
  return { conversation: id }
}

export function readByBuyer(deciding: Deciding, { conversation: id, upTo: asked }: Read): Done {
  const view = deciding.conversation(id)?.view
  // A page that reads the last lines of a conversation that is over: nobody waits for that mark.
  if (!view) return { conversation: id }
  const upTo = Math.min(asked, view.cseq)
  if (upTo > view.readByBuyer)
    deciding.emit({
      type: 'message.read',
      conversation: id,
      by: 'buyer',
      upTo,
      unread: view.unread,
    })
  return { conversation: id }
}
