import type { Logger } from 'pino'
import type { RunReply } from '#shared/practice/api.ts'
import type { ModelRun, RunView } from '#shared/practice/courses.ts'
import type { Shop } from '../desk/contract.ts'
import { PracticeRefusal, type Colleagues } from './colleagues.ts'
import { openComments, type Comments } from './comments.ts'
import type { Exams } from './exams/service.ts'
import { openLessons, type Lessons } from './lessons.ts'
import type { Library } from './library.ts'
import { openModels } from './models.ts'
import { trainersOf } from './people.ts'
import { walksBeside, type Scenarios } from './scenarios.ts'
import type { Standings } from './standings.ts'
import type { PracticeStore } from './store.ts'
import { isOpen, recordOf } from './views.ts'

/** What hangs on runs that are over: read again, spoken about, compared, counted in courses. */
export interface Classroom {
  readonly lessons: Lessons
  readonly comments: Comments
  run(shop: Shop, id: string): Promise<RunReply | null>
  /** @throws PracticeRefusal not_found */
  model(shop: Shop, run: string): Promise<ModelRun>
  /** @throws PracticeRefusal not_found: there is none that was played to its end */
  setModel(shop: Shop, run: string, on: boolean): Promise<void>
  /** Something of this run is told anew to its trainee and to the trainers. */
  toldOf(shop: Shop, run: RunView): void
}

export function openClassroom(parts: {
  readonly store: PracticeStore
  readonly library: Library
  readonly bundled: Scenarios
  /** Where the bundled ones lie. */
  readonly folder: string
  readonly exams: Exams
  readonly colleagues: Colleagues
  readonly standings: Standings
  readonly changed: (shop: string, account: string) => void
  readonly now: () => number
  readonly log: Logger
}): Classroom {
  const { store, bundled, folder, exams, changed, now, log } = parts
  const models = openModels({
    shelves: store,
    folder: walksBeside(folder),
    isBundled: async (id) => (await bundled.text(id)) !== null,
    now,
    log,
  })

  async function run(shop: Shop, id: string): Promise<RunReply | null> {
    const found = await store.run(shop.id, id)
    if (!found) return null
    const { view, kept } = found
    // What earned what is told when it is over.
    if (isOpen(view.state)) return { run: view, record: null, score: null }
    return { run: view, record: recordOf(kept), score: kept.score }
  }

  return {
    lessons: openLessons({
      shelves: store,
      library: parts.library,
      examTitles: (shop) =>
        new Map(
          exams
            .bank(shop)
            .whole()
            .exams.map(({ id, title }) => [id, title]),
        ),
      standing: (shop, account) => parts.standings.of(shop, account),
      runs: (shop, account) => store.allOf(shop, account),
      sittings: (shop, account) => exams.sittings(shop, account),
      colleagues: (shop) => parts.colleagues.ids(shop),
      changed,
      now,
    }),
    comments: openComments(store, now),
    run,

    async model(shop, id) {
      const found = await store.run(shop.id, id)
      if (!found) throw new PracticeRefusal('not_found', 'no such run')
      const { scenario, seed } = found.view
      const { text } = found.kept
      return models.of(shop, { scenario, seed, text }, (chosen) => run(shop, chosen))
    },

    async setModel(shop, id, on) {
      const found = await run(shop, id)
      if (!found?.score) throw new PracticeRefusal('not_found', 'no run that was played to its end')
      await models.set(shop, found.run, on)
    },

    toldOf(shop, { account }) {
      for (const each of new Set([account, ...trainersOf(shop)])) changed(shop.id, each)
    },
  }
}
