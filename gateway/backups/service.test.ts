import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { placesOf } from '../places.ts'
import { newKey, openTestShop, tempFolder, type OpenShop } from '../store/store.fixture.ts'
import { openBackups, type Backups } from './service.ts'

const DAY = 24 * 60 * 60_000

describe('[T7] A gateway that backs itself up', () => {
  let temp: ReturnType<typeof tempFolder>
  let shop: OpenShop
  let backups: Backups
  let at = Date.UTC(2026, 0, 5)
  let disk = ''
  const key = newKey()
  const open = () =>
    openBackups({
      places: placesOf(join(temp.path, 'data')),
      key,
      credentials: shop.store.credentials,
      desk: shop.desk,
      settings: { folder: disk },
      log: pino({ level: 'silent' }),
      now: () => at,
    })
  beforeEach(async () => {
    temp = tempFolder()
    disk = join(temp.path, 'disk')
    mkdirSync(join(temp.path, 'data'))
    shop = await openTestShop(join(temp.path, 'data', 'gateway.db'), key)
    backups = await open()
  })
  afterEach(async () => {
    await backups.close()
    await shop.close()
    temp.remove()
  })

  const noted = async () => {
    const page = await shop.shop.records.audit({ kind: 'agent', account: mainId() }, { limit: 50 })
    return typeof page === 'string'
      ? []
      : page.records
          .filter(({ kind }) => kind === 'backed_up' || kind === 'backup_failed')
          .map(({ kind, alert, values }) => [kind, alert, values['reason']])
  }
  const mainId = () => shop.shop.accounts().find(({ role }) => role === 'main')?.id ?? ''

  it('notes each one, alerts when one fails, and keeps what there was', async () => {
    await backups.now()
    expect(await noted()).toEqual([['backed_up', false, undefined]])
    const before = (await backups.status()).sets
    // A disk that refuses, as a full or a broken one does: nothing can be made there.
    const set = before[0]?.set ?? ''
    mkdirSync(join(disk, 'keys.json.part'))
    await expect(backups.now()).rejects.toMatchObject({ code: 'io' })
    const status = await backups.status()
    expect(status).toMatchObject({ running: null, stale: false, failed: { reason: 'io' } })
    expect(status.sets).toEqual(before)
    expect((await noted())[0]).toEqual(['backup_failed', true, 'io'])
    // Within the day it is not said again.
    at += DAY / 4
    await expect(backups.now()).rejects.toMatchObject({ code: 'io' })
    expect(await noted()).toHaveLength(2)
    rmSync(join(disk, 'keys.json.part'), { recursive: true })
    expect(await backups.now()).toMatchObject({ set, seq: 1 })
    expect((await backups.status()).failed).toBeNull()
  })

  it('says when the last good one is older than two days, and when it is gone', async () => {
    await backups.now()
    at += 2 * DAY + 1
    expect((await backups.status()).stale).toBe(true)
    await backups.now()
    expect((await backups.status()).stale).toBe(false)
    rmSync(disk, { recursive: true })
    expect((await backups.status()).stale).toBe(true)
    expect(await backups.now()).toMatchObject({ base: true })
    expect((await noted())[0]).toEqual(['backup_failed', true, 'gone'])
  })

  it('keeps its key over a restart, and one job serves all who ask meanwhile', async () => {
    const [one, other] = await Promise.all([backups.now(), backups.now()])
    expect(one).toBe(other)
    await backups.close()
    backups = await open()
    expect(await backups.now()).toMatchObject({ base: false, set: one.set })
    writeFileSync(join(disk, 'a stranger'), '')
    expect((await backups.status()).sets).toHaveLength(1)
  })
})
