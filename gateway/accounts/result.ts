import type { ApiError } from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { Outcome } from '../desk/contract.ts'

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ApiError }

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}

export function refuse(
  code: ErrorCode,
  message: string,
  more?: Partial<ApiError>,
): { ok: false; error: ApiError } {
  return { ok: false, error: { code, message, ...more } }
}

export function resultOf(outcome: Outcome): Result<null> {
  return outcome.ok ? ok(null) : refuse(outcome.code, outcome.message)
}
