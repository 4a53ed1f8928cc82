import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Phrase } from '#shared/phrases/model.ts'
import { migrate } from '../migrations/index.ts'
import { connect } from '../sqlite/connection.ts'
import { copyRecord } from '../sqlite/copy.ts'
import { kyselyOf, openSqlite, type SqliteEngine } from '../sqlite/engine.ts'
import { newKey, tempFolder } from '../store.fixture.ts'
import { KEPT_KEYS, LOOKS, type PhraseWrite } from './contract.ts'

let folder: ReturnType<typeof tempFolder>
let file: string
const key = newKey()
let engine: SqliteEngine

beforeEach(async () => {
  folder = tempFolder()
  file = join(folder.path, 'gateway.db')
  engine = await openSqlite(file, key)
})
afterEach(async () => {
  await engine.close()
  folder.remove()
})

const aPhrase = (changes: Partial<Phrase> = {}): Phrase => ({
  id: randomUUID(),
  scope: 'team',
  group: '',
  code: '',
  title: 't',
  text: '您好',
  files: [],
  place: 1,
  ...changes,
})

function change(save: readonly (readonly [Phrase, number])[], more: Partial<PhraseWrite> = {}) {
  return engine.beside.changePhrases({
    shop: 'shop',
    account: 's1',
    at: 5,
    team: true,
    save: save.map(([phrase, revision]) => ({ phrase, revision })),
    remove: [],
    ...more,
  })
}

describe('what lives beside the log', () => {
  it('[S52] keeps values per account, and lets the longest unchanged ones go', async () => {
    const { beside } = engine
    await beside.keep('shop', 's1', { first: '1', 'draft:b1.1': '有货' }, 1)
    await beside.keep('shop', 's2', { 'draft:b1.1': 'other' }, 1)
    const many = Object.fromEntries(
      Array.from({ length: KEPT_KEYS - 2 }, (_, n) => [`k${n}`, String(n)]),
    )
    expect(await beside.keep('shop', 's1', many, 2)).toEqual([])
    await beside.keep('shop', 's1', { first: 'again' }, 3)
    expect(await beside.keep('shop', 's1', { more: 'x' }, 4)).toEqual(['draft:b1.1'])
    const kept = await beside.kept('shop', 's1')
    expect(Object.keys(kept)).toHaveLength(KEPT_KEYS)
    expect(kept).toMatchObject({ first: 'again', more: 'x' })
    await beside.keep('shop', 's1', { first: null }, 5)
    expect(await beside.kept('shop', 's1')).not.toHaveProperty('first')
    expect(await beside.kept('shop', 's2')).toEqual({ 'draft:b1.1': 'other' })
    expect(await beside.kept('other', 's1')).toEqual({})
  })

  it('remembers the newest looks of each buyer', async () => {
    const { beside } = engine
    await Promise.all(
      Array.from({ length: LOOKS + 5 }, (_, n) =>
        beside.look('shop', 'b1', { at: n, page: `/p/${n}`, title: null, product: null }),
      ),
    )
    await beside.look('shop', 'b2', { at: 1, page: '/x', title: 'X', product: 'x1' })
    const looks = await beside.looks('shop', 'b1')
    expect(looks.map(({ at }) => at)).toEqual(
      Array.from({ length: LOOKS }, (_, n) => LOOKS + 4 - n),
    )
    expect(await beside.looks('shop', 'b2')).toEqual([
      { at: 1, page: '/x', title: 'X', product: 'x1' },
    ])
  })

  it('a phrase changed meanwhile is not overwritten, and nothing of the request is', async () => {
    const one = aPhrase()
    expect(await change([[one, 0]])).toBe('ok')
    expect(await change([[{ ...one, text: 'b' }, 1]])).toBe('ok')
    expect(
      await change([
        [aPhrase(), 0],
        [{ ...one, text: 'c' }, 1],
      ]),
    ).toBe('phrase_changed')
    expect(await engine.beside.phrases('shop', 's1')).toMatchObject([
      { id: one.id, text: 'b', revision: 2, by: 's1', updatedAt: 5 },
    ])
  })

  it('a code is unique in its scope, whatever its case or width; two may be exchanged', async () => {
    const one = aPhrase({ code: 'Hi' })
    const two = aPhrase({ code: 'yo' })
    expect(await change([[one, 0]])).toBe('ok')
    expect(await change([[aPhrase({ code: 'ｈI' }), 0]])).toBe('phrase_code_taken')
    expect(await change([[aPhrase({ code: 'hi', scope: 'personal' }), 0]])).toBe('ok')
    expect(await change([[two, 0]])).toBe('ok')
    expect(
      await change([
        [{ ...one, code: 'yo' }, 1],
        [{ ...two, code: 'hi' }, 1],
      ]),
    ).toBe('ok')
  })

  it("another's personal phrases are neither read, changed, used nor removed", async () => {
    const hers = aPhrase({ scope: 'personal', files: [picture] })
    await change([[hers, 0]], { account: 's2' })
    expect(await engine.beside.phrases('shop', 's1')).toEqual([])
    expect(await change([[{ ...hers, text: 'mine' }, 0]])).toBe('phrase_changed')
    expect(await change([[{ ...hers, text: 'mine' }, 1]])).toBe('phrase_changed')
    expect(await change([], { remove: [hers.id] })).toBe('ok')
    await engine.beside.usePhrases('shop', 's1', { [hers.id]: 3 })
    expect(await engine.beside.phrases('shop', 's2')).toMatchObject([{ text: '您好', uses: 0 }])
    expect(await engine.beside.phraseShows('shop', 's1', picture.id)).toBe(false)
    expect(await engine.beside.phraseShows('shop', 's2', picture.id)).toBe(true)
  })

  it("the team's are changed by who may, and used by all", async () => {
    const one = aPhrase()
    expect(await change([[one, 0]], { team: false })).toBe('not_allowed')
    await change([[one, 0]])
    expect(await change([[{ ...one, scope: 'personal' }, 1]], { team: false })).toBe('not_allowed')
    expect(await change([], { team: false, remove: [one.id] })).toBe('not_allowed')
    await engine.beside.usePhrases('shop', 's1', { [one.id]: 2 })
    await engine.beside.usePhrases('shop', 's2', { [one.id]: 3 })
    expect(await engine.beside.phrases('shop', 's9')).toMatchObject([{ id: one.id, uses: 5 }])
    await change([], { remove: [one.id] })
    expect(await engine.beside.phrases('shop', 's1')).toEqual([])
  })

  it('there are only so many', async () => {
    const personal = (): readonly [Phrase, number] => [aPhrase({ scope: 'personal' }), 0]
    expect(await change(Array.from({ length: 2000 }, personal))).toBe('ok')
    expect(await change([personal()])).toBe('limit_reached')
    expect(await engine.beside.phrases('shop', 's1')).toHaveLength(2000)
  })

  it('[T7] is part of a backup, and empty after one of an earlier version', async () => {
    await engine.beside.keep('shop', 's1', { draft: '有货' }, 1)
    await change([[aPhrase(), 0]])
    const target = join(folder.path, 'backup.db')
    await copyRecord(engine.db, target, key, { newEpoch: false })
    const copy = await openSqlite(target, key)
    expect(await copy.beside.kept('shop', 's1')).toEqual({ draft: '有货' })
    expect(await copy.beside.phrases('shop', 's1')).toHaveLength(1)
    await copy.close()

    const earlier = connect(join(folder.path, 'earlier.db'), key)
    await migrate(kyselyOf(earlier), '0001-record')
    earlier.exec(`INSERT INTO setting VALUES ('a', 'b')`)
    const restored = join(folder.path, 'restored.db')
    await copyRecord(earlier, restored, key, { newEpoch: true })
    earlier.close()
    const again = await openSqlite(restored, key)
    expect(await again.credentials.setting('a')).toBe('b')
    expect(await again.beside.kept('shop', 's1')).toEqual({})
    await again.close()
  })
})

const picture = { id: 'a'.repeat(64), name: 'a.png', type: 'image/png', size: 3 }

describe('migration 0002', () => {
  it('adds its tables to a file of version 0001, and finds by its indexes', async () => {
    const db = connect(join(folder.path, 'old.db'), key)
    const tables = kyselyOf(db)
    await migrate(tables, '0001-record')
    db.exec(`INSERT INTO shop VALUES (1, 'shop'); INSERT INTO setting VALUES ('a', 'b')`)
    await migrate(tables, '0002-beside')
    expect(db.prepare('SELECT * FROM setting').all()).toEqual([{ key: 'a', value: 'b' }])
    const plan = (sql: string) =>
      db
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => detail)
        .join('\n')
    expect(plan(`SELECT * FROM keep WHERE shop = '' AND account = ''`)).toContain('SEARCH')
    expect(
      plan(`SELECT * FROM look WHERE shop = '' AND buyer = '' ORDER BY no DESC LIMIT 20`),
    ).toBe('SEARCH look USING INDEX look_of_buyer (shop=? AND buyer=?)')
    expect(plan(`SELECT * FROM phrase_file WHERE shop = '' AND file = ''`)).toContain('SEARCH')
    expect(
      plan(`SELECT * FROM phrase WHERE shop = '' AND owner IN ('', 's1') AND code_key = ''`),
    ).toContain('phrase_code')
    db.close()
  })
})
