import type { BridgeEventName, BridgeEvents } from '#shared/bridge/contract.ts'
import type { LooseFrame } from '#shared/protocol/client.ts'

/** What has no place in the log goes to the windows as it is: nothing of it is stored. */
export function tellLoose(
  frame: Exclude<LooseFrame, { t: 'kept' }>,
  tell: <N extends BridgeEventName>(name: N, payload: BridgeEvents[N]) => void,
): void {
  switch (frame.t) {
    case 'typing': {
      const { conversation, by, on, text } = frame
      tell('chats.typing', { conversation, by, on, ...(text === undefined ? {} : { text }) })
      return
    }
    case 'load':
      tell('chats.load', { held: frame.held })
      return
    case 'figures':
      tell('chats.figures', { figures: frame.figures })
      return
    case 'changed': {
      const { what, buyer } = frame
      tell('shop.changed', { what, ...(buyer === undefined ? {} : { buyer }) })
    }
  }
}
