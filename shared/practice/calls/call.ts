import type { z } from 'zod'

export type PracticePath = `${'GET' | 'POST'} /api/practice/${string}`

/** One question to a practice gateway. `:name` of the route is the argument's field of that name. */
export interface Call<A extends z.ZodType, R> {
  readonly route: PracticePath
  readonly argument: A
  /** Of types alone: what is answered. */
  readonly result?: R
}

/** `call<Result>()(route, argument)`: the argument's type is inferred, the result's is named. */
export function call<R>() {
  return <A extends z.ZodType>(route: PracticePath, argument: A): Call<A, R> => ({
    route,
    argument,
  })
}

export interface CallRequest {
  readonly method: 'GET' | 'POST'
  /** With its query, where the method is GET. */
  readonly path: string
  /** Undefined: none. */
  readonly json: unknown
}

/** Fields in the path are in neither the query nor the body; those without a value are left out. */
export function requestOf(route: PracticePath, argument: unknown): CallRequest {
  const [method, pattern] = route.split(' ') as ['GET' | 'POST', string]
  const fields = { ...(argument as Record<string, unknown> | undefined) }
  const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = String(fields[name])
    delete fields[name]
    return encodeURIComponent(value)
  })
  if (method === 'POST') return { method, path, json: fields }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined && value !== null)
      query.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  return { method, path: query.size === 0 ? path : `${path}?${query}`, json: undefined }
}
