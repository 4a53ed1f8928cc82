import { parse } from 'yaml'
import { chosen, fillText } from '#shared/practice/fill.ts'
import type { RunRecord } from '#shared/practice/run.ts'
import type { RubricMark, Scenario } from '#shared/practice/scenario.ts'

/** What a page of a run takes from its scenario; the gateway has checked the text before it began. */
export interface Cast {
  readonly title: string
  readonly briefing: string
  /** In the scenario's order. */
  readonly buyers: readonly {
    readonly id: string
    readonly name: string
    readonly persona: string
    readonly goal: string
    readonly mood: number
  }[]
  readonly pass: number
  readonly marks: readonly RubricMark[]
}

/** Of a text that can not be read: the buyers that spoke, by their ids. */
export function castOf({ scenario: text, seed, entries }: RunRecord): Cast {
  const read = scenarioOf(text)
  const values = read ? chosen(read as Scenario, seed) : {}
  const buyers = (read?.buyers ?? []).map(({ id, name, persona, goal, mood = 60 }) => {
    const own = { ...values, buyer: fillText(name, values) }
    return {
      id,
      name: own.buyer,
      persona: fillText(persona, own),
      goal: fillText(goal, own),
      mood,
    }
  })
  const known = new Set(buyers.map(({ id }) => id))
  for (const entry of entries) {
    if (entry.kind === 'paused' || entry.buyer === null || known.has(entry.buyer)) continue
    known.add(entry.buyer)
    buyers.push({ id: entry.buyer, name: entry.buyer, persona: '', goal: '', mood: 60 })
  }
  return {
    title: read?.title ?? '',
    briefing: fillText(read?.briefing ?? '', values),
    buyers,
    pass: read?.rubric.pass ?? 60,
    marks: read?.rubric.marks ?? [],
  }
}

/** Without what the format fills in by itself. */
type Raw = Pick<Scenario, 'title' | 'briefing' | 'variables'> & {
  readonly buyers: readonly (Omit<Scenario['buyers'][number], 'mood'> & { mood?: number })[]
  readonly rubric: { readonly pass?: number; readonly marks: readonly RubricMark[] }
}

function scenarioOf(text: string): Raw | null {
  try {
    const raw = parse(text, { maxAliasCount: 0 }) as Partial<Raw> | null
    if (!Array.isArray(raw?.buyers) || !Array.isArray(raw.rubric?.marks)) return null
    return { variables: {}, ...raw } as Raw
  } catch {
    return null
  }
}
