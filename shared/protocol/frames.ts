import { z } from 'zod'
import type { BuyerEvent, Delivered, ShopEvent } from './events.ts'
import type { ErrorCode } from './codes.ts'
import type { AgentView, BuyerPageView } from './view.ts'
import type { AccountId, ConversationId, Message } from './model.ts'
import { LIMITS } from './limits.ts'
import { settingsChange } from './settings.ts'
import type { Figures } from '../measures/figures.ts'
import { ORDER_STATES } from '../orders/model.ts'

const id = z.string().min(1).max(80)
const cid = z.uuid()
const natural = z.number().int().min(0)

const fileRef = z.strictObject({
  id: z.string().regex(/^[a-f0-9]{64}$/),
  name: z.string().min(1).max(255),
  type: z.string().min(1).max(100),
  size: natural,
  width: natural.optional(),
  height: natural.optional(),
})

const money = z.strictObject({
  amount: z.number().int().min(0).max(1e12),
  currency: z.string().regex(/^[A-Z]{3}$/),
})
const title = z.string().trim().min(1).max(200)

/** Agents alone send cards. */
const card = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('product'),
    id,
    title,
    price: money.nullable(),
    picture: fileRef.nullable(),
    url: z
      .url({ protocol: /^https$/ })
      .max(500)
      .nullable(),
  }),
  z.strictObject({
    kind: z.literal('order'),
    number: id,
    state: z.enum(ORDER_STATES),
    total: money,
    lines: z
      .array(z.strictObject({ title, count: z.number().int().min(1) }))
      .max(3)
      .readonly(),
    more: natural,
    picture: fileRef.nullable(),
  }),
])

/** What people may send; notices are the shop's own and can't be sent. */
export const sendableBody = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    text: z.string().min(1).max(LIMITS.textLength),
    /** A cseq of the same conversation. */
    quote: z.number().int().min(1).optional(),
  }),
  z.strictObject({ kind: z.literal('image'), file: fileRef }),
  z.strictObject({ kind: z.literal('file'), file: fileRef }),
  z.strictObject({ kind: z.literal('card'), card }),
])
export type SendableBody = z.infer<typeof sendableBody>

const open = { conversation: id, holderEpoch: natural }
const note = z.string().max(LIMITS.noteLength).optional()
/** D12: an account, or the group whose fairest free member gets it. */
const receiver = z.union([z.strictObject({ account: id }), z.strictObject({ group: id })])
export type Receiver = z.infer<typeof receiver>

const accountChanges = z.strictObject({
  /** The part behind the colon (A1). */
  sub: z.string().min(1).max(30).optional(),
  nick: z.string().trim().min(1).max(40).optional(),
  role: z.enum(['supervisor', 'senior', 'junior']).optional(),
  participates: z.boolean().optional(),
  disabled: z.boolean().optional(),
  limit: z.number().int().min(1).max(1000).optional(),
  weight: z.number().min(0).max(10).optional(),
  groups: z.array(id).max(50).optional(),
})
export type AccountCommandChanges = z.infer<typeof accountChanges>

export const command = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('claim'), ...open }),
  z.strictObject({ type: z.literal('forward'), ...open, to: receiver, note }),
  /** The receiver's word on an offer (D12). */
  z.strictObject({ type: z.literal('forward.answer'), ...open, accept: z.boolean() }),
  /** The sender takes its offer back. */
  z.strictObject({ type: z.literal('forward.cancel'), ...open }),
  /** D13a: all open conversations of an account, to one receiver or (null) spread by dispatch. */
  z.strictObject({ type: z.literal('handover'), from: id, to: receiver.nullable(), note }),
  z.strictObject({
    type: z.literal('close'),
    ...open,
    summary: z
      .strictObject({
        topic: z.string().trim().min(1).max(40).nullable(),
        text: z.string().trim().max(LIMITS.noteLength),
      })
      .optional(),
  }),
  /** One of the newest this account held, while its buyer has begun no other. */
  z.strictObject({ type: z.literal('reopen'), conversation: id }),
  /** One's own message, within `LIMITS.recallMs`. */
  z.strictObject({ type: z.literal('recall'), conversation: id, cseq: natural }),
  /** By the buyer, of its newest conversation, once, when that is over. */
  z.strictObject({
    type: z.literal('rate'),
    conversation: id,
    score: z.number().int().min(1).max(5),
    text: z.string().trim().max(LIMITS.noteLength),
  }),
  z.strictObject({ type: z.literal('read'), conversation: id, upTo: natural }),
  /** To the holder and the shop's overseers, never to the buyer. */
  z.strictObject({
    type: z.literal('whisper'),
    conversation: id,
    text: z.string().trim().min(1).max(LIMITS.noteLength),
  }),
  z.strictObject({
    type: z.literal('suspend'),
    reason: z.string().max(200),
    by: z.enum(['person', 'lock', 'idle']).optional(),
    /** Told to buyers who come nevertheless; absent: the shop's text. */
    text: z.string().max(500).optional(),
  }),
  /** `of`: only if that is what suspended it, so that an unlocked screen ends no lunch. */
  z.strictObject({ type: z.literal('resume'), of: z.enum(['lock', 'idle']).optional() }),
  z.strictObject({ type: z.literal('invisible'), on: z.boolean() }),
  z.strictObject({ type: z.literal('participate'), account: id, on: z.boolean() }),
  z.strictObject({ type: z.literal('account.change'), account: id, changes: accountChanges }),
  z.strictObject({ type: z.literal('account.delete'), account: id }),
  z.strictObject({
    type: z.literal('buyer.mark'),
    buyer: id,
    vip: z.boolean().optional(),
    /** D6; the main account alone. */
    private: z.boolean().optional(),
    /** T3; the main account alone. */
    evidence: z.boolean().optional(),
  }),
  /** Replaces all tags. By everyone who may read the buyer. */
  z.strictObject({
    type: z.literal('buyer.tag'),
    buyer: id,
    tags: z.array(z.string().trim().min(1).max(40)).max(LIMITS.tags),
  }),
  z.strictObject({
    type: z.literal('buyer.note'),
    buyer: id,
    text: z.string().trim().min(1).max(LIMITS.noteLength),
  }),
  /** By its author, supervisors and main. */
  z.strictObject({ type: z.literal('buyer.unnote'), buyer: id, note: id }),
  /** Who it is in the shop's books; null: unknown again. Never over a signed identity. */
  z.strictObject({
    type: z.literal('buyer.link'),
    buyer: id,
    customer: z.string().trim().min(1).max(120).nullable(),
  }),
  /** Senior and above; closes its open conversation. */
  z.strictObject({ type: z.literal('buyer.block'), buyer: id, on: z.boolean() }),
  z.strictObject({ type: z.literal('settings.set'), revision: natural, change: settingsChange }),
])
export type Command = z.infer<typeof command>

export const clientFrame = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('hello'),
    v: z.number().int(),
    token: z.string().min(1).max(1000),
    device: z.strictObject({ id, name: z.string().max(120), app: z.string().max(60) }),
    resume: z.strictObject({ epoch: id, pos: natural }).optional(),
    /** The client's clock, Unix ms: only to tell its user that it is wrong. */
    clock: natural.optional(),
  }),
  z.strictObject({
    t: z.literal('send'),
    cid,
    /** null from a buyer: the open conversation, or a new one. */
    conversation: id.nullable(),
    body: sendableBody,
    /** Agents must give it (I7); buyers have none. */
    holderEpoch: natural.optional(),
    /** Set from the second try on: only then is an old cid looked up in the projection. */
    resend: z.literal(true).optional(),
    /** From a buyer: where it writes from (D10), and whom it addresses by nick or name (D3). */
    source: z
      .strictObject({
        page: z.string().max(500).optional(),
        product: z.string().max(200).optional(),
        category: z.string().max(100).optional(),
        choice: id.optional(),
      })
      .optional(),
    address: z.string().max(60).optional(),
  }),
  z.strictObject({ t: z.literal('cmd'), cid, command, resend: z.literal(true).optional() }),
  z.strictObject({ t: z.literal('ack'), pos: natural }),
  z.strictObject({
    t: z.literal('history'),
    /** The client's own number of this question. */
    q: natural,
    conversation: id,
    /** Only messages with a smaller cseq; absent: the newest. */
    before: natural.optional(),
    limit: z.number().int().min(1).max(LIMITS.historyPage),
  }),
  z.strictObject({
    t: z.literal('typing'),
    conversation: id,
    on: z.boolean(),
    /** From a buyer whose shop says so (`settings.desk.typingPreview`): what stands in its field. */
    text: z.string().max(LIMITS.previewLength).optional(),
  }),
  /** From a buyer: what it looks at now. Kept beside the log, the newest few. */
  z.strictObject({
    t: z.literal('look'),
    page: z.string().max(500),
    title: z.string().max(200).optional(),
    product: z.string().max(200).optional(),
  }),
  /** From an agent: something of its own for all its workstations, such as a draft. Null: gone. */
  z.strictObject({
    t: z.literal('keep'),
    key: z.string().min(1).max(120),
    value: z.string().max(LIMITS.keepLength).nullable(),
  }),
  z.strictObject({ t: z.literal('ping') }),
])
export type ClientFrame = z.infer<typeof clientFrame>
export type HelloFrame = Extract<ClientFrame, { t: 'hello' }>
export type SendFrame = Extract<ClientFrame, { t: 'send' }>
export type CommandFrame = Extract<ClientFrame, { t: 'cmd' }>
export type HistoryFrame = Extract<ClientFrame, { t: 'history' }>

export interface WelcomeFrame {
  readonly t: 'welcome'
  readonly v: number
  readonly epoch: string
  /** The log's newest pos now. */
  readonly head: number
  readonly serverTime: number
  /** Milliseconds between a client's pings. */
  readonly heartbeat: number
  readonly limits: typeof LIMITS
  /** `resumed`: events follow from the given cursor. `snapshot`: a snapshot frame comes next. */
  readonly mode: 'resumed' | 'snapshot'
  readonly viewer:
    { readonly kind: 'agent'; readonly account: AccountId } | { readonly kind: 'buyer' }
}
export type EventFrame = { readonly t: 'event' } & Delivered<ShopEvent | BuyerEvent>
export interface OkFrame {
  readonly t: 'ok'
  readonly cid: string
  readonly pos: number
  readonly conversation?: ConversationId
  readonly cseq?: number
  readonly duplicate?: true
  /** Of a handover: how many conversations went, and how many nobody could take. */
  readonly moved?: number
  readonly stayed?: number
}
export interface ErrorFrame {
  readonly t: 'error'
  readonly code: ErrorCode
  /** The send, command (cid) or question (q) it answers; neither: the connection itself. */
  readonly cid?: string
  readonly q?: number
  /** The same may be sent again later, unchanged. */
  readonly retry: boolean
  /** For logs and developers, English, without content or secrets; people read the locale's `error.<code>`. */
  readonly message: string
}
export interface SnapshotFrame {
  readonly t: 'snapshot'
  readonly pos: number
  readonly view: AgentView | BuyerPageView
}
export interface HistoryReply {
  readonly t: 'history'
  readonly q: number
  readonly conversation: ConversationId
  /** Ascending by cseq. */
  readonly messages: readonly Message[]
  /** No older message in this conversation. */
  readonly complete: boolean
  /** The buyer's conversation before this one, if the viewer may read it. */
  readonly previous: ConversationId | null
}
export type ServerFrame =
  | WelcomeFrame
  | EventFrame
  | OkFrame
  | ErrorFrame
  | SnapshotFrame
  | HistoryReply
  | { readonly t: 'reset'; readonly reason: 'epoch' | 'too_far_behind' | 'rights' }
  | { readonly t: 'drain'; readonly withinMs: number }
  | {
      readonly t: 'typing'
      readonly conversation: ConversationId
      readonly by: 'buyer' | 'shop'
      readonly on: boolean
      /** For the holder, where the shop shows it. */
      readonly text?: string
    }
  /** S52: what the account keeps: all of it behind a welcome (`all`), and each change, told to its sender, too. */
  | {
      readonly t: 'kept'
      readonly all: boolean
      readonly entries: Readonly<Record<string, string | null>>
    }
  /** The account's own day; when it changed, at most once a second. */
  | { readonly t: 'figures'; readonly figures: Figures }
  /** Something beside the log changed: ask again if it is on the screen. */
  | {
      readonly t: 'changed'
      /** practice: something of the account's own: its run, assignments, comments. */
      readonly what: 'phrases' | 'words' | 'orders' | 'looks' | 'practice'
      /** Of orders and looks. */
      readonly buyer?: string
    }
  /** How many conversations each account holds now; agents only, at most once a second, no pos. */
  | { readonly t: 'load'; readonly held: Readonly<Record<AccountId, number>> }
  | { readonly t: 'pong'; readonly serverTime: number }

/** One websocket message is one frame or, from the gateway, an array of frames in order. */
export type ServerMessage = ServerFrame | readonly ServerFrame[]
