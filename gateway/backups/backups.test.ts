import { randomBytes } from 'node:crypto'
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newKey, openTestShop, tempFolder, writeAs, type OpenShop } from '../store/store.fixture.ts'
import { verify } from '../store/verify.ts'
import { placesOf } from '../places.ts'
import { goodPoints } from './advice.ts'
import { partsOf } from './check.ts'
import { BackupError } from './errors.ts'
import { keyId, newRecoveryKey, readRecoveryKey, wrapKey, type KeysFile } from './keys.ts'
import { makePoint, type JobOptions, type Made } from './make.ts'
import { openRepository } from './manifest.ts'
import { finishPlacing } from './place.ts'
import { restoreSet } from './restore.ts'
import { KEEPING, kept } from './rotate.ts'
import type { Point } from './manifest.ts'

const DAY = 24 * 60 * 60_000

// Tampering restores some hundred times.
describe('Backups', { timeout: 180_000 }, () => {
  let temp: ReturnType<typeof tempFolder>
  let shop: OpenShop
  let data = ''
  let backups = ''
  let at = Date.UTC(2026, 0, 5, 3)
  const key = newKey()
  const backupKey = randomBytes(32)
  const recovery = newRecoveryKey()
  const keys: KeysFile = {
    v: 1,
    id: keyId(backupKey),
    gateway: wrapKey('gateway', Buffer.from(key, 'hex'), backupKey),
    recovery: wrapKey('recovery', recovery.secret, backupKey),
    recoveryAt: 0,
  }
  beforeEach(async () => {
    temp = tempFolder()
    data = join(temp.path, 'data')
    backups = join(temp.path, 'backups')
    at = Date.UTC(2026, 0, 5, 3)
    const { mkdirSync } = await import('node:fs')
    mkdirSync(data)
    shop = await openTestShop(join(data, 'gateway.db'), key)
  })
  afterEach(async () => {
    await shop.close()
    temp.remove()
  })

  const say = async (buyer: string, text: string) =>
    expect(await writeAs(shop.shop, buyer, randomBytes(8).toString('hex'), text)).toMatchObject({
      ok: true,
    })
  const make = (more: Partial<JobOptions> = {}): Promise<Made> =>
    makePoint({
      database: join(data, 'gateway.db'),
      key,
      filesFolder: join(data, 'files'),
      folder: backups,
      backupKey,
      keys,
      keeping: KEEPING,
      now: () => at,
      ...more,
    })
  const restore = (to: string, more: object = {}) =>
    restoreSet({
      backups,
      by: { gateway: Buffer.from(key, 'hex') },
      dataFolder: to,
      keyGoes: 'file',
      now: at,
      ...more,
    })
  /** The words in a database. */
  async function words(folder: string): Promise<readonly string[]> {
    const { connect } = await import('../store/sqlite/connection.ts')
    const db = connect(join(folder, 'gateway.db'), key, { readonly: true })
    try {
      return db
        .prepare<[], { row: string }>(
          `SELECT row FROM log WHERE row LIKE '%"kind":"text"%' AND row LIKE '%message.sent%' ORDER BY id`,
        )
        .all()
        .map(({ row }) => /"text":"([^"]*)"/.exec(row)?.[1] ?? '')
    } finally {
      db.close()
    }
  }
  const filesOf = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))

  it('[T7] makes a whole set, then increments of what is new, and restores at any point', async () => {
    await say('b1', 'first')
    const base = await make()
    expect(base).toMatchObject({ base: true, seq: 0 })
    await say('b1', 'second')
    at += DAY
    const second = await make()
    expect(second).toMatchObject({ base: false, seq: 1, set: base.set })
    expect(second.rows).toBeLessThan(base.rows)
    expect(second.bytes).toBeLessThan(base.bytes)
    await say('b1', 'third')
    const to = join(temp.path, 'restored')
    const { report, aside } = await restore(to)
    expect(report.ok).toBe(true)
    expect(aside).toBeNull()
    expect(await words(to)).toEqual(['first', 'second'])
    expect(readFileSync(join(to, 'gateway.key'), 'utf8').trim()).toBe(key)
    const older = join(temp.path, 'older')
    await restore(older, { until: at - DAY })
    expect(await words(older)).toEqual(['first'])
    // S7: another history.
    const epochs = await Promise.all(
      [data, to, older].map(async (one) => (await verify(join(one, 'gateway.db'), key)).epoch),
    )
    expect(new Set(epochs).size).toBe(3)
  })

  it('[T7] opens by the recovery key as well, in any case and with what people mistype', async () => {
    await say('b1', 'first')
    await make()
    const typed = recovery.text.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')
    const secret = readRecoveryKey(typed)
    expect(secret).toEqual(recovery.secret)
    const to = join(temp.path, 'restored')
    await restore(to, { by: { recovery: secret } })
    expect(await words(to)).toEqual(['first'])
    for (let index = 0; index < recovery.text.length; index++) {
      const sign = recovery.text[index]
      if (sign === '-') continue
      const other = sign === 'A' ? 'B' : 'A'
      expect(
        readRecoveryKey(recovery.text.slice(0, index) + other + recovery.text.slice(index + 1)),
      ).toBeNull()
    }
    const wrong = newRecoveryKey().secret
    await expect(openRepository(backups, { recovery: wrong })).rejects.toMatchObject({
      code: 'wrong_key',
    })
  })

  it('[T7] holds nothing that can be read without a key', async () => {
    await say('b1', 'a very private word')
    await make()
    for (const file of filesOf(backups)) {
      const bytes = readFileSync(file)
      expect(bytes.includes('private')).toBe(false)
      expect(bytes.includes(key)).toBe(false)
      if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
    }
  })

  it('[T7] finds every kind of tampering with every file before anything is replaced', async () => {
    await say('b1', 'first')
    await make()
    await say('b1', 'second')
    at += DAY
    await make()
    const whole = join(temp.path, 'whole')
    await cp(backups, whole, { recursive: true })
    const target = join(temp.path, 'target')
    await restore(target)
    const before = readFileSync(join(target, 'gateway.db'))
    const names = filesOf(whole).map((file) => file.slice(whole.length + 1))
    expect(names.length).toBeGreaterThan(15)
    const acts: Record<string, (file: string, other: string) => void> = {
      flip: (file) => {
        const bytes = readFileSync(file)
        const index = Math.floor(bytes.length / 2)
        bytes[index] = (bytes[index] ?? 0) ^ 1
        writeFileSync(file, bytes)
      },
      truncate: (file) => truncateSync(file, Math.max(0, statSync(file).size - 1)),
      delete: (file) => rmSync(file),
      swap: (file, other) => writeFileSync(file, readFileSync(other)),
    }
    for (const name of names) {
      // Keys lie there once for each set: tampering with one of them harms nothing.
      if (name.endsWith('keys.json')) continue
      // Older points are not asked for; deleting the newest is not to be told from never having had it.
      const manifest = name.endsWith('.manifest')
      if (manifest && name.endsWith('0000.manifest')) continue
      for (const [act, change] of Object.entries(acts)) {
        if (manifest && act === 'delete') continue
        rmSync(backups, { recursive: true })
        await cp(whole, backups, { recursive: true })
        const other = names.find((one) => one !== name && !one.endsWith('keys.json')) ?? ''
        change(join(backups, name), join(backups, other))
        const wrong = await restore(target).then(
          () => `${act} ${name} was not found`,
          (error: unknown) => error,
        )
        expect(wrong).toBeInstanceOf(BackupError)
        expect(readFileSync(join(target, 'gateway.db')).equals(before)).toBe(true)
      }
    }
    expect(readdirSync(target).some((name) => name.startsWith('before-restore'))).toBe(false)
  })

  it('[T7] begins a set anew where a file of the last one is damaged, and says so', async () => {
    await say('b1', 'first')
    const base = await make()
    const part = filesOf(join(backups, base.set)).find((file) => file.includes('/log-')) ?? ''
    truncateSync(part, 20)
    at += DAY
    const again = await make()
    expect(again.base).toBe(true)
    expect(again.damaged).toHaveLength(1)
    const to = join(temp.path, 'restored')
    await restore(to)
    expect(await words(to)).toEqual(['first'])
  })

  it('[T7] keeps the newest of days, weeks and months, and always the newest of all', () => {
    const points = Array.from({ length: 400 }, (_, day): Point => {
      const manifest = { at: Date.UTC(2026, 0, 1) + day * DAY } as Point['manifest']
      return { set: 's', seq: day, manifest }
    })
    const left = [...kept(points, KEEPING)].map(({ seq }) => seq).sort((a, b) => b - a)
    expect(left.slice(0, 7)).toEqual([399, 398, 397, 396, 395, 394, 393])
    expect(left.length).toBeGreaterThanOrEqual(7 + 6)
    expect(left.length).toBeLessThanOrEqual(7 + 4 + 6)
    expect([...kept(points, { daily: 0, weekly: 0, monthly: 0, baseEveryDays: 1 })]).toHaveLength(1)
  })

  it('[T7] drops what no point needs, and the old set once none of its points is kept', async () => {
    const keeping = { daily: 2, weekly: 0, monthly: 0, baseEveryDays: 2 }
    const sets = new Set<string>()
    for (let day = 0; day < 6; day++) {
      await say('b1', `day ${day}`)
      sets.add((await make({ keeping })).set)
      at += DAY
    }
    expect(sets.size).toBe(3)
    const repo = await openRepository(backups, { gateway: Buffer.from(key, 'hex') })
    expect(await repo.sets()).toHaveLength(1)
    const to = join(temp.path, 'restored')
    await restore(to)
    expect(await words(to)).toHaveLength(6)
  })

  it('[T5] takes erased words out of all its points, which can still be restored', async () => {
    await say('b1', 'secret-of-b1')
    await say('b2', 'of-b2')
    await make()
    at += DAY
    await make()
    expect(await shop.shop.records.erase(null, 'b1')).toMatchObject({ ok: true })
    at += DAY
    const copy = join(temp.path, 'copy')
    await cp(backups, copy, { recursive: true })
    await make()
    const repo = await openRepository(backups, { gateway: Buffer.from(key, 'hex') })
    const { allLines } = await import('./sealed.ts')
    for (const file of filesOf(backups)) {
      if (!file.endsWith('.xb')) continue
      const name = file.slice(backups.length + 1)
      expect((await allLines(file, name, repo.key)).join('\n')).not.toContain('secret-of-b1')
    }
    const { points } = await repo.points()
    expect(points).toHaveLength(3)
    for (const { manifest } of points) {
      const to = join(temp.path, `to-${manifest.seq}`)
      const { report } = await restore(to, { until: manifest.at })
      expect(report.ok).toBe(true)
      expect(await words(to)).toEqual(['of-b2'])
    }
    // A copy from before, elsewhere: the ledger says what to erase again.
    await cp(join(backups, 'erasures.xb'), join(copy, 'erasures.xb'))
    const elsewhere = join(temp.path, 'elsewhere')
    await restore(elsewhere, { backups: copy })
    expect(await words(elsewhere)).toEqual(['secret-of-b1', 'of-b2'])
    const again = await openTestShop(join(elsewhere, 'gateway.db'), key)
    const note = JSON.parse(
      (await again.store.credentials.setting('backups.restored')) ?? '{}',
    ) as {
      reapply: unknown
    }
    await again.close()
    expect(note.reapply).toEqual([{ shop: 'shop', buyer: 'b1' }])
  })

  it('[T7] sets aside what was there, and carries on a restore that was cut off while placing', async () => {
    await say('b1', 'first')
    await make()
    const to = join(temp.path, 'restored')
    await restore(to)
    at += 1000
    const { aside } = await restore(to)
    expect(aside).not.toBeNull()
    expect(existsSync(join(aside ?? '', 'gateway.db'))).toBe(true)
    // Cut off after the old database was moved away: what a crash leaves.
    const { mkdirSync, renameSync } = await import('node:fs')
    mkdirSync(join(to, 'restoring'))
    renameSync(join(to, 'gateway.db'), join(to, 'restoring', 'gateway.db'))
    writeFileSync(join(to, 'restore.json'), '{"v":1,"aside":"before-restore-x"}')
    finishPlacing(to)
    expect(await words(to)).toEqual(['first'])
    expect(existsSync(join(to, 'restore.json'))).toBe(false)
  })

  it('[T7] tells of each point that can be restored what came after it, and counts those that can not be', async () => {
    const folder = join(data, 'backups')
    const found = () => goodPoints(placesOf(data), key)
    await say('b1', 'first')
    const heads: number[] = []
    const ats: number[] = []
    for (const more of ['second', 'third', 'fourth']) {
      await make({ folder })
      heads.push(shop.shop.head())
      ats.push(at)
      at += DAY
      await say('b1', more)
    }
    const end = shop.shop.head()
    const told = (upTo: number, atLeast: boolean) =>
      ats.map((one, n) => ({ at: one, since: upTo - (heads[n] ?? 0), atLeast })).toReversed()
    expect(await found()).toEqual({ points: told(end, false), unusable: 0 })
    // The newest lacks a part of its own: an older one is not hidden by it, and what it held counts.
    const repo = await openRepository(folder, { gateway: Buffer.from(key, 'hex') })
    const [newest, before] = (await repo.points()).points
    const known = new Set(before && partsOf(before.manifest).map(({ file }) => file))
    const own = newest && partsOf(newest.manifest).find(({ file }) => !known.has(file))
    truncateSync(repo.path(newest?.set ?? '', own?.file ?? ''), 20)
    expect(await found()).toEqual({ points: told(end, false).slice(1), unusable: 1 })
    // Nor does the damaged database say where it ended.
    await shop.close()
    writeFileSync(join(data, 'gateway.db'), randomBytes(8192))
    expect(await found()).toEqual({ points: told(heads[2] ?? 0, true).slice(1), unusable: 1 })
    rmSync(join(data, 'gateway.db'))
    shop = await openTestShop(join(data, 'gateway.db'), key)
  })

  it('[T7] saves rows behind the backup from a database with a damaged page', async () => {
    for (let n = 0; n < 400; n++) await say('b1', `early ${n} ${'x'.repeat(200)}`)
    await make()
    for (let n = 0; n < 40; n++) await say('b1', `late ${n}`)
    await shop.close()
    const file = join(data, 'gateway.db')
    const bytes = readFileSync(file)
    const { connect } = await import('../store/sqlite/connection.ts')
    const db = connect(file, key, { readonly: true })
    const damagedId = db
      .prepare<[], { id: number }>('SELECT id FROM log ORDER BY id LIMIT 1 OFFSET 100')
      .get()?.id
    expect(damagedId).toBeDefined()
    db.close()
    // A page in the middle of the early rows: found by trying.
    let page = 0
    for (let at_ = 8; at_ < bytes.length / 4096 - 1; at_++) {
      const harmed = Buffer.from(bytes)
      harmed.fill(0xff, at_ * 4096 + 100, at_ * 4096 + 200)
      writeFileSync(file, harmed)
      let probe: ReturnType<typeof connect>
      try {
        probe = connect(file, key, { readonly: true })
      } catch {
        continue
      }
      const readable = (id: number) => {
        try {
          return probe.prepare<[number]>('SELECT row FROM log WHERE id = ?').get(id) !== undefined
        } catch {
          return false
        }
      }
      const hit = !readable(damagedId ?? 0) && readable(2 ** 40 + 430)
      probe.close()
      if (hit) {
        page = at_
        break
      }
    }
    expect(page).toBeGreaterThan(0)
    const { salvaged } = await restore(data, { salvage: true })
    expect(salvaged.rows).toBeGreaterThanOrEqual(40)
    const all = await words(data)
    expect(all.filter((text) => text.startsWith('late'))).toHaveLength(40)
    expect(all.filter((text) => text.startsWith('early'))).toHaveLength(400)
    expect((await verify(join(data, 'gateway.db'), key)).ok).toBe(true)
    shop = await openTestShop(join(data, 'gateway.db'), key)
    await say('b1', 'and on')
  })

  it('[T7] takes over no row that does not fit the chain, nor any behind it', async () => {
    await say('b1', 'early')
    await make()
    for (let n = 0; n < 5; n++) await say('b1', `late ${n}`)
    await shop.close()
    const { connect } = await import('../store/sqlite/connection.ts')
    const db = connect(join(data, 'gateway.db'), key)
    const changed = db
      .prepare(
        "UPDATE log SET row = replace(row, 'late 2', 'never said') WHERE row LIKE '%late 2%'",
      )
      .run()
    expect(changed.changes).toBeGreaterThan(0)
    db.close()
    await restore(data, { salvage: true })
    expect(await words(data)).toEqual(['early', 'late 0', 'late 1'])
    expect((await verify(join(data, 'gateway.db'), key)).ok).toBe(true)
    shop = await openTestShop(join(data, 'gateway.db'), key)
  })
})
