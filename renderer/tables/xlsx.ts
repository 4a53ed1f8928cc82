import { readSheet } from 'read-excel-file/universal'
import writeXlsxFile from 'write-excel-file/universal'
import { TableError, type Table } from './table.ts'

const WIDEST = 60

/** The first sheet. */
export async function readXlsx(bytes: Uint8Array): Promise<Table> {
  try {
    const rows = await readSheet(new Blob([new Uint8Array(bytes)]))
    return rows.map((row) => row.map(textOf)).filter((row) => row.some((cell) => cell !== ''))
  } catch (error) {
    throw new TableError('unreadable', error)
  }
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return typeof cell === 'string' ? cell : JSON.stringify(cell)
}

/** All cells are text, the first row is set off and stays in sight. */
export async function writeXlsx(table: Table): Promise<Uint8Array> {
  const data = table.map((row, index) =>
    row.map((value) =>
      value === ''
        ? null
        : {
            value,
            type: String,
            format: '@',
            ...(index === 0 ? { fontWeight: 'bold' as const } : { wrap: true }),
          },
    ),
  )
  const columns = (table[0] ?? []).map((_, column) => ({
    width: Math.min(WIDEST, Math.max(10, ...table.map((row) => (row[column] ?? '').length * 2))),
  }))
  const blob = await writeXlsxFile(data, { columns, stickyRowsCount: 1 }).toBlob()
  return new Uint8Array(await blob.arrayBuffer())
}
