import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fillScenario } from '#shared/practice/fill.ts'
import { readScenario } from '#shared/practice/read.ts'
import type { RunRecord } from '#shared/practice/run.ts'
import type { Outcome, Scenario } from '#shared/practice/scenario.ts'
import { score } from '#shared/practice/score/score.ts'
import { readWalk, walk } from '#shared/practice/walk.ts'
import { WITS } from './wits.ts'

const practice = join(import.meta.dirname, '../../resources/practice')
const ids = readdirSync(join(practice, 'scenarios'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
const SEEDS = [1, 2, 3, 7, 42]

const scenarioText = (id: string): string =>
  readFileSync(join(practice, 'scenarios', `${id}.yaml`), 'utf8')

function scenarioOf(id: string): Scenario {
  const read = readScenario(scenarioText(id), WITS)
  if (!read.ok) throw new Error(read.problems.map((each) => each.message).join('\n'))
  return read.scenario
}

function walked(id: string, how: 'good' | 'bad', seed: number): RunRecord {
  const script = readWalk(readFileSync(join(practice, 'walks', `${id}.${how}.yaml`), 'utf8'))
  if (!script.ok) throw new Error(script.problems.map((each) => each.message).join('\n'))
  return walk(scenarioText(id), seed, script.value, WITS)
}

const marked = (id: string, how: 'good' | 'bad', seed: number) =>
  score(fillScenario(scenarioOf(id), seed), walked(id, how, seed), WITS)

const outcomes = (record: RunRecord): readonly (readonly [string, Outcome])[] =>
  record.entries.flatMap((entry) =>
    entry.kind === 'left' ? [[entry.buyer, entry.outcome] as const] : [],
  )

describe.each(ids)('%s', (id) => {
  it('reads without problems and bears the name of its file', () => {
    expect(scenarioOf(id).id).toBe(id)
  })

  it.each(SEEDS)('a good agent ends it well (seed %i)', (seed) => {
    const scenario = scenarioOf(id)
    const ends = outcomes(walked(id, 'good', seed))
    expect(ends.map(([buyer]) => buyer).toSorted()).toEqual(
      scenario.buyers.map((buyer) => buyer.id).toSorted(),
    )
    // A fraud is ended well by being foiled.
    const well = ['solved', 'bought', 'accepted', 'foiled']
    expect(ends.filter(([, outcome]) => !well.includes(outcome))).toEqual([])
  })

  it('the good one passes, with a mark for nearly everything; the bad one is far from it', () => {
    for (const seed of SEEDS) {
      const good = marked(id, 'good', seed)
      expect(good.violations, `seed ${seed}`).toEqual([])
      expect(good, `seed ${seed}`).toMatchObject({ passed: true })
      expect(good.total, `seed ${seed}`).toBeGreaterThanOrEqual(90)
      expect(good.marks.filter(({ cites }) => cites.length === 0)).toEqual([])
      const bad = marked(id, 'bad', seed)
      expect(bad, `seed ${seed}`).toMatchObject({ passed: false })
      expect(bad.total, `seed ${seed}`).toBeLessThan(50)
    }
  })

  it.each(SEEDS)('a bad agent does not (seed %i)', (seed) => {
    const scenario = scenarioOf(id)
    const ends = outcomes(walked(id, 'bad', seed))
    expect(ends).toHaveLength(scenario.buyers.length)
    const well = ['solved', 'bought', 'accepted']
    expect(ends.some(([, outcome]) => !well.includes(outcome))).toBe(true)
  })
})
