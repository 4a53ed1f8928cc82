import { z } from 'zod'
import type { AccountView, FileRef, ShopView } from './model.ts'
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
