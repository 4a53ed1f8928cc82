import { aShop } from '#shared/protocol/fixtures.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { Role } from '#shared/protocol/model.ts'
import { apply } from './apply.ts'
import type { Actor, DeskCommand, Outcome } from './contract.ts'
import { decide } from './decide.ts'
import { decodeRow, encodeRow, type Row } from './row.ts'
import { emptyState, type State } from './state.ts'

/** A shop without a store, for tests of what is decided: commands in, rows and state out. */
export class PaperShop {
  readonly state: State = emptyState()
  readonly rows: Row[] = []
  now = Date.UTC(2026, 0, 5, 2)
  #cid = 0

  constructor() {
    this.do({
      type: 'shop.open',
      shop: { ...aShop, id: 'shop', name: 'Shop', main: 'papershop' },
      nick: 'Main',
    })
  }

  do(command: DeskCommand): Outcome {
    const { outcome, rows, next } = decide(this.state, command, { now: this.now })
    next?.merge(this.state)
    this.rows.push(...rows)
    return outcome
  }

  /** A sub-account with its first device signed in. */
  sub(nick: string, options: { role?: Exclude<Role, 'main'>; online?: boolean } = {}): string {
    const outcome = this.do({
      type: 'account.open',
      sub: nick,
      nick,
      role: options.role ?? 'junior',
    })
    if (!outcome.ok || outcome.account === undefined) throw new Error('not opened')
    if (options.online ?? true) this.presence(outcome.account, true)
    return outcome.account
  }

  presence(account: string, online: boolean): Outcome {
    return this.do({ type: 'presence', account, online })
  }

  limit(account: string, limit: number): Outcome {
    return this.do({ type: 'account.change', account, changes: { limit } })
  }

  cid(): string {
    return `cid-${++this.#cid}`
  }

  /** The buyer writes to its open conversation, or opens one. */
  buyer(buyer: string, text = 'hello', address?: string): Outcome {
    return this.do({
      type: 'send',
      by: { kind: 'buyer', buyer },
      cid: this.cid(),
      conversation: null,
      body: { kind: 'text', text },
      address,
    })
  }

  /** The account answers, under the present holder epoch unless told otherwise. */
  answer(account: string, conversation: string, holderEpoch?: number): Outcome {
    return this.do({
      type: 'send',
      by: { kind: 'account', account },
      cid: this.cid(),
      conversation,
      body: { kind: 'text', text: 'answer' },
      holderEpoch: holderEpoch ?? this.epoch(conversation),
    })
  }

  command(by: string | Actor, command: Command): Outcome {
    const actor: Actor = typeof by === 'string' ? { kind: 'account', account: by } : by
    return this.do({ type: 'command', by: actor, cid: this.cid(), command })
  }

  close(account: string, conversation: string): Outcome {
    const holderEpoch = this.epoch(conversation)
    return this.command(account, { type: 'close', conversation, holderEpoch })
  }

  forward(account: string, conversation: string, to: string, note?: string): Outcome {
    const holderEpoch = this.epoch(conversation)
    return this.command(account, {
      type: 'forward',
      conversation,
      holderEpoch,
      to: { account: to },
      ...(note === undefined ? {} : { note }),
    })
  }

  claim(account: string, conversation: string): Outcome {
    const holderEpoch = this.epoch(conversation)
    return this.command(account, { type: 'claim', conversation, holderEpoch })
  }

  epoch(conversation: string): number {
    return this.state.conversations.get(conversation)?.view.holderEpoch ?? 0
  }

  view(conversation: string) {
    return this.state.conversations.get(conversation)?.view
  }

  holder(conversation: string): string | null | undefined {
    return this.view(conversation)?.holder
  }

  /** Makes the buyer a private contact or a VIP, or takes that back; one who never came comes first. */
  mark(buyer: string, marks: { private?: boolean; vip?: boolean }, by = 'main'): Outcome {
    if (!this.state.buyers.get(buyer)) this.do({ type: 'buyer.seen', buyer, name: buyer })
    return this.command(by, { type: 'buyer.mark', buyer, ...marks })
  }

  /** The log as text and back, applied from nothing. */
  replayed(): State {
    const state = emptyState()
    this.applyRows(state, 0)
    return state
  }

  /** Rows behind `pos`, as the log would give them. */
  applyRows(state: State, pos: number): void {
    for (const row of this.rows.slice(pos)) apply(state, decodeRow(row.pos, encodeRow(row)))
  }

  events(since = 0) {
    return this.rows.filter((row) => row.pos > since).map((row) => row.event)
  }
}

/** A state without the order of its tables. */
export function comparable(state: State): unknown {
  return {
    root: state.root,
    accounts: Object.fromEntries(state.accounts.entries()),
    buyers: Object.fromEntries(state.buyers.entries()),
    conversations: Object.fromEntries(state.conversations.entries()),
    closed: Object.fromEntries(state.closed.entries()),
  }
}
