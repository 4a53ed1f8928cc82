import { reference } from './fill.ts'
import { patternFault } from './pattern.ts'
import type { Found, Path, ProblemCode } from './problems.ts'
import type { Wits } from './wits.ts'

/**
 * What a schema can't say of a scenario: names that lead nowhere, steps nobody reaches, patterns that
 * hang. It reads the file as it is, however wrong its shape, so that both kinds of problems are told
 * at once; what has not its shape is passed over here.
 */
export function checkScenario(raw: unknown, wits: Wits): readonly Found[] {
  return new Check(raw, wits).found
}

type Fields = Readonly<Record<string, unknown>>
const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
/** Numbers that are not quoted are told by the schema. */
const written = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''
const texts = (value: unknown): readonly (readonly [string, Path])[] =>
  typeof value === 'string'
    ? [[value, []]]
    : items(value).flatMap((each, index) =>
        typeof each === 'string' ? [[each, [index]] as const] : [],
      )
const all = (values: readonly (string | null)[]): Set<string> =>
  new Set(values.filter((value) => value !== null))

/** What one buyer can earn, and how its visit can end. */
interface Ways {
  readonly labels: ReadonlySet<string>
  readonly outcomes: ReadonlySet<string>
}

class Check {
  readonly found: Found[] = []
  readonly #raw: Fields
  readonly #wits: Wits
  readonly #facts: Fields
  readonly #groups: ReadonlySet<string>
  readonly #products: ReadonlyMap<string, Fields>
  readonly #orders: ReadonlyMap<string, Fields>
  readonly #variables: Fields
  readonly #ways = new Map<string, Ways>()

  constructor(raw: unknown, wits: Wits) {
    this.#raw = fields(raw)
    this.#wits = wits
    this.#facts = fields(this.#raw['facts'])
    this.#variables = fields(this.#raw['variables'])
    this.#groups = all(items(this.#raw['colleagues']).map((each) => text(fields(each)['group'])))
    const products = items(this.#raw['products']).map(fields)
    this.#products = new Map(products.map((each) => [text(each['id']) ?? '', each]))
    const buyers = items(this.#raw['buyers']).map(fields)
    const orders = buyers.flatMap((buyer) => items(buyer['orders']).map(fields))
    this.#orders = new Map(orders.map((each) => [written(each['number']), each]))
    for (const buyer of buyers) this.#ways.set(text(buyer['id']) ?? '', waysOf(buyer))
    this.#doubles()
    this.#references(this.#raw, [], false)
    this.#allFacts()
    for (const [index, buyer] of buyers.entries()) this.#oneBuyer(buyer, ['buyers', index])
    this.#rubric(fields(this.#raw['rubric']))
  }

  #tell(path: Path, code: ProblemCode, values: Record<string, string | number> = {}): void {
    this.found.push({ path, code, values })
  }

  #known(has: boolean, path: Path, code: ProblemCode, name: string): void {
    if (!has) this.#tell(path, code, { name })
  }

  #doubles(): void {
    const once = (list: readonly unknown[], path: Path, name: string, seen: Set<string>): void => {
      for (const [index, each] of list.entries()) {
        const id = fields(each)[name]
        if (typeof id !== 'string' && typeof id !== 'number') continue
        if (seen.has(String(id))) this.#tell([...path, index, name], 'duplicate_id', { name: id })
        seen.add(String(id))
      }
    }
    once(items(this.#raw['products']), ['products'], 'id', new Set())
    once(items(this.#raw['colleagues']), ['colleagues'], 'group', new Set())
    once(items(this.#raw['buyers']), ['buyers'], 'id', new Set())
    const numbers = new Set<string>()
    for (const [index, buyer] of items(this.#raw['buyers']).entries()) {
      once(items(fields(buyer)['orders']), ['buyers', index, 'orders'], 'number', numbers)
    }
    const rubric = fields(this.#raw['rubric'])
    const lines = new Set<string>()
    once(items(rubric['marks']), ['rubric', 'marks'], 'id', lines)
    once(items(rubric['violations']), ['rubric', 'violations'], 'id', lines)
  }

  /** `{name}` in any text, `{buyer}` under a buyer. */
  #references(value: unknown, path: Path, ofBuyer: boolean): void {
    if (typeof value === 'string') {
      for (const [, name = ''] of value.matchAll(reference)) {
        const known = Object.hasOwn(this.#variables, name) || (ofBuyer && name === 'buyer')
        this.#known(known, path, 'unknown_variable', name)
      }
      return
    }
    if (typeof value !== 'object' || value === null) return
    for (const [name, each] of Object.entries(value)) {
      const under = ofBuyer || (path.length === 1 && path[0] === 'buyers')
      if (path.length === 0 && name === 'variables') continue
      this.#references(each, [...path, Array.isArray(value) ? Number(name) : name], under)
    }
  }

  #pattern(value: unknown, path: Path): void {
    if (typeof value !== 'string') return
    const fault = patternFault(value.replace(reference, 'x'))
    if (fault !== null) this.#tell(path, fault === 'broken' ? 'broken_pattern' : 'slow_pattern')
  }

  #allFacts(): void {
    for (const [name, raw] of Object.entries(this.#facts)) {
      const fact = fields(raw)
      const path = ['facts', name]
      this.#pattern(fact['matches'], [...path, 'matches'])
      if (fact['matches'] !== undefined) this.#pattern(fact['wrong'], [...path, 'wrong'])
      const product = text(fact['product'])
      if (product !== null) {
        this.#known(this.#products.has(product), [...path, 'product'], 'unknown_product', product)
      }
      if (fact['order'] === undefined) continue
      const number = written(fact['order'])
      const order = this.#orders.get(number)
      this.#known(order !== undefined, [...path, 'order'], 'unknown_order', number)
      const field = fact['field']
      const lacks =
        order !== undefined &&
        (((field === 'tracking' || field === 'carrier') &&
          items(order['shipments']).length === 0) ||
          (field === 'address' && order['address'] === undefined))
      if (lacks) this.#tell([...path, 'field'], 'no_such_field', { name: field, order: number })
    }
  }

  #oneBuyer(buyer: Fields, path: Path): void {
    const steps = fields(buyer['steps'])
    const product = text(buyer['product'])
    if (product !== null) {
      this.#known(this.#products.has(product), [...path, 'product'], 'unknown_product', product)
    }
    for (const [index, order] of items(buyer['orders']).entries()) {
      this.#oneOrder(fields(order), [...path, 'orders', index])
    }
    const labels = this.#ways.get(text(buyer['id']) ?? '')?.labels ?? new Set()
    for (const [index, known] of items(buyer['knows']).entries()) {
      this.#condition(fields(known)['when'], [...path, 'knows', index, 'when'], labels)
    }
    const start = text(buyer['start'])
    if (start !== null) {
      this.#known(Object.hasOwn(steps, start), [...path, 'start'], 'unknown_step', start)
      if (Object.hasOwn(steps, start) && fields(steps[start])['say'] === undefined) {
        this.#tell([...path, 'steps', start], 'silent_start', { name: start })
      }
    }
    const reached = start === null ? null : reachedFrom(start, steps)
    for (const [name, each] of Object.entries(steps)) {
      const step = fields(each)
      const here = [...path, 'steps', name]
      if (reached !== null && !reached.has(name)) {
        this.found.push({
          path: [...path, 'steps'],
          atKey: name,
          code: 'unreachable_step',
          values: { name },
        })
      }
      const reactions = items(step['on']).map((on, index) => [on, [...here, 'on', index]] as const)
      for (const [raw, at] of [
        ...reactions,
        [step['otherwise'], [...here, 'otherwise']] as const,
      ]) {
        const reaction = fields(raw)
        const go = text(reaction['go'])
        if (go !== null) this.#known(Object.hasOwn(steps, go), [...at, 'go'], 'unknown_step', go)
        if (go !== null && reaction['end'] !== undefined) this.#tell([...at, 'end'], 'go_and_end')
        if (reaction['when'] !== undefined)
          this.#condition(reaction['when'], [...at, 'when'], labels)
      }
      this.#patience(step, here)
    }
  }

  /** Nudges come one after the other, and before the buyer has left. */
  #patience(step: Fields, path: Path): void {
    const leaves = fields(step['leaves'])['after']
    const end = typeof leaves === 'number' ? leaves : 600
    let before = 0
    for (const [index, nudge] of items(step['nudges']).entries()) {
      const { after } = fields(nudge)
      if (typeof after !== 'number') continue
      const here = [...path, 'nudges', index, 'after']
      if (after >= end) this.#tell(here, 'nudge_too_late', { after, leaves: end })
      if (after <= before) this.#tell(here, 'nudge_order', { after, before })
      before = after
    }
  }

  #oneOrder(order: Fields, path: Path): void {
    const number = written(order['number'])
    const names = Array.from(number.matchAll(reference), ([, name = '']) => name)
    const values = names.map((name) =>
      Object.hasOwn(this.#variables, name)
        ? texts(this.#variables[name]).map(([each]) => each)
        : [],
    )
    // One variable at a time is enough: each value must fit in whatever stands beside it.
    for (const [index, name] of names.entries()) {
      for (const value of values[index] ?? []) {
        const whole = number.replace(reference, (_, other: string) =>
          other === name ? value : '0',
        )
        if (!/^[0-9A-Za-z-]{1,40}$/u.test(whole)) {
          this.#tell([...path, 'number'], 'order_number', { given: whole })
        }
      }
    }
    if (names.length === 0 && !/^.{4,40}$/u.test(number)) {
      this.#tell([...path, 'number'], 'order_number', { given: number })
    }
    for (const [index, raw] of items(order['lines']).entries()) {
      const line = fields(raw)
      const id = text(line['product'])
      if (id === null) continue
      const product = this.#products.get(id)
      this.#known(
        product !== undefined,
        [...path, 'lines', index, 'product'],
        'unknown_product',
        id,
      )
      const variant = text(line['variant'])
      if (product === undefined || variant === null || variant === '') continue
      const has = items(product['stock']).some((each) => fields(each)['variant'] === variant)
      this.#known(has, [...path, 'lines', index, 'variant'], 'unknown_variant', variant)
    }
  }

  #condition(raw: unknown, path: Path, labels: ReadonlySet<string>): void {
    const condition = fields(raw)
    for (const [name, at] of texts(condition['intent'])) {
      this.#known(this.#wits.intents.has(name), [...path, 'intent', ...at], 'unknown_intent', name)
    }
    for (const [name, at] of texts(condition['tells'])) {
      this.#known(Object.hasOwn(this.#facts, name), [...path, 'tells', ...at], 'unknown_fact', name)
    }
    this.#pattern(condition['matches'], [...path, 'matches'])
    const label = text(condition['labelled'])
    if (label !== null)
      this.#known(labels.has(label), [...path, 'labelled'], 'unknown_label', label)
    this.#action(condition['action'], [...path, 'action'])
    for (const name of ['all', 'any']) {
      for (const [index, each] of items(condition[name]).entries()) {
        this.#condition(each, [...path, name, index], labels)
      }
    }
    if (condition['not'] !== undefined) this.#condition(condition['not'], [...path, 'not'], labels)
  }

  #action(raw: unknown, path: Path): void {
    const action = fields(raw)
    const group = text(action['group'])
    if (group !== null) {
      this.#known(this.#groups.has(group), [...path, 'group'], 'unknown_group', group)
    }
    if (action['order'] !== undefined) {
      const number = written(action['order'])
      this.#known(this.#orders.has(number), [...path, 'order'], 'unknown_order', number)
    }
    if (action['do'] === 'card' && action['of'] !== undefined) {
      const of = written(action['of'])
      const known = this.#orders.has(of) || this.#products.has(of)
      this.#known(known, [...path, 'of'], 'unknown_card', of)
    }
  }

  #rubric(rubric: Fields): void {
    const any = { labels: new Set<string>(), outcomes: new Set<string>() }
    for (const ways of this.#ways.values()) for (const label of ways.labels) any.labels.add(label)
    for (const list of ['marks', 'violations']) {
      for (const [index, raw] of items(rubric[list]).entries()) {
        const line = fields(raw)
        const path = ['rubric', list, index]
        const buyer = text(line['buyer'])
        const ways = buyer === null ? any : this.#ways.get(buyer)
        if (buyer !== null)
          this.#known(ways !== undefined, [...path, 'buyer'], 'unknown_buyer', buyer)
        const fact = text(line['fact'])
        if (fact !== null) {
          this.#known(Object.hasOwn(this.#facts, fact), [...path, 'fact'], 'unknown_fact', fact)
        }
        this.#action(line['action'], [...path, 'action'])
        this.#pattern(line['matches'], [...path, 'matches'])
        if (ways === undefined) continue
        for (const name of ['label', 'labels', 'unless']) {
          for (const [label, at] of texts(line[name])) {
            this.#known(ways.labels.has(label), [...path, name, ...at], 'unknown_label', label)
          }
        }
        if (buyer === null) continue
        for (const [outcome, at] of texts(line['outcome'])) {
          const here = [...path, 'outcome', ...at]
          this.#known(ways.outcomes.has(outcome), here, 'outcome_never', outcome)
        }
      }
    }
  }
}

function reactionsOf(step: Fields): Fields[] {
  return [...items(step['on']), step['otherwise']].map(fields)
}

function waysOf(buyer: Fields): Ways {
  const steps = Object.values(fields(buyer['steps'])).map(fields)
  const reactions = steps.flatMap(reactionsOf)
  const leaving = steps.map((step) =>
    step['leaves'] === undefined ? 'lost' : (text(fields(step['leaves'])['outcome']) ?? 'lost'),
  )
  return {
    labels: all([
      ...reactions.map((each) => text(each['label'])),
      ...items(buyer['knows']).map((each) => text(fields(each)['label'])),
    ]),
    outcomes: all([...reactions.map((each) => text(each['end'])), ...leaving]),
  }
}

function reachedFrom(start: string, steps: Fields): ReadonlySet<string> {
  const reached = new Set([start])
  for (const name of reached) {
    if (!Object.hasOwn(steps, name)) continue
    for (const reaction of reactionsOf(fields(steps[name]))) {
      const go = text(reaction['go'])
      if (go !== null) reached.add(go)
    }
  }
  return reached
}
