import type { ActionCondition, Condition, Fact, Scenario, ScenarioBuyer } from '../scenario.ts'

/** One buyer with all that its talk needs, so that it can stand among buyers of other scenarios. */
export interface Story {
  readonly buyer: ScenarioBuyer
  readonly facts: Scenario['facts']
  readonly products: Scenario['products']
  readonly colleagues: Scenario['colleagues']
}

const list = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T]

/** The conditions within a condition, itself included. */
function within(condition: Condition): readonly Condition[] {
  const { all = [], any = [], not } = condition
  return [condition, ...[...all, ...any, ...(not ? [not] : [])].flatMap(within)]
}

function conditionsOf(buyer: ScenarioBuyer): readonly Condition[] {
  return [
    ...buyer.knows.map(({ when }) => when),
    ...Object.values(buyer.steps).flatMap(({ on }) => on.map(({ when }) => when)),
  ].flatMap(within)
}

/**
 * A buyer of a filled scenario, called `id`; its facts and products are named after it, so that they
 * clash with nobody else's. Order numbers stay: they stand in what is said.
 */
export function storyOf(scenario: Scenario, of: ScenarioBuyer, id: string): Story {
  const ids = new Map(scenario.products.map((product) => [product.id, `${id}-${product.id}`]))
  const conditions = conditionsOf(of)
  const known = new Set(conditions.flatMap(({ tells }) => list(tells)))
  const facts = Object.entries(scenario.facts).filter(([name]) => known.has(name))
  const groups = new Set(
    conditions.flatMap(({ action }) => (action?.do === 'forward' ? [action.group] : [])),
  )
  // A forward to any group needs one.
  const all = groups.has(undefined)
  const buyer = renamed(of, id, ids)
  const shown = new Set([
    ...list(buyer.product),
    ...buyer.orders.flatMap(({ lines }) => lines.map(({ product }) => product)),
    ...conditionsOf(buyer).flatMap(({ action }) =>
      action?.do === 'card' && action.of !== undefined ? [action.of] : [],
    ),
    ...facts.flatMap(([, fact]) =>
      'product' in fact ? [ids.get(fact.product) ?? fact.product] : [],
    ),
  ])
  return {
    buyer,
    facts: Object.fromEntries(facts.map(([name, fact]) => [factName(id, name), factIn(fact, ids)])),
    products: scenario.products
      .map((product) => ({ ...product, id: ids.get(product.id) ?? product.id }))
      .filter((product) => shown.has(product.id)),
    colleagues: scenario.colleagues.filter(({ group }) => all || groups.has(group)),
  }
}

/** Names have at most 40 signs; what is cut stays apart by the buyer's id in front. */
const factName = (id: string, name: string) => `${id}-${name}`.slice(0, 40)

function factIn(fact: Fact, products: ReadonlyMap<string, string>): Fact {
  return 'product' in fact ? { ...fact, product: products.get(fact.product) ?? fact.product } : fact
}

function renamed(
  buyer: ScenarioBuyer,
  id: string,
  products: ReadonlyMap<string, string>,
): ScenarioBuyer {
  const product = (name: string) => products.get(name) ?? name
  const when = (condition: Condition) => conditionIn(condition, id, products)
  return {
    ...buyer,
    id,
    ...(buyer.product === undefined ? {} : { product: product(buyer.product) }),
    orders: buyer.orders.map((order) => ({
      ...order,
      lines: order.lines.map((line) => ({ ...line, product: product(line.product) })),
    })),
    knows: buyer.knows.map((known) => ({ ...known, when: when(known.when) })),
    steps: Object.fromEntries(
      Object.entries(buyer.steps).map(([name, step]) => [
        name,
        { ...step, on: step.on.map((on) => ({ ...on, when: when(on.when) })) },
      ]),
    ),
  }
}

function conditionIn(
  condition: Condition,
  id: string,
  products: ReadonlyMap<string, string>,
): Condition {
  const inner = (one: Condition) => conditionIn(one, id, products)
  const { tells, action, all, any, not } = condition
  return {
    ...condition,
    ...(tells === undefined ? {} : { tells: list(tells).map((name) => factName(id, name)) }),
    ...(action === undefined ? {} : { action: actionIn(action, products) }),
    ...(all ? { all: all.map(inner) } : {}),
    ...(any ? { any: any.map(inner) } : {}),
    ...(not ? { not: inner(not) } : {}),
  }
}

function actionIn(action: ActionCondition, products: ReadonlyMap<string, string>): ActionCondition {
  return action.do === 'card' && action.of !== undefined
    ? { ...action, of: products.get(action.of) ?? action.of }
    : action
}
