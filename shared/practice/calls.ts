import type { z } from 'zod'
import { requestOf, type Call, type CallRequest } from './calls/call.ts'
import { classCalls } from './calls/classes.ts'
import { examCalls } from './calls/exams.ts'
import { rushCalls } from './calls/rush.ts'
import { runCalls } from './calls/runs.ts'
import { scenarioCalls } from './calls/scenarios.ts'
import { voiceCalls } from './calls/voice.ts'

/**
 * All that the screens of practice ask of a practice gateway over HTTP. The page asks by name, the main
 * process checks the argument by its schema and asks the gateway, which checks it again. Who may:
 * `RIGHTS.practice`.
 */
export const PRACTICE_CALLS = {
  ...runCalls,
  ...scenarioCalls,
  ...classCalls,
  ...examCalls,
  ...rushCalls,
  ...voiceCalls,
}

type Calls = typeof PRACTICE_CALLS
export type PracticeCallName = keyof Calls
export type PracticeArgument<N extends PracticeCallName> =
  Calls[N] extends Call<infer A extends z.ZodType, unknown> ? z.input<A> : never
export type PracticeResult<N extends PracticeCallName> =
  Calls[N] extends Call<z.ZodType, infer R> ? R : never

/** Null: there is no such call, or its argument is none. */
export function practiceRequest(name: string, argument: unknown): CallRequest | null {
  if (!Object.hasOwn(PRACTICE_CALLS, name)) return null
  const { route, argument: schema } = PRACTICE_CALLS[name as PracticeCallName]
  const parsed = schema.safeParse(argument)
  return parsed.success ? requestOf(route, parsed.data) : null
}
