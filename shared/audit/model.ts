import { z } from 'zod'
import type { AccountId, BuyerId, ConversationId } from '../protocol/model.ts'

/**
 * T6: what the main account can look up about who did what. Entries that have an event of their own
 * (settings, accounts, marks, order acts, …) are read from it; all others are `audit.noted` in the
 * shop's log, which chains both. Never with a word of a message, a password, a code or a number that
 * was unmasked: what it is about is told by ids.
 */
export const AUDIT_KINDS = [
  // Signing in.
  'signed_in',
  'signed_out',
  /** From a device or an address this account never used (alert). */
  'new_device',
  'new_place',
  /** Too many failures; `values.address` (alert). */
  'locked',
  'second_factor_on',
  'second_factor_off',
  'recovery_used',
  'session_ended',
  'password_changed',
  'password_reset',
  // Reading what is not one's own, taking it out.
  'transcript_read',
  'unmasked',
  'copied',
  'exported',
  /** A conversation became a drill of practice, with all that tells of a person replaced. */
  'drill_made',
  'evidence_exported',
  // What was done to the record.
  'held',
  'released',
  'erased',
  'expired',
  // Words: `values.kind` of shared/words, `values.verdict` (alert where it was blocked).
  'words',
  // The shop and its keeper.
  'settings',
  'account_opened',
  'account_changed',
  'account_deleted',
  'marked',
  'order_acted',
  'identity_renewed',
  'invited',
  'backed_up',
  'backup_failed',
  'restored',
  'shop_exported',
  'shop_renamed',
] as const
export type AuditKind = (typeof AUDIT_KINDS)[number]

/** What it was done to; ids alone. */
export interface AuditSubject {
  readonly account?: AccountId | undefined
  readonly buyer?: BuyerId | undefined
  readonly conversation?: ConversationId | undefined
  readonly cseq?: number | undefined
}

export interface AuditEntry {
  readonly kind: AuditKind
  /** Who did it; null: the gateway itself or its command line. */
  readonly by: AccountId | null
  readonly about: AuditSubject
  /** Few and small: an address, a device's name, a count, the sections of the settings. */
  readonly values: Readonly<Record<string, string | number>>
  /** The main account is to see it soon. */
  readonly alert: boolean
}

/** An entry with its place in the log. */
export interface AuditRecord extends AuditEntry {
  readonly pos: number
  readonly at: number
}

/** All optional; `before`: a pos to page on from (newest first); times in Unix ms, from included. */
export const auditQuery = z.strictObject({
  kind: z.enum(AUDIT_KINDS).optional(),
  /** By whom, or about whom. */
  account: z.string().max(80).optional(),
  buyer: z.string().max(80).optional(),
  alerts: z.literal('true').optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
})
export type AuditQuery = z.infer<typeof auditQuery>
export interface AuditPage {
  /** Newest first. */
  readonly records: readonly AuditRecord[]
  /** Names of the buyers that the records are about. */
  readonly buyers: Readonly<Record<BuyerId, string>>
  /** Ask on with `before` this; null: no older ones. */
  readonly next: number | null
}
