import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PLANTS, plantedSource, type PlantName } from '../support/fault-plants.ts'
import { rulesOf, runRounds, seedsFrom } from '../support/fault-rounds.ts'
import type { Profile } from '../support/fault-profile.ts'

/** Rounds within which a defect has to be found; most show in the first few. */
const ROUNDS = 24
const WORLDS = 2
const NOTHING: Profile = {
  storms: false,
  kills: false,
  fails: false,
  clock: false,
  bus: false,
  crashes: false,
  epoch: false,
  desktop: false,
  page: false,
  privates: false,
  lasts: 700,
}
/** The weather in which a defect shows soonest; everything else of a round is drawn as ever. */
const WEATHER: Readonly<Record<PlantName, Partial<Profile>>> = {
  'ack before commit': { kills: true },
  'naive claim': { lasts: 2500 },
  'no fencing of sends': { lasts: 2500 },
  'cursor by serial': {},
  'resume off by one': { storms: true, crashes: true },
  'no dedupe of resends': { storms: true, crashes: true },
  'snapshot forgets what was read': { epoch: true, kills: true },
  'rights forgotten': { storms: true, crashes: true },
  'no sweep behind the hints': { bus: true },
  'outbox forgets before the ok': {
    desktop: true,
    slow: true,
    desktopPoint: 'outboxRemove.after',
    lasts: 1500,
  },
}

it.each(Object.keys(PLANTS) as PlantName[])(
  '«%s» still fits the source it is planted in',
  (plant) => {
    const file = join(import.meta.dirname, '../..', PLANTS[plant].file)
    const source = plantedSource(plant, file, () => readFileSync(file, 'utf8'))
    expect(source).toContain(PLANTS[plant].to)
  },
)

it.each(Object.keys(PLANTS) as PlantName[])(
  `the planted defect «%s» is found within ${ROUNDS} rounds`,
  async (plant) => {
    const wanted: readonly string[] = PLANTS[plant].caughtBy
    const found = new Set<string>()
    /** A round that can't even be played shows nothing: the plant itself is wrong then. */
    const broken: string[] = []
    const report = await runRounds({
      seeds: seedsFrom(1, ROUNDS),
      worlds: WORLDS,
      plant,
      healMs: 6000,
      profile: { ...NOTHING, ...WEATHER[plant] },
      onRound: (result) => {
        if ('violations' in result) for (const { rule } of result.violations) found.add(rule)
        else broken.push(String(result.error))
      },
      enough: () => wanted.some((rule) => found.has(rule)),
    })
    const rules = [...rulesOf(report)]
    process.stdout.write(`«${plant}» after ${report.rounds} rounds by ${rules.join(' ')}\n`)
    expect(broken).toEqual([])
    expect(wanted.filter((rule) => found.has(rule))).not.toEqual([])
  },
  240_000,
)

it('the same weather without a defect is sound', async () => {
  const weathers = Object.values(WEATHER)
  for (const [index, profile] of weathers.entries()) {
    const { failed } = await runRounds({
      seeds: [index + 1],
      worlds: 1,
      profile: { ...NOTHING, ...profile },
    })
    expect(failed).toEqual([])
  }
}, 240_000)
