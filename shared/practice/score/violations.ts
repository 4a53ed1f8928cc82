import { tells } from '../facts.ts'
import type { Cite, ViolationResult } from '../run.ts'
import type { Violation } from '../scenario.ts'
import { actionValues, fitOf } from './deeds.ts'
import type { Case } from './judged.ts'
import { fitting, wordIn } from './words.ts'

type Values = ViolationResult['values']
interface Found {
  readonly cite: Cite
  readonly values: Values
}

/**
 * The rubric's violations that were committed, each once with all its entries. Words that were
 * recalled have been read: they count.
 */
export function violationsOf(about: Case): readonly ViolationResult[] {
  return about.scenario.rubric.violations.flatMap((one) => {
    const found = foundOf(one, about)
    const [first] = found
    if (!first) return []
    const { id, kind } = one
    return [{ id, kind, cites: found.map(({ cite }) => cite), values: first.values }]
  })
}

function foundOf(one: Violation, about: Case): readonly Found[] {
  switch (one.kind) {
    case 'words':
      return saidWhere(about, (text) => {
        const said = wordIn(text, one.any)
        return said === null ? null : { said }
      })
    case 'matches':
      return saidWhere(about, (text) => {
        const said = fitting(text, one.matches)
        return said === null ? null : { said }
      })
    case 'wrong_fact': {
      const { scenario, wits } = about
      const concerned = concernedBy(one.fact, about)
      return saidWhere(about, (text, buyer) =>
        concerned.has(buyer) && tells(scenario, one.fact, text, wits) === 'wrong'
          ? { fact: one.fact }
          : null,
      )
    }
    case 'action':
      return forbiddenDeeds(one, about)
  }
}

function saidWhere(
  { record }: Case,
  test: (text: string, buyer: string) => Values | null,
): readonly Found[] {
  return record.entries.flatMap((entry, cite) => {
    if (entry.kind !== 'answered' || entry.text === '') return []
    const values = test(entry.text, entry.buyer)
    return values === null ? [] : [{ cite, values }]
  })
}

/**
 * To whom a fact can be told wrongly: the owner of its order; else the buyers of whom the rubric
 * wants it told; else all. What is said of another's order is no lie about this one.
 */
function concernedBy(name: string, { scenario }: Case): ReadonlySet<string> {
  const fact = scenario.facts[name]
  const owners =
    fact && 'order' in fact
      ? scenario.buyers.filter(({ orders }) => orders.some(({ number }) => number === fact.order))
      : []
  if (owners.length > 0) return new Set(owners.map(({ id }) => id))
  const wanted = scenario.rubric.marks.flatMap((mark) =>
    mark.kind === 'fact' && mark.fact === name ? [mark.buyer] : [],
  )
  return new Set(wanted.length > 0 ? wanted : scenario.buyers.map(({ id }) => id))
}

function forbiddenDeeds(
  { action, buyer, unless }: Extract<Violation, { kind: 'action' }>,
  { record }: Case,
): readonly Found[] {
  const ofNone = action.do === 'suspend' || action.do === 'resume'
  return record.entries.flatMap((entry, cite) => {
    if (entry.kind !== 'answered' && entry.kind !== 'did') return []
    if (!ofNone && buyer !== undefined && entry.buyer !== buyer) return []
    if (fitOf(action, entry) !== 'done') return []
    const allowed =
      unless !== undefined &&
      record.entries.some(
        (before, index) =>
          index < cite &&
          (before.kind === 'answered' || before.kind === 'did') &&
          (entry.buyer === null || before.buyer === entry.buyer) &&
          before.labels.includes(unless),
      )
    return allowed ? [] : [{ cite, values: valuesOf(action, entry) }]
  })
}

function valuesOf(
  action: Extract<Violation, { kind: 'action' }>['action'],
  entry: Case['record']['entries'][number],
): Values {
  const values = actionValues(action)
  return entry.kind === 'did' && entry.deed.do === 'order'
    ? { ...values, order: entry.deed.order }
    : values
}
