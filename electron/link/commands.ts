import type { CommandReply } from '#shared/bridge/contract.ts'
import type { Command, OkFrame } from '#shared/protocol/frames.ts'

/** What the gateway says of a command besides «done». */
export function replyOf({ moved, stayed }: OkFrame): CommandReply {
  return {
    ...(moved === undefined ? {} : { moved }),
    ...(stayed === undefined ? {} : { stayed }),
  }
}

/** What changes one conversation goes in order behind what was sent in it; reading waits for nobody. */
export function laneOf(command: Command): string {
  switch (command.type) {
    case 'claim':
    case 'forward':
    case 'forward.answer':
    case 'forward.cancel':
    case 'close':
    case 'recall':
    case 'reopen':
    case 'rate':
    case 'whisper':
      return command.conversation
    case 'read':
      return `read ${command.conversation}`
    case 'suspend':
    case 'resume':
    case 'invisible':
    case 'handover':
    case 'participate':
    case 'account.change':
    case 'account.delete':
    case 'buyer.mark':
    case 'buyer.tag':
    case 'buyer.note':
    case 'buyer.unnote':
    case 'buyer.link':
    case 'buyer.block':
    case 'settings.set':
      return 'me'
  }
}
