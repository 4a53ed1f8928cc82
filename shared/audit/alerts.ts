import type { Delivered, ShopEvent } from '../protocol/events.ts'
import type { AuditEntry } from './model.ts'

/** Kept for all of main's workstations: alerts up to this pos have been seen. */
export const ALERTS_KEY = 'alerts'

const SIGN_IN: ReadonlySet<string> = new Set(['new_device', 'new_place', 'locked', 'recovery_used'])

/** Those that sign-in security lists; all of them are in the audit log. */
export function isSignInAlert(entry: AuditEntry): boolean {
  return entry.alert && SIGN_IN.has(entry.kind)
}

/** What is kept under `ALERTS_KEY`, as a pos; 0: nothing was seen. */
export function seenUpTo(kept: string | undefined): number {
  return Number(kept ?? 0) || 0
}

/** Positions of sign-in alerts (A6) among these events, behind `seen`. */
export function freshSignInAlerts(
  events: readonly Delivered<ShopEvent>[],
  seen: number,
): readonly number[] {
  return events.flatMap(({ pos, event }) =>
    event.type === 'audit.noted' && isSignInAlert(event.entry) && pos > seen ? [pos] : [],
  )
}
