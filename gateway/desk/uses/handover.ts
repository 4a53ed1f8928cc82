import type { Command } from '#shared/protocol/frames.ts'
import type { AccountId, ConversationId } from '#shared/protocol/model.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'
import type { Passed } from '../gate.ts'
import { knowsOf } from '../rights.ts'
import { spread } from '../serve.ts'
import type { AccountState, ConversationState } from '../state.ts'
import { chooseReceiver, isChosen, type Chosen } from './receiver.ts'

type Handover = Extract<Command, { type: 'handover' }>

/**
 * D13a. All of one's own conversations, or another's by main and supervisors. What nobody has room
 * for stays, and so does a private contact, which only main may move and only to itself (D6).
 */
export function handover(
  deciding: Deciding,
  { account }: Passed,
  command: Handover,
): Done | Refusal {
  if (!deciding.account(command.from)) return refuse('not_found', 'no such account')
  // Refused before anything moves, and the same with nothing to move.
  const chosen = command.to && chooseReceiver(deciding, command.to, command.from)
  if (chosen !== null && !isChosen(chosen)) return chosen
  let moved = 0
  let stayed = 0
  for (const conversation of heldBy(deciding, command.from)) {
    // D6: not even counted for who may not know of it.
    if (!knowsOf(account.view, conversation.view.buyer)) continue
    if (handOver(deciding, account, conversation, { ...command, chosen })) moved++
    else stayed++
  }
  return { moved, stayed }
}

/** Longest waiting first: where room is short, it is for them. */
function heldBy(deciding: Deciding, holder: AccountId): readonly ConversationState[] {
  const held: ConversationState[] = []
  for (const [, conversation] of deciding.state.conversations.entries())
    if (conversation.view.holder === holder) held.push(conversation)
  const waiting = ({ view }: ConversationState) => view.waitingSince ?? Number.MAX_SAFE_INTEGER
  return held.sort((a, b) => waiting(a) - waiting(b) || a.view.openedAt - b.view.openedAt)
}

function handOver(
  deciding: Deciding,
  { view: me }: AccountState,
  { view }: ConversationState,
  { from, chosen, note }: Handover & { readonly chosen: Chosen | null },
): boolean {
  if (chosen === null || chosen.group !== null) {
    if (view.buyer.private) return false
    if (!spread(deciding, view.id, { from, group: chosen?.group ?? null })) return false
  } else {
    const { to } = chosen
    if (!knowsOf(to, view.buyer)) return false
    const values = { nick: to.nick, from: deciding.nickOf(from) }
    const decision = { rule: 'D12', sentence: 'handed_over', values, candidates: [] } as const
    deciding.assign(view.id, to.id, decision, { note: note || null })
  }
  tell(deciding, view.id, me.id, note)
  return true
}

/** Colleagues read the note; the buyer reads who serves now and nothing else. */
function tell(
  deciding: Deciding,
  id: ConversationId,
  by: AccountId,
  note: string | undefined,
): void {
  const holder = deciding.conversation(id)?.view.holder
  if (!holder) return
  const nick = deciding.nickOf(by)
  deciding.aside(
    id,
    note
      ? { kind: 'note', account: by, nick, text: note }
      : { kind: 'moved', account: by, nick, text: '' },
  )
  deciding.notice(id, { code: 'forwarded', nick: deciding.nickOf(holder) })
}
