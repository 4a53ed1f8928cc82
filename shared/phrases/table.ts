import { PHRASE_LIMITS, phrase as phraseSchema, type KnownPhrase, type Phrase } from './model.ts'

/** Quick replies as a table: export, and what an import would do. Pure: names and ids come in. */
export const PHRASE_COLUMNS = ['group', 'code', 'title', 'text', 'scope'] as const
export type PhraseColumn = (typeof PHRASE_COLUMNS)[number]
type Scope = Phrase['scope']

export interface TableNames {
  readonly columns: Readonly<Record<PhraseColumn, string>>
  readonly scopes: Readonly<Record<Scope, string>>
}

export const ENGLISH_NAMES: TableNames = {
  columns: { group: 'Group', code: 'Code', title: 'Title', text: 'Text', scope: 'Scope' },
  scopes: { team: 'Team', personal: 'Personal' },
}

export function tableOf(
  phrases: readonly Phrase[],
  names: TableNames,
): readonly (readonly string[])[] {
  return [
    PHRASE_COLUMNS.map((column) => names.columns[column]),
    ...phrases.map(({ group, code, title, text, scope }) => [
      group,
      code,
      title,
      text,
      names.scopes[scope],
    ]),
  ]
}

export type WrongRow =
  | 'no_text'
  | 'long_text'
  | 'long_title'
  | 'long_group'
  | 'bad_code'
  | 'code_twice'
  | 'bad_scope'
  | 'team_not_allowed'
  | 'too_many'

export interface PlannedRow {
  /** As the table's own program counts: the first one behind the heading is 2. */
  readonly row: number
  readonly kind: 'new' | 'changed' | 'same' | 'wrong'
  readonly why: WrongRow | null
  readonly phrase: Phrase
  /** Of the one that it changes; 0: a new one. */
  readonly revision: number
}

export interface ImportOptions {
  /** Of any language that people's tables may have; English ones are always known. */
  readonly names: readonly TableNames[]
  /** Where the table does not say. */
  readonly scope: Scope
  readonly mayTeam: boolean
  readonly newId: () => string
  /** Place of the first new one; each further one stands behind it. */
  readonly place: number
}

/** Null: there is no column for the words, so this is no table of quick replies. */
export function planImport(
  table: readonly (readonly string[])[],
  known: readonly KnownPhrase[],
  options: ImportOptions,
): readonly PlannedRow[] | null {
  const names = [...options.names, ENGLISH_NAMES]
  const [heading = [], ...rows] = table
  const places = new Map<PhraseColumn, number>()
  for (const column of PHRASE_COLUMNS) {
    const at = heading.findIndex((cell) =>
      names.some(({ columns }) => plain(columns[column]) === plain(cell)),
    )
    if (at >= 0) places.set(column, at)
  }
  if (!places.has('text')) return null

  const counts = {
    team: known.filter(({ scope }) => scope === 'team').length,
    personal: known.filter(({ scope }) => scope === 'personal').length,
  }
  const codes = new Set<string>()
  const taken = new Set<string>()
  const plan: PlannedRow[] = []
  rows.forEach((cells, index) => {
    const cell = (column: PhraseColumn) => cells[places.get(column) ?? -1]?.trim() ?? ''
    if (cells.every((one) => one.trim() === '')) return
    const scope = scopeOf(cell('scope'), names, options.scope)
    const read = {
      scope: scope ?? options.scope,
      group: cell('group'),
      code: cell('code').replace(/^\//, ''),
      title: cell('title'),
      text: cell('text').replaceAll('\r\n', '\n'),
    }
    const before = known.find((one) => !taken.has(one.id) && isSame(one, read))
    const phrase: Phrase = {
      id: before?.id ?? options.newId(),
      ...read,
      files: before?.files ?? [],
      place: before?.place ?? options.place + index,
    }
    const why =
      scope === null ? 'bad_scope' : wrongOf(phrase, codes, options.mayTeam, before ? null : counts)
    if (!why) {
      if (before) taken.add(before.id)
      else counts[phrase.scope]++
      if (phrase.code !== '') codes.add(keyOf(phrase))
    }
    const row = { row: index + 2, why, phrase, revision: before?.revision ?? 0 }
    plan.push({
      ...row,
      kind: why ? 'wrong' : !before ? 'new' : equal(before, read) ? 'same' : 'changed',
    })
  })
  return plan
}

type Read = Pick<Phrase, 'scope' | 'group' | 'code' | 'title' | 'text'>

/** By its code; without one by its title within the group, without that by its words. */
function isSame(known: KnownPhrase, read: Read): boolean {
  if (known.scope !== read.scope) return false
  if (read.code !== '') return plain(known.code) === plain(read.code)
  if (known.group !== read.group) return false
  return read.title === '' ? known.text === read.text : known.title === read.title
}

function equal(known: KnownPhrase, read: Read): boolean {
  return (['group', 'code', 'title', 'text'] as const).every((key) => known[key] === read[key])
}

function wrongOf(
  phrase: Phrase,
  codes: ReadonlySet<string>,
  mayTeam: boolean,
  counts: Readonly<Record<Scope, number>> | null,
): WrongRow | null {
  if (phrase.scope === 'team' && !mayTeam) return 'team_not_allowed'
  // Pictures stand in no table: one that has some may do without words.
  if (phrase.text.trim() === '' && phrase.files.length === 0) return 'no_text'
  if (phrase.code !== '' && codes.has(keyOf(phrase))) return 'code_twice'
  if (counts && counts[phrase.scope] >= PHRASE_LIMITS[phrase.scope]) return 'too_many'
  const wrong = phraseSchema.safeParse(phrase).error?.issues[0]?.path[0]
  switch (wrong) {
    case undefined:
      return null
    case 'title':
      return 'long_title'
    case 'group':
      return 'long_group'
    case 'code':
      return 'bad_code'
    default:
      return 'long_text'
  }
}

function scopeOf(cell: string, names: readonly TableNames[], usual: Scope): Scope | null {
  if (cell === '') return usual
  const scopes = ['team', 'personal'] as const
  return (
    scopes.find((one) => names.some(({ scopes: its }) => plain(its[one]) === plain(cell))) ?? null
  )
}

function keyOf({ scope, code }: Phrase): string {
  return `${scope} ${plain(code)}`
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}
