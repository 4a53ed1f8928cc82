import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  answered,
  asked,
  automatic,
  did,
  forward,
  left,
  orderDeed,
  paused,
  recordOf,
  scenarioOf,
  wits,
} from '#tests/practice/score-kit.ts'
import type { Entry, Score } from '../run.ts'
import { HOW } from './how.ts'
import { score } from './score.ts'

const refund = { do: 'order', act: 'refund', order: 'N-1001', amount: 5900 }
const line = (id: string, kind: string, rest: object) => ({ id, kind, weight: 3, ...rest })
const SCENARIO = scenarioOf(
  [
    line('first', 'first_reply', { within: 30 }),
    line('ann-first', 'first_reply', { buyer: 'ann', within: 60 }),
    line('average', 'average', { within: 40 }),
    line('rounds', 'rounds', { within: 90 }),
    line('fact', 'fact', { buyer: 'ann', fact: 'tracking' }),
    line('label', 'label', { buyer: 'bob', label: 'a' }),
    line('steps', 'steps', { buyer: 'ann', labels: ['a', 'b', 'c'] }),
    line('refund', 'action', { buyer: 'ann', action: refund }),
    line('suspend', 'action', { action: { do: 'suspend' } }),
    line('tone', 'tone', { any: ['sorry'] }),
    line('mood', 'mood', { atLeast: 50 }),
    line('bob-mood', 'mood', { buyer: 'bob', atLeast: 30 }),
    line('end', 'outcome', { buyer: 'kim', outcome: ['solved'] }),
  ],
  {
    violations: [
      { id: 'rude', kind: 'words', any: ['idiot'] },
      { id: 'lie', kind: 'wrong_fact', fact: 'tracking' },
      { id: 'unasked', kind: 'action', action: { do: 'order', act: 'refund' }, unless: 'a' },
    ],
  },
)

const seconds = fc.integer({ min: 0, max: 240 })
const who = fc.constantFrom('ann', 'bob', 'kim')
const said = fc.constantFrom('ok', 'sorry', 'idiot', 'SW111222333', 'SW111222334', 'Bob', 'N-1002')
const earned = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'))
const outcome = fc.constantFrom('solved', 'lost')
/** What comes so many seconds after the one before. */
const happening: fc.Arbitrary<(at: number) => Entry> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(who, fc.nat(100)).map(
      ([by, mood]) =>
        (at: number) =>
          asked(at, by, '?', mood),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(who, said, earned, fc.nat(100)).map(
      ([to, text, labels, mood]) =>
        (at: number) =>
          answered(at, to, text, { labels, mood }),
    ),
  },
  who.map((to) => (at: number) => automatic(at, to)),
  who.map((of) => (at: number) => did(at, forward, of)),
  fc.nat(1).map((less) => (at: number) => did(at, orderDeed({ amount: 5900 - less }))),
  fc.constant((at: number) => did(at, { do: 'suspend' }, null)),
  fc.tuple(who, outcome).map(
    ([of, end]) =>
      (at: number) =>
        left(at, of, end),
  ),
  fc.constant((at: number) => paused(at, 30)),
)
/** Whoever has left says nothing more, and is told nothing more. */
const entries: fc.Arbitrary<readonly Entry[]> = fc
  .array(fc.tuple(seconds, happening), { minLength: 1, maxLength: 24 })
  .map((list) => {
    let at = 0
    const gone = new Set<string | null>()
    return list.flatMap(([gap, make]) => {
      at += gap
      const entry = make(at)
      const of = entry.kind === 'paused' ? null : entry.buyer
      if (gone.has(of)) return []
      if (entry.kind === 'left') gone.add(of)
      return [entry]
    })
  })

const scoreOf = (list: readonly Entry[]): Score => score(SCENARIO, recordOf(list), wits)

test('the same record always has the same score, and the record is left as it was', () => {
  fc.assert(
    fc.property(entries, (list) => {
      const before = structuredClone(list)
      expect(scoreOf(list)).toEqual(scoreOf(structuredClone(list)))
      expect(list).toEqual(before)
    }),
  )
})

test('no mark and no violation without an entry that is there; keys, values and bounds are kept', () => {
  fc.assert(
    fc.property(entries, (list) => {
      const { marks, violations, total } = scoreOf(list)
      expect(marks.length).toBe(13)
      for (const { cites } of [...marks, ...violations]) {
        expect(cites.length).toBeGreaterThan(0)
        for (const cite of cites) expect(list[cite]).toBeDefined()
        expect(cites).toEqual([...new Set(cites)].toSorted((a, b) => a - b))
      }
      const keys: Record<string, Record<string, readonly string[]>> = HOW
      for (const { kind, how, got, values } of marks) {
        expect(Object.keys(values).toSorted()).toEqual(keys[kind]?.[how]?.toSorted())
        expect(got).toBeGreaterThanOrEqual(0)
        expect(got).toBeLessThanOrEqual(1)
      }
      expect(total).toBeGreaterThanOrEqual(0)
      expect(total).toBeLessThanOrEqual(100)
    }),
  )
})

test('more delay before an answer never scores higher', () => {
  fc.assert(
    fc.property(entries, fc.nat(), fc.integer({ min: 1, max: 900_000 }), (list, which, delay) => {
      const from = list.findLastIndex(
        (entry, index) => entry.kind === 'answered' && index <= which % list.length,
      )
      const later = list.map((entry, index) =>
        from >= 0 && index >= from ? { ...entry, at: entry.at + delay } : entry,
      )
      const own = scoreOf(list)
      const slow = scoreOf(later)
      for (const [index, mark] of slow.marks.entries())
        expect(mark.got).toBeLessThanOrEqual((own.marks[index]?.got ?? 0) + 1e-9)
      expect(slow.total).toBeLessThanOrEqual(own.total)
    }),
    { numRuns: 300 },
  )
})

test('entries of different buyers at the same time may stand in any order', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (list, which) => {
      const index = which % list.length
      const [one, two] = [list[index], list[index + 1]]
      if (!one || !two || one.kind === 'paused' || two.kind === 'paused') return
      if (one.buyer === two.buyer || one.buyer === null || two.buyer === null) return
      const together = list.map((entry, at) =>
        at > index ? { ...entry, at: entry.at - (two.at - one.at) } : entry,
      )
      const [first, second] = [together[index], together[index + 1]]
      if (!first || !second) return
      const swapped = together.with(index, second).with(index + 1, first)
      const moved = (cite: number) =>
        cite === index ? index + 1 : cite === index + 1 ? index : cite
      const own = scoreOf(together)
      const other = scoreOf(swapped)
      expect(other.measures).toEqual(own.measures)
      expect([other.total, other.passed]).toEqual([own.total, own.passed])
      for (const [at, mark] of own.marks.entries()) {
        // Of who never came, and of deeds of no one buyer, the end of the record is cited,
        // whatever stands there.
        const ends = /^(not_come|none)$/.test(mark.how) || mark.id === 'suspend'
        const cites = mark.cites.map(moved).toSorted((a, b) => a - b)
        const same = other.marks[at]
        expect({ ...same, cites: ends ? [] : same?.cites }).toEqual({
          ...mark,
          cites: ends ? [] : cites,
        })
      }
      const broken = (all: Score, turn: (cite: number) => number) =>
        all.violations
          .map(({ id, cites }) => `${id} ${cites.map(turn).toSorted().join()}`)
          .toSorted()
      expect(broken(other, (cite) => cite)).toEqual(broken(own, moved))
    }),
    { numRuns: 300 },
  )
})
