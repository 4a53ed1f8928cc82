import { CLOSE_CODES, ERROR_CODES, type ErrorCode } from './codes.ts'
import type { ServerFrame, ServerMessage } from './frames.ts'

/** A question that was not answered: by the gateway's code, or for want of a link. */
export class AskError extends Error {
  override readonly name = 'AskError'
  readonly code: ErrorCode | 'offline'

  constructor(code: ErrorCode | 'offline') {
    super(code)
    this.code = code
  }
}

/** null: the text is not of the protocol. */
export function framesOf(text: string): readonly (ServerFrame | null)[] {
  try {
    const message = JSON.parse(text) as ServerMessage
    return Array.isArray(message) ? (message as readonly ServerFrame[]) : [message as ServerFrame]
  } catch {
    return [null]
  }
}

/** Where no error frame said more. */
export function codeOfClose(code: number): ErrorCode {
  switch (code) {
    case CLOSE_CODES.protocol.code:
      return 'bad_frame'
    case CLOSE_CODES.unauthorized.code:
      return 'token_invalid'
    case CLOSE_CODES.version.code:
      return 'version_unsupported'
    default:
      return 'session_revoked'
  }
}

/** Of our own catalogue, and not one that asks to try again: a network error has a `code` too. */
export function stoppingCode(error: unknown): ErrorCode | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null
  const { code } = error
  if (typeof code !== 'string' || !Object.hasOwn(ERROR_CODES, code)) return null
  return ERROR_CODES[code as ErrorCode].retry ? null : (code as ErrorCode)
}
