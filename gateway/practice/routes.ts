import type { FastifyInstance } from 'fastify'
import { SCENARIO_BYTES } from '#shared/practice/api.ts'
import { classCalls } from '#shared/practice/calls/classes.ts'
import { runCalls } from '#shared/practice/calls/runs.ts'
import { scenarioCalls } from '#shared/practice/calls/scenarios.ts'
import { isWide } from '#shared/rights/reach.ts'
import type { AgentIdentity } from '../http/gate.ts'
import { serving } from './bind.ts'
import { PracticeRefusal } from './colleagues.ts'
import { examRoutes } from './exams/routes.ts'
import { rushRoutes } from './rush/routes.ts'
import type { Practice } from './service.ts'
import { voiceRoutes } from './voice/routes.ts'

/** A whole text in its JSON: a sign may take three bytes, a new line two. */
const TEXT_LIMIT = 4 * SCENARIO_BYTES

/** shared/practice/calls.ts; registered in a practice gateway alone. */
export function practiceRoutes(app: FastifyInstance, practice: Practice): void {
  runRoutes(app, practice)
  examRoutes(app, practice.exams)
  scenarioRoutes(app, practice)
  classRoutes(app, practice)
  rushRoutes(app, practice)
  voiceRoutes(app, practice.voices)
}

function runRoutes(app: FastifyInstance, practice: Practice): void {
  const serve = serving(app, runCalls)

  serve('runs.state', ({ shop, account }) => practice.state(shop, account.id))
  serve(
    'runs.start',
    ({ shop, account }, { seed, ...asked }) => practice.start(shop, account, asked, seed),
    TEXT_LIMIT,
  )
  serve('runs.list', async ({ shop, account, reach }) => ({
    runs: await practice.runs(shop, isWide(reach) ? null : account.id),
  }))
  serve('runs.get', (asker, { id }) => readable(practice, asker, id))
  for (const [name, act] of [
    ['runs.pause', 'pause'],
    ['runs.resume', 'resume'],
    ['runs.giveUp', 'give-up'],
  ] as const)
    serve(name, async (asker, { id }) => {
      await readable(practice, asker, id)
      return practice.change(asker.shop, id, act)
    })

  serve('runs.model', async (asker, { id }) => {
    const { record } = await readable(practice, asker, id)
    // Who plays it still would be told what to say.
    if (record === null && !isWide(asker.reach)) throw new PracticeRefusal(...GOES_ON)
    return practice.model(asker.shop, id)
  })
  serve('runs.setModel', async ({ shop }, { id, on }) => {
    await practice.setModel(shop, id, on)
    return null
  })
  serve('runs.comments', async (asker, { id }) => {
    await readable(practice, asker, id)
    return { comments: await practice.comments.of(asker.shop, id) }
  })
  serve('runs.comment', async (asker, { id, entry, text }) => {
    const { run, record } = await readable(practice, asker, id)
    if (record === null) throw new PracticeRefusal(...GOES_ON)
    if (entry !== null && entry >= record.entries.length)
      throw new PracticeRefusal('bad_request', 'the run has no such entry')
    const by = asker.account.id
    const said = await practice.comments.add(asker.shop, id, { by, entry, text })
    practice.toldOf(asker.shop, run)
    return said
  })
  serve('runs.uncomment', async ({ shop, account }, { id, comment }) => {
    await practice.comments.remove(shop, id, comment, account.id)
    const found = await practice.run(shop, id)
    if (found) practice.toldOf(shop, found.run)
    return null
  })
}

function scenarioRoutes(app: FastifyInstance, { library }: Practice): void {
  const serve = serving(app, scenarioCalls)

  serve('scenarios.list', async ({ shop }) => ({ scenarios: await library.list(shop) }))
  serve('scenarios.text', async ({ shop }, { id }) => {
    const found = await library.text(shop, id)
    if (!found) throw new PracticeRefusal('not_found', 'no such scenario')
    return found
  })
  serve(
    'scenarios.save',
    ({ shop, account }, { text, replaces }) => library.save(shop, account.id, text, replaces),
    TEXT_LIMIT,
  )
  serve('scenarios.remove', async ({ shop }, { id }) => {
    await library.remove(shop, id)
    return null
  })
}

function classRoutes(app: FastifyInstance, { lessons, runs }: Practice): void {
  const serve = serving(app, classCalls)

  serve('courses.list', async ({ shop }) => ({ courses: await lessons.courses(shop) }))
  serve('courses.save', ({ shop }, course) => lessons.saveCourse(shop, course))
  serve('courses.remove', async ({ shop }, { id }) => {
    await lessons.removeCourse(shop, id)
    return null
  })
  serve('assignments.list', async ({ shop, account, reach }) => ({
    assignments: await lessons.assignments(shop, isWide(reach) ? null : account.id),
  }))
  serve('assignments.save', ({ shop, account }, assignment) =>
    lessons.saveAssignment(shop, account.id, assignment),
  )
  serve('assignments.remove', async ({ shop }, { id }) => {
    await lessons.removeAssignment(shop, id)
    return null
  })
  serve('class.view', ({ shop }) => lessons.class(shop))
  serve('class.work', ({ shop }) => lessons.work(shop))
  serve('class.runs', async ({ shop }, { account }) => ({ runs: await runs(shop, account) }))
}

const GOES_ON = ['not_found', 'the run is not over'] as const

/** Another's run is none for who may only have its own. */
async function readable(practice: Practice, { shop, account, reach }: AgentIdentity, id: string) {
  const found = await practice.run(shop, id)
  if (!found || (!isWide(reach) && found.run.account !== account.id))
    throw new PracticeRefusal('not_found', 'no such run')
  return found
}
