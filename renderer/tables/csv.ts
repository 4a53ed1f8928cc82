import Papa from 'papaparse'
import { TableError, type Table } from './table.ts'

/** A cell that a spreadsheet would take for a formula is written behind an apostrophe, and read without. */
const FORMULA = /^[=+\-@\t\r]/
const GUARDED = /^'[=+\-@\t\r]/

/** With a mark at its beginning: Excel takes a file without one for the system's old encoding. */
export function writeCsv(table: Table): Uint8Array {
  const guarded = table.map((row) => row.map((cell) => (FORMULA.test(cell) ? `'${cell}` : cell)))
  return new TextEncoder().encode(`\ufeff${Papa.unparse(guarded, { newline: '\r\n' })}\r\n`)
}

export function readCsv(bytes: Uint8Array): Table {
  const text = decoded(bytes)
  // A picture or an old binary sheet decodes to something, too.
  if (text.includes('\0')) throw new TableError('unreadable')
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy' })
  return data.map((row) => row.map((cell) => (GUARDED.test(cell) ? cell.slice(1) : cell)))
}

/** UTF-8 and UTF-16 by their marks; without one what is no valid UTF-8 is GB 18030, as Excel saves it in China. */
function decoded(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
