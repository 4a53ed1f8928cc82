import { z } from 'zod'
import { OrderFailure } from './contract.ts'
import { LOGIN } from './vendure-queries.ts'

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ extensions: z.object({ code: z.string().optional() }).optional() }))
    .optional(),
})
const signedIn = z.object({ login: z.object({ __typename: z.string() }) })

export interface VendureAccess {
  readonly url: string
  readonly user: string
  readonly secret: string
  readonly fetch: typeof globalThis.fetch
}

/** Signed in when it is needed, and once again when the session has run out. */
export class VendureApi {
  readonly #access: VendureAccess
  #token: string | null = null
  #signingIn: Promise<string> | null = null

  constructor(access: VendureAccess) {
    this.#access = access
  }

  /** @throws OrderFailure `down`, `refused` (its rights don't suffice), `lies` */
  async ask<T>(
    schema: z.ZodType<T>,
    query: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<T> {
    for (const last of [false, true]) {
      const token = this.#token ?? (await this.#signIn(signal))
      const { body } = await this.#post(query, variables, signal, token)
      const codes = (body.errors ?? []).map((error) => error.extensions?.code)
      if (codes.includes('FORBIDDEN') || codes.includes('UNAUTHENTICATED')) {
        this.#token = null
        if (!last) continue
        throw new OrderFailure('refused', 'vendure: the account has no right to it')
      }
      // Its words may quote what was asked: they stay here.
      if (codes.length > 0) throw new OrderFailure('down', 'vendure: the question failed')
      return parsed(schema, body.data)
    }
    throw new OrderFailure('refused', 'vendure: not signed in')
  }

  /** One at a time, however many wait for it. */
  #signIn(signal: AbortSignal): Promise<string> {
    this.#signingIn ??= this.#newToken(signal).finally(() => {
      this.#signingIn = null
    })
    return this.#signingIn
  }

  async #newToken(signal: AbortSignal): Promise<string> {
    const { user, secret } = this.#access
    const { body, token } = await this.#post(LOGIN, { user, secret }, signal)
    const { login } = parsed(signedIn, body.data)
    if (login.__typename !== 'CurrentUser' || token === null)
      throw new OrderFailure('refused', 'vendure: name or password is wrong')
    this.#token = token
    return token
  }

  async #post(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    token?: string,
  ): Promise<{ body: z.infer<typeof answer>; token: string | null }> {
    const response = await this.#access.fetch(this.#access.url, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
      signal,
    })
    if (response.status === 401 || response.status === 403)
      throw new OrderFailure('refused', `vendure: ${response.status}`)
    if (response.status >= 500) throw new OrderFailure('down', `vendure: ${response.status}`)
    const text = await response.text()
    return {
      body: parsed(answer, jsonOf(text)),
      token: response.headers.get('vendure-auth-token'),
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new OrderFailure('lies', 'vendure: the answer is not JSON')
  }
}

export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const path = result.error.issues[0]?.path.map(String).join('.') ?? ''
  throw new OrderFailure('lies', `vendure: not as expected at ${path}`)
}
