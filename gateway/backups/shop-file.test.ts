import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFiles } from '../files/files.ts'
import { openGatewayStore } from '../store/open.ts'
import { newKey, openTestShop, tempFolder, writeAs } from '../store/store.fixture.ts'
import { verify } from '../store/verify.ts'
import { newRecoveryKey } from './keys.ts'
import type { NewNames } from './names.ts'
import { exportShop, importShop } from './shop-file.ts'

describe('[T7] A shop as one file', () => {
  let temp: ReturnType<typeof tempFolder>
  let file = ''
  const [from, to] = [newKey(), newKey()]
  const passphrase = 'a long passphrase of the shop'
  const place = (name: string) => ({
    database: join(temp.path, name, 'gateway.db'),
    filesFolder: join(temp.path, name, 'files'),
  })
  beforeEach(async () => {
    temp = tempFolder()
    file = join(temp.path, 'shop.xiaoer')
    for (const name of ['from', 'to']) mkdirSync(join(temp.path, name))
    const shop = await openTestShop(place('from').database, from)
    await writeAs(shop.shop, 'b1', randomBytes(8).toString('hex'), 'a word of b1')
    await shop.store.credentials.setPasswordHash('shop', 's1', 'a-hash-of-a-password')
    await shop.store.beside.changePhrases({
      shop: 'shop',
      account: 'main',
      at: 1,
      team: true,
      save: [
        {
          phrase: {
            id: '5f0d5f0e-4b5b-4f6f-9a55-0a8f7e1c2d3b',
            scope: 'team',
            group: 'g',
            code: 'hi',
            title: 't',
            text: 'a quick reply',
            files: [],
            place: 0,
          },
          revision: 0,
        },
      ],
      remove: [],
    })
    const files = await openFiles(place('from').filesFolder, Buffer.from(from, 'hex'))
    await files.put(
      'shop',
      { kind: 'buyer', buyer: 'b1' },
      {
        name: 'a.txt',
        type: 'text/plain',
        bytes: Buffer.from('of a file'),
      },
    )
    await shop.close()
    const empty = await openGatewayStore({ file: place('to').database, key: to })
    await empty.close()
  })
  afterEach(() => temp.remove())

  const out = (secret: object) =>
    exportShop({
      ...place('from'),
      key: from,
      shop: 'shop',
      to: file,
      now: 1,
      secret: secret as { passphrase: string },
    })
  const into = (secret: object = { passphrase }) =>
    importShop({
      ...place('to'),
      key: to,
      from: file,
      secret: secret as { passphrase: string },
      now: 2,
    })
  const beside = (as: NewNames) =>
    importShop({ ...place('from'), key: from, from: file, secret: { passphrase }, as, now: 2 })

  it('goes to another gateway with its chain, its files and what lies beside, without any password', async () => {
    const exported = await out({ passphrase })
    expect(exported).toMatchObject({ shop: 'shop', main: 'papershop', files: 1 })
    expect(await into()).toEqual(exported)
    const report = await verify(place('to').database, to)
    expect(report).toMatchObject({ ok: true, shops: [{ shop: 'shop', problems: [] }] })
    const shop = await openTestShop(place('to').database, to)
    expect(await shop.store.credentials.passwordHash('shop', 's1')).toBeNull()
    const book = await shop.store.beside.phrases('shop', 'main')
    expect(JSON.stringify(book)).toContain('a quick reply')
    // The log goes on, and its chain with it.
    await writeAs(shop.shop, 'b1', randomBytes(8).toString('hex'), 'and on')
    await shop.close()
    expect((await verify(place('to').database, to)).ok).toBe(true)
    // A second time its names are taken.
    await expect(into()).rejects.toMatchObject({ code: 'busy' })
  })

  it('stands beside its original under other names, with the whole chain and its own words of it', async () => {
    const exported = await out({ passphrase })
    await expect(beside({})).rejects.toMatchObject({ code: 'busy' })
    await expect(beside({ id: 'other' })).rejects.toMatchObject({ code: 'busy' })
    await expect(beside({ main: 'othershop' })).rejects.toMatchObject({ code: 'busy' })
    for (const as of [
      { id: 'assets', main: 'othershop' },
      { id: 'other', main: 'a:b' },
      { id: 'other', main: 'a-main-name-of-24-units-' },
    ])
      await expect(beside(as)).rejects.toMatchObject({ code: 'refused' })
    const moved = await beside({ id: 'other', main: 'othershop', name: 'Other' })
    // The shop, its two accounts, and the audit's entry.
    expect(moved).toEqual({
      ...exported,
      shop: 'other',
      main: 'othershop',
      name: 'Other',
      rows: 4 + exported.rows,
    })
    expect(await verify(place('from').database, from)).toMatchObject({
      ok: true,
      shops: [
        { shop: 'shop', problems: [] },
        { shop: 'other', problems: [] },
      ],
    })
    const store = await openGatewayStore({ file: place('from').database, key: from })
    const desk = await store.openDesk({ now: Date.now })
    const [original, other] = [desk.shops.get('shop'), desk.shops.get('other')]
    expect(original?.accounts().map(({ name }) => name)).toEqual(['papershop', 'papershop:hong'])
    expect(other?.accounts().map(({ name }) => name)).toEqual(['othershop', 'othershop:hong'])
    expect(other?.view).toMatchObject({ id: 'other', main: 'othershop', name: 'Other' })
    expect(desk.shopByMain('othershop')).toBe(other)
    expect(JSON.stringify(await store.beside.phrases('other', 'main'))).toContain('a quick reply')
    await writeAs(other!, 'b1', randomBytes(8).toString('hex'), 'on, here')
    await desk.close()
    await store.close()
    const files = await openFiles(place('from').filesFolder, Buffer.from(from, 'hex'))
    const id = createHash('sha256').update('of a file').digest('hex')
    expect(await files.get('other', id)).toMatchObject({ ok: true })
    expect((await verify(place('from').database, from)).ok).toBe(true)
    // Out again, and in elsewhere: it is the renamed one.
    await exportShop({
      ...place('from'),
      key: from,
      shop: 'other',
      to: file,
      now: 3,
      secret: { passphrase },
    })
    expect(await into()).toMatchObject({ shop: 'other', main: 'othershop', name: 'Other' })
    expect((await verify(place('to').database, to)).ok).toBe(true)
  })

  it('opens by what locked it alone, and holds nothing that can be read', async () => {
    const { secret } = newRecoveryKey()
    await out({ recovery: secret })
    expect(readFileSync(file).includes('a word of b1')).toBe(false)
    await expect(into()).rejects.toMatchObject({ code: 'wrong_key' })
    await expect(into({ recovery: newRecoveryKey().secret })).rejects.toMatchObject({
      code: 'wrong_key',
    })
    await into({ recovery: secret })
  })

  it('takes nothing of a damaged file', async () => {
    await out({ passphrase })
    const whole = readFileSync(file)
    const harmed = async () => {
      await expect(into()).rejects.toBeInstanceOf(Error)
      expect((await verify(place('to').database, to)).shops).toEqual([])
    }
    for (const at of [20, whole.length - 30, whole.length >> 1]) {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(file, bytes)
      await harmed()
    }
    writeFileSync(file, whole)
    truncateSync(file, whole.length - 1)
    await harmed()
  })
})
