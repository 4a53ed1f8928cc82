import { ERROR_CODES, type ErrorCode } from '#shared/protocol/codes.ts'
import { AskError } from '#shared/protocol/client.ts'
import type { BridgeErrorCode, BridgeFailure } from '#shared/bridge/contract.ts'
import { CacheError } from './transcripts/errors.ts'

/**
 * A failure that a person is told about. Its message is English, for the log, and never holds
 * content, a password or a key.
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: BridgeErrorCode
  readonly suggestion: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(
    code: BridgeErrorCode,
    message: string,
    more: {
      readonly suggestion?: string | undefined
      readonly retryAfterMs?: number | undefined
    } = {},
  ) {
    super(message)
    this.code = code
    this.suggestion = more.suggestion
    this.retryAfterMs = more.retryAfterMs
  }
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_CODES, code)
}

/** How any error crosses the bridge. What is not ours is told by its class only: it may quote content. */
export function asBridgeFailure(error: unknown): BridgeFailure {
  if (error instanceof Failure) {
    return {
      code: error.code,
      message: error.message,
      ...(error.suggestion === undefined ? {} : { suggestion: error.suggestion }),
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    }
  }
  if (error instanceof AskError) return { code: error.code, message: 'the gateway did not answer' }
  if (error instanceof CacheError) return { code: 'cache_failed', message: error.message }
  return { code: 'internal', message: describe(error) }
}

/** An error for the log, without what it might quote. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  return `${error.name}${code}`
}
