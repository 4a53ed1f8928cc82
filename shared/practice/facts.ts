import { fold } from '../words/fold.ts'
import type { Fact, Scenario, ScenarioOrder } from './scenario.ts'
import { matchesPattern } from './pattern.ts'
import type { FactWords, Wits } from './wits.ts'

export type Told = 'right' | 'wrong' | null
const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
const alternatives = (words: readonly string[]): string =>
  words
    .map((word) => escape(fold(word)))
    .sort((one, other) => other.length - one.length)
    .join('|')

/** Whether the folded text has one of the words, and nothing right before it denies it. */
function says(folded: string, words: readonly string[], facts: FactWords): boolean {
  const found = new RegExp(`(?<!${alternatives(facts.denials)})(?:${alternatives(words)})`, 'u')
  return found.test(folded)
}

/** Amounts of money in the text, in cents: `59元`, `¥59.90`, `1,299 元`. */
function amounts(folded: string, facts: FactWords): number[] {
  const figure = String.raw`(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?`
  const signs = alternatives(facts.signs)
  const units = alternatives(facts.units)
  const found = new RegExp(`(?:${signs})\\s*${figure}|${figure}\\s*(?:${units})(\\d)?`, 'gu')
  return Array.from(folded.matchAll(found), (match) => {
    const whole = Number((match[1] ?? match[3] ?? '').replaceAll(',', ''))
    const part = match[2] ?? match[4]
    // Spoken: the unit, then tenths.
    const tenths = part === undefined && match[5] !== undefined ? Number(match[5]) * 10 : 0
    return Math.round((whole + Number(part ?? 0)) * 100) + tenths
  })
}

/** Long numbers of the text as they are copied: letters and figures, without the dashes between. */
function numbers(folded: string): string[] {
  return Array.from(folded.matchAll(/[0-9a-z](?:[0-9a-z]|-(?=[0-9a-z]))*/gu), ([found]) =>
    found.replaceAll('-', ''),
  ).filter((found) => (found.match(/\d/g)?.length ?? 0) >= 6)
}

const plain = (number: string): string => fold(number).replaceAll('-', '')

function ordersOf(scenario: Scenario): readonly ScenarioOrder[] {
  return scenario.buyers.flatMap((buyer) => buyer.orders)
}

function toldNumber(
  folded: string,
  values: readonly string[],
  others: readonly string[],
  facts: FactWords,
): Told {
  const wanted = values.map(plain)
  const said = numbers(folded)
  if (wanted.some((value) => said.includes(value))) return 'right'
  const tails = new RegExp(`(?:${alternatives(facts.tails)})\\D{0,3}(\\d{4,6})(?!\\d)`, 'gu')
  const ends = Array.from(folded.matchAll(tails), (match) => match[1] ?? '')
  if (ends.some((end) => wanted.some((value) => value.endsWith(end)))) return 'right'
  const known = new Set(others.map(plain))
  const alike = (number: string): boolean =>
    !known.has(number) && wanted.some((value) => value.length === number.length)
  return said.some(alike) ? 'wrong' : null
}

function toldOrder(
  scenario: Scenario,
  order: ScenarioOrder,
  field: Extract<Fact, { order: string }>['field'],
  folded: string,
  facts: FactWords,
): Told {
  const all = ordersOf(scenario)
  const owner = scenario.buyers.find((buyer) => buyer.orders.includes(order))
  const tracking = (list: readonly ScenarioOrder[]): string[] =>
    list.flatMap((each) => each.shipments.map((shipment) => shipment.tracking))
  switch (field) {
    case 'number':
      return toldNumber(
        folded,
        [order.number],
        // The same buyer's other orders are no lie.
        [...tracking(all), ...(owner?.orders.map((each) => each.number) ?? [])],
        facts,
      )
    case 'tracking':
      return toldNumber(
        folded,
        tracking([order]),
        [...all.map((each) => each.number), ...tracking(owner?.orders ?? [])],
        facts,
      )
    case 'total': {
      const said = amounts(folded, facts)
      if (said.includes(order.totalFen)) return 'right'
      return said.length > 0 && says(folded, facts.totals, facts) ? 'wrong' : null
    }
    case 'carrier': {
      const carriers = new Set(order.shipments.map((shipment) => shipment.carrier))
      const own = [...carriers].map(
        (carrier) =>
          facts.carriers.find((names) =>
            names.some((name) => fold(carrier).includes(fold(name))),
          ) ?? [carrier],
      )
      if (own.some((names) => says(folded, names, facts))) return 'right'
      const other = facts.carriers.filter((names) => !own.includes(names))
      return other.some((names) => says(folded, names, facts)) ? 'wrong' : null
    }
    case 'state': {
      if (says(folded, facts.states[order.state] ?? [order.state], facts)) return 'right'
      return Object.entries(facts.states).some(
        ([state, words]) => state !== order.state && says(folded, words, facts),
      )
        ? 'wrong'
        : null
    }
    case 'address':
      return toldAddress(folded, order)
  }
}

interface Door {
  /** With whatever stood before it: where a road's name begins, only a map knows. */
  readonly road: string
  readonly number: string
}

/** Roads with their numbers: the part of an address by which a parcel is brought to a door. */
function doors(folded: string): Door[] {
  // Road, street, lane and the like, then the number.
  const found =
    /([\p{Script=Han}]{1,6}(?:\u8def|\u8857|\u5df7|\u5f04|\u5927\u9053|\u9053))(\d+)(?:\u53f7|\u5f04)/gu
  return Array.from(folded.matchAll(found), ([, road = '', number = '']) => ({ road, number }))
}

/** The names end alike, by three characters at least: a direction and «road» alone are no name. */
function sameDoor(one: Door, other: Door): boolean {
  const shared = Math.min(3, one.road.length, other.road.length)
  return one.number === other.number && one.road.slice(-shared) === other.road.slice(-shared)
}

function toldAddress(folded: string, order: ScenarioOrder): Told {
  const address = fold(order.address?.text ?? '').replaceAll(/\s/gu, '')
  if (address === '') return null
  const said = folded.replaceAll(/\s/gu, '')
  if (said.includes(address)) return 'right'
  const wanted = doors(address)
  const found = doors(said)
  if (found.some((door) => wanted.some((each) => sameDoor(door, each)))) return 'right'
  return found.length > 0 ? 'wrong' : null
}

function toldProduct(
  scenario: Scenario,
  fact: Extract<Fact, { product: string }>,
  folded: string,
  facts: FactWords,
): Told {
  const product = scenario.products.find((each) => each.id === fact.product)
  if (product === undefined) return null
  const others = scenario.products.filter((each) => each !== product)
  const names = (title: string): boolean => folded.includes(fold(title))
  if (fact.field === 'title') {
    if (names(product.title)) return 'right'
    return others.some((each) => names(each.title)) ? 'wrong' : null
  }
  const said = amounts(folded, facts)
  if (said.includes(product.priceFen)) return 'right'
  if (said.length === 0 || !says(folded, facts.prices, facts)) return null
  return others.some((each) => names(each.title)) && !names(product.title) ? null : 'wrong'
}

/**
 * Whether the text tells the fact: rightly; wrongly, that is another value of its kind and not the
 * right one; or not at all. What is denied («not by SF») is not told. Unknown facts are never told.
 */
export function tells(scenario: Scenario, name: string, text: string, wits: Wits): Told {
  const fact = Object.hasOwn(scenario.facts, name) ? scenario.facts[name] : undefined
  if (fact === undefined || text === '') return null
  const folded = fold(text)
  if ('any' in fact) {
    if (says(folded, fact.any, wits.facts)) return 'right'
    return fact.wrong !== undefined && says(folded, fact.wrong, wits.facts) ? 'wrong' : null
  }
  if ('matches' in fact) {
    if (matchesPattern(fact.matches, text)) return 'right'
    return fact.wrong !== undefined && matchesPattern(fact.wrong, text) ? 'wrong' : null
  }
  if ('product' in fact) return toldProduct(scenario, fact, folded, wits.facts)
  const order = ordersOf(scenario).find((each) => each.number === fact.order)
  return order === undefined ? null : toldOrder(scenario, order, fact.field, folded, wits.facts)
}
