import type { FastifyInstance } from 'fastify'
import { rushCalls } from '#shared/practice/calls/rush.ts'
import { serving } from '../bind.ts'
import type { Practice } from '../service.ts'

/** shared/practice/calls/rush.ts. */
export function rushRoutes(app: FastifyInstance, practice: Practice): void {
  const serve = serving(app, rushCalls)

  serve('rush.start', ({ shop, account }, { seed, ...rush }) =>
    practice.start(shop, account, { rush }, seed),
  )
}
