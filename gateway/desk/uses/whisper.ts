import type { Command } from '#shared/protocol/frames.ts'
import type { Deciding, Done } from '../decision.ts'
import type { OnOpen } from '../gate.ts'

/** From those who see all to the holder, who may answer the same way. No buyer is ever given an aside. */
export function whisper(
  deciding: Deciding,
  { account: { view: me } }: OnOpen,
  { conversation: id, text }: Extract<Command, { type: 'whisper' }>,
): Done {
  deciding.aside(id, { kind: 'whisper', account: me.id, nick: me.nick, text })
  return { conversation: id }
}
