import { z } from 'zod'
import type { Decision } from './events.ts'
import type { AccountView, BuyerView, FileRef, ShopView } from './model.ts'
import type { Choice } from './settings.ts'
import type { ErrorCode } from './codes.ts'

/**
 * The gateway's HTTP side. JSON in and out; `Authorization: Bearer <access>` where signed in.
 * Every failure is `ApiError` with a 4xx/5xx status.
 *
 * POST /api/sign-in   SignInRequest   → SessionReply
 * POST /api/refresh   {refresh}       → SessionReply
 * POST /api/sign-out  (bearer)        → {}
 * POST /api/password  {old, new}      → {}            ends the account's other sessions
 * GET  /api/shops/:shop               → ShopPublic
 * POST /api/buyers    {shop, name?}   → BuyerReply     an anonymous buyer, remembered by its page
 * POST /api/files     raw bytes, content-type, x-file-name (percent-encoded) → FileRef
 * GET  /api/files/:id (bearer)        → the bytes, as attachment unless a re-checked picture
 * GET  /api/invitation (bearer main)  → {code}
 * POST /api/accounts               OpenAccountRequest → AccountView         main; A2, A3
 * POST /api/accounts/:id/password  {password} → {}                          main; ends its sessions (A2)
 * GET  /api/accounts/:id/doctor    → DoctorReport                           main, supervisor, or oneself
 * GET  /api/decisions?DecisionsQuery → DecisionPage                        main, supervisor (D14)
 * GET  /api/days/:date             → Day (shared/dispatch/day.ts)           main, supervisor
 * GET  /api/buyers?BuyersQuery     → BuyerList                              main, supervisor
 * GET  /healthz, GET /metrics, GET /s/:shop (buyer's page), GET /widget.js, WS /ws
 */
const device = z.strictObject({ id: z.string().min(1).max(80), name: z.string().max(120) })

export const signInRequest = z.strictObject({
  name: z.string().min(1).max(120),
  password: z.string().min(1).max(200),
  device,
})
export type SignInRequest = z.infer<typeof signInRequest>

export const refreshRequest = z.strictObject({ refresh: z.string().min(1).max(300) })
export const passwordRequest = z.strictObject({
  old: z.string().min(1).max(200),
  new: z.string().min(1).max(200),
})
export const buyerRequest = z.strictObject({
  shop: z.string().min(1).max(40),
  name: z.string().trim().min(1).max(40).optional(),
})

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
  mark: z.enum(['private', 'vip']).optional(),
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

export interface SessionReply {
  /** Short-lived; milliseconds of the gateway's clock tell until when. */
  readonly access: string
  readonly expiresAt: number
  readonly serverTime: number
  /** Long-lived; absent on refresh. */
  readonly refresh?: string
  readonly account: AccountView
  readonly shop: ShopView
}
export interface BuyerReply {
  readonly access: string
  readonly expiresAt: number
  readonly serverTime: number
  readonly refresh: string
  readonly buyer: { readonly id: string; readonly name: string }
}
export interface ShopPublic {
  /** What the page asks before the first message (D10); empty: nothing. */
  readonly choices: readonly Choice[]
  readonly id: string
  readonly name: string
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

/**
 * What a colleague types to join: `xiaoer:` + base64url JSON. The fingerprint is the SHA-256 of the
 * gateway's certificate (DER, lower-case hex); the client accepts that certificate and no other.
 */
export const invitation = z.strictObject({
  v: z.literal(1),
  urls: z.array(z.url()).min(1).max(8),
  fingerprint: z
    .string()
    .regex(/^[a-f0-9]{64}$/)
    .nullable(),
  shop: z.string(),
})
export type Invitation = z.infer<typeof invitation>
export const INVITATION_PREFIX = 'xiaoer:'
