import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import type { ApiError } from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'

const STATUS: Partial<Record<ErrorCode, number>> = {
  credentials_wrong: 401,
  second_factor_required: 401,
  second_factor_wrong: 401,
  second_factor_setup: 403,
  token_invalid: 401,
  identity_invalid: 401,
  token_expired: 401,
  session_revoked: 401,
  not_allowed: 403,
  practice_shop: 403,
  account_disabled: 403,
  origin_refused: 403,
  not_found: 404,
  name_taken: 409,
  phrase_changed: 409,
  phrase_code_taken: 409,
  words_changed: 409,
  scenario_changed: 409,
  bank_changed: 409,
  exam_undrawable: 409,
  exam_over: 409,
  limit_reached: 409,
  quota_reached: 409,
  cid_conflict: 409,
  order_changed: 409,
  file_too_large: 413,
  file_type_refused: 415,
  locked_for_a_time: 429,
  rate_limited: 429,
  internal: 500,
  draining: 503,
  overloaded: 503,
  order_system_down: 503,
  storage_failed: 507,
}

export function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 400
}

/** Every failure leaves in this one form: no stack, no secret, nothing of the request. */
export function fail(reply: FastifyReply, error: ApiError): FastifyReply {
  if (error.retryAfterMs !== undefined)
    void reply.header('retry-after', String(Math.ceil(error.retryAfterMs / 1000)))
  const { code, message, suggestion, retryAfterMs } = error
  return reply.code(statusOf(code)).send({
    code,
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  } satisfies ApiError)
}

/** The field that is wrong, never its value. */
export function read<T>(schema: z.ZodType<T>, input: unknown): { value: T } | { problem: string } {
  const parsed = schema.safeParse(input)
  if (parsed.success) return { value: parsed.data }
  const path = parsed.error.issues[0]?.path.map(String).join('.') ?? ''
  return { problem: `the request is not of the schema: ${path === '' ? 'body' : path}` }
}
