import type { FileRef } from '#shared/protocol/model.ts'
import { PHRASE_LIMITS, type KnownPhrase, type Phrase } from '#shared/phrases/model.ts'
import type { PhraseOutcome, PhraseWrite, StoredPhrase } from './contract.ts'
import { Rollback, type Runner } from './runner.ts'

/** The owner of the team's phrases: accounts' ids are never empty. */
const TEAM = ''

interface PhraseRow {
  readonly id: string
  readonly owner: string
  readonly group_name: string
  readonly code: string
  readonly title: string
  readonly text: string
  readonly files: string
  readonly place: number
  readonly revision: number
  readonly updated_at: number
  readonly changed_by: string
}

function phraseOf(row: PhraseRow, uses: number): KnownPhrase {
  return {
    id: row.id,
    scope: row.owner === TEAM ? 'team' : 'personal',
    group: row.group_name,
    code: row.code,
    title: row.title,
    text: row.text,
    files: JSON.parse(row.files) as FileRef[],
    place: row.place,
    uses,
    revision: row.revision,
    updatedAt: row.updated_at,
    by: row.changed_by,
  }
}

export function readPhrases(runner: Runner, shop: string, account: string): KnownPhrase[] {
  const { build } = runner
  const uses = new Map(
    runner
      .all(
        build
          .selectFrom('phrase_use')
          .select((e) => ['phrase', e.fn.sum<number>('uses').as('uses')])
          .where('shop', '=', shop)
          .groupBy('phrase'),
      )
      .map((row) => [row.phrase, row.uses]),
  )
  const rows = runner.all(
    build
      .selectFrom('phrase')
      .selectAll()
      .where('shop', '=', shop)
      .where('owner', 'in', [TEAM, account])
      .orderBy('owner')
      .orderBy('group_name')
      .orderBy('place')
      .orderBy('id'),
  )
  return rows.map((row) => phraseOf(row, uses.get(row.id) ?? 0))
}

export function readPhrase(runner: Runner, shop: string, id: string): StoredPhrase | null {
  const row = rowOf(runner, shop, id)
  return row ? { ...phraseOf(row, 0), owner: row.owner === TEAM ? null : row.owner } : null
}

function rowOf(runner: Runner, shop: string, id: string): PhraseRow | undefined {
  return runner.first(
    runner.build.selectFrom('phrase').selectAll().where('shop', '=', shop).where('id', '=', id),
  )
}

export function changePhrases(runner: Runner, change: PhraseWrite): PhraseOutcome {
  try {
    runner.transaction(() => {
      for (const id of change.remove) remove(runner, change, id)
      // Codes that change places within one request must not meet on the way.
      for (const { phrase } of change.save) freeCode(runner, change, phrase.id)
      for (const { phrase, revision } of change.save) save(runner, change, phrase, revision)
      for (const owner of [TEAM, change.account]) mustFit(runner, change.shop, owner)
    })
    return 'ok'
  } catch (error) {
    if (error instanceof Rollback) return error.outcome as PhraseOutcome
    throw error
  }
}

/** Another's personal phrase is none for this account. */
function changeable(runner: Runner, change: PhraseWrite, id: string): PhraseRow | undefined {
  const row = rowOf(runner, change.shop, id)
  if (!row || (row.owner !== TEAM && row.owner !== change.account)) return undefined
  if (row.owner === TEAM && !change.team) throw new Rollback('not_allowed')
  return row
}

function remove(runner: Runner, change: PhraseWrite, id: string): void {
  if (!changeable(runner, change, id)) return
  const { shop } = change
  const { build } = runner
  runner.run(build.deleteFrom('phrase').where('shop', '=', shop).where('id', '=', id))
  runner.run(build.deleteFrom('phrase_use').where('shop', '=', shop).where('phrase', '=', id))
  runner.run(build.deleteFrom('phrase_file').where('shop', '=', shop).where('phrase', '=', id))
}

function freeCode(runner: Runner, change: PhraseWrite, id: string): void {
  if (!changeable(runner, change, id)) return
  runner.run(
    runner.build
      .updateTable('phrase')
      .set({ code_key: null })
      .where('shop', '=', change.shop)
      .where('id', '=', id),
  )
}

function save(runner: Runner, change: PhraseWrite, phrase: Phrase, revision: number): void {
  const { shop, account, at } = change
  const { build } = runner
  const owner = phrase.scope === 'team' ? TEAM : account
  if (owner === TEAM && !change.team) throw new Rollback('not_allowed')
  const row = changeable(runner, change, phrase.id)
  if ((row?.revision ?? 0) !== revision) throw new Rollback('phrase_changed')
  const codeKey = codeKeyOf(phrase.code)
  if (codeKey !== null) {
    const taken = runner.first(
      build
        .selectFrom('phrase')
        .select('id')
        .where('shop', '=', shop)
        .where('owner', '=', owner)
        .where('code_key', '=', codeKey)
        .where('id', '!=', phrase.id),
    )
    if (taken) throw new Rollback('phrase_code_taken')
  }
  const values = {
    owner,
    group_name: phrase.group,
    code: phrase.code,
    code_key: codeKey,
    title: phrase.title,
    text: phrase.text,
    files: JSON.stringify(phrase.files),
    place: phrase.place,
    revision: revision + 1,
    updated_at: at,
    changed_by: account,
  }
  if (row)
    runner.run(
      build.updateTable('phrase').set(values).where('shop', '=', shop).where('id', '=', phrase.id),
    )
  else {
    // The id is another account's: told as a change, which says nothing of whose it is.
    if (rowOf(runner, shop, phrase.id)) throw new Rollback('phrase_changed')
    runner.run(build.insertInto('phrase').values({ shop, id: phrase.id, ...values }))
  }
  runner.run(
    build.deleteFrom('phrase_file').where('shop', '=', shop).where('phrase', '=', phrase.id),
  )
  for (const file of new Set(phrase.files.map(({ id }) => id)))
    runner.run(build.insertInto('phrase_file').values({ shop, file, phrase: phrase.id }))
}

function mustFit(runner: Runner, shop: string, owner: string): void {
  const most = owner === TEAM ? PHRASE_LIMITS.team : PHRASE_LIMITS.personal
  const found = runner.first(
    runner.build
      .selectFrom('phrase')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('shop', '=', shop)
      .where('owner', '=', owner),
  )
  if ((found?.count ?? 0) > most) throw new Rollback('limit_reached')
}

/** As people compare codes: capital and small letters, full and half width are the same. */
function codeKeyOf(code: string): string | null {
  return code === '' ? null : code.normalize('NFKC').toLowerCase()
}

export function usePhrases(
  runner: Runner,
  shop: string,
  account: string,
  uses: Readonly<Record<string, number>>,
): void {
  const { build } = runner
  for (const [phrase, count] of Object.entries(uses)) {
    const row = rowOf(runner, shop, phrase)
    if (!row || (row.owner !== TEAM && row.owner !== account)) continue
    runner.run(
      build
        .insertInto('phrase_use')
        .values({ shop, phrase, account, uses: count })
        .onConflict((conflict) =>
          conflict
            .columns(['shop', 'phrase', 'account'])
            .doUpdateSet((e) => ({ uses: e('phrase_use.uses', '+', count) })),
        ),
    )
  }
}

export function phraseShows(runner: Runner, shop: string, account: string, file: string): boolean {
  return (
    runner.first(
      runner.build
        .selectFrom('phrase_file')
        .innerJoin('phrase', (join) =>
          join
            .onRef('phrase.shop', '=', 'phrase_file.shop')
            .onRef('phrase.id', '=', 'phrase_file.phrase'),
        )
        .select('phrase.id')
        .where('phrase_file.shop', '=', shop)
        .where('phrase_file.file', '=', file)
        .where('phrase.owner', 'in', [TEAM, account])
        .limit(1),
    ) !== undefined
  )
}
