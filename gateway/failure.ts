/**
 * What can stop a gateway from starting or a command from running, told apart by `code` because
 * these cross processes. The message is for people at a terminal: what happened, what to do.
 */
export type FailureCode =
  | 'usage'
  | 'port_in_use'
  | 'address_unavailable'
  | 'data_locked'
  | 'data_unwritable'
  | 'key_missing'
  | 'key_wrong'
  | 'database_newer'
  | 'database_damaged'
  | 'tls_required'
  | 'check_failed'
  /** A practice gateway's folder for an ordinary one, or the other way round. */
  | 'purpose_differs'
  | 'internal'

export class GatewayFailure extends Error {
  readonly code: FailureCode
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'GatewayFailure'
    this.code = code
  }
}

export function failureCodeOf(error: unknown): FailureCode | null {
  return error instanceof GatewayFailure ? error.code : null
}

/** The `code` of a Node system error, such as EADDRINUSE. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
