import { asksAction, holds } from './condition.ts'
import type { Heard, Situation } from './condition.ts'
import { chosen } from './fill.ts'
import type { Burst, BuyerPlay, Play, PlayAct, PlayInput, Stepped } from './play.ts'
import { chance, pick } from './random.ts'
import type { Otherwise, Scenario, ScenarioBuyer, Step } from './scenario.ts'
import type { Wits } from './wits.ts'

/** A buyer without `leaves` waits so long, then is lost. */
export const PATIENCE_MS = 600_000
const nothingHeard: Burst = { texts: [], taken: [], waited: 0, otherwise: 0 }
const noStep: Step = { on: [], nudges: [] }

/** Nobody has come yet. */
export function begin(scenario: Scenario, seed: number): Play {
  return {
    seed,
    variables: chosen(scenario, seed),
    buyers: Object.fromEntries(
      scenario.buyers.map((buyer) => [
        buyer.id,
        {
          step: buyer.start,
          mood: buyer.mood,
          waitingSince: null,
          enteredAt: buyer.after * 1000,
          nudged: 0,
          labels: [],
          taken: {},
          typing: [],
          heard: nothingHeard,
          quietSince: buyer.after * 1000,
          leaving: null,
          cameAt: null,
          ended: null,
        } satisfies BuyerPlay,
      ]),
    ),
  }
}

const stepOf = (buyer: ScenarioBuyer, state: BuyerPlay): Step =>
  (Object.hasOwn(buyer.steps, state.step) ? buyer.steps[state.step] : undefined) ?? noStep

const patience = (step: Step): number =>
  step.leaves === undefined ? PATIENCE_MS : step.leaves.after * 1000

/** When the next thing that needs no agent happens to this buyer. Null: its visit is over. */
function dueOf(buyer: ScenarioBuyer, state: BuyerPlay): number | null {
  if (state.ended !== null) return null
  if (state.cameAt === null) return buyer.after * 1000
  const typed = state.typing[0]
  if (typed !== undefined) return typed.at
  if (state.leaving !== null) return state.quietSince
  const step = stepOf(buyer, state)
  const since = state.waitingSince ?? state.quietSince
  const nudge = step.nudges[state.nudged]
  const leaves = since + patience(step)
  return nudge === undefined ? leaves : Math.min(leaves, since + nudge.after * 1000)
}

/** When `time` has something to do; null: all visits are over. */
export function dueAt(scenario: Scenario, play: Play): number | null {
  let first: number | null = null
  for (const buyer of scenario.buyers) {
    const state = play.buyers[buyer.id]
    const due = state === undefined ? null : dueOf(buyer, state)
    if (due !== null && (first === null || due < first)) first = due
  }
  return first
}

const clamped = (mood: number): number => Math.max(0, Math.min(100, mood))

/** One buyer within one step of the play: what it becomes and what it does. */
class Visit {
  readonly #scenario: Scenario
  readonly #buyer: ScenarioBuyer
  readonly #seed: number
  readonly #wits: Wits
  state: BuyerPlay
  readonly labels: string[] = []

  constructor(
    scenario: Scenario,
    buyer: ScenarioBuyer,
    seed: number,
    state: BuyerPlay,
    wits: Wits,
  ) {
    this.#scenario = scenario
    this.#buyer = buyer
    this.#seed = seed
    this.state = state
    this.#wits = wits
  }

  /** The one thing that is due. */
  happen(at: number): PlayAct[] {
    const { state } = this
    if (state.cameAt === null) {
      this.#change({ cameAt: at })
      const first = this.#enter(this.#buyer.start, at)
      return first === undefined ? [] : this.#say(first, at)
    }
    const [typed, ...later] = state.typing
    if (typed !== undefined) {
      this.#change({ typing: later })
      return this.#say(typed.text, at)
    }
    if (state.leaving !== null) return this.#leave(state.leaving)
    const step = stepOf(this.#buyer, state)
    const since = state.waitingSince ?? state.quietSince
    const nudge = step.nudges[state.nudged]
    if (nudge !== undefined && since + nudge.after * 1000 <= at) {
      const text = this.#line(nudge.say, 'nudge', state.nudged)
      this.#change({ nudged: state.nudged + 1, mood: clamped(state.mood + (nudge.mood ?? 0)) })
      return this.#say(text, at)
    }
    const last = step.leaves?.say
    const words = last === undefined ? [] : this.#say(this.#line(last, 'leaves', 0), at)
    return [...words, ...this.#leave(step.leaves?.outcome ?? 'lost')]
  }

  /** A message of the agent. Its words work at once; the answer is typed. */
  answered(at: number, input: Extract<PlayInput, { kind: 'answered' }>): void {
    const { state } = this
    const first = state.heard.texts.length === 0
    const waited = first ? at - (state.waitingSince ?? at) : state.heard.waited
    this.#change({ waitingSince: null, quietSince: at })
    if (state.leaving !== null) return
    const before = state.heard.texts.join('\n')
    const together = [...state.heard.texts, input.text].join('\n')
    const situation: Situation = { mood: state.mood, waited, labels: state.labels }
    const truth = (when: Parameters<typeof holds>[0], text: string): boolean =>
      holds(when, { ...input, text }, situation, this.#scenario, this.#wits)

    this.#change({ heard: { ...state.heard, waited, texts: [...state.heard.texts, input.text] } })
    const step = stepOf(this.#buyer, state)
    const open = step.on.flatMap((reaction, index) => {
      const key = `${state.step}/${index}`
      if ((state.taken[key] ?? 0) >= (reaction.times ?? Infinity)) return []
      return [{ reaction, key }]
    })
    const fresh = open.filter(({ key }) => !state.heard.taken.includes(key))
    const found =
      fresh.find(({ reaction }) => truth(reaction.when, input.text)) ??
      // True of the messages together only: said in two breaths.
      (first
        ? undefined
        : fresh.find(
            ({ reaction }) => truth(reaction.when, together) && !truth(reaction.when, before),
          ))
    if (found !== undefined) {
      this.#overtake()
      this.#react(found.reaction, found.key, at, input.text.length, false)
      return
    }
    const known = this.#buyer.knows.findIndex((each) => truth(each.when, input.text))
    const answer = this.#buyer.knows[known]
    if (answer !== undefined) {
      const key = `*knows/${known}`
      if (this.state.heard.taken.includes(key)) return
      this.#overtake()
      this.#react({ say: answer.say, label: answer.label }, key, at, input.text.length, false)
      return
    }
    // The same again, or more words while it is typing already: it answers once.
    if (open.some(({ reaction }) => truth(reaction.when, input.text))) return
    const { otherwise } = step
    const key = `${state.step}/otherwise`
    if (otherwise === undefined || state.typing.length > 0) return
    if ((state.taken[key] ?? 0) >= (otherwise.times ?? Infinity)) return
    if (state.heard.taken.includes(key)) return
    this.#react(otherwise, key, at, input.text.length, true)
  }

  did(at: number, heard: Heard): void {
    const { state } = this
    if (state.leaving !== null) return
    const waited = state.waitingSince === null ? 0 : at - state.waitingSince
    const situation: Situation = { mood: state.mood, waited, labels: state.labels }
    const step = stepOf(this.#buyer, state)
    for (const [index, reaction] of step.on.entries()) {
      const key = `${state.step}/${index}`
      if ((state.taken[key] ?? 0) >= (reaction.times ?? Infinity)) continue
      if (!asksAction(reaction.when)) continue
      if (!holds(reaction.when, heard, situation, this.#scenario, this.#wits)) continue
      this.#overtake()
      this.#react(reaction, key, at, 0, false)
      return
    }
  }

  #change(changes: Partial<BuyerPlay>): void {
    this.state = { ...this.state, ...changes }
  }

  #line(lines: readonly string[], what: string, count: number): string {
    const { step } = this.state
    return pick(lines, this.#seed, this.#buyer.id, step, what, count) ?? ''
  }

  /** Words for want of better ones are not said when better ones follow before they are. */
  #overtake(): void {
    const { state } = this
    if (!state.typing.some((each) => each.weak)) return
    this.#change({
      typing: state.typing.filter((each) => !each.weak),
      mood: clamped(state.mood - state.heard.otherwise),
      heard: { ...state.heard, otherwise: 0 },
    })
  }

  #react(reaction: Otherwise, key: string, at: number, read: number, weak: boolean): void {
    const { state } = this
    const count = state.taken[key] ?? 0
    const mood = clamped(state.mood + (reaction.mood ?? 0))
    const label = reaction.label === undefined ? [] : [reaction.label]
    this.labels.push(...label)
    const texts: string[] = []
    if (reaction.say !== undefined) texts.push(this.#line(reaction.say, key, count))
    this.#change({
      mood,
      labels: [...state.labels, ...label],
      taken: { ...state.taken, [key]: count + 1 },
      heard: {
        ...state.heard,
        taken: [...state.heard.taken, key],
        otherwise: weak ? mood - state.mood : state.heard.otherwise,
      },
    })
    if (reaction.go !== undefined) {
      const first = this.#enter(reaction.go, at)
      if (first !== undefined) texts.push(first)
    }
    if (reaction.end !== undefined) this.#change({ leaving: reaction.end })
    const stays = reaction.go === undefined && reaction.end === undefined
    this.#type(texts, at, read, weak && stays)
  }

  /** Gives what is said on entering. */
  #enter(name: string, at: number): string | undefined {
    const entered = this.state.taken[`>${name}`] ?? 0
    this.#change({
      step: name,
      enteredAt: at,
      nudged: 0,
      heard: { ...nothingHeard, waited: this.state.heard.waited },
      taken: { ...this.state.taken, [`>${name}`]: entered + 1 },
    })
    const lines = stepOf(this.#buyer, this.state).say
    return lines === undefined ? undefined : this.#line(lines, 'say', entered)
  }

  /** Reading, then typing, one line after the other: at most 6 s each. */
  #type(texts: readonly string[], at: number, read: number, weak: boolean): void {
    const typing = [...this.state.typing]
    let from = Math.max(at, typing.at(-1)?.at ?? at)
    for (const [index, text] of texts.entries()) {
      const pace = 0.7 + 0.6 * chance(this.#seed, this.#buyer.id, 'pace', at, index)
      const took = (900 + (index === 0 ? 25 * Math.min(read, 80) : 0) + 90 * text.length) * pace
      from += Math.round(Math.min(6000, took))
      typing.push({ at: from, text, weak })
    }
    this.#change({ typing })
  }

  #say(text: string, at: number): PlayAct[] {
    this.#change({
      waitingSince: this.state.waitingSince ?? at,
      quietSince: at,
      heard: nothingHeard,
    })
    return [{ kind: 'say', buyer: this.#buyer.id, text }]
  }

  #leave(outcome: NonNullable<BuyerPlay['ended']>): PlayAct[] {
    this.#change({ ended: outcome, waitingSince: null, typing: [], leaving: null })
    return [{ kind: 'leave', buyer: this.#buyer.id, outcome }]
  }
}

/**
 * What is due by then happens first, in its order; then the input. Buyers that have not come or are
 * gone hear nothing. `at` never goes back.
 */
export function step(
  scenario: Scenario,
  play: Play,
  at: number,
  input: PlayInput,
  wits: Wits,
): Stepped {
  const acts: PlayAct[] = []
  const states: Record<string, BuyerPlay> = { ...play.buyers }
  const labels: Record<string, readonly string[]> = {}
  const visit = (buyer: ScenarioBuyer): Visit | null => {
    const state = states[buyer.id]
    return state === undefined ? null : new Visit(scenario, buyer, play.seed, state, wits)
  }
  const first = (): { buyer: ScenarioBuyer; due: number } | null => {
    let found: { buyer: ScenarioBuyer; due: number } | null = null
    for (const buyer of scenario.buyers) {
      const state = states[buyer.id]
      const due = state === undefined ? null : dueOf(buyer, state)
      if (due !== null && due <= at && (found === null || due < found.due)) found = { buyer, due }
    }
    return found
  }
  const happen = (): void => {
    for (let next = first(); next !== null; next = first()) {
      const one = visit(next.buyer)
      if (one === null) return
      acts.push(...one.happen(next.due))
      states[next.buyer.id] = one.state
    }
  }
  happen()
  if (input.kind !== 'time') {
    for (const buyer of scenario.buyers) {
      const state = states[buyer.id]
      if (state === undefined || state.cameAt === null || state.ended !== null) continue
      if (input.buyer !== null && input.buyer !== buyer.id) continue
      const one = visit(buyer)
      if (one === null) continue
      if (input.kind === 'answered') one.answered(at, input)
      else one.did(at, { deed: input.deed })
      states[buyer.id] = one.state
      if (one.labels.length > 0) labels[buyer.id] = one.labels
    }
    // Who goes without a word goes now.
    happen()
  }
  return { play: { ...play, buyers: states }, acts, labels }
}
