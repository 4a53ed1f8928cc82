import { acted } from '../condition.ts'
import type { Entry } from '../run.ts'
import type { ActionCondition } from '../scenario.ts'
import type { Did } from './visits.ts'

/**
 * How far what was done is the action: all of it; the same act, but with another order, amount, text,
 * group or topic, or refused by the order system; or (null) something else.
 */
export type Fit =
  'done' | 'other_order' | 'other_amount' | 'other_text' | 'other_group' | 'other_topic' | 'refused'

export function fitOf(action: ActionCondition, entry: Entry): Fit | null {
  if (entry.kind === 'answered') return acted(action, entry) ? 'done' : null
  if (entry.kind !== 'did') return null
  return acted(action, entry) ? 'done' : nearMiss(action, entry)
}

function nearMiss(action: ActionCondition, { deed }: Did): Fit | null {
  if (action.do === 'forward' && deed.do === 'forward') return 'other_group'
  if (action.do === 'close' && deed.do === 'close') return 'other_topic'
  if (action.do !== 'order' || deed.do !== 'order' || deed.act !== action.act) return null
  if (action.order !== undefined && action.order !== deed.order) return 'other_order'
  if (action.amount !== undefined && action.amount !== deed.amount) return 'other_amount'
  return deed.outcome === 'done' ? 'other_text' : 'refused'
}

/** Acts that move goods or money, or their way: to do one wrongly is an error of its own. */
const WEIGHTY: ReadonlySet<string> = new Set(['price', 'address', 'return', 'refund'])

/** Something was really done, and it was not what it should have been. */
export function isSlip(fit: Fit, entry: Entry): boolean {
  if (fit === 'done' || entry.kind !== 'did') return false
  const { deed } = entry
  if (deed.do === 'order') return deed.outcome === 'done' && WEIGHTY.has(deed.act)
  return deed.do === 'forward'
}

/** For the line of the mark: what should have been done. `order` empty: any. */
export function actionValues(action: ActionCondition): {
  /** `practice:deed.<deed>`. */
  readonly deed: string
  readonly order: string
} {
  return action.do === 'order'
    ? { deed: `order_${action.act}`, order: action.order ?? '' }
    : { deed: action.do, order: '' }
}
