/** A table as people have it in a file: rows of cells as text. What reads and writes it loads lazily. */
export type Table = readonly (readonly string[])[]

export type TableFormat = 'xlsx' | 'csv'

/** Why a file is no table. */
export class TableError extends Error {
  readonly code: 'too_large' | 'unreadable' | 'empty'
  constructor(code: TableError['code'], cause?: unknown) {
    super(code, { cause })
    this.code = code
  }
}

/** Bytes of a file that is read at all. */
export const TABLE_BYTES = 20 * 1024 * 1024

/** By what the file is, not by what it is called: an `.xls` that is really text is common. */
export async function readTable(bytes: Uint8Array): Promise<Table> {
  if (bytes.length > TABLE_BYTES) throw new TableError('too_large')
  const table = isZip(bytes)
    ? await (await import('./xlsx.ts')).readXlsx(bytes)
    : (await import('./csv.ts')).readCsv(bytes)
  const rows = table.map((row) => row.map((cell) => cell.trim()))
  if (!rows.some((row) => row.some((cell) => cell !== ''))) throw new TableError('empty')
  return rows
}

export async function writeTable(table: Table, format: TableFormat): Promise<Uint8Array> {
  return format === 'xlsx'
    ? (await import('./xlsx.ts')).writeXlsx(table)
    : (await import('./csv.ts')).writeCsv(table)
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b
}
