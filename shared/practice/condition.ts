import { fold } from '../words/fold.ts'
import { tells } from './facts.ts'
import { matchesPattern } from './pattern.ts'
import type { PlayInput } from './play.ts'
import type { Deed } from './run.ts'
import type { ActionCondition, Condition, Scenario } from './scenario.ts'
import type { Wits } from './wits.ts'

/** What a condition is asked of: one message, several read together, or one deed. */
export type Heard =
  | Pick<Extract<PlayInput, { kind: 'answered' }>, 'text' | 'body' | 'of' | 'quickReply'>
  | { readonly deed: Deed }

export interface Situation {
  readonly mood: number
  /** Milliseconds from the buyer's question to the first answer to it. */
  readonly waited: number
  readonly labels: readonly string[]
}

export const listed = <T>(one: T | readonly T[]): readonly T[] =>
  Array.isArray(one) ? (one as readonly T[]) : [one as T]

const has = (text: string, word: string): boolean => fold(text).includes(fold(word))

/** Deeds that did not come off are none. */
export function acted(wanted: ActionCondition, heard: Heard): boolean {
  if (!('deed' in heard)) {
    switch (wanted.do) {
      case 'quick_reply':
        return (
          heard.quickReply !== null &&
          (wanted.code === undefined || wanted.code === heard.quickReply)
        )
      case 'picture':
        return heard.body === 'image'
      case 'file':
        return heard.body === 'file'
      case 'card':
        return heard.body === 'card' && (wanted.of === undefined || wanted.of === heard.of)
      default:
        return false
    }
  }
  const { deed } = heard
  switch (wanted.do) {
    case 'forward':
      return deed.do === 'forward' && (wanted.group === undefined || wanted.group === deed.group)
    case 'close':
      return deed.do === 'close' && (wanted.topic === undefined || wanted.topic === deed.topic)
    case 'order':
      return (
        deed.do === 'order' &&
        deed.outcome === 'done' &&
        deed.act === wanted.act &&
        (wanted.order === undefined || wanted.order === deed.order) &&
        (wanted.amount === undefined || wanted.amount === deed.amount) &&
        (wanted.contains === undefined ||
          listed(wanted.contains).every((word) => has(deed.text, word)))
      )
    case 'suspend':
    case 'resume':
    case 'recall':
      return deed.do === wanted.do
    default:
      return false
  }
}

/** Whether it asks for a deed anywhere; what does not is no answer to one. */
export function asksAction(condition: Condition): boolean {
  return (
    condition.action !== undefined ||
    (condition.all?.some(asksAction) ?? false) ||
    (condition.any?.some(asksAction) ?? false)
  )
}

/** All keys of the condition must be true; those about words are false of a deed. */
export function holds(
  condition: Condition,
  heard: Heard,
  situation: Situation,
  scenario: Scenario,
  wits: Wits,
): boolean {
  const text = 'deed' in heard ? null : heard.text
  const sub = (each: Condition): boolean => holds(each, heard, situation, scenario, wits)
  const { intent, says, matches, tells: facts, action, mood, within, labelled } = condition
  if (intent !== undefined) {
    const wanted = listed(intent)
    if (text === null || !wits.intentsOf(text).some((each) => wanted.includes(each.intent))) {
      return false
    }
  }
  if (says !== undefined) {
    if (text === null || !listed(says).some((word) => has(text, word))) return false
  }
  if (matches !== undefined && (text === null || !matchesPattern(matches, text))) return false
  if (facts !== undefined) {
    const right = (fact: string): boolean =>
      text !== null && tells(scenario, fact, text, wits) === 'right'
    if (!listed(facts).every(right)) return false
  }
  if (action !== undefined && !acted(action, heard)) return false
  if (mood?.under !== undefined && situation.mood >= mood.under) return false
  if (mood?.over !== undefined && situation.mood <= mood.over) return false
  if (within !== undefined && situation.waited > within * 1000) return false
  if (labelled !== undefined && !situation.labels.includes(labelled)) return false
  if (condition.all !== undefined && !condition.all.every(sub)) return false
  if (condition.any !== undefined && !condition.any.some(sub)) return false
  return condition.not === undefined || !sub(condition.not)
}
