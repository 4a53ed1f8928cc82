import { z } from 'zod'
import type { Decision } from './events.ts'
import type {
  AccountId,
  AccountView,
  BuyerNote,
  BuyerView,
  ConversationId,
  FileRef,
  Rating,
  Sender,
  ShopView,
  Source,
  Summary,
} from './model.ts'
import type { Choice } from './settings.ts'
import type { ErrorCode } from './codes.ts'

/**
 * The gateway's HTTP side. JSON in and out; `Authorization: Bearer <access>` where signed in.
 * Every failure is `ApiError` with a 4xx/5xx status.
 *
 * POST /api/sign-in   SignInRequest   → SessionReply
 * POST /api/refresh   {refresh}       → SessionReply
 * POST /api/sign-in/second-factor          SignInCredentials         → SecondFactorOffer  who must have one
 * POST /api/sign-in/second-factor/confirm  SignInCredentials + code  → SignInSetup        and has none yet
 * POST /api/sign-out  (bearer)        → {}
 * POST /api/password  {old, new}      → {}            ends the account's other sessions
 * GET  /api/second-factor             → SecondFactorState   one's own
 * POST /api/second-factor  {password} → SecondFactorOffer;  /confirm {code} → RecoveryCodes
 *      /off {password} → {};  /recovery {password} → RecoveryCodes   new ones, the old are worth nothing
 * GET  /api/sessions?account          → SessionList   one's own; of sub-accounts by main
 * POST /api/sessions/end  EndSessionsRequest → {}     the same; they are closed at once (S43)
 * GET  /api/shops/:shop               → ShopPublic
 * POST /api/buyers    {shop, name?, identity?} → BuyerReply   an anonymous buyer, remembered by its page,
 *                     or one that the shop's site signed for (IdentityClaims): always the same buyer
 * POST /api/files     raw bytes, content-type, x-file-name (percent-encoded) → FileRef
 * GET  /api/files/:id (bearer)        → the bytes, as attachment unless a re-checked picture
 * GET  /api/invitation (bearer main)  → {code}
 * POST /api/accounts               OpenAccountRequest → AccountView         main; A2, A3
 * POST /api/accounts/:id/password  {password} → {}                          main; ends its sessions (A2)
 * GET  /api/accounts/:id/second-factor → SecondFactorState                main, or oneself
 * POST /api/accounts/:id/second-factor/off → {}                             main: a sub-account's lost phone
 * GET  /api/accounts/:id/doctor    → DoctorReport                           main, supervisor, or oneself
 * GET  /api/decisions?DecisionsQuery → DecisionPage                        main, supervisor (D14)
 * GET  /api/days/:date             → Day (shared/dispatch/day.ts)           main, supervisor
 * GET  /api/buyers?BuyersQuery     → BuyerList                              main, supervisor
 * GET  /api/buyers/:id             → BuyerCard               who may read the buyer (T1)
 * GET  /api/search?SearchRequest   → SearchPage              rights (T1) inside; T2
 * GET  /api/phrases, POST /api/phrases, POST /api/phrases/uses           shared/phrases/model.ts
 * GET  /api/words, POST /api/words                                       shared/words/own.ts
 * GET  /api/orders, POST /api/orders/acts, GET /api/products             shared/orders/model.ts
 * GET, POST /api/order-system, POST /api/orders/import                   main
 * POST /api/unmask    UnmaskRequest → Unmasked               who may read the buyer (T4), with a trace
 * POST /api/traces    TraceRequest  → {}                     what an account read, copied or saved (T6)
 * POST /api/hooks/orders/:shop     signed by the order system
 * GET, POST /api/identity          → IdentityState           main: the secret for signed buyers
 * GET  /healthz, GET /metrics, GET /s/:shop (buyer's page), GET /widget.js, WS /ws
 */
const device = z.strictObject({ id: z.string().min(1).max(80), name: z.string().max(120) })

const signInCredentials = {
  name: z.string().min(1).max(120),
  password: z.string().min(1).max(200),
  device,
}
/** Of the authenticator app, or a recovery code. */
const code = z.string().min(1).max(40)

/**
 * A6: `second_factor_required` asks for the same again with `code`; `second_factor_setup` says that
 * one has to be set up first. `ticket` stands once for the code that was typed to set it up.
 */
export const signInRequest = z.strictObject({
  ...signInCredentials,
  /** Name and version of the workstation, for the list of sessions. */
  app: z.string().max(60).optional(),
  code: code.optional(),
  ticket: z.string().min(1).max(80).optional(),
})
export type SignInRequest = z.infer<typeof signInRequest>
export const secondFactorOfferRequest = z.strictObject(signInCredentials)
export type SignInCredentials = z.infer<typeof secondFactorOfferRequest>
export const secondFactorConfirmRequest = z.strictObject({ ...signInCredentials, code })
export const passwordAgain = z.strictObject({ password: z.string().min(1).max(200) })
export const codeRequest = z.strictObject({ code })

/** What the authenticator app is given: told this once, and worth nothing until its first code. */
export interface SecondFactorOffer {
  /** Base32, to be typed in where no camera is at hand. */
  readonly secret: string
  /** `otpauth://…` for the QR code. */
  readonly uri: string
}
/** Ten, each good once; told this once. */
export interface RecoveryCodes {
  readonly recovery: readonly string[]
}
export interface SignInSetup extends RecoveryCodes {
  readonly ticket: string
}
export interface SecondFactorState {
  /** Unix ms; null: there is none. */
  readonly since: number | null
  readonly recoveryLeft: number
  /** By `settings.security.secondFactor`. */
  readonly required: boolean
}

export const sessionsQuery = z.strictObject({ account: z.string().max(80).optional() })
export const endSessionsRequest = z.strictObject({
  /** Absent: one's own. */
  account: z.string().min(1).max(80).optional(),
  sessions: z.array(z.string().min(1).max(80)).min(1).max(100),
  /** Their devices are strangers again: the next sign-in from there raises an alert. */
  forget: z.boolean().optional(),
})
export type EndSessionsRequest = z.infer<typeof endSessionsRequest>
export interface SessionView {
  readonly id: string
  /** As the device calls itself. */
  readonly device: string
  readonly app: string
  /** `local` (this house's network), an address block, or `unknown`. */
  readonly place: string
  readonly address: string
  readonly createdAt: number
  readonly lastSeenAt: number
  /** A workstation is connected with it now. */
  readonly connected: boolean
  /** The one that asks. */
  readonly current: boolean
}
export interface SessionList {
  /** Newest use first. */
  readonly sessions: readonly SessionView[]
}

export const refreshRequest = z.strictObject({ refresh: z.string().min(1).max(300) })
export const passwordRequest = z.strictObject({
  old: z.string().min(1).max(200),
  new: z.string().min(1).max(200),
})
export const buyerRequest = z.strictObject({
  shop: z.string().min(1).max(40),
  name: z.string().trim().min(1).max(40).optional(),
  identity: z.string().min(1).max(4000).optional(),
})

/**
 * What the shop's site signs for its customer: a JWT, HS256 with the shop's identity secret, `sub` the
 * customer in the shop's books, `exp` at most a day ahead. Another or none: `identity_invalid`.
 */
export interface IdentityClaims {
  readonly sub: string
  readonly name?: string
}
export interface IdentityState {
  /** Told once, when it is made anew; null afterwards. */
  readonly secret: string | null
  readonly since: number | null
}

/** A buyer as the panel shows it; conversations newest first, at most 50, those the viewer may read. */
export interface BuyerCard {
  readonly buyer: BuyerView
  readonly notes: readonly BuyerNote[]
  readonly conversations: readonly BuyerPast[]
  /** Newest first, at most 20. */
  readonly looks: readonly Look[]
  readonly satisfaction: { readonly count: number; readonly average: number | null }
}
export interface BuyerPast {
  readonly conversation: ConversationId
  readonly openedAt: number
  /** Null: it goes on. */
  readonly closedAt: number | null
  /** Nicks of those who held it, in order. */
  readonly held: readonly string[]
  readonly messages: number
  readonly source: Source | null
  readonly summary: Summary | null
  readonly rating: Rating | null
}
export interface Look {
  readonly at: number
  readonly page: string
  readonly title: string | null
  readonly product: string | null
}

/** T2. Words as they stand in a message, from one character up; at least one of text, buyer, order. */
export const searchRequest = z.strictObject({
  text: z.string().max(200).optional(),
  /** Whose conversations; absent: of all accounts whose transcripts the viewer may read. */
  account: z.string().max(80).optional(),
  buyer: z.string().max(80).optional(),
  /** Of the message's time, Unix ms, from included. */
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  /** A pos to page on from. */
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
})
export type SearchRequest = z.infer<typeof searchRequest>
export interface FoundMessage {
  readonly pos: number
  readonly conversation: ConversationId
  readonly cseq: number
  readonly at: number
  readonly sender: Sender
  readonly buyer: { readonly id: string; readonly name: string }
  /** Who held it then. */
  readonly account: AccountId | null
  readonly snippet: string
  /** UTF-16 offsets within the snippet. */
  readonly ranges: readonly (readonly [number, number])[]
}
export interface SearchPage {
  /** Newest first. */
  readonly hits: readonly FoundMessage[]
  /** Ask on with `before` this; null: no older ones. */
  readonly next: number | null
}

const named = z.string().min(1).max(80)
/**
 * What lies beside the messages: a buyer's note, a line among colleagues by its pos, how it ended in the
 * words of who closed it and of the buyer, and what goes with an offer that is open.
 */
const besides = [
  z.strictObject({ buyer: named, note: named }),
  z.strictObject({ conversation: named, aside: z.number().int().min(1) }),
  z.strictObject({ conversation: named, summary: z.literal(true) }),
  z.strictObject({ conversation: named, rating: z.literal(true) }),
  z.strictObject({ conversation: named, offer: z.literal(true) }),
] as const
export type Beside = z.infer<(typeof besides)[number]>
/** T4: one message, what lies beside it, or of one of the buyer's orders its address or the buyer's note. */
export const unmaskRequest = z.union([
  z.strictObject({ conversation: named, cseq: z.number().int().min(1) }),
  z.strictObject({ buyer: named, order: named, part: z.literal('note').optional() }),
  ...besides,
])
export type UnmaskRequest = z.infer<typeof unmaskRequest>
/** To be shown for a moment, never to be kept. */
export interface Unmasked {
  readonly text: string
}

/** T6: ids and counts, nothing of what it was. One that is refused leaves none of them. */
export const traceRequest = z.strictObject({
  traces: z
    .array(
      z.union([
        z.strictObject({
          kind: z.enum(['copied', 'exported']),
          conversation: z.string().min(1).max(80),
          /** Messages. */
          count: z.number().int().min(1).max(10_000),
        }),
        /** On screen, of what came live; noted once an hour, and only of what is not one's own. */
        z.strictObject({
          kind: z.literal('transcript_read'),
          conversation: z.string().min(1).max(80),
        }),
        /** A drill of practice was made of it, anonymised; told before it leaves the workstation. */
        z.strictObject({
          kind: z.literal('drill_made'),
          conversation: z.string().min(1).max(80),
        }),
      ]),
    )
    .min(1)
    .max(20),
})
export type TraceRequest = z.infer<typeof traceRequest>

export const openAccountRequest = z.strictObject({
  /** The part behind the colon (A1). */
  sub: z.string().min(1).max(60),
  nick: z.string().trim().min(1).max(40),
  role: z.enum(['supervisor', 'senior', 'junior']),
  password: z.string().min(1).max(200),
  groups: z.array(z.string().min(1).max(40)).max(50).optional(),
  weight: z.number().min(0).max(10).optional(),
  limit: z.number().int().min(1).max(1000).optional(),
  participates: z.boolean().optional(),
})
export type OpenAccountRequest = z.infer<typeof openAccountRequest>
export const resetPasswordRequest = z.strictObject({ password: z.string().min(1).max(200) })

/** All optional; `before`: a pos to page on from (newest first); times in Unix ms. */
export const decisionsQuery = z.strictObject({
  account: z.string().max(80).optional(),
  conversation: z.string().max(80).optional(),
  /** With `account`: what it got, or what it was a candidate of and did not get. */
  outcome: z.enum(['got', 'passed']).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
})
export type DecisionsQuery = z.infer<typeof decisionsQuery>

/** D14: one decision as it was recorded. */
export interface DecisionRecord {
  readonly pos: number
  readonly at: number
  readonly conversation: string
  readonly buyer: { readonly id: string; readonly name: string; readonly vip: boolean }
  readonly from: string | null
  /** Null: into the queue. */
  readonly to: string | null
  readonly decision: Decision
}
export interface DecisionPage {
  readonly decisions: readonly DecisionRecord[]
  /** Ask on with `before` this; null: no older ones. */
  readonly next: number | null
}

export const buyersQuery = z.strictObject({
  text: z.string().max(60).optional(),
  mark: z.enum(['private', 'vip', 'evidence']).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
})
export type BuyersQuery = z.infer<typeof buyersQuery>
export interface BuyerEntry {
  readonly buyer: BuyerView
  /** Its newest conversation; null before the first. */
  readonly conversation: string | null
  readonly open: boolean
  readonly lastServedBy: string | null
  readonly lastAt: number | null
}
export interface BuyerList {
  readonly buyers: readonly BuyerEntry[]
  /** There are more than were asked for. */
  readonly more: boolean
}

/** T3, `POST /api/erasures`; `confirm`: the same id once more. Answered when no word is left. */
export const erasureRequest = z.strictObject({
  buyer: z.string().min(1).max(80),
  confirm: z.string().max(80),
})
export type ErasureRequest = z.infer<typeof erasureRequest>
export interface ErasureReply {
  readonly rows: number
}

/**
 * T5, `GET /api/evidence/:buyer`: bytes. The whole transcript, nothing masked. `pdf`: the page, for the
 * workstation to print into a file; the trace (T6) names what the person gets.
 */
export const evidenceQuery = z.strictObject({
  format: z.enum(['zip', 'pdf', 'html', 'json']),
  language: z.enum(['zh-CN', 'zh-TW', 'en']),
})
export type EvidenceQuery = z.infer<typeof evidenceQuery>

/** T5, `GET /api/seals`. */
export interface SealState {
  /** DER (SPKI), base64; and its SHA-256 as people compare it. */
  readonly publicKey: string
  readonly fingerprint: string
  readonly count: number
  readonly last: { readonly pos: number; readonly at: number } | null
}

export interface SessionReply {
  /** Short-lived; milliseconds of the gateway's clock tell until when. */
  readonly access: string
  readonly expiresAt: number
  readonly serverTime: number
  /** Long-lived; absent on refresh. */
  readonly refresh?: string
  readonly account: AccountView
  readonly shop: ShopView
  /** The gateway is of practice; workstations refuse it at the door of real shops, and the other way. */
  readonly practice?: true
}
export interface BuyerReply {
  readonly access: string
  readonly expiresAt: number
  readonly serverTime: number
  readonly refresh: string
  readonly buyer: { readonly id: string; readonly name: string }
}
export interface ShopPublic {
  /** The shop's people read what is being typed: the page says so. */
  readonly typingPreview: boolean
  /** What the page asks before the first message (D10); empty: nothing. */
  readonly choices: readonly Choice[]
  readonly id: string
  readonly name: string
  /** A practice shop: no real buyers come here. */
  readonly practice?: true
}
/** GET /healthz */
export interface Health {
  readonly status: 'ok' | 'draining'
  readonly shops: number
  /** A practice gateway. */
  readonly practice?: true
}
export interface ApiError {
  readonly code: ErrorCode
  readonly message: string
  /** For `name_full_width_colon`: the mended name. */
  readonly suggestion?: string
  /** For `locked_for_a_time`. */
  readonly retryAfterMs?: number
}
export type UploadReply = FileRef
