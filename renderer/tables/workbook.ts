import type { Table } from './table.ts'

/** A moment by the wall clock that is to be read: ms as if that clock were UTC; `day`: without its time. */
export interface Wall {
  readonly wall: number
  readonly day?: true
}
export type Cell = string | number | Wall | null

/** The first row is its heads. */
export interface Sheet {
  readonly name: string
  readonly rows: readonly (readonly Cell[])[]
}

const WIDEST = 60
const DAY = 24 * 60 * 60_000
/** Of Excel. */
const CELL_LENGTH = 32_767

/**
 * Sheets with real numbers and dates. What is text is written as text, never as a formula, whatever it
 * begins with: in the file it is a shared string in the format «text».
 */
export async function writeWorkbook(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const { default: writeXlsxFile } = await import('write-excel-file/universal')
  const blob = await writeXlsxFile(
    sheets.map(({ name, rows }) => ({
      sheet: sheetName(name),
      data: rows.map((row, index) =>
        row.map((cell) => {
          if (cell === null || cell === '') return null
          if (typeof cell === 'number') return { value: cell, type: Number }
          if (typeof cell === 'object')
            return {
              value: new Date(cell.day ? cell.wall - (cell.wall % DAY) : cell.wall),
              type: Date,
              format: cell.day ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm',
            }
          return {
            value: cell.slice(0, CELL_LENGTH),
            type: String,
            format: '@',
            ...(index === 0 ? { fontWeight: 'bold' as const } : {}),
          }
        }),
      ),
      columns: (rows[0] ?? []).map((_, column) => ({
        width: Math.min(WIDEST, Math.max(8, ...rows.map((row) => widthOf(row[column] ?? null)))),
      })),
      stickyRowsCount: 1,
    })),
  ).toBlob()
  return new Uint8Array(await blob.arrayBuffer())
}

/** As text, for what knows no numbers and dates; `writeCsv` guards formulas. */
export function tableOfSheet({ rows }: Sheet): Table {
  return rows.map((row) => row.map(textOf))
}

function textOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'string') return cell
  const iso = new Date(cell.wall).toISOString()
  return cell.day ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`
}

/** About: Chinese signs are twice as wide. */
function widthOf(cell: Cell): number {
  return Array.from(textOf(cell), (sign) => (sign > '\u2000' ? 2 : 1)).reduce<number>(
    (sum, one) => sum + one,
    2,
  )
}

/** Excel's names: 31 signs, without some. */
function sheetName(name: string): string {
  return name.replaceAll(/[[\]:*?/\\]/g, '_').slice(0, 31)
}
