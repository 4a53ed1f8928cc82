import type { DeskCommand, Outcome } from './contract.ts'
import { Deciding, isMessage, isRefusal, refuse, type Done, type Refusal } from './decision.ts'
import { contentHash, senderKey, type Origin, type Row, type SenderKey } from './row.ts'
import { settle } from './settle.ts'
import type { Layered, Recent, State } from './state.ts'
import {
  changeAccount,
  changeByMain,
  deleteAccount,
  levelShop,
  openAccount,
  openShop,
} from './uses/accounts.ts'
import { seeBuyer } from './uses/buyers.ts'
import { claim } from './uses/claim.ts'
import { close } from './uses/close.ts'
import { answerForward, cancelForward, forward } from './uses/forward.ts'
import { handover } from './uses/handover.ts'
import { setInvisible } from './uses/invisible.ts'
import { markBuyer } from './uses/marks.ts'
import { orderActed } from './uses/orders.ts'
import { participate } from './uses/participate.ts'
import { blockBuyer, linkBuyer, noteBuyer, tagBuyer, unnoteBuyer } from './uses/people.ts'
import { presence } from './uses/presence.ts'
import { rate } from './uses/rate.ts'
import { read } from './uses/read.ts'
import { recall } from './uses/recall.ts'
import { reopen } from './uses/reopen.ts'
import { send } from './uses/send.ts'
import { setSettings } from './uses/settings.ts'
import { resume, suspend } from './uses/suspend.ts'
import { tick } from './uses/tick.ts'
import { whisper } from './uses/whisper.ts'

const GATEWAY = { kind: 'gateway' } as const

/** What a decision may know besides the state. */
export interface DecideContext {
  readonly now: number
  /** For a resend whose cid the memory has forgotten: what the projection knows of it (S11). */
  readonly older?: Recent | undefined
}

export interface Decided {
  readonly outcome: Outcome
  readonly rows: readonly Row[]
  /** The state with the rows applied, as a layer on the one that was asked; null without rows. */
  readonly next: Layered | null
}

/** Pure: the same state, command and context give the same rows. */
export function decide(state: State, command: DeskCommand, context: DecideContext): Decided {
  const origin = originOf(command)
  if (origin !== null) {
    const first = recentOf(state, origin) ?? context.older
    if (first !== undefined) return { outcome: answerAgain(first, origin), rows: [], next: null }
  }
  const deciding = new Deciding(state, context.now)
  const result = act(deciding, command)
  if (isRefusal(result)) return { outcome: { ok: false, ...result }, rows: [], next: null }
  settle(deciding)
  if (origin !== null) deciding.answer(origin)
  const { rows } = deciding
  const answer = command.type === 'send' ? sentMessage(rows, command.cid) : null
  return {
    outcome: {
      ok: true,
      pos: answer?.pos ?? rows.at(-1)?.pos ?? state.root.pos,
      ...result,
      ...(answer ? { cseq: answer.cseq } : {}),
    },
    rows,
    next: rows.length > 0 ? deciding.state : null,
  }
}

function act(deciding: Deciding, command: DeskCommand): Done | Refusal {
  switch (command.type) {
    case 'send':
      return send(deciding, command)
    case 'command':
      return obey(deciding, command)
    case 'presence':
      return presence(deciding, command)
    case 'shop.open':
      return openShop(deciding, command)
    case 'account.open':
      return openAccount(deciding, command)
    case 'account.change':
      return changeAccount(deciding, command)
    case 'account.delete':
      return deleteAccount(deciding, GATEWAY, command.account)
    case 'shop.level':
      return levelShop(deciding, command)
    case 'buyer.seen':
      return seeBuyer(deciding, command.buyer, command.name, command.customer)
    case 'order.acted':
      return orderActed(deciding, command)
    case 'tick':
      return tick(deciding)
  }
}

function obey(
  deciding: Deciding,
  { by, command }: Extract<DeskCommand, { type: 'command' }>,
): Done | Refusal {
  if (by.kind === 'buyer' && command.type !== 'read' && command.type !== 'rate')
    return refuse('not_allowed', 'buyers have no such command')
  switch (command.type) {
    case 'forward.answer':
      return answerForward(deciding, by, command)
    case 'forward.cancel':
      return cancelForward(deciding, by, command)
    case 'handover':
      return handover(deciding, by, command)
    case 'whisper':
      return whisper(deciding, by, command)
    case 'invisible':
      return setInvisible(deciding, by, command.on)
    case 'account.change':
      return changeByMain(deciding, by, command)
    case 'account.delete':
      return deleteAccount(deciding, by, command.account)
    case 'buyer.mark':
      return markBuyer(deciding, by, command)
    case 'settings.set':
      return setSettings(deciding, by, command)
    case 'claim':
      return claim(deciding, by, command)
    case 'forward':
      return forward(deciding, by, command)
    case 'close':
      return close(deciding, by, command)
    case 'read':
      return read(deciding, by, command)
    case 'suspend':
      return suspend(deciding, by, command)
    case 'resume':
      return resume(deciding, by, command.of)
    case 'participate':
      return participate(deciding, by, command)
    case 'recall':
      return recall(deciding, by, command)
    case 'reopen':
      return reopen(deciding, by, command)
    case 'rate':
      return rate(deciding, by, command)
    case 'buyer.tag':
      return tagBuyer(deciding, by, command)
    case 'buyer.note':
      return noteBuyer(deciding, by, command)
    case 'buyer.unnote':
      return unnoteBuyer(deciding, by, command)
    case 'buyer.link':
      return linkBuyer(deciding, by, command)
    case 'buyer.block':
      return blockBuyer(deciding, by, command)
  }
}

function sentMessage(rows: readonly Row[], cid: string): { pos: number; cseq: number } | null {
  for (const { pos, event } of rows)
    if (isMessage(event, cid)) return { pos, cseq: event.message.cseq }
  return null
}

export function originOf(command: DeskCommand): Origin | null {
  if (command.type !== 'send' && command.type !== 'command') return null
  const sender = senderKey(command.by)
  if (sender === null) return null
  const hash = contentHash(contentOf(command, sender))
  return command.type === 'command' && 'conversation' in command.command
    ? { sender, cid: command.cid, hash, about: command.command.conversation }
    : { sender, cid: command.cid, hash }
}

/**
 * What makes two sends the same. Not the holder epoch nor the mark of a resend, which change between
 * tries; nor a buyer's conversation, which is null before its page knows the name of it.
 */
function contentOf(
  command: Extract<DeskCommand, { type: 'send' | 'command' }>,
  sender: SenderKey,
): unknown {
  if (command.type === 'command') return command.command
  return sender.startsWith('b:') ? command.body : [command.conversation, command.body]
}

function recentOf(state: State, origin: Origin): Recent | undefined {
  const id = origin.sender.slice(2)
  const sender = origin.sender.startsWith('a:') ? state.accounts.get(id) : state.buyers.get(id)
  const recent = sender?.recent ?? []
  // A plain loop: this runs for every message, nearly always to the end.
  for (let index = recent.length - 1; index >= 0; index--)
    if (recent[index]?.cid === origin.cid) return recent[index]
  return undefined
}

/** S11. */
function answerAgain(first: Recent, origin: Origin): Outcome {
  if (first.hash !== origin.hash)
    return { ok: false, code: 'cid_conflict', message: 'the cid was used for another content' }
  return {
    ok: true,
    pos: first.pos,
    duplicate: true,
    ...(first.conversation === null ? {} : { conversation: first.conversation }),
    ...(first.cseq === null ? {} : { cseq: first.cseq }),
  }
}
