import type { AuditEntry, AuditKind, AuditSubject } from '#shared/audit/model.ts'
import type { AccountId } from '#shared/protocol/model.ts'
import type { Outcome, SendNote, Shop } from './contract.ts'

/** Those the main account is to see soon. */
const ALERTS: ReadonlySet<AuditKind> = new Set(['new_device', 'new_place', 'locked'])

/**
 * T6: durable when it resolves, and only then may what it tells of go out (an unmasked number, an
 * exported transcript). Never rejects; a refusal says that nothing was noted.
 */
export function noteAudit(
  shop: Pick<Shop, 'submit'>,
  entry: Omit<AuditEntry, 'alert' | 'values' | 'about'> & Partial<AuditEntry>,
): Promise<Outcome> {
  return shop.submit({
    type: 'audit.note',
    entry: { about: {}, values: {}, alert: ALERTS.has(entry.kind), ...entry },
  })
}

/** Sensitive words of an account's message, whether it was let through or stopped. */
export function wordsEntry(
  by: AccountId | null,
  { kind, rule, verdict, count }: SendNote,
  about: AuditSubject,
): AuditEntry {
  return {
    kind: 'words',
    by,
    about,
    values: { kind, rule, verdict, count },
    alert: verdict === 'block',
  }
}
