import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect, type Connection } from '../database.ts'
import { pageSql } from '../record.ts'
import { testPlace, type TestPlace } from '../testing/fixtures.ts'
import { migrate, migrations, newestVersion, versionOf } from './index.ts'

let place: TestPlace
let connection: Connection
beforeEach(() => {
  place = testPlace()
  connection = connect(place.file, place.key)
})
afterEach(() => {
  connection.close()
  place.remove()
})

function run(sql: string): void {
  connection.write((handle) => handle.script(sql))
}

function plan(sql: string, ...values: (string | number)[]): string {
  return connection.read
    .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)
    .map((row) => row.detail)
    .join('\n')
}

const messagesAt1 = `
  INSERT INTO names (key, name) VALUES (1, 'conversation'), (2, 'buyer');
  INSERT INTO messages (pos, conversation, cseq, buyer, sender_kind, at, body) VALUES
    (3, 1, 1, 2, 'buyer', 100, '{"kind":"text","text":"a"}'),
    (8, 1, 2, 2, 'buyer', 90000000, '{"kind":"text","text":"b"}'),
    (9, 1, 3, 2, 'buyer', 200, '{"kind":"text","text":"c"}');
  INSERT INTO cursor VALUES (1, 'e', 9);`

describe('migrations', () => {
  it('are numbered 1, 2, 3, …', () => {
    expect(migrations.map((migration) => migration.version)).toEqual(
      Array.from({ length: newestVersion }, (_, index) => index + 1),
    )
  })

  it('run once and go on where they stopped', () => {
    migrate(connection, 1)
    expect(versionOf(connection)).toBe(1)
    migrate(connection)
    migrate(connection)
    expect(versionOf(connection)).toBe(newestVersion)
  })

  it('that fail leave the version before', () => {
    migrate(connection, 1)
    run('CREATE TABLE drafts (foreign_table)')
    expect(() => migrate(connection)).toThrow('already exists')
    expect(versionOf(connection)).toBe(1)
    expect(connection.read.all(`SELECT name FROM sqlite_schema WHERE name = 'outbox'`)).toEqual([])
  })

  it('refuse a newer version and touch nothing', () => {
    run(`CREATE TABLE of_the_future (a); PRAGMA user_version = ${newestVersion + 1}`)
    expect(() => migrate(connection)).toThrow(expect.objectContaining({ code: 'newer_version' }))
    expect(versionOf(connection)).toBe(newestVersion + 1)
  })
})

describe('0001', () => {
  it('from nothing: pages come from the index in order', () => {
    migrate(connection, 1)
    run(messagesAt1)
    const rows = connection.read.all<{ cseq: number }>(pageSql, 1, 3, 10)
    expect(rows.map((row) => row.cseq)).toEqual([2, 1])
    const steps = plan(pageSql, 1, 3, 10)
    expect(steps).toContain(
      'SEARCH m USING INDEX messages_by_conversation (conversation=? AND cseq<?)',
    )
    expect(steps).not.toContain('TEMP B-TREE')
    expect(plan('SELECT key FROM names WHERE name = ?', 'a')).toContain('COVERING INDEX')
    expect(() => run(`UPDATE messages SET cseq = 1 WHERE pos = 8`)).toThrow('UNIQUE')
  })
})

describe('0002', () => {
  it('keeps the record and adds outbox, drafts and workspace', () => {
    migrate(connection, 1)
    run(messagesAt1)
    migrate(connection, 2)
    expect(connection.read.get('SELECT count(*) AS n FROM messages')).toEqual({ n: 3 })
    expect(connection.read.get('SELECT epoch, pos FROM cursor')).toEqual({ epoch: 'e', pos: 9 })
    run(`INSERT INTO outbox (cid, payload, state, attempts) VALUES ('c', '{}', 'queued', 0)`)
    expect(connection.read.all('SELECT seq, cid FROM outbox')).toEqual([{ seq: 1, cid: 'c' }])
    expect(plan('SELECT * FROM outbox WHERE cid = ?', 'c')).toMatch(
      /SEARCH outbox USING .*INDEX.*\(cid=\?\)/,
    )
    expect(plan('SELECT * FROM outbox ORDER BY seq')).not.toContain('TEMP B-TREE')
    expect(plan('SELECT * FROM drafts WHERE conversation = ?', 'c')).toContain('PRIMARY KEY')
    expect(plan('SELECT * FROM workspace WHERE key = ?', 'c')).toContain('PRIMARY KEY')
  })

  it('never gives an item the place of a removed one', () => {
    migrate(connection, 2)
    const item = (cid: string): string =>
      `INSERT INTO outbox (cid, payload, state, attempts) VALUES ('${cid}', '{}', 'queued', 0);`
    run(`${item('a')} DELETE FROM outbox; ${item('b')}`)
    expect(connection.read.all('SELECT seq FROM outbox')).toEqual([{ seq: 2 }])
  })
})

describe('0003', () => {
  it('puts the messages that are there on the list of the index, and bounds their days', () => {
    migrate(connection, 2)
    run(`${messagesAt1} INSERT INTO drafts VALUES ('c', 'kept')`)
    migrate(connection, 3)
    expect(connection.read.all('SELECT pos FROM search_pending')).toEqual([
      { pos: 3 },
      { pos: 8 },
      { pos: 9 },
    ])
    expect(connection.read.all('SELECT * FROM days')).toEqual([
      { day: 0, first: 3, last: 9 },
      { day: 1, first: 8, last: 8 },
    ])
    expect(connection.read.get('SELECT text FROM drafts')).toEqual({ text: 'kept' })
    run(`INSERT INTO search (rowid, grams) VALUES (8, 'b'), (9, 'c'), (3, 'b')`)
    expect(
      connection.read.all(`SELECT rowid FROM search WHERE search MATCH '"b"' ORDER BY rowid DESC`),
    ).toEqual([{ rowid: 8 }, { rowid: 3 }])
    const walk = `SELECT rowid FROM search WHERE search MATCH '"b"' AND rowid BETWEEN 1 AND 9 ORDER BY rowid DESC`
    expect(plan(walk)).toMatch(/^SCAN search VIRTUAL TABLE INDEX \d+:\S*M/)
    expect(plan(walk)).not.toContain('TEMP B-TREE')
    expect(plan('SELECT min(first) FROM days WHERE day BETWEEN ? AND ?', 1, 2)).toContain(
      'PRIMARY KEY',
    )
    expect(plan('SELECT pos FROM search_pending ORDER BY pos LIMIT 1')).not.toContain('TEMP B-TREE')
  })
})
