import { dispatch, type DispatchAccount } from '#shared/dispatch/dispatch.ts'
import { isOpen } from '#shared/dispatch/hours.ts'
import type { Decision } from '#shared/protocol/events.ts'
import type { AccountId, ConversationId } from '#shared/protocol/model.ts'
import type { Deciding } from './decision.ts'
import { queueWith } from './apply.ts'
import { todayOf, type ConversationState } from './state.ts'

/** Buyers up to this place are told each step forward; those behind it as they come up to it. */
const TOLD_PLACES = 20

function dispatchAccounts(deciding: Deciding): DispatchAccount[] {
  const accounts: DispatchAccount[] = []
  for (const [, account] of deciding.state.accounts.entries()) {
    const { view } = account
    const today = todayOf(account, deciding.now)
    accounts.push({
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
    })
  }
  return accounts
}

function decide(
  deciding: Deciding,
  conversation: ConversationState,
  options: { addressed?: AccountId | null; not?: readonly AccountId[] },
) {
  const buyer = deciding.state.buyers.get(conversation.view.buyer.id)
  return dispatch({
    now: deciding.now,
    accounts: dispatchAccounts(deciding),
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
  const { id } = conversation.view
  const place = queueWith(deciding.state, conversation).indexOf(id) + 1
  deciding.emit({ type: 'conversation.queued', conversation: id, decision: at(decision, place) })
  deciding.notice(id, { code: 'queued', place })
  tellPlaces(deciding)
}

function at(decision: Decision, place: number): Decision {
  return { ...decision, values: { ...decision.values, place } }
}

/** D9: gives queued buyers to whoever has room now, first in first out. */
export function serveQueue(deciding: Deciding): void {
  const { queue } = deciding.state.root
  if (queue.length === 0) return
  let everyoneFull = false
  for (const id of queue) {
    const conversation = deciding.conversation(id)
    if (!conversation) continue
    // Once all are full only a buyer whom someone served before may still be taken (D4).
    if (everyoneFull && !servedBefore(deciding, conversation)) continue
    const result = decide(deciding, conversation, {})
    if (result.kind === 'queue') {
      everyoneFull = true
      continue
    }
    deciding.assign(id, result.account, result.decision, { waits: result.waits })
    welcome(deciding, id, result.account, result.waits)
  }
  tellPlaces(deciding)
}

function servedBefore(deciding: Deciding, conversation: ConversationState): boolean {
  const buyer = deciding.state.buyers.get(conversation.view.buyer.id)
  return buyer !== undefined && buyer.last !== null
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
 * D13: takes a conversation from a holder that is gone and dispatches it again. It stays where it is
 * while nobody is there to take it: the holder may come back. Returns whether it moved.
 */
export function dispatchAgain(deciding: Deciding, id: ConversationId, sentence: string): boolean {
  const conversation = deciding.conversation(id)
  const holder = conversation?.view.holder ?? null
  if (!conversation || holder === null) return false
  const result = decide(deciding, conversation, { not: [holder] })
  const values = { from: deciding.nickOf(holder) }
  if (result.kind === 'queue') {
    enqueue(deciding, conversation, {
      ...result.decision,
      rule: 'D13',
      sentence,
      values: { ...result.decision.values, ...values },
    })
    return true
  }
  if (result.account === holder || result.waits) return false
  const nick = deciding.nickOf(result.account)
  deciding.assign(id, result.account, {
    ...result.decision,
    rule: 'D13',
    sentence,
    values: { ...result.decision.values, ...values, nick },
  })
  deciding.notice(id, { code: 'forwarded', nick })
  return true
}
