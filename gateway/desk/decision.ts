import type { Decision, ShopEvent } from '#shared/protocol/events.ts'
import type {
  AccountId,
  Aside,
  ConversationId,
  ConversationView,
  Notice,
} from '#shared/protocol/model.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { AutoReplyKind, ShopSettings } from '#shared/protocol/settings.ts'
import { reasonOf } from '#shared/protocol/view.ts'
import { apply } from './apply.ts'
import { remember } from './recent.ts'
import { audienceOf } from './audience.ts'
import { watchLoad } from './load.ts'
import type { Origin, Row } from './row.ts'
import {
  layer,
  type AccountState,
  type ConversationState,
  type Layered,
  type State,
} from './state.ts'

/** Why a command is refused; nothing of it is written (S16). */
export interface Refusal {
  readonly code: ErrorCode
  /** English, for logs and developers; no content, no names. */
  readonly message: string
}

/** What a use returns when it went through: the conversation it is about, if any. */
export interface Done {
  /** Of a handover. */
  readonly moved?: number
  readonly stayed?: number
  readonly conversation?: ConversationId
  readonly account?: AccountId
}

export function refuse(code: ErrorCode, message: string): Refusal {
  return { code, message }
}

export function isRefusal(result: Done | Refusal): result is Refusal {
  return 'code' in result
}

/**
 * One command being decided: every event is applied to a layer as soon as it is written down, so
 * that what follows in the same command sees it. The state below stays as it was.
 */
export class Deciding {
  readonly state: Layered
  readonly rows: Row[] = []
  readonly now: number
  readonly #stops: (settings: ShopSettings, text: string) => boolean

  constructor(
    base: State,
    now: number,
    stops: (settings: ShopSettings, text: string) => boolean = () => false,
  ) {
    this.state = layer(base)
    this.#stops = stops
    // Order never comes from clocks: time stands still until a clock set back has caught up (I13).
    this.now = Math.max(now, base.root.at)
  }

  emit(event: ShopEvent): void {
    const row: Row = {
      pos: this.state.root.pos + 1,
      at: this.now,
      event,
      audience: audienceOf(this.state, event),
      origin: null,
      // Named here, so that the row need not grow when it gets its text.
      eventText: undefined,
    }
    apply(this.state, row)
    this.rows.push(row)
  }

  /**
   * A send is answered by the row of its message, a command by its last one: a retry is given the
   * pos again, after a restart, too.
   */
  answer(origin: Origin): void {
    const sent = this.rows.findLastIndex(({ event }) => isMessage(event, origin.cid))
    const index = sent < 0 ? this.rows.length - 1 : sent
    const found = this.rows[index]
    if (!found) return
    const { pos, at, event, audience } = found
    const row: Row = { pos, at, event, audience, origin, eventText: undefined }
    remember(this.state, row)
    this.rows[index] = row
  }

  conversation(id: ConversationId): ConversationState | undefined {
    return this.state.conversations.get(id)
  }

  account(id: AccountId): AccountState | undefined {
    return this.state.accounts.get(id)
  }

  nickOf(id: AccountId): string {
    return this.account(id)?.view.nick ?? ''
  }

  /** The shop's own line, with a cseq like any message. */
  notice(conversation: ConversationId, notice: Notice): void {
    const cseq = this.#nextCseq(conversation)
    this.emit({
      type: 'message.sent',
      message: {
        conversation,
        cseq,
        sender: { kind: 'shop' },
        cid: null,
        body: { kind: 'notice', notice },
      },
    })
  }

  /** The shop's automatic words; whether they are due is asked in `replies.ts`. */
  autoReply(conversation: ConversationId, reply: AutoReplyKind, text: string): void {
    this.emit({
      type: 'message.sent',
      message: {
        conversation,
        cseq: this.#nextCseq(conversation),
        sender: { kind: 'shop' },
        cid: null,
        body: { kind: 'auto', reply, text },
      },
    })
  }

  /** Words that the shop would say by itself, and its own policy stops. */
  stops(text: string): boolean {
    return this.#stops(this.settings, text)
  }

  /** A line among the shop's own people. */
  aside(conversation: ConversationId, aside: Omit<Aside, 'pos' | 'at'>): void {
    this.emit({ type: 'conversation.aside', conversation, aside })
  }

  get settings(): ShopSettings {
    return this.state.root.settings
  }

  #nextCseq(conversation: ConversationId): number {
    const current = this.conversation(conversation)
    if (!current) throw new Error('a message wants an open conversation')
    return current.view.cseq + 1
  }

  /** The one place where a conversation gets its holder. */
  assign(
    id: ConversationId,
    to: AccountId,
    decision: Decision,
    options: { waits?: boolean; note?: string | null } = {},
  ): void {
    const current = this.conversation(id)
    if (!current) throw new Error('only an open conversation is assigned')
    const { view } = current
    const waits = options.waits ?? false
    const next: ConversationView = {
      ...view,
      state: waits ? 'waiting_main' : 'held',
      holder: to,
      // The same holder coming back is no change: what it sent meanwhile stays valid (I7).
      holderEpoch: view.holder === to ? view.holderEpoch : view.holderEpoch + 1,
      offer: null,
      reason: reasonOf(decision),
    }
    this.emit({
      type: 'conversation.assigned',
      conversation: id,
      from: view.holder,
      to,
      note: options.note ?? null,
      waits,
      decision,
      view: next,
    })
    watchLoad(this, view.holder)
    watchLoad(this, to)
  }
}

/** Whether it is the message that was sent under this cid; the shop's own lines have none. */
export function isMessage(
  event: ShopEvent,
  cid: string,
): event is Extract<ShopEvent, { type: 'message.sent' }> {
  return event.type === 'message.sent' && event.message.cid === cid
}
