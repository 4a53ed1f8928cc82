/**
 * The closed catalogue of error codes. `retry`: the same request may succeed later unchanged.
 * SPEC.md and the locales (`error.<code>`) list the same codes; tests hold them together.
 */
export const ERROR_CODES = {
  bad_json: { retry: false },
  bad_frame: { retry: false },
  frame_too_large: { retry: false },
  hello_required: { retry: false },
  hello_twice: { retry: false },
  hello_timeout: { retry: true },
  version_unsupported: { retry: false },
  token_invalid: { retry: false },
  token_expired: { retry: false },
  session_revoked: { retry: false },
  origin_refused: { retry: false },
  not_allowed: { retry: false },
  not_found: { retry: false },
  conversation_closed: { retry: false },
  holder_changed: { retry: false },
  cid_conflict: { retry: false },
  account_unavailable: { retry: false },
  group_unavailable: { retry: false },
  same_holder: { retry: false },
  offer_gone: { retry: false },
  settings_changed: { retry: false },
  bad_settings: { retry: false },
  /** The buyer is blocked: nothing of it is taken. */
  buyer_blocked: { retry: false },
  /** Recalled too late, or not one's own. */
  recall_over: { retry: false },
  /** The shop's policy stops words in it; the workstation's own guard shows which. */
  words_blocked: { retry: false },
  /** It goes on in a newer conversation, or is too long ago. */
  reopen_over: { retry: false },
  /** T3: nothing deletes a transcript that is held as evidence. */
  held_as_evidence: { retry: false },
  window_exceeded: { retry: true },
  rate_limited: { retry: true },
  too_slow: { retry: true },
  storage_failed: { retry: true },
  overloaded: { retry: true },
  draining: { retry: true },
  internal: { retry: true },
  name_taken: { retry: false },
  quota_reached: { retry: false },
  name_invalid: { retry: false },
  name_full_width_colon: { retry: false },
  // HTTP only
  bad_request: { retry: false },
  credentials_wrong: { retry: false },
  account_disabled: { retry: false },
  locked_for_a_time: { retry: true },
  password_too_short: { retry: false },
  /** On the bundled list, or hardly more than one sign repeated. */
  password_breached: { retry: false },
  /** Holds the account's or the shop's name. */
  password_names: { retry: false },
  /** The password is right; a code of the second factor is needed as well. */
  second_factor_required: { retry: false },
  second_factor_wrong: { retry: false },
  /** The shop wants one of this account. */
  second_factor_setup: { retry: false },
  file_too_large: { retry: false },
  file_type_refused: { retry: false },
  invitation_invalid: { retry: false },
  identity_invalid: { retry: false },
  phrase_changed: { retry: false },
  phrase_code_taken: { retry: false },
  limit_reached: { retry: false },
  /** The shop's list of words, changed since it was read. */
  words_changed: { retry: false },
  order_system_down: { retry: true },
  order_changed: { retry: false },
  act_refused: { retry: false },
  /** In a practice gateway, to whoever comes as a real buyer. */
  practice_shop: { retry: false },
  /** The scenario's file has faults. */
  scenario_invalid: { retry: false },
  /** Somebody else changed or removed it since. */
  scenario_changed: { retry: false },
  /** A question or a recipe of the bank, changed since it was read. */
  bank_changed: { retry: false },
  /** The bank has too few questions for a paper. */
  exam_undrawable: { retry: false },
  /** The sitting has ended; the answer came too late. */
  exam_over: { retry: false },
} as const satisfies Record<string, { retry: boolean }>

export type ErrorCode = keyof typeof ERROR_CODES

/** Websocket close codes. `stop`: reconnecting as is can't help. */
export const CLOSE_CODES = {
  protocol: { code: 4000, stop: true },
  unauthorized: { code: 4001, stop: true },
  revoked: { code: 4003, stop: true },
  version: { code: 4005, stop: true },
  hello_timeout: { code: 4008, stop: false },
  too_slow: { code: 4009, stop: false },
  draining: { code: 4010, stop: false },
  overloaded: { code: 4011, stop: false },
  /** The token ran out while connected: fetch a new one and come back. */
  expired: { code: 4012, stop: false },
} as const

export function closeStops(code: number): boolean {
  return Object.values(CLOSE_CODES).some((entry) => entry.code === code && entry.stop)
}
