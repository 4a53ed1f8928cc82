import { describe, expect, it } from 'vitest'
import { score } from '#shared/practice/score/score.ts'
import { bundledWits, markedRuns, runFiles, textOf } from '../practice/load.ts'

/** The scorer is held to what a person gave: tests/practice/runs, marked by hand before it ran. */
const wits = bundledWits()
const files = runFiles.map((name) => ({ name, runs: markedRuns(name) }))
const all = files.flatMap(({ runs }) => runs)

describe.each(files)('runs of $name', ({ runs }) => {
  it.each(runs)('$name', ({ scenario, record, expect: given }) => {
    const own = score(scenario, record, wits)
    const marks = Object.fromEntries(own.marks.map(({ id, got }) => [id, got.toFixed(6)]))
    expect(marks).toEqual(
      Object.fromEntries(Object.entries(given.marks).map(([id, got]) => [id, got.toFixed(6)])),
    )
    expect(own.violations.map(({ id }) => id).toSorted()).toEqual(given.violations)
    expect([own.total, own.passed]).toEqual([given.total, given.passed])
    for (const [id, cites] of Object.entries(given.cites))
      expect([id, own.marks.find((mark) => mark.id === id)?.cites]).toEqual([id, cites])
    if (given.violationCites)
      expect(own.violations.map(({ cites }) => cites)).toEqual(given.violationCites)
    if (given.skills) expect(own.skills).toEqual(given.skills)
    if (given.measures) {
      const { firstReply, average, ...counts } = own.measures
      const ms = { firstReply: Math.round(firstReply ?? -1), average: Math.round(average ?? -1) }
      expect({ ...counts, ...ms }).toEqual(given.measures)
    }
  })
})

it('every mark and every violation cites entries that are there', () => {
  for (const { scenario, record } of all) {
    const own = score(scenario, record, wits)
    for (const { id, cites } of [...own.marks, ...own.violations]) {
      expect(cites.length, id).toBeGreaterThan(0)
      for (const cite of cites) expect(record.entries[cite], id).toBeDefined()
    }
  }
})

it('there are at least 40 runs of 8 scenarios, of each sort some, each with its reckoning', () => {
  expect(files.length).toBeGreaterThanOrEqual(8)
  expect(all.length).toBeGreaterThanOrEqual(40)
  for (const sort of ['good', 'middling', 'bad'])
    expect(all.filter(({ name }) => name.startsWith(`${sort}, `)).length).toBeGreaterThan(8)
  for (const { name, runs } of files)
    expect(textOf(name).match(/# Reckoned: /g)?.length, name).toBe(runs.length)
})
