import { begin, dueAt, step } from '#shared/practice/buyer.ts'
import { tells, type Told } from '#shared/practice/facts.ts'
import { fillScenario } from '#shared/practice/fill.ts'
import type { Heard } from '#shared/practice/intents/intents.ts'
import type { BuyerPlay, Play, PlayInput } from '#shared/practice/play.ts'
import { readScenario } from '#shared/practice/read.ts'
import type { Deed, Entry, Score } from '#shared/practice/run.ts'
import type { Condition, Outcome, Scenario } from '#shared/practice/scenario.ts'
import { score } from '#shared/practice/score/score.ts'
import type { Wits } from '#shared/practice/wits.ts'
import { fold } from '#shared/words/fold.ts'

/** How the buyer took what was said or done. */
export interface Taken {
  readonly intents: readonly Heard[]
  /** Words that conditions of the step ask for, and that were said. */
  readonly says: readonly string[]
  readonly facts: readonly { readonly name: string; readonly told: Exclude<Told, null> }[]
  readonly labels: readonly string[]
  readonly mood: readonly [before: number, after: number]
  readonly step: readonly [before: string, after: string]
  /** Which reactions fired: `<step>/<index>`, `<step>/otherwise`, `*knows/<index>`. */
  readonly reactions: readonly string[]
}

export type TalkLine = { readonly at: number; readonly buyer: string } & (
  | { readonly kind: 'asked'; readonly text: string; readonly mood: number }
  | {
      readonly kind: 'answered'
      readonly text: string
      readonly body: AnsweredBody
      readonly taken: Taken
    }
  | { readonly kind: 'did'; readonly deed: Deed; readonly taken: Taken }
  | { readonly kind: 'left'; readonly outcome: Outcome; readonly mood: number }
)
type Answered = Extract<PlayInput, { kind: 'answered' }>
export type AnsweredBody = Answered['body']

/** A talk with the buyers of a text in simulated time; plain data, each change makes a new one. */
export interface Talk {
  readonly text: string
  readonly seed: number
  /** With its variables put in. */
  readonly scenario: Scenario
  readonly play: Play
  /** Milliseconds since the run began. */
  readonly now: number
  readonly entries: readonly Entry[]
  readonly lines: readonly TalkLine[]
  /** By buyer. */
  readonly cseq: Readonly<Record<string, number>>
}

/** Null: the text is no scenario. */
export function startTalk(text: string, seed: number, wits: Wits): Talk | null {
  const read = readScenario(text, wits)
  if (!read.ok) return null
  const scenario = fillScenario(read.scenario, seed)
  const play = begin(scenario, seed)
  const talk: Talk = { text, seed, scenario, play, now: 0, entries: [], lines: [], cseq: {} }
  return passed(talk, 0, wits)
}

/** The clock goes on to this moment; what is due on the way happens, each at its own. */
export function passed(talk: Talk, to: number, wits: Wits): Talk {
  let next = talk
  for (;;) {
    const due = dueAt(next.scenario, next.play)
    if (due === null || due > to) return { ...next, now: Math.max(next.now, to) }
    next = stepped({ ...next, now: Math.max(next.now, due) }, { kind: 'time' }, wits).talk
  }
}

/** When the next thing happens by itself, in milliseconds from now; null: all have left. */
export function nextIn(talk: Talk): number | null {
  const due = dueAt(talk.scenario, talk.play)
  return due === null ? null : Math.max(0, due - talk.now)
}

export function said(
  talk: Talk,
  buyer: string,
  text: string,
  wits: Wits,
  more: Partial<Pick<Answered, 'body' | 'of' | 'quickReply'>> = {},
): Talk {
  const state = talk.play.buyers[buyer]
  if (!here(state)) return talk
  const message = { text, body: 'text' as const, of: null, quickReply: null, ...more }
  const done = stepped(talk, { kind: 'answered', buyer, ...message }, wits, (before, after) => {
    const labels = before.labels[buyer] ?? []
    const cseq = (talk.cseq[buyer] ?? 0) + 1
    const mood = after?.mood ?? 0
    const entry: Entry = { kind: 'answered', at: talk.now, buyer, ...message, cseq, labels, mood }
    const taken: Taken = {
      ...tookOf(state, after, labels),
      intents: text === '' ? [] : wits.intentsOf(text),
      says: wordsOf(talk.scenario, buyer, state).filter((word) => fold(text).includes(fold(word))),
      facts: Object.keys(talk.scenario.facts).flatMap((name) => {
        const told = tells(talk.scenario, name, text, wits)
        return told === null ? [] : [{ name, told }]
      }),
    }
    return {
      entry,
      line: { kind: 'answered', at: talk.now, buyer, text, body: message.body, taken },
      cseq: { ...talk.cseq, [buyer]: cseq },
    }
  })
  return done.talk
}

export function did(talk: Talk, buyer: string, deed: Deed, wits: Wits): Talk {
  const state = talk.play.buyers[buyer]
  if (!here(state)) return talk
  const of = deed.do === 'suspend' || deed.do === 'resume' ? null : buyer
  const done = stepped(talk, { kind: 'did', buyer: of, deed }, wits, (before, after) => {
    const labels = of === null ? Object.values(before.labels).flat() : (before.labels[buyer] ?? [])
    const mood = of === null ? null : (after?.mood ?? 0)
    const nothing = { intents: [], says: [], facts: [] }
    return {
      entry: { kind: 'did', at: talk.now, buyer: of, deed, labels, mood },
      line: {
        kind: 'did',
        at: talk.now,
        buyer,
        deed,
        taken: { ...nothing, ...tookOf(state, after, labels) },
      },
      cseq: talk.cseq,
    }
  })
  return done.talk
}

/** What a run that ended here would get. */
export function scoreOf(talk: Talk, wits: Wits): Score {
  const over = Object.values(talk.play.buyers).every(({ ended }) => ended !== null)
  const { text, seed, entries } = talk
  const record = {
    scenario: text,
    seed,
    entries,
    startedAt: 0,
    ended: over ? 'done' : null,
  } as const
  return score(talk.scenario, record, wits)
}

/** It has come and not gone. */
export function here(state: BuyerPlay | undefined): state is BuyerPlay {
  return state !== undefined && state.cameAt !== null && state.ended === null
}

interface Told0 {
  readonly labels: Readonly<Record<string, readonly string[]>>
}

function stepped(
  talk: Talk,
  input: PlayInput,
  wits: Wits,
  noted?: (
    told: Told0,
    after: BuyerPlay | undefined,
  ) => { entry: Entry; line: TalkLine; cseq: Talk['cseq'] },
): { readonly talk: Talk } {
  const { play, acts, labels } = step(talk.scenario, talk.play, talk.now, input, wits)
  const entries = [...talk.entries]
  const lines = [...talk.lines]
  let cseq = talk.cseq
  if (noted && input.kind !== 'time') {
    const buyer = input.buyer
    const own = noted({ labels }, buyer === null ? undefined : play.buyers[buyer])
    entries.push(own.entry)
    lines.push(own.line)
    cseq = own.cseq
  }
  for (const act of acts) {
    const { buyer } = act
    const mood = play.buyers[buyer]?.mood ?? 0
    const about = { at: talk.now, buyer, mood }
    if (act.kind === 'leave') {
      entries.push({ kind: 'left', ...about, outcome: act.outcome })
      lines.push({ kind: 'left', ...about, outcome: act.outcome })
    } else {
      const place = (cseq[buyer] ?? 0) + 1
      cseq = { ...cseq, [buyer]: place }
      entries.push({ kind: 'asked', ...about, text: act.text, cseq: place })
      lines.push({ kind: 'asked', ...about, text: act.text })
    }
  }
  return { talk: { ...talk, play, entries, lines, cseq } }
}

function tookOf(
  before: BuyerPlay,
  after: BuyerPlay | undefined,
  labels: readonly string[],
): Pick<Taken, 'labels' | 'mood' | 'step' | 'reactions'> {
  const now = after ?? before
  return {
    labels,
    mood: [before.mood, now.mood],
    step: [before.step, now.step],
    reactions: Object.entries(now.taken).flatMap(([key, count]) =>
      !key.startsWith('>') && count > (before.taken[key] ?? 0) ? [key] : [],
    ),
  }
}

/** All words that the conditions of the step that the buyer is in ask for. */
function wordsOf(scenario: Scenario, id: string, state: BuyerPlay): readonly string[] {
  const buyer = scenario.buyers.find((one) => one.id === id)
  const conditions = [
    ...(buyer?.steps[state.step]?.on ?? []).map(({ when }) => when),
    ...(buyer?.knows ?? []).map(({ when }) => when),
  ]
  const inside = ({ says, all, any, not }: Condition): readonly string[] => [
    ...(says === undefined ? [] : typeof says === 'string' ? [says] : says),
    ...[...(all ?? []), ...(any ?? []), ...(not ? [not] : [])].flatMap(inside),
  ]
  return [...new Set(conditions.flatMap(inside))]
}
