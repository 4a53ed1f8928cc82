import { failureCodeOf, type FailureCode } from '../failure.ts'
import { Refusal } from '../control.ts'

/** What a script may rely on; listed by `--help`. */
export const EXIT = {
  ok: 0,
  /** Refused, or a check found something. */
  failed: 1,
  usage: 2,
  /** The data can't be opened: locked, no key, wrong key, damaged, not writable. */
  cannotOpen: 3,
  /** The database is from a newer version. */
  newer: 4,
  /** The address is in use or not ours. */
  cannotListen: 5,
  fault: 70,
} as const

const BY_CODE: Record<FailureCode, number> = {
  usage: EXIT.usage,
  tls_required: EXIT.usage,
  port_in_use: EXIT.cannotListen,
  address_unavailable: EXIT.cannotListen,
  data_locked: EXIT.cannotOpen,
  data_unwritable: EXIT.cannotOpen,
  key_missing: EXIT.cannotOpen,
  key_wrong: EXIT.cannotOpen,
  database_damaged: EXIT.cannotOpen,
  purpose_differs: EXIT.cannotOpen,
  database_newer: EXIT.newer,
  check_failed: EXIT.failed,
  internal: EXIT.fault,
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof Refusal) return EXIT.failed
  const code = failureCodeOf(error)
  return code === null ? EXIT.fault : BY_CODE[code]
}
