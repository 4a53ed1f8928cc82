import type { FastifyInstance, FastifyReply } from 'fastify'
import type { z } from 'zod'
import type { Call } from '#shared/practice/calls/call.ts'
import { agentOf, type AgentIdentity } from '../http/gate.ts'
import { fail, read } from '../http/replies.ts'
import { PracticeRefusal } from './colleagues.ts'

type Table = Readonly<Record<string, Call<z.ZodType, unknown>>>
type Argument<C> = C extends Call<infer A extends z.ZodType, unknown> ? z.output<A> : never
type Result<C> = C extends Call<z.ZodType, infer R> ? R : never

/**
 * Registers calls of one table (shared/practice/calls) at the addresses it gives them. The argument is
 * checked by the call's own schema, from wherever its fields come: path, query, body. A PracticeRefusal
 * is answered by its code, any other throw is a fault of the gateway.
 *
 *     const serve = serving(app, classCalls)
 *     serve('courses.remove', ({ shop }, { id }) => courses.remove(shop, id))
 *
 * @param bodyLimit bytes of the whole body; absent: 64 KiB
 */
export function serving<T extends Table>(app: FastifyInstance, table: T) {
  return function serve<N extends keyof T & string>(
    name: N,
    work: (asker: AgentIdentity, argument: Argument<T[N]>) => Result<T[N]> | Promise<Result<T[N]>>,
    bodyLimit?: number,
  ): void {
    const { route, argument: schema }: Call<z.ZodType, unknown> = table[name] as T[N]
    const [method, url] = route.split(' ') as ['GET' | 'POST', string]
    const takesNothing = schema.safeParse(undefined).success
    app.route({
      method,
      url,
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      async handler(request, reply) {
        const given = method === 'GET' ? request.query : request.body
        const isObject = typeof given === 'object' && given !== null && !Array.isArray(given)
        const fields = { ...(isObject ? given : {}), ...(request.params as object) }
        const asked =
          method === 'POST' && !isObject && given !== undefined && given !== null
            ? { problem: 'the request is not of the schema: body' }
            : read<unknown>(schema, takesNothing ? undefined : fields)
        if ('problem' in asked) return fail(reply, { code: 'bad_request', message: asked.problem })
        const answer = () => work(agentOf(request), asked.value as Argument<T[N]>)
        return told(reply, answer)
      },
    })
  }
}

async function told(reply: FastifyReply, work: () => unknown): Promise<FastifyReply> {
  try {
    // Null, too, is an answer in JSON.
    const text = JSON.stringify((await work()) ?? null)
    return await reply.type('application/json; charset=utf-8').send(text)
  } catch (error) {
    if (!(error instanceof PracticeRefusal)) throw error
    return fail(reply, { code: error.code, message: error.message })
  }
}
