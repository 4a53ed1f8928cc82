import { WORD_VERDICTS, type WordVerdict } from './guard/model.ts'
import { ownWord, WORD_LIMITS, type ListedWord } from './own.ts'

/** The shop's own words as a table: export, and what an import would make of the list. Pure. */
export const WORD_COLUMNS = ['word', 'verdict', 'note'] as const

export interface WordTableNames {
  readonly columns: Readonly<Record<(typeof WORD_COLUMNS)[number], string>>
  readonly verdicts: Readonly<Record<WordVerdict, string>>
}

export const ENGLISH_WORD_NAMES: WordTableNames = {
  columns: { word: 'Word', verdict: 'Verdict', note: 'Note' },
  verdicts: { record: 'record', warn: 'warn', block: 'block' },
}

export function wordTable(
  words: readonly ListedWord[],
  { columns, verdicts }: WordTableNames,
): readonly (readonly string[])[] {
  return [
    WORD_COLUMNS.map((column) => columns[column]),
    ...words.map(({ word, verdict, note }) => [word, verdicts[verdict], note]),
  ]
}

export interface WordImport {
  /** The list with the table's rows put in: one of a word that is there already takes its place. */
  readonly words: readonly ListedWord[]
  readonly added: number
  readonly changed: number
  /** Rows that can't be read, as the table's program counts them (the heading is 1). */
  readonly wrong: readonly number[]
}

/**
 * A table with a heading, or one column of words without any. `usual`: where the table says nothing.
 * Null: it has no words in it, or the list would be longer than it may be.
 */
export function importWords(
  table: readonly (readonly string[])[],
  known: readonly ListedWord[],
  names: readonly WordTableNames[],
  usual: WordVerdict,
): WordImport | null {
  const all = [...names, ENGLISH_WORD_NAMES]
  const [heading = []] = table
  const place = (column: (typeof WORD_COLUMNS)[number]) =>
    heading.findIndex((cell) => all.some(({ columns }) => plain(columns[column]) === plain(cell)))
  const headed = place('word') >= 0
  const at = headed
    ? { word: place('word'), verdict: place('verdict'), note: place('note') }
    : { word: 0, verdict: -1, note: -1 }
  const list = new Map(known.map((one) => [one.word, one]))
  const wrong: number[] = []
  let added = 0
  let changed = 0
  table.slice(headed ? 1 : 0).forEach((cells, index) => {
    if (cells.every((cell) => cell.trim() === '')) return
    const row = index + (headed ? 2 : 1)
    const said = plain(cells[at.verdict] ?? '')
    const verdict =
      said === ''
        ? usual
        : WORD_VERDICTS.find((one) => all.some(({ verdicts }) => plain(verdicts[one]) === said))
    const read = ownWord.safeParse({
      word: cells[at.word] ?? '',
      verdict,
      note: cells[at.note] ?? '',
    })
    if (!read.success) {
      wrong.push(row)
      return
    }
    const before = list.get(read.data.word)
    if (!before) added++
    else if (before.verdict !== read.data.verdict || before.note !== read.data.note) changed++
    list.set(read.data.word, read.data)
  })
  if (list.size > WORD_LIMITS.words || added + changed + wrong.length + known.length === 0)
    return null
  return { words: [...list.values()], added, changed, wrong }
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}
