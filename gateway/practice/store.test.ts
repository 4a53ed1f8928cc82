import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RunView } from '#shared/practice/courses.ts'
import { migrate } from '../store/migrations/index.ts'
import { openGatewayStore } from '../store/open.ts'
import { connect } from '../store/sqlite/connection.ts'
import { kyselyOf } from '../store/sqlite/engine.ts'
import { newKey, tempFolder } from '../store/store.fixture.ts'
import type { KeptRun } from './kept.ts'

let folder: ReturnType<typeof tempFolder>
const key = newKey()
beforeEach(() => {
  folder = tempFolder()
})
afterEach(() => folder.remove())

function kept(id: string, account: string, changes: Partial<KeptRun> = {}): [RunView, KeptRun] {
  const run: KeptRun = {
    id,
    account,
    text: 'xiaoer: 1',
    seed: 1,
    startedAt: Number(id),
    state: 'running',
    endedAt: null,
    play: { seed: 1, variables: {}, buyers: {} },
    entries: [],
    pos: 5,
    clock: { elapsed: 0, since: 3, seen: 3 },
    online: true,
    buyers: { lin: { id: 'b1', refresh: 'r' } },
    colleagues: {},
    outbox: [],
    leaving: [],
    orders: { orders: [], done: [] },
    endsAt: null,
    score: null,
    ...changes,
  }
  const { seed, state, startedAt, endedAt } = run
  const scenario = { scenario: 's', title: 'S', score: null, violations: 0 }
  const load = { kind: 'scenario', rush: null, measures: null } as const
  return [{ id, account, seed, state, startedAt, endedAt, ...scenario, ...load }, run]
}

it('keeps runs over a restart and in a copy, each in its last state', async () => {
  const file = join(folder.path, 'gateway.db')
  const store = await openGatewayStore({ file, key })
  for (const [id, account] of [
    ['1', 's1'],
    ['2', 's2'],
    ['3', 's1'],
  ] as const)
    await store.practice.put('shop', ...kept(id, account))
  await store.practice.put('shop', ...kept('1', 's1', { state: 'done', endedAt: 9 }))
  await store.backup(join(folder.path, 'copy.db'))
  await store.close()
  for (const name of ['gateway.db', 'copy.db']) {
    const again = await openGatewayStore({ file: join(folder.path, name), key })
    const { practice } = again
    expect((await practice.open('shop')).map(({ id }) => id)).toEqual(['2', '3'])
    expect((await practice.views('shop', 's1')).map(({ id, state }) => [id, state])).toEqual([
      ['3', 'running'],
      ['1', 'done'],
    ])
    expect(await practice.views('shop', null)).toHaveLength(3)
    expect((await practice.run('shop', '1'))?.kept).toEqual(
      kept('1', 's1', { state: 'done', endedAt: 9 })[1],
    )
    expect(await practice.run('other', '1')).toBeNull()
    await again.close()
  }
})

it('migration 0007 adds its table to a file of version 0006, and finds by its index', async () => {
  const db = connect(join(folder.path, 'old.db'), key)
  const tables = kyselyOf(db)
  await migrate(tables, '0006-words')
  db.exec(`INSERT INTO setting VALUES ('a', 'b')`)
  await migrate(tables, '0007-practice')
  expect(db.prepare('SELECT * FROM setting').all()).toEqual([{ key: 'a', value: 'b' }])
  const plan = db
    .prepare<[], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT view FROM practice_run WHERE shop = '' AND account = '' ORDER BY started_at DESC`,
    )
    .all()
  expect(plan.map(({ detail }) => detail).join()).toContain('practice_run_of')
  db.close()
})

it('shelves keep each kind and shop apart, over a restart and in a copy', async () => {
  const file = join(folder.path, 'gateway.db')
  const store = await openGatewayStore({ file, key })
  const papers = store.practice.shelf<{ title: string }>('paper')
  const paper = (id: string, at: number, account = '') => ({
    id,
    at,
    account,
    value: { title: id },
  })
  for (const item of [paper('b', 2, 's1'), paper('a', 2), paper('c', 1, 's1')])
    expect(await papers.put('shop', item)).toBe(true)
  await papers.put('other', paper('a', 7))
  await store.practice.shelf('sitting').put('shop', paper('a', 8))
  await store.backup(join(folder.path, 'copy.db'))
  await store.close()
  for (const name of ['gateway.db', 'copy.db']) {
    const again = await openGatewayStore({ file: join(folder.path, name), key })
    const kept = again.practice.shelf<{ title: string }>('paper')
    expect((await kept.all('shop')).map(({ id }) => id)).toEqual(['c', 'a', 'b'])
    expect((await kept.all('shop', 's1')).map(({ id }) => id)).toEqual(['c', 'b'])
    expect(await kept.one('other', 'a')).toEqual(paper('a', 7))
    expect(await kept.one('other', 'b')).toBeNull()
    expect([await kept.remove('shop', 'a'), await kept.remove('shop', 'a')]).toEqual([true, false])
    expect((await again.practice.shelf('sitting').one('shop', 'a'))?.at).toBe(8)
    await again.close()
  }
})

it('what somebody else has changed since is not written over, nor half of what belongs together', async () => {
  const store = await openGatewayStore({ file: join(folder.path, 'gateway.db'), key })
  const { practice } = store
  const shelf = practice.shelf<number>('n')
  const item = (at: number) => ({ id: 'a', account: '', at, value: at })
  expect(await shelf.put('shop', item(1), 5)).toBe(false)
  expect(await shelf.put('shop', item(1), null)).toBe(true)
  expect(await shelf.put('shop', item(2), null)).toBe(false)
  expect(await shelf.put('shop', item(2), 1)).toBe(true)
  expect(await shelf.put('shop', item(3), 1)).toBe(false)
  const both = (was: number) =>
    practice.together('shop', [
      { kind: 'm', id: 'b', item: item(4) },
      { kind: 'n', id: 'a', item: null, was },
    ])
  expect([await both(1), await practice.shelf('m').one('shop', 'b')]).toEqual([false, null])
  expect((await shelf.one('shop', 'a'))?.value).toBe(2)
  expect([await both(2), await shelf.one('shop', 'a')]).toEqual([true, null])
  await store.close()
})

it('migration 0008 adds its table to a file of version 0007, and finds by its index', async () => {
  const db = connect(join(folder.path, 'old.db'), key)
  const tables = kyselyOf(db)
  await migrate(tables, '0007-practice')
  db.exec(`INSERT INTO practice_run VALUES ('shop', '1', 's1', 'done', 1, '{}', '{}')`)
  await migrate(tables, '0008-practice-items')
  expect(db.prepare('SELECT id FROM practice_run').all()).toEqual([{ id: '1' }])
  const plan = db
    .prepare<[], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT value FROM practice_item WHERE shop = '' AND kind = '' AND account = '' ORDER BY at`,
    )
    .all()
  expect(plan.map(({ detail }) => detail).join()).toContain('practice_item_of')
  db.close()
})

it('a view of before there were rushes is one of a scenario', async () => {
  const file = join(folder.path, 'before.db')
  const store = await openGatewayStore({ file, key })
  const [{ kind: _kind, rush: _rush, measures: _measures, ...old }, run] = kept('1', 's1')
  await store.practice.put('shop', old as RunView, run)
  const added = { kind: 'scenario', rush: null, measures: null }
  expect(await store.practice.views('shop', null)).toMatchObject([added])
  expect((await store.practice.run('shop', '1'))?.view).toMatchObject(added)
  await store.close()
})
