import type { AccountId, BuyerId, BuyerView, ConversationId } from '#shared/protocol/model.ts'
import { isWide, type Reach } from '#shared/rights/reach.ts'
import { RIGHTS, type CommandAction, type PartAction } from '#shared/rights/table.ts'
import { buyerOfConversation } from './audience.ts'
import type { Actor, DeskCommand } from './contract.ts'
import { refuse, type Deciding, type Refusal } from './decision.ts'
import { isServing, knowsOf } from './rights.ts'
import type { AccountState, BuyerState, ConversationState } from './state.ts'

/*
 * The gate of the desk: each command passes one of these by its row of the table
 * (shared/rights/table.ts) before its use, which is handed what was found on the way. What is left to
 * the uses are states (who else is there, whether it is too late), not rights. Of what somebody may
 * not know it hears the same as of what is not there (D6); a former holder learns that it is one (S14).
 */

const { commands, desk, parts } = RIGHTS

/** An account that may do it at all. */
export interface Passed {
  readonly account: AccountState
  readonly reach: Reach
}
/** … to this open conversation, under the holderEpoch it named. */
export interface OnOpen extends Passed {
  readonly conversation: ConversationState
}
/** … to a conversation that is open (then it is there) or over. */
export interface OnAny extends Passed {
  readonly buyer: BuyerState
  readonly conversation: ConversationState | undefined
}
/** … to this buyer. */
export interface OnBuyer extends Passed {
  readonly buyer: BuyerState
}

export function passes<T extends object>(result: T | Refusal): result is T {
  return !('code' in result)
}

/** What concerns nobody but the account itself, or is asked for by its use. */
export function onSelf(deciding: Deciding, by: Actor, action: CommandAction): Passed | Refusal {
  const account = by.kind === 'account' ? deciding.account(by.account) : undefined
  if (!account) return refuse('not_allowed', 'only an account may do this')
  if (account.view.disabled) return refuse('not_allowed', 'the account is disabled')
  const reach = commands[action][account.view.role]
  return reach === 'no' ? refuse('not_allowed', 'the role does not allow it') : { account, reach }
}

/** What concerns the shop as a whole; null: by the gateway's operator. */
export function onShop(
  deciding: Deciding,
  by: Actor,
  action: CommandAction,
): { readonly by: AccountId | null } | Refusal {
  if (by.kind === 'gateway')
    return commands[action].operator === 'shop'
      ? { by: null }
      : refuse('not_allowed', 'not by the gateway itself')
  const passed = onSelf(deciding, by, action)
  return passes(passed) ? { by: passed.account.view.id } : passed
}

/** What one account does for another, or for itself. */
export function onAccount(
  deciding: Deciding,
  by: Actor,
  action: CommandAction,
  about: AccountId,
): Passed | Refusal {
  const passed = onSelf(deciding, by, action)
  if (!passes(passed)) return passed
  return isWide(passed.reach) || about === passed.account.view.id
    ? passed
    : refuse('not_allowed', 'not for another account')
}

/** `holderEpoch` null: the command knows of none. */
export function onOpen(
  deciding: Deciding,
  by: Actor,
  action: CommandAction,
  id: ConversationId,
  holderEpoch: number | undefined | null,
): OnOpen | Refusal {
  const passed = onSelf(deciding, by, action)
  if (!passes(passed)) return passed
  const { account, reach } = passed
  const conversation = deciding.conversation(id)
  if (!conversation) {
    return known(deciding, passed, id)
      ? refuse('conversation_closed', 'the conversation is over')
      : refuse('not_found', 'no such conversation')
  }
  const { view } = conversation
  if (isHidden(passed, view.buyer)) return refuse('not_found', 'no such conversation')
  const ofOffers = action === 'forward.answer' || action === 'forward.cancel'
  // An offer that another's claim or a close ended is gone, whatever the holder epoch became.
  if (ofOffers && view.offer === null) return refuse('offer_gone', 'there is no offer')
  // The fencing token decides before the right, so that a former holder learns what happened.
  if (holderEpoch !== null && holderEpoch !== view.holderEpoch)
    return refuse('holder_changed', 'made under another holder epoch')
  if (isWithin(reach, account, conversation)) return { account, reach, conversation }
  return ofOffers
    ? refuse('offer_gone', 'there is no offer to or of this account')
    : refuse('not_allowed', 'another account holds the conversation')
}

/** What is `own` is asked for by the use, when it has found it. */
function isWithin(reach: Reach, account: AccountState, { view }: ConversationState): boolean {
  const me = account.view.id
  switch (reach) {
    case 'shop':
    case 'public':
    case 'own':
      return true
    case 'held':
      return view.holder === me
    case 'queue':
      return view.holder === me || view.state === 'queued'
    case 'offered':
      return view.offer?.to === me
    case 'offering':
      return view.holder === me || view.offer?.by === me
    default:
      return false
  }
}

/** Over or not. What is over is `held` by who held it at its close, as long as that is known. */
export function onAny(
  deciding: Deciding,
  by: Actor,
  action: CommandAction,
  id: ConversationId,
): OnAny | Refusal {
  const passed = onSelf(deciding, by, action)
  if (!passes(passed)) return passed
  const { account, reach } = passed
  const buyer = known(deciding, passed, id)
  if (!buyer) return refuse('not_found', 'no such conversation')
  const conversation = deciding.conversation(id)
  const within = conversation
    ? isWithin(reach, account, conversation)
    : isWide(reach) || reach === 'own' || wasHeld(deciding, account, buyer, id)
  return within
    ? { account, reach, buyer, conversation }
    : refuse('not_allowed', 'another account holds the conversation')
}

function wasHeld(
  { state }: Deciding,
  { view: { id: me } }: AccountState,
  buyer: BuyerState,
  id: ConversationId,
): boolean {
  const holder = state.closed.get(id)?.conversation.view.holder
  return holder === undefined ? buyer.servedBy.includes(me) : holder === me
}

function known({ state }: Deciding, passed: Passed, id: ConversationId): BuyerState | undefined {
  const owner = buyerOfConversation(state, id)
  const buyer = owner === null ? undefined : state.buyers.get(owner)
  return buyer && !isHidden(passed, buyer.view) ? buyer : undefined
}

/** D6. */
function isHidden({ account, reach }: Passed, buyer: BuyerView): boolean {
  if (!buyer.private || reach === 'shop') return false
  return reach === 'public' || !knowsOf(account.view, buyer)
}

/** Who may not read the buyer is told that there is none. */
export function onBuyer(
  deciding: Deciding,
  by: Actor,
  action: CommandAction,
  id: BuyerId,
): OnBuyer | Refusal {
  const passed = onSelf(deciding, by, action)
  if (!passes(passed)) return passed
  const { account, reach } = passed
  const buyer = deciding.state.buyers.get(id)
  const within =
    buyer &&
    !isHidden(passed, buyer.view) &&
    (isWide(reach) || isServing(deciding.state, account.view, buyer))
  return within ? { account, reach, buyer } : refuse('not_found', 'no such buyer')
}

/** A buyer's command on a conversation of its own. */
export function ofBuyer(
  deciding: Deciding,
  by: Extract<Actor, { kind: 'buyer' }>,
  action: CommandAction,
  id: ConversationId,
): BuyerState | Refusal {
  if (commands[action].buyer !== 'self') return refuse('not_allowed', 'buyers have no such command')
  const owner = buyerOfConversation(deciding.state, id)
  const buyer = owner === by.buyer ? deciding.state.buyers.get(owner) : undefined
  return buyer ?? refuse('not_found', 'no such conversation')
}

/** Part of a command that not everyone has who has the command. */
export function hasPart({ account }: Passed, part: PartAction): boolean {
  return parts[part][account.view.role] !== 'no'
}

/** What the gateway submits by itself, and for whom it does. Null: it goes through. */
export function ofGateway(
  deciding: Deciding,
  command: Exclude<DeskCommand, { type: 'send' | 'command' }>,
): Refusal | null {
  const row = desk[command.type]
  const by = 'by' in command ? command.by : undefined
  if (by === undefined || by === null)
    return row.operator === 'no' ? refuse('not_allowed', 'not by the gateway itself') : null
  const account = deciding.account(by)?.view
  return account && !account.disabled && row[account.role] !== 'no'
    ? null
    : refuse('not_allowed', 'the account has no right to it')
}
