import type { ShopSettings } from '#shared/protocol/settings.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { AccountId, ConversationId } from '#shared/protocol/model.ts'
import type { Actor, DeskCommand, Outcome } from './contract.ts'
import { Deciding, isMessage, isRefusal, refuse, type Done, type Refusal } from './decision.ts'
import {
  ofBuyer,
  ofGateway,
  onAccount,
  onAny,
  onBuyer,
  onOpen,
  onSelf,
  onShop,
  passes,
  type OnAny,
  type OnBuyer,
  type OnOpen,
  type Passed,
} from './gate.ts'
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
import { closeForErasure, eraseTranscript } from './uses/erase.ts'
import { answerForward, cancelForward, forward } from './uses/forward.ts'
import { handover } from './uses/handover.ts'
import { setInvisible } from './uses/invisible.ts'
import { markBuyer } from './uses/marks.ts'
import { orderActed } from './uses/orders.ts'
import { participate } from './uses/participate.ts'
import { blockBuyer, linkBuyer, noteBuyer, tagBuyer, unnoteBuyer } from './uses/people.ts'
import { presence } from './uses/presence.ts'
import { rate } from './uses/rate.ts'
import { read, readByBuyer } from './uses/read.ts'
import { recall } from './uses/recall.ts'
import { reopen } from './uses/reopen.ts'
import { send } from './uses/send.ts'
import { setSettings } from './uses/settings.ts'
import { resume, suspend } from './uses/suspend.ts'
import { tick } from './uses/tick.ts'
import { whisper } from './uses/whisper.ts'

/** What a decision may know besides the state. */
export interface DecideContext {
  readonly now: number
  /** For a resend whose cid the memory has forgotten: what the projection knows of it (S11). */
  readonly older?: Recent | undefined
  /** Whether the shop's own policy stops these words of its own (D11); absent: nothing is stopped. */
  readonly stops?: ((settings: ShopSettings, text: string) => boolean) | undefined
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
  const deciding = new Deciding(state, context.now, context.stops)
  const result = act(deciding, command)
  if (isRefusal(result)) return { outcome: { ok: false, ...result }, rows: [], next: null }
  settle(deciding)
  if (origin !== null) deciding.answer(origin)
  const { rows } = deciding
  const next = rows.length > 0 ? deciding.state : null
  const answer = command.type === 'send' ? sentMessage(rows, command.cid) : null
  if (answer) return { outcome: { ok: true, ...answer }, rows, next }
  const pos = rows.at(-1)?.pos ?? state.root.pos
  return { outcome: { ok: true, pos, ...result }, rows, next }
}

function act(deciding: Deciding, command: DeskCommand): Done | Refusal {
  switch (command.type) {
    case 'send':
      return send(deciding, command)
    case 'command':
      return obey(deciding, command)
    default:
      return ofGateway(deciding, command) ?? actForGateway(deciding, command)
  }
}

function actForGateway(
  deciding: Deciding,
  command: Exclude<DeskCommand, { type: 'send' | 'command' }>,
): Done | Refusal {
  switch (command.type) {
    case 'presence':
      return presence(deciding, command)
    case 'shop.open':
      return openShop(deciding, command)
    case 'account.open':
      return openAccount(deciding, command)
    case 'account.change':
      return changeAccount(deciding, command)
    case 'account.delete':
      return deleteAccount(deciding, null, command.account)
    case 'shop.level':
      return levelShop(deciding, command)
    case 'buyer.seen':
      return seeBuyer(deciding, command.buyer, command.name, command.customer)
    case 'order.acted':
      return orderActed(deciding, command)
    case 'audit.note':
      deciding.emit({ type: 'audit.noted', entry: command.entry })
      return {}
    case 'transcript.close':
      return closeForErasure(deciding, command)
    case 'transcript.erase':
      return eraseTranscript(deciding, command)
    case 'tick':
      return tick(deciding)
  }
}

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>
type OpenCommand = CommandOf<'claim' | 'forward' | 'forward.answer' | 'forward.cancel' | 'close'>
type OwnCommand = CommandOf<'suspend' | 'resume' | 'invisible'>
type ShopCommand = CommandOf<'participate' | 'account.change' | 'account.delete' | 'settings.set'>
type BuyerCommand = Extract<Command, { buyer: string }>

/** Each command through its gate (gate.ts) to its use; a use can not be called without. */
function obey(
  deciding: Deciding,
  { by, command }: Extract<DeskCommand, { type: 'command' }>,
): Done | Refusal {
  if (by.kind === 'buyer') return obeyBuyer(deciding, by, command)
  switch (command.type) {
    case 'claim':
    case 'forward':
    case 'forward.answer':
    case 'forward.cancel':
    case 'close': {
      const { type, conversation, holderEpoch } = command
      const acting = onOpen(deciding, by, type, conversation, holderEpoch)
      return passes(acting) ? obeyOpen(deciding, acting, command) : acting
    }
    case 'whisper': {
      const acting = onOpen(deciding, by, command.type, command.conversation, null)
      return passes(acting) ? whisper(deciding, acting, command) : acting
    }
    case 'read':
    case 'recall':
    case 'reopen': {
      const acting = onAny(deciding, by, command.type, command.conversation)
      return passes(acting) ? obeyAny(deciding, acting, command) : acting
    }
    case 'handover': {
      const acting = onAccount(deciding, by, command.type, command.from)
      return passes(acting) ? handover(deciding, acting, command) : acting
    }
    case 'suspend':
    case 'resume':
    case 'invisible': {
      const acting = onSelf(deciding, by, command.type)
      return passes(acting) ? obeyOwn(deciding, acting, command) : acting
    }
    case 'participate':
    case 'account.change':
    case 'account.delete':
    case 'settings.set': {
      const passed = onShop(deciding, by, command.type)
      return passes(passed) ? obeyShop(deciding, passed.by, command) : passed
    }
    case 'buyer.mark':
    case 'buyer.tag':
    case 'buyer.note':
    case 'buyer.unnote':
    case 'buyer.link':
    case 'buyer.block': {
      const acting = onBuyer(deciding, by, command.type, command.buyer)
      return passes(acting) ? obeyAboutBuyer(deciding, acting, command) : acting
    }
    case 'rate': {
      const passed = onSelf(deciding, by, command.type)
      return passes(passed) ? refuse('not_allowed', 'buyers rate') : passed
    }
  }
}

function obeyBuyer(
  deciding: Deciding,
  by: Extract<Actor, { kind: 'buyer' }>,
  command: Command,
): Done | Refusal {
  switch (command.type) {
    case 'read': {
      const buyer = ofBuyer(deciding, by, command.type, command.conversation)
      return passes(buyer) ? readByBuyer(deciding, command) : buyer
    }
    case 'rate': {
      const buyer = ofBuyer(deciding, by, command.type, command.conversation)
      return passes(buyer) ? rate(deciding, buyer, command) : buyer
    }
    default:
      return refuse('not_allowed', 'buyers have no such command')
  }
}

function obeyOpen(deciding: Deciding, acting: OnOpen, command: OpenCommand): Done | Refusal {
  switch (command.type) {
    case 'claim':
      return claim(deciding, acting)
    case 'forward':
      return forward(deciding, acting, command)
    case 'forward.answer':
      return answerForward(deciding, acting, command)
    case 'forward.cancel':
      return cancelForward(deciding, acting)
    case 'close':
      return close(deciding, acting, command)
  }
}

function obeyAny(
  deciding: Deciding,
  acting: OnAny,
  command: CommandOf<'read' | 'recall' | 'reopen'>,
): Done | Refusal {
  switch (command.type) {
    case 'read':
      return read(deciding, acting, command)
    case 'recall':
      return recall(deciding, acting, command)
    case 'reopen':
      return reopen(deciding, acting, command)
  }
}

function obeyOwn(deciding: Deciding, acting: Passed, command: OwnCommand): Done {
  switch (command.type) {
    case 'suspend':
      return suspend(deciding, acting, command)
    case 'resume':
      return resume(deciding, acting, command.of)
    case 'invisible':
      return setInvisible(deciding, acting, command.on)
  }
}

function obeyShop(deciding: Deciding, by: AccountId | null, command: ShopCommand): Done | Refusal {
  switch (command.type) {
    case 'participate':
      return participate(deciding, command)
    case 'account.change':
      return changeByMain(deciding, by, command)
    case 'account.delete':
      return deleteAccount(deciding, by, command.account)
    case 'settings.set':
      return setSettings(deciding, by, command)
  }
}

function obeyAboutBuyer(
  deciding: Deciding,
  acting: OnBuyer,
  command: BuyerCommand,
): Done | Refusal {
  switch (command.type) {
    case 'buyer.mark':
      return markBuyer(deciding, acting, command)
    case 'buyer.tag':
      return tagBuyer(deciding, acting, command)
    case 'buyer.note':
      return noteBuyer(deciding, acting, command)
    case 'buyer.unnote':
      return unnoteBuyer(deciding, acting, command)
    case 'buyer.link':
      return linkBuyer(deciding, acting, command)
    case 'buyer.block':
      return blockBuyer(deciding, acting, command)
  }
}

function sentMessage(
  rows: readonly Row[],
  cid: string,
): { readonly pos: number; readonly conversation: ConversationId; readonly cseq: number } | null {
  for (const { pos, event } of rows)
    if (isMessage(event, cid)) {
      const { conversation, cseq } = event.message
      return { pos, conversation, cseq }
    }
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
