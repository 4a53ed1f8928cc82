import { INTENT_WORDS, type Intent, INTENTS, type Persona } from './data.ts'
import { pick, type Random } from './random.ts'

/**
 * How a simulated buyer behaves, without time or network: a stimulus in, what it says out. Pure given
 * its random numbers, so that a seed replays a conversation.
 */
export interface ScriptState {
  /** The question that waits for an answer; beyond the last one: everything is answered. */
  readonly question: number
  /** Its words were said (the opening says the first one's). */
  readonly asked: boolean
  /** Unanswered nudges since the agent spoke last. */
  readonly nudges: number
  /** Answers given to questions of the agent for one question of the buyer's. */
  readonly asides: number
  readonly over: boolean
  /** An agent has said something in this visit. */
  readonly answered: boolean
}

export type Stimulus =
  | { readonly type: 'begin' }
  /** Everything the agent said since the buyer spoke last. */
  | { readonly type: 'said'; readonly text: string }
  /** Nobody said anything for as long as this buyer waits. */
  | { readonly type: 'silence' }

export interface Reaction {
  readonly state: ScriptState
  readonly lines: readonly string[]
}

export const BEGIN: ScriptState = {
  question: 0,
  asked: false,
  nudges: 0,
  asides: 0,
  over: false,
  answered: false,
}

const MAX_ASIDES = 2

/** Every intent whose words occur, the more telling first. */
export function intentsOf(text: string): readonly Intent[] {
  const lower = `${text.toLowerCase()} `
  return INTENTS.filter((intent) => INTENT_WORDS[intent].some((word) => lower.includes(word)))
}

/** Ends as a question does, in either script. */
export function asksBack(text: string): boolean {
  return /[?\uff1f]\s*$/.test(text.trim()) || /[\u5417\u5462\u55ce]\s*$/.test(text.trim())
}

export function react(
  persona: Persona,
  state: ScriptState,
  stimulus: Stimulus,
  random: Random,
): Reaction {
  if (state.over) return { state, lines: [] }
  switch (stimulus.type) {
    case 'begin':
      return { state: { ...state, asked: persona.opening.length > 1 }, lines: persona.opening }
    case 'silence':
      return silence(persona, state, random)
    case 'said':
      return said(persona, { ...state, nudges: 0, answered: true }, stimulus.text, random)
  }
}

function silence(persona: Persona, state: ScriptState, random: Random): Reaction {
  const finished = state.question >= persona.questions.length
  if (finished) return { state: { ...state, over: true }, lines: [] }
  if (state.nudges >= persona.nudges.length)
    return { state: { ...state, over: true }, lines: one(persona.leaving, random) }
  const nudge = persona.nudges[state.nudges]
  return {
    state: { ...state, nudges: state.nudges + 1 },
    lines: nudge === undefined ? [] : [nudge],
  }
}

function said(persona: Persona, state: ScriptState, text: string, random: Random): Reaction {
  const intents = intentsOf(text)
  const question = persona.questions[state.question]
  if (!question) {
    // All is answered: a last word at most.
    return { state: { ...state, over: true }, lines: [] }
  }
  if (intents.includes('order') && persona.facts.order.length > 0 && state.asides < MAX_ASIDES)
    return {
      state: { ...state, asides: state.asides + 1 },
      lines: one(persona.facts.order, random),
    }
  const settles =
    question.topics.some((topic) => intents.some((intent) => intent === topic)) ||
    // A long answer in words we don't know is an answer all the same.
    (Array.from(text).length >= 24 && !intents.includes('hold'))
  if (settles && state.asked) return next(persona, state, random)
  if (intents.includes('hold')) return { state, lines: one(persona.holding, random) }
  if (!state.asked) return ask(persona, state)
  if (asksBack(text) && !intents.includes('greeting') && state.asides < MAX_ASIDES)
    return {
      state: { ...state, asides: state.asides + 1 },
      lines: one(persona.facts.other, random),
    }
  // «Hello, I am here»: the question stands. Said again only once in other words.
  if (state.asides === 0)
    return { state: { ...state, asides: 1 }, lines: one(question.lines, random) }
  return { state, lines: [] }
}

function ask(persona: Persona, state: ScriptState): Reaction {
  const question = persona.questions[state.question]
  return { state: { ...state, asked: true, asides: 0 }, lines: question?.lines ?? [] }
}

function next(persona: Persona, state: ScriptState, random: Random): Reaction {
  const settled = persona.questions[state.question]?.settled ?? []
  const following = { ...state, question: state.question + 1, asked: true, asides: 0 }
  const question = persona.questions[following.question]
  const comment = random() < 0.7 ? one(settled, random) : []
  const lines = question ? question.lines : one(persona.ending, random)
  return { state: following, lines: [...comment, ...lines] }
}

function one(lines: readonly string[], random: Random): readonly string[] {
  const line = pick(lines, random)
  return line === undefined ? [] : [line]
}
