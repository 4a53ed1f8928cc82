import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backupFile, restore } from './backup.ts'
import { openGatewayStore } from './open.ts'
import { connect } from './sqlite/connection.ts'
import { openSqlite } from './sqlite/engine.ts'
import { hashOfRow, nextChain } from './sqlite/log.ts'
import { CHAIN_START, LOG_SPAN } from './schema.ts'
import { storeContract } from '#tests/contract/store.ts'
import { newKey, openTestShop, tempFolder, writeAs } from './store.fixture.ts'
import { verify } from './verify.ts'

storeContract('SQLite', async () => {
  const folder = tempFolder()
  const key = newKey()
  return {
    open: () => openSqlite(join(folder.path, 'gateway.db'), key),
    destroy: async () => folder.remove(),
  }
})

describe('the SQLite file', () => {
  let folder: ReturnType<typeof tempFolder>
  let file: string
  const key = newKey()

  beforeEach(() => {
    folder = tempFolder()
    file = join(folder.path, 'gateway.db')
  })
  afterEach(() => folder.remove())

  async function shopWith(messages: number): Promise<void> {
    const open = await openTestShop(file, key)
    for (let n = 0; n < messages; n++)
      await writeAs(open.shop, `b${n % 3}`, `cid-${n}`, `text ${n}`)
    await open.close()
  }

  it('is flushed with each commit', async () => {
    const engine = await openSqlite(file, key)
    expect(engine.db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(engine.db.pragma('synchronous', { simple: true })).toBe(2)
    expect(engine.db.pragma('cipher', { simple: true })).toBe('sqlcipher')
    await engine.close()
  })

  it('[T5] appends of any size are read back, and each ends in a chain over all before it', async () => {
    const engine = await openSqlite(file, key)
    const log = await engine.log('shop')
    let chain: Uint8Array = CHAIN_START
    let head = 0
    for (const size of [1, 2, 16, 17, 18, 33, 100]) {
      const rows = Array.from({ length: size }, (_, index) => {
        const pos = head + 1 + index
        return { pos, text: JSON.stringify({ pos, text: `${'有货吗'.repeat(pos % 7)}\n\ud800` }) }
      })
      await log.append(head, rows)
      chain = nextChain(chain, Buffer.concat(rows.map(({ text }) => hashOfRow(text))))
      const read = await log.chained(head, 1000)
      expect(read.map(({ pos, text }) => ({ pos, text }))).toEqual(rows)
      expect(read.map((row) => row.chain && Buffer.from(row.chain))).toEqual([
        ...rows.slice(1).map(() => null),
        chain,
      ])
      head += size
    }
    await engine.close()
  })

  it('[I15] neither it nor what lies beside it holds a plain word of a message, name or secret', async () => {
    const open = await openTestShop(file, key)
    const canary = 'canary-7d1f-金丝雀'
    await writeAs(open.shop, 'buyer-canary-7d1f', 'c', canary)
    await open.store.credentials.setSetting('secret', canary)
    const found = () =>
      readdirSync(folder.path).filter((name) => {
        const bytes = readFileSync(join(folder.path, name))
        return bytes.includes('canary-7d1f') || bytes.includes('金丝雀')
      })
    expect(readdirSync(folder.path)).toContain('gateway.db-wal')
    expect(found()).toEqual([])
    await open.close()
    expect(found()).toEqual([])
  })

  it('a wrong key is told, and neither key is in the message', async () => {
    await shopWith(1)
    const wrong = newKey()
    const error = await openGatewayStore({ file, key: wrong }).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'wrong_key' })
    expect(String(error)).not.toContain(wrong.slice(0, 8))
    await expect(openGatewayStore({ file, key: 'short' })).rejects.toMatchObject({
      code: 'wrong_key',
    })
    // And nothing was harmed.
    expect((await verify(file, key)).ok).toBe(true)
  })

  it('a database from a newer version is refused and left untouched', async () => {
    await shopWith(1)
    const db = connect(file, key)
    db.exec(`INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-later', '')`)
    db.pragma('journal_mode = DELETE')
    db.close()
    const before = readFileSync(file)
    await expect(openGatewayStore({ file, key })).rejects.toMatchObject({ code: 'newer' })
    await expect(verify(file, key)).rejects.toMatchObject({ code: 'newer' })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('another process that has it open is told', async () => {
    const script = `
      const { openGatewayStore } = await import(${JSON.stringify(join(import.meta.dirname, 'open.ts'))})
      await openGatewayStore({ file: ${JSON.stringify(file)}, key: ${JSON.stringify(key)} })
      console.log('open')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      await once(child.stdout, 'data')
      await expect(openGatewayStore({ file, key })).rejects.toMatchObject({ code: 'locked' })
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    // The lock goes with the process.
    await (await openGatewayStore({ file, key })).close()
  })

  it('a damaged file is told', async () => {
    await shopWith(200)
    const bytes = readFileSync(file)
    // Wide enough to hit more than free pages.
    bytes.fill(0x55, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 60_000)
    writeFileSync(file, bytes)
    const error: unknown = await verify(file, key).then(
      (report) => (report.ok ? null : { code: 'corrupt' }),
      (e: unknown) => e,
    )
    expect(error).toMatchObject({ code: 'corrupt' })
  })

  it('a missing file is told, not made', async () => {
    await expect(verify(file, key)).rejects.toMatchObject({ code: 'missing' })
    expect(readdirSync(folder.path)).toEqual([])
  })

  it('views that are lost or broken are made again', async () => {
    await shopWith(30)
    writeFileSync(`${file}.views`, 'this is no database')
    const open = await openTestShop(file, key)
    const page = await open.shop.history({ kind: 'buyer', buyer: 'b0' }, 'b0.1', undefined, 50)
    expect(page).toMatchObject({ complete: true })
    expect('messages' in page && page.messages.length).toBe(12)
    await open.close()
    expect((await verify(file, key)).ok).toBe(true)
  })

  it('verify is content with a good file and counts it', async () => {
    await shopWith(30)
    const report = await verify(file, key)
    expect(report).toMatchObject({
      ok: true,
      shops: [{ shop: 'shop', messages: 36, problems: [] }],
    })
    expect(report.shops[0]?.rows).toBe(report.shops[0]?.head)
  })

  it('verify works beside a shop that writes on', async () => {
    const open = await openTestShop(file, key)
    for (let n = 0; n < 50; n++) await writeAs(open.shop, `b${n % 3}`, `cid-${n}`, 'text')
    await open.shop.history({ kind: 'buyer', buyer: 'b0' }, 'b0.1', undefined, 1)
    let done = false
    const verifying = verify(file, key).finally(() => {
      done = true
    })
    for (let n = 0; !done || n === 0; n++) {
      await Promise.all(['b0', 'b1', 'b2'].map((b) => writeAs(open.shop, b, `more-${n}`, 'text')))
      await open.shop.history({ kind: 'buyer', buyer: 'b0' }, 'b0.1', undefined, 1)
    }
    expect(await verifying).toMatchObject({ ok: true, shops: [{ messages: 56 }] })
    await open.close()
  })

  it.each([
    [
      'a changed row',
      `UPDATE log SET row = replace(row, 'text 5', 'text 6') WHERE row LIKE '%"text 5"%'`,
      'hash chain',
    ],
    [
      'a row that was changed inside a commit',
      `UPDATE log SET row = replace(row, '"cseq":1', '"cseq": 1') WHERE id = (
         SELECT max(id) FROM log WHERE chain = x'' AND row LIKE '%"cseq":1%')`,
      'hash chain',
    ],
    [
      'a commit without its end',
      `DELETE FROM log WHERE id >= (SELECT max(id) FROM log WHERE chain = x'') + 1`,
      'outside the hash chain',
    ],
    [
      'a chain that was blotted out',
      `UPDATE log SET chain = x'' WHERE id = (SELECT max(id) FROM log)`,
      'outside the hash chain',
    ],
    ['a missing row', `DELETE FROM log WHERE id = ${LOG_SPAN + 20}`, 'missing'],
    [
      'a changed snapshot',
      `UPDATE snapshot_part SET text = replace(text, '"cseq":', '"cseq":1')`,
      'snapshot',
    ],
  ])('[T5] verify tells of %s', async (_what, sql, word) => {
    await shopWith(30)
    const db = connect(file, key)
    db.exec(sql)
    db.close()
    const report = await verify(file, key)
    expect(report.ok).toBe(false)
    expect(report.shops[0]?.problems.join('\n')).toContain(word)
    expect(report.shops[0]?.problems.join('\n')).not.toContain('text 5')
  })

  it('[T5] a row without text, or with one that no erasure left, is told', async () => {
    await shopWith(30)
    const db = connect(file, key)
    const row = db
      .prepare<[], { id: number; row: string }>(
        `SELECT id, row FROM log WHERE row LIKE '%buyer.seen%'`,
      )
      .get()
    const set = db.prepare<[string | null, Uint8Array, number]>(
      'UPDATE log SET row = ?, row_hash = ? WHERE id = ?',
    )
    set.run(null, hashOfRow(row?.row ?? ''), row?.id ?? 0)
    expect((await verify(file, key)).shops[0]?.problems).toContainEqual(
      expect.stringContaining('has no text'),
    )
    const forged = JSON.stringify({ ...JSON.parse(row?.row ?? '{}'), erased: ['abc'] })
    set.run(forged, hashOfRow(row?.row ?? ''), row?.id ?? 0)
    db.close()
    expect((await verify(file, key)).shops[0]?.problems).toContainEqual(
      expect.stringContaining('no event of the log says so'),
    )
  })

  it('[T5] a log that was written with a chain on each row is continued', async () => {
    await shopWith(5)
    const db = connect(file, key)
    const rechain = db.prepare<[Uint8Array, number]>('UPDATE log SET chain = ? WHERE id = ?')
    let chain: Uint8Array = CHAIN_START
    for (const { id, row } of db
      .prepare<[], { id: number; row: string }>('SELECT id, row FROM log ORDER BY id')
      .all()) {
      chain = nextChain(chain, hashOfRow(row))
      rechain.run(chain, id)
    }
    // At that time there were no seals.
    db.exec('DELETE FROM seal')
    db.close()
    expect(await verify(file, key)).toMatchObject({ ok: true })
    await shopWith(8)
    expect(await verify(file, key)).toMatchObject({ ok: true, shops: [{ messages: 14 }] })
  })

  it('verify tells of views that differ', async () => {
    await shopWith(30)
    const db = connect(`${file}.views`, key)
    db.exec('UPDATE message SET pos = pos + 1 WHERE cseq = 3')
    db.close()
    expect((await verify(file, key)).shops[0]?.problems.join()).toContain('views')
  })

  it('[T7] a backup is taken while the shop writes, and restores to another epoch', async () => {
    const open = await openTestShop(file, key)
    const { epoch } = open.shop
    await open.store.credentials.setPasswordHash('shop', 's1', 'hash')
    for (let n = 0; n < 50; n++) await writeAs(open.shop, 'b', `cid-${n}`, `text ${n}`)
    const target = join(folder.path, 'backup.db')
    const [backup] = await Promise.all([
      open.store.backup(target),
      ...Array.from({ length: 50 }, (_, n) => writeAs(open.shop, 'b', `later-${n}`, 'x')),
    ])
    await expect(open.store.backup(target)).rejects.toMatchObject({ code: 'exists' })
    await open.close()
    expect(await verify(target, key)).toMatchObject({
      ok: true,
      epoch,
      shops: [{ head: backup.pos['shop'] }],
    })
    const restored = join(folder.path, 'restored.db')
    await restore(target, restored, key)
    await expect(restore(target, file, key)).rejects.toMatchObject({ code: 'exists' })
    const again = await openTestShop(restored, key)
    expect(again.shop.epoch).not.toBe(epoch)
    expect(again.shop.head()).toBe(backup.pos['shop'])
    expect(await again.store.credentials.passwordHash('shop', 's1')).toBe('hash')
    expect(await writeAs(again.shop, 'b', 'cid-3', 'text 3', true)).toMatchObject({
      ok: true,
      duplicate: true,
    })
    await again.close()
  })

  it('a backup of a file in use needs no gateway, and a damaged one is not restored', async () => {
    const open = await openTestShop(file, key)
    await writeAs(open.shop, 'b', 'c', 'hello')
    const target = join(folder.path, 'backup.db')
    expect(await backupFile(file, key, target)).toEqual({ shop: open.shop.head() })
    await open.close()
    const db = connect(target, key)
    db.exec(`UPDATE log SET row = replace(row, 'hello', 'HELLO')`)
    db.close()
    const restored = join(folder.path, 'restored.db')
    await expect(restore(target, restored, key)).rejects.toMatchObject({ code: 'corrupt' })
    expect(readdirSync(folder.path)).not.toContain('restored.db')
  })
})
