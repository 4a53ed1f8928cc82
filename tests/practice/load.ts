import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { fillScenario } from '#shared/practice/fill.ts'
import type { Deed, Entry, RunRecord, Score } from '#shared/practice/run.ts'
import { OUTCOMES, scenario, type Scenario } from '#shared/practice/scenario.ts'
import { makeWits, type Wits } from '#shared/practice/wits.ts'

/** A recorded run with the marks that a person gave it. */
export interface MarkedRun {
  readonly name: string
  readonly scenario: Scenario
  readonly record: RunRecord
  readonly expect: z.infer<typeof expected>
}

const share = z.union([z.number(), z.string().regex(/^\d+\/\d+$/)]).transform((value) => {
  const [part = 0, of = 1] = String(value).split('/').map(Number)
  return part / of
})
const expected = z.strictObject({
  marks: z.record(z.string(), share),
  /** Ids, sorted. */
  violations: z.array(z.string()).default([]),
  violationCites: z.array(z.array(z.number())).optional(),
  cites: z.record(z.string(), z.array(z.number())).default({}),
  skills: z.record(z.string(), z.number()).optional(),
  measures: z
    .custom<Score['measures']>((value) => typeof value === 'object' && value !== null)
    .optional(),
  total: z.number(),
  passed: z.boolean(),
})

const more = z
  .strictObject({
    labels: z.array(z.string()).default([]),
    mood: z.number().nullable().default(null),
    quick: z.string().nullable().default(null),
    body: z.enum(['text', 'image', 'file', 'card']).default('text'),
    of: z.string().nullable().default(null),
  })
  .prefault({})
const deed = z.custom<Deed>((value) => typeof value === 'object' && value !== null && 'do' in value)
const line = z.union([
  z.tuple([z.number(), z.string(), z.literal('asks'), z.string(), z.number()]),
  z.tuple([z.number(), z.string(), z.literal('says'), z.string(), more]),
  z.tuple([z.number(), z.string().nullable(), z.literal('does'), deed, more]),
  z.tuple([z.number(), z.string().nullable(), z.literal('does'), deed]),
  z.tuple([z.number(), z.string(), z.literal('auto'), z.string()]),
  z.tuple([z.number(), z.string(), z.literal('leaves'), z.enum(OUTCOMES), z.number()]),
  z.tuple([z.number(), z.string(), z.literal('pauses'), z.number()]),
])
const file = z.strictObject({
  scenario,
  runs: z.array(
    z.strictObject({
      name: z.string(),
      entries: z.array(line),
      ended: z.enum(['done', 'given_up']).default('done'),
      expect: expected,
    }),
  ),
})

/** Messages of a chat are numbered from 1, as the gateway numbers them. */
function entriesOf(lines: readonly z.infer<typeof line>[]): readonly Entry[] {
  const numbers = new Map<string, number>()
  const next = (buyer: string) => {
    const cseq = (numbers.get(buyer) ?? 0) + 1
    numbers.set(buyer, cseq)
    return cseq
  }
  return lines.map((one): Entry => {
    const at = Math.round(one[0] * 1000)
    switch (one[2]) {
      case 'asks':
        return { kind: 'asked', at, buyer: one[1], text: one[3], cseq: next(one[1]), mood: one[4] }
      case 'says': {
        const { labels, mood, quick: quickReply, body, of } = one[4]
        const cseq = next(one[1])
        const said = { text: one[3], body, of, quickReply, cseq, labels, mood: mood ?? 0 }
        return { kind: 'answered', at, buyer: one[1], ...said }
      }
      case 'does': {
        const { labels, mood } = one[4] ?? { labels: [], mood: null }
        return { kind: 'did', at, buyer: one[1], deed: one[3], labels, mood }
      }
      case 'auto':
        return { kind: 'automatic', at, buyer: one[1], text: one[3], cseq: next(one[1]) }
      case 'leaves':
        return { kind: 'left', at, buyer: one[1], outcome: one[3], mood: one[4] }
      case 'pauses':
        return { kind: 'paused', at, for: one[3] * 1000 }
    }
  })
}

const folder = join(import.meta.dirname, 'runs')
export const runFiles: readonly string[] = readdirSync(folder).filter((name) =>
  name.endsWith('.yaml'),
)
export const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8')

/** All runs of a file. Throws where it has not the shape. */
export function markedRuns(name: string): readonly MarkedRun[] {
  const text = textOf(name)
  const { scenario: written, runs } = file.parse(parse(text))
  const filled = fillScenario(written, 1)
  return runs.map(({ name: title, entries, ended, expect }) => ({
    name: title,
    scenario: filled,
    record: { scenario: text, seed: 1, startedAt: 0, entries: entriesOf(entries), ended },
    expect,
  }))
}

/** What simulated buyers of the product understand. */
export function bundledWits(): Wits {
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(join(import.meta.dirname, '../../resources/practice', name), 'utf8'))
  return makeWits(read('intents.json'), read('facts.json'))
}
