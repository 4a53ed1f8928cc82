import { digitOf } from '../../masking/signs.ts'
import { groupsOf } from '../../masking/groups.ts'
import { digitsOf, HAN, oneOf } from './signs.ts'
import type { DrillKind, DrillWords } from './model.ts'

export interface Found {
  readonly kind: DrillKind
  readonly start: number
  readonly end: number
  readonly doubtful: boolean
}
/** What a text tells by the words around it, the surest first; finds may lie over each other. */
export type Patterns = (text: string) => readonly Found[]

const LINK = ':?(?:\\s|[:\\uff1a\\uff0c,]|\\u662f|\\u4e3a|\\u70ba)*'
/** A long number that nobody says anything about may be of somebody. */
const LONG = 10
const LABELLED = 6
/** How far before a number its label stands. */
const REACH = 14

const AMOUNT = /^\d{1,7}\.\d{1,2}$/

export function patternsOf(words: DrillWords): Patterns {
  const rules = [
    emails,
    links,
    masked,
    plates(words),
    accounts(words),
    companies(words),
    numbers(words),
    ...names(words),
  ]
  return (text) => rules.flatMap((rule) => rule(text))
}

type Rule = (text: string) => Found[]

/** The group `it` of each match. */
function each(text: string, pattern: RegExp, kind: DrillKind, doubtful = false): Found[] {
  return Array.from(text.matchAll(pattern)).flatMap((match) => {
    const [start, end] = match.indices?.groups?.['it'] ?? [0, 0]
    return end > start ? [{ kind, start, end, doubtful }] : []
  })
}

const emails: Rule = (text) =>
  each(text, /(?<it>[\w.+*-]*\*[\w.+*-]*[@\uff20][\w*-]+(?:\.[\w*-]+)+)/dg, 'email')

const links: Rule = (text) => each(text, /(?<it>(?:https?:\/\/|www\.)[!-~]+)/dgi, 'link')

/** What was hidden before still tells its end; a region before hidden signs tells where. */
const masked: Rule = (text) => [
  ...each(text, /[*\uff0a\u2022xX]{3,}[ -]?(?<it>\d{4})(?!\d)/dg, 'number'),
  ...each(
    text,
    new RegExp(`(?<it>${HAN}{2,12}[\\u7701\\u5e02\\u533a\\u53bf])\\*{3,}`, 'dgu'),
    'address',
  ),
]

function plates({ numbers: { plates: signs } }: DrillWords): Rule {
  const plate = new RegExp(
    `(?<it>[${signs}][A-HJ-Z][\\u00b7\\u2022. -]?(?=[A-Z0-9]*[0-9])[A-HJ-NP-Z0-9]{5,6})(?![A-Z0-9])`,
    'dgiu',
  )
  return (text) => each(text, plate, 'plate')
}

function accounts({ numbers }: DrillWords): Rule {
  const behind = (labels: readonly string[]) =>
    new RegExp(
      `${oneOf(labels)}(?:\\u53f7|\\u865f|\\u53f7\\u7801|id)?${LINK}(?<it>[a-z0-9][\\w-]{4,24})`,
      'dgiu',
    )
  const wechat = behind(numbers.wechat)
  const qq = behind(numbers.qq)
  const other = behind(numbers.other)
  const account = behind(numbers.account)
  const mixed = /^(?=.*\d.*\d)(?=.*[a-z])[a-z0-9]{8,}$/i
  return (text) => [
    ...each(text, wechat, 'wechat').filter(({ start, end }) => !short(text, start, end)),
    ...each(text, qq, 'qq').filter(({ start, end }) => /\d{4}/.test(text.slice(start, end))),
    ...each(text, account, 'number').filter(({ start, end }) => mixed.test(text.slice(start, end))),
    ...each(text, other, 'wechat').filter(({ start, end }) => /\d/.test(text.slice(start, end))),
  ]
}

/** A word such as «wechat pay» is no id. */
function short(text: string, start: number, end: number): boolean {
  const id = text.slice(start, end)
  return /^[a-z]+$/i.test(id) && id.length < 6
}

function companies({ numbers }: DrillWords): Rule {
  const ends = oneOf(numbers.companies)
  const labels = oneOf(numbers.titlesOfInvoice)
  const labelled = new RegExp(`${labels}${LINK}(?<it>${HAN}{2,20}?)${ends}`, 'dgu')
  const loose = new RegExp(
    `(?:^|[^\\u3400-\\u9fff]|\\u662f|\\u5f00)(?<it>${HAN}{2,16}?)${ends}`,
    'dgu',
  )
  return (text) => [...each(text, labelled, 'company'), ...each(text, loose, 'company')]
}

function numbers({ numbers: labels }: DrillWords): Rule {
  const behind = (of: readonly string[]) => new RegExp(`${oneOf(of)}[^\\d\\n]{0,6}$`, 'iu')
  const order = behind(labels.order)
  const tracking = behind(labels.tracking)
  const other = behind([...labels.tail, ...labels.code, ...labels.account])
  const lettered = /(?<![a-z0-9])[a-z]{0,4}-?$/i
  // Of a shelf, or building, unit and room without a word.
  const coded = /(?<![\d-])(?<it>\d{1,2}-\d{1,2}-\d{3,5})(?![\d-])/dg
  return (text) => {
    const found: Found[] = each(text, coded, 'number', true)
    for (const { start, end } of chainsOf(text)) {
      if (AMOUNT.test(text.slice(start, end))) continue
      const count = digitsOf(text.slice(start, end)).length
      const before = text.slice(Math.max(0, start - REACH), start).replace(lettered, '')
      const kind = tracking.test(before) ? 'tracking' : order.test(before) ? 'order' : 'number'
      if (kind !== 'number' ? count >= LABELLED : other.test(before) && count >= 4)
        found.push({ kind, start, end, doubtful: false })
      else if (count >= LONG || (count >= 8 && /[a-z]{2,4}$/i.test(text.slice(0, start))))
        found.push({ kind: 'number', start, end, doubtful: true })
    }
    return found
  }
}

/** Digits in a row, with single dashes or dots or groups of them set apart. */
function chainsOf(text: string): { start: number; end: number }[] {
  const chains: { start: number; end: number }[] = []
  let joins = false
  for (const { start, end, gap } of groupsOf(text)) {
    const last = chains.at(-1)
    if (joins && last) last.end = end
    else chains.push({ start, end })
    joins = gap !== null && !/\n/.test(gap)
  }
  // Numerals alone are mostly words.
  return chains.filter(({ start, end }) => {
    for (let at = start; at < end; at++) if (/[0-9\uff10-\uff19]/.test(text[at] ?? '')) return true
    return end - start >= LONG && digitOf(text.charCodeAt(start)) >= 0
  })
}

function names({ persons }: DrillWords): Rule[] {
  const surname = `(?:${oneOf(persons.compoundSurnames)}|[${persons.surnames}])`
  const sureTitles = oneOf(persons.titles)
  const doubtfulTitles = oneOf(persons.doubtfulTitles)
  const titled = `(?=${sureTitles}|${doubtfulTitles})`
  const not = `(?!${oneOf(persons.notNames)})`
  // The third sign only where it is no word of its own.
  const given = `(?:${HAN}(?:(?![${persons.ends}])${HAN})?)`
  const name = `${not}(?<it>${surname}${given})(?!${HAN}*(?:${oneOf(persons.labels)})[:\\uff1a])`
  const behind = (labels: readonly string[], what: string) =>
    new RegExp(`${oneOf(labels)}${LINK}${what}`, 'dgu')
  const sure = behind([...persons.labels, ...persons.said], name)
  const foreign = behind(persons.labels, '(?<it>[A-Za-z]{2,20}(?:[ .\\u00b7][A-Za-z]{1,20}){0,3})')
  const labelled = behind(
    persons.labels,
    `[\\uff1a: ]${not}(?<it>${HAN}{2,5}(?:[\\u00b7\\u2022]${HAN}{1,6})?)(?!${HAN})`,
  )
  const maybe = behind(persons.maybe, `${not}(?<it>${surname}${given})(?![^\\s\\p{P}])`)
  // As people write whom to send to: a name, a phone, an address.
  const beside = '[\\s,\\uff0c\\u3001/]{1,2}'
  const beforePhone = new RegExp(
    `(?<!${HAN})${not}(?<it>${surname}${HAN}{1,2})${beside}(?=1[3-9]\\d)`,
    'dgu',
  )
  const behindPhone = new RegExp(
    `1[3-9]\\d{9}${beside}${not}(?<it>${surname}${HAN}{1,2})(?!${HAN})`,
    'dgu',
  )
  const family = behind(persons.surnameSaid, `(?<it>${surname})`)
  const sureTitled = new RegExp(`(?<it>${surname})(?=${sureTitles})`, 'dgu')
  const maybeTitled = new RegExp(`(?<!${HAN})(?<it>${surname})(?=${doubtfulTitles})`, 'dgu')
  const full = new RegExp(
    `(?<!${HAN})${not}(?!${surname}${sureTitles})(?<it>${surname}${HAN}{1,2}?)${titled}`,
    'dgu',
  )
  return [
    (text) => each(text, sure, 'name'),
    (text) => each(text, labelled, 'name'),
    (text) => each(text, foreign, 'name'),
    (text) => each(text, beforePhone, 'name', true),
    (text) => each(text, behindPhone, 'name', true),
    (text) => each(text, full, 'name', true),
    (text) => each(text, maybe, 'name', true),
    (text) => each(text, family, 'name'),
    (text) => each(text, sureTitled, 'name'),
    (text) => each(text, maybeTitled, 'name', true),
  ]
}
