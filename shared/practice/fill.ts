import { pick } from './random.ts'
import type { Scenario } from './scenario.ts'

/**
 * Variables of a scenario: `{name}` in any text. `{buyer}` is the name of the buyer it stands under.
 * A name begins with a letter, so that `\d{2}` and `\p{L}` in a pattern stay what they are.
 */
export const reference = /(?<!\\[pPuk])\{([\p{L}_][\p{L}\p{N}_-]{0,39})\}/gu

/** Keys whose text is a regular expression, where a value must stand for itself. */
export const isPattern = (key: string, value: unknown): value is string =>
  typeof value === 'string' && (key === 'matches' || key === 'wrong')

/** What the seed chose. Of a filled scenario, whatever the seed: the same again. */
export function chosen(scenario: Scenario, seed: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(scenario.variables).map(([name, values]) => [
      name,
      pick(values, seed, 'variable', name) ?? '',
    ]),
  )
}

/** The text with what it refers to; unknown names stay as they are. */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(reference, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  )
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)

function filled(
  value: unknown,
  key: string,
  values: Readonly<Record<string, string>>,
  patterns: Readonly<Record<string, string>>,
): unknown {
  if (typeof value === 'string') return fillText(value, isPattern(key, value) ? patterns : values)
  if (Array.isArray(value)) return value.map((each) => filled(each, '', values, patterns))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, filled(each, name, values, patterns)]),
  )
}

function inPatterns(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, escaped(value)]))
}

/** The scenario of one run: nothing of it is open any more. Filling it again changes nothing. */
export function fillScenario(scenario: Scenario, seed: number): Scenario {
  const values = chosen(scenario, seed)
  const { variables: _, buyers, ...rest } = scenario
  const patterns = inPatterns(values)
  // The shape does not change: texts stay texts.
  const whole = filled(rest, '', values, patterns) as typeof rest
  return {
    ...whole,
    variables: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]])),
    buyers: buyers.map((buyer) => {
      const own = { ...values, buyer: fillText(buyer.name, values) }
      return filled(buyer, '', own, inPatterns(own)) as typeof buyer
    }),
  }
}
