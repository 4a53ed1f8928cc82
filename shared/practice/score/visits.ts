import type { Cite, Entry, RunRecord } from '../run.ts'

export type Answered = Extract<Entry, { kind: 'answered' }>
export type Did = Extract<Entry, { kind: 'did' }>
export type Left = Extract<Entry, { kind: 'left' }>
export interface Cited<One extends Entry> {
  readonly entry: One
  readonly cite: Cite
}

/** What one buyer and the trainee said and did to each other. */
export interface Visit {
  readonly buyer: string
  /** The buyer's first words; null: there were none. */
  readonly opening: Cite | null
  readonly answers: readonly Cited<Answered>[]
  readonly deeds: readonly Cited<Did>[]
  /** Of the trainee's words: taken back. */
  readonly recalled: ReadonlySet<number>
  readonly left: Cited<Left> | null
  /** The last mood that is known, with where it showed. */
  readonly mood: { readonly value: number; readonly cite: Cite } | null
  readonly last: Cite
}

/** By buyer, in the order of the first entry of each. Buyers of whom there is no entry are absent. */
export function visitsOf(record: RunRecord): ReadonlyMap<string, Visit> {
  const visits = new Map<string, Making>()
  for (const [cite, entry] of record.entries.entries()) {
    if (entry.kind === 'paused' || entry.buyer === null) continue
    const known = visits.get(entry.buyer)
    const visit = known ?? begun(entry.buyer, cite)
    if (!known) visits.set(entry.buyer, visit)
    add(visit, entry, cite)
  }
  return visits
}

interface Making extends Visit {
  opening: Cite | null
  readonly answers: Cited<Answered>[]
  readonly deeds: Cited<Did>[]
  readonly recalled: Set<number>
  left: Cited<Left> | null
  mood: { value: number; cite: Cite } | null
  last: Cite
}

function begun(buyer: string, last: Cite): Making {
  return {
    buyer,
    opening: null,
    answers: [],
    deeds: [],
    recalled: new Set(),
    left: null,
    mood: null,
    last,
  }
}

function add(visit: Making, entry: Exclude<Entry, { kind: 'paused' }>, cite: Cite): void {
  visit.last = cite
  if (entry.kind !== 'automatic' && entry.mood !== null) visit.mood = { value: entry.mood, cite }
  switch (entry.kind) {
    case 'asked':
      visit.opening ??= cite
      return
    case 'answered':
      visit.answers.push({ entry, cite })
      return
    case 'did':
      visit.deeds.push({ entry, cite })
      if (entry.deed.do === 'recall') visit.recalled.add(entry.deed.cseq)
      return
    case 'left':
      visit.left = { entry, cite }
      return
    case 'automatic':
      return
  }
}

/**
 * Where what was not done should have been: the words it came with, and where it was left. Of a
 * buyer who never came, the end of the record: there the run was left before.
 */
export function missedAt(record: RunRecord, visit: Visit | undefined): readonly Cite[] {
  if (!visit) return endOf(record)
  return uniq([visit.opening ?? visit.last, visit.left?.cite ?? visit.last])
}

/** Ascending, each once. */
export function uniq(cites: readonly Cite[]): readonly Cite[] {
  return [...new Set(cites)].toSorted((a, b) => a - b)
}

/** Where there is no other entry to look at: the last one. Of a record without any: none. */
export function endOf({ entries }: RunRecord): readonly Cite[] {
  return entries.length > 0 ? [entries.length - 1] : []
}
