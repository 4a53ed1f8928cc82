import { IMPORT_FIELDS, LIMITS_OF_IMPORT, REQUIRED, type ImportField } from './fields.ts'
import { ORDER_STATES, type ImportedLine, type OrderState } from '#shared/orders/model.ts'
import { parseAmount } from '../../state/money.ts'
import type { Table } from '../../tables/table.ts'

/** Which column of the table has what; absent: none has. */
export type Mapping = Readonly<Partial<Record<ImportField, number>>>

export interface BadRow {
  /** As the person's program counts them: the head is row 1. */
  readonly row: number
  readonly field: ImportField
  readonly value: string
  readonly why: 'missing' | 'amount' | 'count' | 'time' | 'state' | 'currency' | 'long' | 'differs'
}

export interface Read {
  readonly lines: readonly ImportedLine[]
  readonly bad: readonly BadRow[]
  readonly orders: number
}

/** Names of columns and states, as they may stand in a table, small letters. */
export interface Words {
  readonly columns: Readonly<Record<ImportField, readonly string[]>>
  readonly states: ReadonlyMap<string, OrderState>
}

const plain = (text: string) => text.normalize('NFKC').trim().toLowerCase()

/** By the head's words: the whole of one first, then a part of one. Each column is taken once. */
export function guessMapping(head: readonly string[], { columns }: Words): Mapping {
  const names = head.map(plain)
  const mapping: Partial<Record<ImportField, number>> = {}
  const taken = new Set<number>()
  const take = (fits: (name: string, word: string) => boolean) => {
    for (const field of IMPORT_FIELDS) {
      if (mapping[field] !== undefined) continue
      const at = names.findIndex(
        (name, index) =>
          name !== '' &&
          !taken.has(index) &&
          columns[field].some((word) => fits(name, plain(word))),
      )
      if (at < 0) continue
      mapping[field] = at
      taken.add(at)
    }
  }
  take((name, word) => name === word)
  take((name, word) => word.length > 1 && name.includes(word))
  return mapping
}

export function missingFields(mapping: Mapping): readonly ImportField[] {
  return REQUIRED.filter((field) => mapping[field] === undefined)
}

const TIME =
  /^(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?.*)?$/

/** In this computer's time zone unless the text says another; null: it is none. */
export function parseTime(text: string): number | null {
  const match = TIME.exec(text.normalize('NFKC').trim())
  if (!match) return null
  if (/(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) {
    const told = Date.parse(text)
    return Number.isNaN(told) ? null : told
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part || 0))
  const date = new Date(year, month - 1, day, hour, minute, second)
  const same =
    date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day
  return same && hour < 24 && minute < 60 ? date.getTime() : null
}

/**
 * The rows as lines of orders; those that are none are named with what is wrong. An order with one
 * bad row is left out as a whole: the gateway replaces orders whole.
 */
export function readRows(
  table: Table,
  mapping: Mapping,
  words: Words,
  usual: { readonly currency: string; readonly now: number },
): Read {
  const bad: BadRow[] = []
  const read: { row: number; line: ImportedLine; totalTold: boolean }[] = []
  const badNumbers = new Set<string>()
  for (const [index, cells] of table.slice(1).entries()) {
    if (!cells.some((cell) => cell.trim() !== '')) continue
    const row = index + 2
    const one = readRow(cells, row, mapping, words, usual)
    if ('bad' in one) {
      bad.push(one.bad)
      badNumbers.add(cellOf(cells, mapping, 'number'))
    } else read.push({ row, ...one })
  }
  const byNumber = Map.groupBy(read, ({ line }) => line.number)
  const lines: ImportedLine[] = []
  let orders = 0
  for (const [number, own] of byNumber) {
    const first = own[0]
    if (!first || badNumbers.has(number)) continue
    const other = own.find(
      ({ line }) => line.customer !== first.line.customer || line.currency !== first.line.currency,
    )
    if (other) {
      const field = other.line.customer === first.line.customer ? 'currency' : 'customer'
      bad.push({ row: other.row, field, value: other.line[field], why: 'differs' })
      continue
    }
    const sum = own.reduce((all, { line }) => all + line.price * line.count, 0)
    const told = own.find(({ totalTold }) => totalTold)?.line.total
    const wrong = own.find(({ line, totalTold }) => totalTold && line.total !== told)
    if (wrong) {
      bad.push({ row: wrong.row, field: 'total', value: String(wrong.line.total), why: 'differs' })
      continue
    }
    orders++
    for (const { line } of own) lines.push({ ...line, total: told ?? sum })
  }
  return { lines, bad: bad.toSorted((a, b) => a.row - b.row), orders }
}

const cellOf = (cells: readonly string[], mapping: Mapping, field: ImportField): string => {
  const at = mapping[field]
  return at === undefined ? '' : (cells[at] ?? '').trim()
}

function readRow(
  cells: readonly string[],
  row: number,
  mapping: Mapping,
  { states }: Words,
  { currency: usual, now }: { readonly currency: string; readonly now: number },
): { line: ImportedLine; totalTold: boolean } | { bad: BadRow } {
  const of = (field: ImportField) => cellOf(cells, mapping, field)
  const wrong = (field: ImportField, why: BadRow['why']) => ({
    bad: { row, field, value: of(field), why },
  })
  for (const field of REQUIRED) if (of(field) === '') return wrong(field, 'missing')
  for (const field of IMPORT_FIELDS) {
    const most = LIMITS_OF_IMPORT[field]
    if (most !== undefined && of(field).length > most) return wrong(field, 'long')
  }
  const currency = of('currency') === '' ? usual : of('currency').toUpperCase()
  if (!/^[A-Z]{3}$/.test(currency)) return wrong('currency', 'currency')
  const price = parseAmount(of('price') === '' ? '0' : of('price'), currency)
  if (price === null) return wrong('price', 'amount')
  const total = of('total') === '' ? null : parseAmount(of('total'), currency)
  if (of('total') !== '' && total === null) return wrong('total', 'amount')
  const count = of('count') === '' ? 1 : Number(of('count').normalize('NFKC'))
  if (!Number.isInteger(count) || count < 1 || count > 1e6) return wrong('count', 'count')
  const placedAt = of('placedAt') === '' ? now : parseTime(of('placedAt'))
  if (placedAt === null) return wrong('placedAt', 'time')
  const state = of('state') === '' ? 'paid' : stateOf(of('state'), states)
  if (state === null) return wrong('state', 'state')
  return {
    totalTold: total !== null,
    line: {
      number: of('number'),
      customer: of('customer'),
      placedAt,
      state,
      product: of('product'),
      title: of('title'),
      variant: of('variant'),
      count,
      price,
      total: total ?? 0,
      currency,
      name: of('name'),
      phone: of('phone'),
      address: of('address'),
      carrier: of('carrier'),
      tracking: of('tracking'),
      note: of('note'),
    },
  }
}

function stateOf(text: string, states: Words['states']): OrderState | null {
  const word = plain(text)
  return ORDER_STATES.find((state) => state === word) ?? states.get(word) ?? null
}

/** At most so many rows and letters go at once; the rows of an order stay together. */
export function chunksOf(
  lines: readonly ImportedLine[],
  most = 2000,
  letters = 1_200_000,
): ImportedLine[][] {
  const chunks: ImportedLine[][] = []
  let chunk: ImportedLine[] = []
  let size = 0
  for (const own of Map.groupBy(lines, ({ number }) => number).values()) {
    const length = JSON.stringify(own).length
    if (chunk.length > 0 && (chunk.length + own.length > most || size + length > letters)) {
      chunks.push(chunk)
      chunk = []
      size = 0
    }
    chunk.push(...own)
    size += length
  }
  if (chunk.length > 0) chunks.push(chunk)
  return chunks
}
