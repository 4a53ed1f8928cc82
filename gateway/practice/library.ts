import type { ScenarioText, ScenarioView } from '#shared/practice/api.ts'
import type { Shop } from '../desk/contract.ts'
import { PracticeRefusal } from './colleagues.ts'
import { nickOf } from './people.ts'
import { problemIn, scenarioIn, toldOf, type Told } from './reading.ts'
import type { Scenarios } from './scenarios.ts'
import type { Shelves } from './shelf.ts'
import { inTurn } from './turn.ts'

/** As many as a shop may write; each may have 256 KiB. */
const MOST = 500

/** Without the text: lists read all of these. */
interface Own {
  readonly by: string
  readonly told: Told
}

/** What can be played in a shop: bundled scenarios, and those that its trainers wrote. */
export interface Library {
  /** By level and id. */
  list(shop: Shop): Promise<readonly ScenarioView[]>
  /** Null: there is none of this id. */
  text(shop: Shop, id: string): Promise<ScenarioText | null>
  /** The title of now; null: there is none of this id. */
  titles(shop: Shop): Promise<ReadonlyMap<string, string>>
  /** @throws PracticeRefusal scenario_invalid, name_taken, scenario_changed, limit_reached */
  save(
    shop: Shop,
    by: string,
    text: string,
    replaces: { readonly id: string; readonly updatedAt: number } | null,
  ): Promise<ScenarioView>
  /** @throws PracticeRefusal not_found: no own one has this id */
  remove(shop: Shop, id: string): Promise<void>
}

export function openLibrary(bundled: Scenarios, shelves: Shelves, now: () => number): Library {
  const own = shelves.shelf<Own>('scenario')
  const texts = shelves.shelf<string>('scenario.text')
  const turn = inTurn()

  const ownView = (shop: Shop, at: number, { by, told }: Own): ScenarioView => ({
    ...told,
    own: true,
    updatedAt: at,
    by: nickOf(shop, by),
  })

  async function list(shop: Shop): Promise<readonly ScenarioView[]> {
    const mine = (await own.all(shop.id)).map(({ at, value }) => ownView(shop, at, value))
    const ids = new Set(mine.map(({ id }) => id))
    // A later version may bring one of an id that was free: what the trainers wrote goes first.
    const others = (await bundled.list()).filter(({ id }) => !ids.has(id))
    return [...mine, ...others].toSorted((a, b) => a.level - b.level || (a.id < b.id ? -1 : 1))
  }

  async function save(
    shop: Shop,
    by: string,
    text: string,
    replaces: { readonly id: string; readonly updatedAt: number } | null,
  ): Promise<ScenarioView> {
    const scenario = scenarioIn(text)
    if (scenario === null) throw new PracticeRefusal('scenario_invalid', problemIn(text) ?? '')
    const { id } = scenario
    const before = replaces && (await own.one(shop.id, replaces.id))
    if (replaces && before?.at !== replaces.updatedAt)
      throw new PracticeRefusal('scenario_changed', 'it was changed or removed since')
    if (replaces?.id !== id) {
      if ((await bundled.text(id)) !== null || (await own.one(shop.id, id)) !== null)
        throw new PracticeRefusal('name_taken', 'another scenario has this id')
      if (!replaces && (await own.all(shop.id)).length >= MOST)
        throw new PracticeRefusal('limit_reached', `a shop has ${MOST} scenarios at the most`)
    }
    // Each change has a time of its own, so that it can be told from the one before.
    const at = Math.max(now(), (before?.at ?? 0) + 1)
    const value: Own = { by, told: toldOf(scenario) }
    const gone = replaces && replaces.id !== id ? [replaces.id] : []
    await shelves.together(shop.id, [
      { kind: own.kind, id, item: { account: by, at, value } },
      { kind: texts.kind, id, item: { account: by, at, value: text } },
      ...gone.flatMap((old) => [
        { kind: own.kind, id: old, item: null },
        { kind: texts.kind, id: old, item: null },
      ]),
    ])
    return ownView(shop, at, value)
  }

  return {
    list,
    titles: async (shop) => new Map((await list(shop)).map(({ id, title }) => [id, title])),
    async text(shop, id) {
      const mine = await own.one(shop.id, id)
      if (mine) {
        const text = (await texts.one(shop.id, id))?.value ?? ''
        return { scenario: ownView(shop, mine.at, mine.value), text }
      }
      const scenario = (await bundled.list()).find((each) => each.id === id)
      const text = await bundled.text(id)
      return scenario && text !== null ? { scenario, text } : null
    },
    save: (...given) => turn(() => save(...given)),
    remove: (shop, id) =>
      turn(async () => {
        if ((await own.one(shop.id, id)) === null)
          throw new PracticeRefusal('not_found', 'no scenario of this shop has this id')
        await shelves.together(shop.id, [
          { kind: own.kind, id, item: null },
          { kind: texts.kind, id, item: null },
        ])
      }),
  }
}
