import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as otherWork } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { RunReply } from '#shared/practice/api.ts'
import type { ModelRun } from '#shared/practice/courses.ts'
import { fillScenario } from '#shared/practice/fill.ts'
import { score } from '#shared/practice/score/score.ts'
import { readWalk, walking } from '#shared/practice/walk.ts'
import type { Shop } from '../desk/contract.ts'
import { systemCode } from '../failure.ts'
import { scenarioIn } from './reading.ts'
import type { Shelves } from './shelf.ts'
import { inTurn } from './turn.ts'
import { WITS } from './wits.ts'

/** Walks that are kept, each some ten KiB. */
const CACHED = 200
/** So long at once: no chat waits noticeably. */
const SLICE_MS = 8
const NONE: ModelRun = { by: null, record: null, score: null, run: null }
type Walked = Pick<ModelRun, 'record' | 'score'>

/** What runs are compared with. */
export interface Models {
  /** `chosen`: reads the run that a trainer chose. */
  of(
    shop: Shop,
    run: { readonly scenario: string; readonly text: string; readonly seed: number },
    chosen: (id: string) => Promise<RunReply | null>,
  ): Promise<ModelRun>
  /** One for each scenario: the newest choice. */
  set(
    shop: Shop,
    run: { readonly id: string; readonly scenario: string },
    on: boolean,
  ): Promise<void>
}

/** Its steps, with the chats between. */
async function between<R>(steps: Generator<undefined, R>): Promise<R> {
  for (;;) {
    const until = performance.now() + SLICE_MS
    do {
      const { done, value } = steps.next()
      if (done === true) return value
    } while (performance.now() < until)
    await otherWork()
  }
}

export function openModels(parts: {
  readonly shelves: Shelves
  /** Folder of the walks; those of bundled scenarios alone. */
  readonly folder: string
  readonly isBundled: (scenario: string) => Promise<boolean>
  readonly now: () => number
  readonly log: Logger
}): Models {
  const { shelves, folder, isBundled, now, log } = parts
  const marks = shelves.shelf<{ readonly run: string }>('model')
  const known = new Map<string, Promise<Walked | null>>()
  // A class that looks at once is walked for one by one, with the chats between.
  const turn = inTurn()

  async function play(scenario: string, text: string, seed: number): Promise<Walked | null> {
    const file = await readFile(join(folder, `${scenario}.good.yaml`), 'utf8').catch(
      (error: unknown) => {
        if (systemCode(error) === 'ENOENT') return null
        throw error
      },
    )
    const script = file === null ? null : readWalk(file)
    const read = scenarioIn(text)
    if (!script?.ok || read === null) return null
    await otherWork()
    const record = await between(walking(text, seed, script.value, WITS))
    await otherWork()
    const its = score(fillScenario(read, seed), record, WITS)
    // The text of another version may have grown away from its walk: that is no model.
    return its.passed ? { record, score: its } : null
  }

  function walked(scenario: string, text: string, seed: number): Promise<Walked | null> {
    const key = createHash('sha256').update(`${scenario}\n${seed}\n${text}`).digest('base64')
    const before = known.get(key)
    // Behind the others again: the first one goes first.
    known.delete(key)
    const found =
      before ??
      turn(() => play(scenario, text, seed)).catch((error: unknown) => {
        log.error({ err: error, scenario }, 'practice: a walk could not be played')
        return null
      })
    known.set(key, found)
    for (const first of known.keys()) {
      if (known.size <= CACHED) break
      known.delete(first)
    }
    return found
  }

  return {
    async of(shop, { scenario, text, seed }, chosen) {
      const played = (await isBundled(scenario)) ? await walked(scenario, text, seed) : null
      if (played) return { by: 'walk', ...played, run: null }
      const mark = await marks.one(shop.id, scenario)
      const run = mark && (await chosen(mark.value.run))
      if (!run?.record || !run.score) return NONE
      return { by: 'chosen', record: run.record, score: run.score, run: run.run.id }
    },
    async set(shop, { id, scenario }, on) {
      const item = { id: scenario, account: '', at: now(), value: { run: id } }
      if (on) await marks.put(shop.id, item)
      else if ((await marks.one(shop.id, scenario))?.value.run === id)
        await marks.remove(shop.id, scenario)
    },
  }
}
