import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import facts from '#resources/practice/facts.json' with { type: 'json' }
import intents from '#resources/practice/intents.json' with { type: 'json' }
import rush from '#resources/practice/rush.json' with { type: 'json' }
import { checkScenario } from '../check.ts'
import { chance, pick } from '../random.ts'
import { readScenario } from '../read.ts'
import { scenario, SKILLS, type Scenario } from '../scenario.ts'
import { makeWits } from '../wits.ts'
import { arrivals } from './arrivals.ts'
import { rushScenario, rushText, type RushParts } from './generate.ts'
import { rushWords } from './questions.ts'
import { RHYTHMS, type RushSettings } from './settings.ts'

const WITS = makeWits(intents, facts)
const folder = join(import.meta.dirname, '../../../resources/practice/scenarios')
const read = (text: string): Scenario => {
  const found = readScenario(text, WITS)
  if (!found.ok) throw new Error(found.problems.map(({ message }) => message).join('\n'))
  return found.scenario
}
const parts: RushParts = {
  words: rushWords.parse(rush),
  scenarios: readdirSync(folder).map((name) => read(readFileSync(join(folder, name), 'utf8'))),
}
const settingsOf = (n: number): RushSettings => ({
  buyers: 1 + Math.floor(chance('buyers', n) ** 4 * 60),
  minutes: 1 + Math.floor(chance('minutes', n) * 60),
  rhythm: RHYTHMS[n % 3] ?? 'steady',
  skills: n % 4 === 0 ? [pick(SKILLS, n) ?? 'rush'] : [],
})

const made = (n: number): Scenario => rushScenario(parts, settingsOf(n), n)
/** The heaviest of all, and some of every size. */
const HEAVY: RushSettings = { buyers: 60, minutes: 60, rhythm: 'growing', skills: [] }
const SAMPLE = Array.from({ length: 40 }, (_, n) => 7 * n)

/** Of a thousand scenarios on a busy machine, ms. */
const SLOW = 120_000

it(
  '1,000 random loads have no problem, and as many buyers as were asked for',
  () => {
    for (let n = 0; n < 1000; n++) {
      const rush = made(n)
      expect([n, checkScenario(rush, WITS)]).toEqual([n, []])
      expect(scenario.safeParse(rush).error?.issues ?? []).toEqual([])
      expect(rush.buyers).toHaveLength(settingsOf(n).buyers)
    }
  },
  SLOW,
)

it(
  'its text is read to the very same scenario, and under 256 KB, 60 buyers, too',
  () => {
    for (const rush of [...SAMPLE.map(made), rushScenario(parts, HEAVY, 1)])
      expect(read(rushText(rush))).toEqual(rush)
  },
  SLOW,
)

it('the same seed gives the same text, another seed another', () => {
  const text = (seed: number) => rushText(rushScenario(parts, settingsOf(5), seed))
  expect(text(3)).toBe(text(3))
  expect(text(3)).not.toBe(text(4))
})

it('nobody is mistaken for another: names, order numbers and openings of one buyer are its own', () => {
  for (const { buyers, facts: known } of [...SAMPLE.map(made), rushScenario(parts, HEAVY, 1)]) {
    const once = (all: readonly string[]) => expect(new Set(all).size).toBe(all.length)
    once(buyers.map(({ name }) => name))
    once(buyers.flatMap(({ orders }) => orders.map(({ number }) => number)))
    for (const { orders, knows } of buyers)
      if (orders.length === 1 && JSON.stringify(knows).includes('2026000'))
        expect(JSON.stringify(knows)).toContain(orders[0]?.number)
    expect(Object.keys(known).every((name) => /^s\d\d-/.test(name))).toBe(true)
  }
})

it('a third of them come with talks of the scenarios, of the skills that were chosen', () => {
  const rush = rushScenario(
    parts,
    { buyers: 30, minutes: 10, rhythm: 'steady', skills: ['logistics'] },
    9,
  )
  const stories = rush.buyers.filter(({ id }) => id.startsWith('s'))
  expect(stories.length).toBeGreaterThanOrEqual(5)
  const goals = parts.scenarios
    .filter(({ skills }) => skills.includes('logistics'))
    .flatMap(({ buyers }) => buyers.map(({ goal }) => goal))
  // What stands for a variable is whatever the seed chose.
  const known = goals.map((goal) => new RegExp(`^${goal.replaceAll(/\{.*?\}/g, '.*')}$`))
  expect(stories.filter(({ goal }) => known.every((one) => !one.test(goal)))).toEqual([])
})

it('rhythms: evenly, in waves with breaths, ever faster; the first at once, the last in time', () => {
  const gaps = (rhythm: RushSettings['rhythm']) => {
    const times = arrivals({ buyers: 40, minutes: 10, rhythm }, 3)
    expect([times[0], (times.at(-1) ?? 0) <= 510, times.length]).toEqual([0, true, 40])
    return times.slice(1).map((time, index) => time - (times[index] ?? 0))
  }
  const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)
  expect(Math.max(...gaps('steady'))).toBeLessThan(30)
  // Three breaths or more of nearly two minutes' waves.
  expect(gaps('waves').filter((gap) => gap > 60).length).toBeGreaterThanOrEqual(2)
  const growing = gaps('growing')
  expect(sum(growing.slice(0, 10))).toBeGreaterThan(2 * sum(growing.slice(-10)))
  expect(arrivals({ buyers: 1, minutes: 1, rhythm: 'waves' }, 1)).toEqual([0])
})
