import type { FastifyInstance, FastifyReply } from 'fastify'
import type { z } from 'zod'
import { examCalls } from '#shared/practice/calls/exams.ts'
import type { SittingList } from '#shared/practice/exam/api.ts'
import { isWide } from '#shared/rights/reach.ts'
import { agentOf, type AgentIdentity } from '../../http/gate.ts'
import { fail, read } from '../../http/replies.ts'
import { PracticeRefusal } from '../colleagues.ts'
import type { Exams } from './service.ts'

type ExamCall = keyof typeof examCalls
type Argument<N extends ExamCall> = z.output<(typeof examCalls)[N]['argument']>

/** 5,000 questions with all that they may hold. */
const IMPORT_BYTES = 32 * 1024 * 1024

/** shared/practice/calls/exams.ts; registered in a practice gateway alone. */
export function examRoutes(app: FastifyInstance, exams: Exams): void {
  /** The argument is checked by the contract's own schema, from wherever its fields come. */
  function serve<N extends ExamCall>(
    name: N,
    work: (asker: AgentIdentity, argument: Argument<N>) => unknown,
    bodyLimit?: number,
  ): void {
    const { route, argument: schema } = examCalls[name]
    const [method, url] = route.split(' ') as ['GET' | 'POST', string]
    app.route({
      method,
      url,
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      handler: (request, reply) => {
        const given: unknown = {
          ...(request.params as object),
          ...((method === 'GET' ? request.query : request.body) as object | null),
        }
        const empty = schema.safeParse(undefined).success
        const body = read<unknown>(schema, empty ? undefined : given)
        if ('problem' in body) return fail(reply, { code: 'bad_request', message: body.problem })
        return answer(reply, () => work(agentOf(request), body.value as Argument<N>))
      },
    })
  }
  const bankOf = ({ shop }: AgentIdentity) => exams.bank(shop.id)

  serve('bank.get', (asker) => bankOf(asker).view())
  serve('bank.saveQuestion', (asker, { question, replaces }) =>
    bankOf(asker).saveQuestion(question, replaces, asker.account.nick),
  )
  serve('bank.removeQuestion', (asker, { id }) => {
    bankOf(asker).remove('question', id, asker.account.nick)
    return null
  })
  serve('bank.restoreQuestion', (asker, { id }) => {
    bankOf(asker).restore('question', id)
    return null
  })
  serve(
    'bank.import',
    (asker, { questions }) => bankOf(asker).importAll(questions, asker.account.nick),
    IMPORT_BYTES,
  )
  serve('bank.saveExam', (asker, { exam, replaces }) =>
    bankOf(asker).saveExam(exam, replaces, asker.account.nick),
  )
  serve('bank.removeExam', (asker, { id }) => {
    bankOf(asker).remove('exam', id, asker.account.nick)
    return null
  })
  serve('bank.restoreExam', (asker, { id }) => {
    bankOf(asker).restore('exam', id)
    return null
  })
  serve('bank.statistics', ({ shop }, { exam }) => exams.statistics(shop.id, exam ?? null))

  serve('exams.list', ({ shop, account }) => exams.list(shop.id, account.id))
  serve('exams.sit', ({ shop, account }, { exam }) => exams.sit(shop.id, account.id, exam))
  serve('exams.sittings', ({ shop, account, reach }) => {
    const sittings = exams.sittings(shop.id, isWide(reach) ? null : account.id)
    return { sittings } satisfies SittingList
  })
  serve('exams.sitting', ({ shop, account, reach }, { id }) => {
    const found = exams.sitting(shop.id, account.id, isWide(reach), id)
    if (!found) throw new PracticeRefusal('not_found', 'no such sitting')
    return found
  })
  serve('exams.answer', ({ shop, account }, { id, ...given }) =>
    exams.answer(shop.id, account.id, id, given),
  )
  serve('exams.handIn', ({ shop, account }, { id }) => exams.handIn(shop.id, account.id, id))
}

function answer(reply: FastifyReply, work: () => unknown): FastifyReply {
  try {
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(work()))
  } catch (error) {
    if (!(error instanceof PracticeRefusal)) throw error
    return fail(reply, { code: error.code, message: error.message })
  }
}
