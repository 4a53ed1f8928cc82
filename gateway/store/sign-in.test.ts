import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from './migrations/index.ts'
import { connect } from './sqlite/connection.ts'
import { kyselyOf } from './sqlite/engine.ts'
import { KEPT_STEPS, KNOWN_ORIGINS } from '../accounts/store.ts'
import { newKey, openTestShop, tempFolder, type OpenShop } from './store.fixture.ts'

describe('[A6] what signing in keeps', () => {
  const folder = tempFolder()
  const key = newKey()
  let open: OpenShop
  beforeEach(async () => {
    open = await openTestShop(join(folder.path, 'gateway.db'), key)
  })
  afterEach(() => open.close())
  const of = () => open.store.credentials

  it('a second factor replaces the one before with its codes, and goes with all of it', async () => {
    const hashes = ['a', 'b', 'c']
    await of().setSecondFactor('shop', 's1', { secret: 'ONE', since: 1 }, hashes)
    expect(await of().useRecovery('shop', 's1', 'a')).toBe(true)
    expect(await of().useRecovery('shop', 's1', 'a')).toBe(false)
    expect(await of().useRecovery('shop', 'other', 'b')).toBe(false)
    await of().setSecondFactor('shop', 's1', { secret: 'TWO', since: 2 }, ['d'])
    expect(await of().secondFactor('shop', 's1')).toEqual({ secret: 'TWO', since: 2 })
    expect(await of().recoveryLeft('shop', 's1')).toBe(1)
    expect(await of().useRecovery('shop', 's1', 'b')).toBe(false)
    expect(await of().removeSecondFactor('shop', 's1')).toBe(true)
    expect(await of().removeSecondFactor('shop', 's1')).toBe(false)
    expect(await of().recoveryLeft('shop', 's1')).toBe(0)
  })

  it('a step is used once, by whoever comes first, also across a restart', async () => {
    const twice = await Promise.all([of().useStep('shop', 's1', 7), of().useStep('shop', 's1', 7)])
    expect(twice.toSorted()).toEqual([false, true])
    await open.close()
    open = await openTestShop(join(folder.path, 'gateway.db'), key)
    expect(await of().useStep('shop', 's1', 7)).toBe(false)
    expect(await of().useStep('shop', 's2', 7)).toBe(true)
    // Far off, it is forgotten: no clock stands there any more.
    expect(await of().useStep('shop', 's1', 8 + KEPT_STEPS)).toBe(true)
    expect(await of().useStep('shop', 's1', 7)).toBe(true)
  })

  it('of devices and places the newest stay', async () => {
    for (let index = 0; index < KNOWN_ORIGINS + 5; index++)
      await of().rememberOrigin('shop', 's1', 'device', `d${index}`, index)
    await of().rememberOrigin('shop', 's1', 'place', 'local', 1)
    await of().rememberOrigin('shop', 's2', 'device', 'mine', 1)
    const { devices, places } = await of().knownOrigins('shop', 's1')
    expect(devices.size).toBe(KNOWN_ORIGINS)
    expect(devices.has('d4')).toBe(false)
    expect(devices.has('d5')).toBe(true)
    expect([...places]).toEqual(['local'])
    await of().forgetOrigin('shop', 's1', 'device', 'd5')
    expect((await of().knownOrigins('shop', 's1')).devices.has('d5')).toBe(false)
    expect((await of().knownOrigins('shop', 's2')).devices.size).toBe(1)
  })
})

describe('migration 0004', () => {
  it('knows the devices that are signed in, and keeps their sessions', async () => {
    const folder = tempFolder()
    const db = connect(join(folder.path, 'old.db'), newKey())
    const tables = kyselyOf(db)
    await migrate(tables, '0003-orders')
    const add = db.prepare<string[]>(
      `INSERT INTO session VALUES (?, 'shop', '{}', ?, 'hash', ?, 'Desk', 1, 2)`,
    )
    add.run('one', 's1', 'laptop')
    add.run('two', 's1', 'laptop')
    db.exec(`INSERT INTO session VALUES ('page', 'shop', '{}', NULL, 'hash', 'page', 'page', 1, 2)`)
    await migrate(tables, '0004-sign-in')
    expect(db.prepare('SELECT * FROM known_origin').all()).toEqual([
      { shop: 'shop', account: 's1', kind: 'device', value: 'laptop', at: 2 },
    ])
    expect(db.prepare('SELECT id, address, app FROM session ORDER BY id').all()).toEqual(
      ['one', 'page', 'two'].map((id) => ({ id, address: '', app: '' })),
    )
    db.close()
    folder.remove()
  })
})
