import { dispatch, fairestOf, type DispatchAccount } from '#shared/dispatch/dispatch.ts'
import { isOpen } from '#shared/dispatch/hours.ts'
import type { Decision } from '#shared/protocol/events.ts'
import type { AccountId, ConversationId } from '#shared/protocol/model.ts'
import type { Group } from '#shared/protocol/settings.ts'
import type { Deciding } from './decision.ts'
import { SILENT } from './apply.ts'
import { watchLoad } from './load.ts'
import { queueWith } from './queueing.ts'
import { sayOnce } from './replies.ts'
import { todayOf, type AccountState, type ConversationState } from './state.ts'

/** Buyers up to this place are told each step forward; those behind it as they come up to it. */
const TOLD_PLACES = 20

interface Staff {
  /** Accounts are never removed: with as many as these it is whole. */
  readonly subs: number
  readonly states: AccountState[]
  readonly accounts: DispatchAccount[]
}
const staffs = new WeakMap<Deciding, Staff>()

/**
 * The accounts as dispatch sees them now. Records are never changed, only replaced, so what was made
 * of one stays right as long as it is the same: a queue of a thousand is served from one list.
 */
export function staffOf(deciding: Deciding): readonly DispatchAccount[] {
  const { subs } = deciding.state.root
  const known = staffs.get(deciding)
  if (known?.subs !== subs) {
    const states = Array.from(deciding.state.accounts.entries(), ([, account]) => account)
    const accounts = states.map((account) => asCandidate(account, deciding.now))
    staffs.set(deciding, { subs, states, accounts })
    return accounts
  }
  for (const [index, state] of known.states.entries()) {
    const account = deciding.account(state.view.id)
    if (account === undefined || account === state) continue
    known.states[index] = account
    known.accounts[index] = asCandidate(account, deciding.now)
  }
  return known.accounts
}

function asCandidate(account: AccountState, now: number): DispatchAccount {
  const { view } = account
  const today = todayOf(account, now)
  return {
    id: view.id,
    nick: view.nick,
    main: view.role === 'main',
    online: view.online,
    invisible: view.invisible,
    participates: view.participates,
    suspended: view.suspended !== null,
    disabled: view.disabled,
    held: account.held,
    limit: view.limit,
    weight: view.weight,
    onlineMs: today.onlineMs,
    taken: today.taken,
    groups: view.groups,
  }
}

function decide(
  deciding: Deciding,
  conversation: ConversationState,
  options: { addressed?: AccountId | null; not?: readonly AccountId[] },
) {
  const buyer = deciding.state.buyers.get(conversation.view.buyer.id)
  return dispatch({
    now: deciding.now,
    accounts: staffOf(deciding),
    buyer: {
      private: conversation.view.buyer.private,
      vip: conversation.view.buyer.vip,
      last: buyer?.last ?? null,
      servedBy: buyer?.servedBy ?? [],
    },
    addressed: options.addressed ?? null,
    group: deciding.settings.groups.find(({ id }) => id === conversation.view.group) ?? null,
    not: options.not ?? [],
    outsideHours: !isOpen(deciding.settings.hours, deciding.now),
    settings: deciding.settings.dispatch,
  })
}

/** D3: a buyer addresses an account by its nick or its sign-in name. */
export function addressedAccount(
  deciding: Deciding,
  address: string | undefined,
): AccountId | null {
  const wanted = address?.trim()
  if (!wanted) return null
  for (const [id, { view }] of deciding.state.accounts.entries())
    if (!view.disabled && (view.nick === wanted || view.name === wanted)) return id
  return null
}

/** Dispatches a conversation that nobody has, and tells the buyer the outcome. */
export function place(deciding: Deciding, id: ConversationId, address: string | undefined): void {
  const conversation = deciding.conversation(id)
  if (!conversation) return
  const result = decide(deciding, conversation, { addressed: addressedAccount(deciding, address) })
  if (result.kind === 'queue') {
    enqueue(deciding, conversation, result.decision)
    return
  }
  deciding.assign(id, result.account, result.decision, { waits: result.waits })
  welcome(deciding, id, result.account, result.waits)
}

function welcome(deciding: Deciding, id: ConversationId, to: AccountId, waits: boolean): void {
  deciding.notice(
    id,
    waits ? { code: 'waits_for_main' } : { code: 'served_by', nick: deciding.nickOf(to) },
  )
}

function enqueue(deciding: Deciding, conversation: ConversationState, decision: Decision): void {
  const { id, holder } = conversation.view
  const place = queueWith(deciding.state, conversation).indexOf(id) + 1
  deciding.emit({ type: 'conversation.queued', conversation: id, decision: at(decision, place) })
  watchLoad(deciding, holder)
  deciding.notice(id, { code: 'queued', place })
  tellPlaces(deciding)
}

function at(decision: Decision, place: number): Decision {
  return { ...decision, values: { ...decision.values, place } }
}

/** D9: gives queued buyers to whoever has room now, first in first out, each group's to the group. */
export function serveQueue(deciding: Deciding): void {
  const { queue } = deciding.state.root
  if (queue.length === 0) return
  // Groups that are full; null: the whole shop is, and with it every group.
  const full = new Set<string | null>()
  for (const id of queue) {
    const conversation = deciding.conversation(id)
    if (!conversation) continue
    const isFull = full.has(null) || full.has(conversation.view.group)
    if (isFull && !mayBypass(deciding, conversation)) continue
    const result = decide(deciding, conversation, {})
    if (result.kind === 'queue') {
      full.add(result.group)
      continue
    }
    deciding.assign(id, result.account, result.decision, { waits: result.waits })
    welcome(deciding, id, result.account, result.waits)
  }
  tellPlaces(deciding)
}

/**
 * Limits don't turn away who comes back to an account that is there again (D4), nor main's own (D6).
 * Only who is worth asking dispatch about: it says.
 */
function mayBypass(deciding: Deciding, { view }: ConversationState): boolean {
  if (view.buyer.private) return true
  const { recentMs, suspendedGets } = deciding.settings.dispatch
  const last = deciding.state.buyers.get(view.buyer.id)?.last
  if (!last || deciding.now - last.at > recentMs) return false
  const account = deciding.account(last.account)?.view
  if (!account || !account.online || account.invisible || account.disabled) return false
  return (
    account.participates && (account.suspended === null || suspendedGets === 'served_and_addressed')
  )
}

/** The queue moved: whoever's place near the front changed is told (I5: pages know no more than events). */
export function tellPlaces(deciding: Deciding): void {
  const { queue } = deciding.state.root
  for (const [index, id] of queue.slice(0, TOLD_PLACES).entries()) {
    const conversation = deciding.conversation(id)
    const reason = conversation?.view.reason
    if (!conversation || !reason || conversation.place === index + 1) continue
    deciding.emit({
      type: 'conversation.queued',
      conversation: id,
      decision: at({ rule: 'D9', sentence: 'queue', values: {}, candidates: [] }, index + 1),
    })
  }
}

/** D5, D6: main is back and finds what waited for it. */
export function mainArrives(deciding: Deciding): void {
  for (const [id, conversation] of deciding.state.conversations.entries())
    if (conversation.view.state === 'waiting_main') takeUp(deciding, id)
}

/** Main takes up a conversation that waited for it; its holder stays the same. */
export function takeUp(deciding: Deciding, id: ConversationId): void {
  const view = deciding.conversation(id)?.view
  if (!view || view.holder === null) return
  const nick = deciding.nickOf(view.holder)
  deciding.assign(id, view.holder, {
    rule: view.buyer.private ? 'D6' : 'D5',
    sentence: 'main_back',
    values: { nick },
    candidates: [],
  })
  deciding.notice(id, { code: 'served_by', nick })
}

/**
 * D13: takes a conversation from a holder that is gone, or does not answer, and dispatches it again.
 * It stays where it is while nobody is there to take it: the holder may come back. Returns whether
 * it moved.
 */
export function dispatchAgain(deciding: Deciding, id: ConversationId, sentence: string): boolean {
  const conversation = deciding.conversation(id)
  const holder = conversation?.view.holder ?? null
  if (!conversation || holder === null) return false
  const result = decide(deciding, conversation, { not: [holder] })
  const from = deciding.nickOf(holder)
  const moved = { kind: 'moved', account: null, nick: from, text: '' } as const
  const decision: Decision = {
    ...result.decision,
    rule: 'D13',
    sentence,
    values: { ...result.decision.values, from },
  }
  if (result.kind === 'queue') {
    // A holder who is there is better than none; and the queue would give it right back.
    if (sentence === SILENT) return false
    enqueue(deciding, conversation, decision)
    deciding.aside(id, moved)
    sayOnce(deciding, id, 'queue')
    return true
  }
  if (result.account === holder || result.waits) return false
  deciding.assign(id, result.account, decision)
  deciding.aside(id, moved)
  deciding.notice(id, { code: 'forwarded', nick: deciding.nickOf(result.account) })
  return true
}

/**
 * D13a: what `from` holds, given to whom dispatch would choose, or to the fairest of a group; it
 * stays where nobody has room. Returns whether it moved; what the buyer reads is the caller's.
 */
export function spread(
  deciding: Deciding,
  id: ConversationId,
  { from, group }: { readonly from: AccountId; readonly group: Group | null },
): boolean {
  const conversation = deciding.conversation(id)
  if (!conversation) return false
  const values = { from: deciding.nickOf(from) }
  if (group === null) {
    const result = decide(deciding, conversation, { not: [from] })
    if (result.kind === 'queue' || result.waits || result.account === from) return false
    const nick = deciding.nickOf(result.account)
    deciding.assign(id, result.account, {
      ...result.decision,
      rule: 'D12',
      sentence: 'handed_over_spread',
      values: { ...result.decision.values, ...values, nick },
    })
    return true
  }
  const fairest = fairestOf(staffOf(deciding), group.id, [from])
  const to = fairest === null ? undefined : deciding.account(fairest)
  if (!to || to.held >= to.view.limit) return false
  deciding.assign(id, to.view.id, {
    rule: 'D12',
    sentence: 'forwarded_group',
    values: { ...values, nick: to.view.nick, group: group.name },
    candidates: [],
  })
  return true
}
