import { WITS } from '../wits.ts'
import type { Source } from './spec.ts'

export type Fields = Readonly<Record<string, unknown>>
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

export type Names = Readonly<Record<Source, readonly string[]>>

const intents: readonly string[] = [...WITS.intents]
const once = (all: readonly string[]): readonly string[] => [...new Set(all)].filter(Boolean)

/** All names of the scenario; `steps` and `labels` those of one buyer where one is named. */
export function namesIn(raw: unknown, of: number | null = null): Names {
  const root = fieldsOf(raw)
  const buyers = listOf(root['buyers']).map(fieldsOf)
  const meant = of === null ? buyers : buyers.slice(of, of + 1)
  return {
    intents,
    facts: Object.keys(fieldsOf(root['facts'])),
    products: once(listOf(root['products']).map((each) => textOf(fieldsOf(each)['id']))),
    groups: once(listOf(root['colleagues']).map((each) => textOf(fieldsOf(each)['group']))),
    buyers: once(buyers.map(({ id }) => textOf(id))),
    orders: once(
      buyers.flatMap(({ orders }) =>
        listOf(orders).map((each) => textOf(fieldsOf(each)['number'])),
      ),
    ),
    steps: once(meant.flatMap(({ steps }) => Object.keys(fieldsOf(steps)))),
    labels: once(
      meant.flatMap(({ steps, knows }) => [
        ...Object.values(fieldsOf(steps)).flatMap((step) => {
          const { on, otherwise } = fieldsOf(step)
          return [...listOf(on), otherwise].map((each) => textOf(fieldsOf(each)['label']))
        }),
        ...listOf(knows).map((each) => textOf(fieldsOf(each)['label'])),
      ]),
    ),
  }
}

/** A name that nobody has. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted
  for (let count = 2; ; count++) {
    const name = `${wanted}-${count}`
    if (!taken.includes(name)) return name
  }
}
