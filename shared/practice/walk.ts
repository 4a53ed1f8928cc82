import { z } from 'zod'
import { begin, dueAt, step } from './buyer.ts'
import { chosen, fillScenario, fillText } from './fill.ts'
import { patternFault } from './pattern.ts'
import type { Play, PlayInput, Stepped } from './play.ts'
import type { Found } from './problems.ts'
import { readScenario } from './read.ts'
import type { Deed, Entry, RunRecord } from './run.ts'
import { ORDER_ACTS } from '../orders/model.ts'
import type { Wits } from './wits.ts'
import { readYaml } from './yaml.ts'
import type { Read } from './yaml.ts'

const text = z.string().min(1).max(2000)
const deed = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('forward'),
    group: z.string().nullable().default(null),
    note: z.string().nullable().default(null),
  }),
  z.strictObject({ do: z.literal('suspend') }),
  z.strictObject({ do: z.literal('resume') }),
  z.strictObject({
    do: z.literal('close'),
    topic: z.string().nullable().default(null),
    text: z.string().default(''),
  }),
  /** The agent's newest message to this buyer. */
  z.strictObject({ do: z.literal('recall') }),
  z.strictObject({
    do: z.literal('order'),
    act: z.enum(ORDER_ACTS),
    order: z.string().min(1),
    /** Cents. */
    amount: z.number().int().min(0).nullable().default(null),
    text: z.string().default(''),
    outcome: z.enum(['done', 'refused', 'unknown']).default('done'),
  }),
])

/**
 * One thing that the agent of a walk says or does. Those of one buyer come in their order, each
 * `after` seconds after the newest words between the two, and not while the buyer is about to speak.
 */
export const walkItem = z
  .strictObject({
    buyer: z.string().min(1),
    after: z.number().min(0).max(7200).default(5),
    /** Only once the buyer's newest line fits this; until then it waits. */
    when: z.string().min(1).max(300).optional(),
    /** With `when`: passed over, not waited for. */
    maybe: z.boolean().default(false),
    /** In one breath with what was said before: it does not wait for the buyer. */
    burst: z.boolean().default(false),
    say: text.optional(),
    /** The quick reply it is made of. */
    quickReply: z.string().optional(),
    send: z.enum(['image', 'file', 'card']).optional(),
    /** Of a card: an order's number or a product's id. */
    of: z.string().optional(),
    do: deed.optional(),
  })
  .refine(
    (item) => [item.say, item.send, item.do].filter((each) => each !== undefined).length === 1,
    'one',
  )
export type WalkItem = z.infer<typeof walkItem>
const walkFile = z.array(walkItem).max(300)

/** A walk's file: a list of items. */
export function readWalk(file: string): Read<readonly WalkItem[]> {
  return readYaml(file, walkFile, (raw) => {
    const items: readonly unknown[] = Array.isArray(raw) ? raw : []
    return items.flatMap((item, index): Found[] => {
      const { when } = (item ?? {}) as { when?: unknown }
      if (typeof when !== 'string') return []
      const fault = patternFault(when)
      const code = fault === 'broken' ? 'broken_pattern' : 'slow_pattern'
      return fault === null ? [] : [{ path: [index, 'when'], code }]
    })
  })
}

/** Where a script's agent stands with one buyer. */
interface Talk {
  readonly items: WalkItem[]
  cseq: number
  /** Its own newest message; 0: none. */
  own: number
  newest: string
  /** When one of both last said or did something. */
  at: number
  /** When the agent last did. */
  acted: number
}

/**
 * A scripted agent plays the scenario in simulated time, to the last buyer's leaving. Throws an Error
 * for a scenario that does not read and for buyers it has not.
 */
export function walk(
  scenarioText: string,
  seed: number,
  script: readonly WalkItem[],
  wits: Wits,
): RunRecord {
  const steps = walking(scenarioText, seed, script, wits)
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

/** As `walk`, one thing that happens after the other: for whoever has other work between them. */
export function* walking(
  scenarioText: string,
  seed: number,
  script: readonly WalkItem[],
  wits: Wits,
): Generator<undefined, RunRecord> {
  const read = readScenario(scenarioText, wits)
  if (!read.ok) throw new Error(read.problems.map((each) => each.message).join('\n'))
  const scenario = fillScenario(read.scenario, seed)
  const values = chosen(scenario, seed)
  const names = new Map(scenario.buyers.map((buyer) => [buyer.id, buyer.name]))
  const entries: Entry[] = []
  let play: Play = begin(scenario, seed)
  let now = 0
  const talks = new Map<string, Talk>(
    scenario.buyers.map((buyer) => [
      buyer.id,
      {
        items: script.filter((item) => item.buyer === buyer.id),
        cseq: 0,
        own: 0,
        newest: '',
        at: buyer.after * 1000,
        acted: 0,
      },
    ]),
  )
  for (const item of script) {
    if (!talks.has(item.buyer))
      throw new Error(`the walk speaks to ${item.buyer}, who is not there`)
  }
  const moodOf = (buyer: string): number => play.buyers[buyer]?.mood ?? 0

  const take = (input: PlayInput): Stepped => {
    const stepped = step(scenario, play, now, input, wits)
    play = stepped.play
    return stepped
  }
  const tell = (stepped: Stepped): void => {
    for (const act of stepped.acts) {
      const talk = talks.get(act.buyer)
      if (talk === undefined) continue
      const about = { at: now, buyer: act.buyer, mood: moodOf(act.buyer) }
      if (act.kind === 'leave') entries.push({ kind: 'left', ...about, outcome: act.outcome })
      else {
        talk.cseq += 1
        talk.newest = act.text
        talk.at = now
        entries.push({ kind: 'asked', ...about, text: act.text, cseq: talk.cseq })
      }
    }
  }

  const act = (item: WalkItem, talk: Talk): void => {
    const fill = (raw: string): string =>
      fillText(raw, { ...values, buyer: names.get(item.buyer) ?? '' })
    talk.at = now
    talk.acted = now
    if (item.do === undefined) {
      const message = {
        text: fill(item.say ?? ''),
        body: item.send ?? ('text' as const),
        of: item.of === undefined ? null : fill(item.of),
        quickReply: item.quickReply ?? null,
      }
      const stepped = take({ kind: 'answered', buyer: item.buyer, ...message })
      talk.cseq += 1
      talk.own = talk.cseq
      const labels = stepped.labels[item.buyer] ?? []
      const mood = moodOf(item.buyer)
      const { buyer } = item
      entries.push({ kind: 'answered', at: now, buyer, ...message, cseq: talk.cseq, labels, mood })
      tell(stepped)
      return
    }
    const done: Deed =
      item.do.do === 'recall'
        ? { do: 'recall', cseq: talk.own }
        : item.do.do === 'order'
          ? { ...item.do, order: fill(item.do.order), text: fill(item.do.text) }
          : item.do
    const buyer = done.do === 'suspend' || done.do === 'resume' ? null : item.buyer
    const stepped = take({ kind: 'did', buyer, deed: done })
    const labels =
      buyer === null ? Object.values(stepped.labels).flat() : (stepped.labels[buyer] ?? [])
    const mood = buyer === null ? null : moodOf(buyer)
    entries.push({ kind: 'did', at: now, buyer, deed: done, labels, mood })
    tell(stepped)
  }

  /** When the agent's next item to this buyer is due; null: it waits for the buyer, or is at its end. */
  const ready = (id: string, talk: Talk): number | null => {
    const state = play.buyers[id]
    if (state === undefined || state.cameAt === null || state.ended !== null) return null
    for (let item = talk.items[0]; item !== undefined; item = talk.items[0]) {
      if (!item.burst && (state.typing.length > 0 || state.leaving !== null)) return null
      if (item.when !== undefined && !new RegExp(item.when, 'iu').test(talk.newest)) {
        if (!item.maybe) return null
        talk.items.shift()
        continue
      }
      const since = item.burst ? talk.acted : Math.max(talk.at, talk.acted)
      return Math.max(now, since + item.after * 1000)
    }
    return null
  }

  for (;;) {
    yield undefined
    let next: { at: number; talk: Talk } | null = null
    for (const [id, talk] of talks) {
      const at = ready(id, talk)
      if (at !== null && (next === null || at < next.at)) next = { at, talk }
    }
    const due = dueAt(scenario, play)
    // Whoever speaks at the same moment as the agent was first.
    if (due !== null && (next === null || due <= next.at)) {
      now = Math.max(now, due)
      tell(take({ kind: 'time' }))
    } else if (next !== null) {
      now = next.at
      const item = next.talk.items.shift()
      if (item !== undefined) act(item, next.talk)
    } else break
  }
  return { scenario: scenarioText, seed, entries, startedAt: 0, ended: 'done' }
}
