import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '#gateway/store/sqlite/driver.ts'
import { readFileSync } from 'node:fs'
import { PASSWORD, startTestGateway } from '../support/gateway.ts'
import { runGateway, Served } from '../support/served.ts'

describe("the gateway's command line", () => {
  let folder = ''
  let data = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xiaoer-cli-'))
    data = join(folder, 'data')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const shop = () =>
    runGateway(
      ['shop', 'create', '--data', data, '--name', 'Shop', '--main', 'myshop', '--password-stdin'],
      `${PASSWORD}\n`,
    )

  it('opens a shop and accounts, lists them, with the key made aloud for its owner alone', async () => {
    const made = await shop()
    expect(made).toMatchObject({ code: 0 })
    expect(made.err).toContain('Back it up')
    expect((await stat(join(data, 'gateway.key'))).mode & 0o777).toBe(0o600)
    expect((await stat(data)).mode & 0o777).toBe(0o700)
    const sub = ['account', 'create', '--data', data, '--name', 'myshop:ann', '--json']
    const opened = await runGateway([...sub, '--generate-password'])
    expect((JSON.parse(opened.out) as { password: string }).password.length).toBeGreaterThan(15)
    expect((await runGateway([...sub, '--generate-password'])).code).toBe(1)
    const listed = await runGateway(['account', 'list', '--data', data, '--json'])
    expect((JSON.parse(listed.out) as { name: string }[]).map(({ name }) => name)).toEqual([
      'myshop',
      'myshop:ann',
    ])
  })

  it('makes the secret for signed customers, tells it once, and keeps it from who only asks', async () => {
    await shop()
    const secret = (...args: string[]) =>
      runGateway(['shop', 'identity-secret', ...args, '--data', data])
    expect((await secret('myshop')).out).toContain('there is none')
    const made = (await secret('myshop', '--new')).out.trim()
    expect(made).toMatch(/^[\w-]{43}$/)
    const asked = await secret('myshop')
    expect(asked.out).toContain('there is one since 20')
    expect(asked.out + asked.err).not.toContain(made)
    expect((await secret('myshop', '--new')).out.trim()).not.toBe(made)
    expect((await secret('nobody')).code).toBe(1)
    expect((await secret()).code).toBe(2)
  })

  it('[A6] takes a lost second factor away, refuses a listed password and a proxy that is none', async () => {
    await shop()
    const off = (...args: string[]) =>
      runGateway(['account', 'second-factor', 'off', '--data', data, ...args])
    expect((await off('--name', 'myshop')).out).toContain('no second factor any more')
    expect((await off('--name', 'nobody')).code).toBe(1)
    expect((await off()).code).toBe(2)
    const reset = ['account', 'reset', '--data', data, '--name', 'myshop', '--password-stdin']
    const listed = await runGateway(reset, 'password123\n')
    expect(listed.code).toBe(1)
    expect(listed.err).toContain('breached')
    expect(listed.err).not.toContain('password123')
    const proxy = ['serve', '--data', data, '--port', '0', '--trust-proxy', 'my-proxy']
    expect((await runGateway(proxy)).code).toBe(2)
  })

  it('[A3] gives a shop a level by the operator’s table, and opens no account beyond it', async () => {
    await shop()
    const level = (...args: string[]) => runGateway(['shop', 'level', ...args, '--data', data])
    const open = (name: string) =>
      runGateway(['account', 'create', '--data', data, '--name', name, '--generate-password'])
    const list = async () => (await runGateway(['shop', 'list', '--data', data])).out.trim()
    expect(await list()).toBe('myshop\tShop\tmyshop\tstandard\t0/30')

    expect((await level('myshop')).code).toBe(2)
    const unknown = await level('myshop', 'kiosk')
    expect(unknown.code).toBe(1)
    expect(unknown.err).toContain('starter, standard')
    await writeFile(join(data, 'levels.json'), '{"kiosk": "one"}')
    const broken = await level('myshop', 'kiosk')
    expect(broken.code).toBe(1)
    expect(broken.err).toContain('"kiosk"')
    expect((await runGateway(['serve', '--data', data, '--port', '0'])).code).toBe(2)
    await writeFile(join(data, 'levels.json'), '{"kiosk": 1}')
    expect((await level('myshop', 'kiosk')).out).toContain('0 of 1')
    expect((await level('nowhere', 'kiosk')).code).toBe(1)

    expect((await open('myshop:ann')).code).toBe(0)
    const full = await open('myshop:bob')
    expect(full.code).toBe(1)
    expect(full.err).toContain('no more sub-accounts')
    expect(await list()).toBe('myshop\tShop\tmyshop\tkiosk\t1/1')
  })

  it('[A7] disables, enables and deletes an account, in the gateway that runs and without one', async () => {
    await shop()
    const account = (word: string, ...args: string[]) =>
      runGateway(
        ['account', word, '--data', data, '--name', 'myshop:ann', ...args],
        `${PASSWORD}\n`,
      )
    await account('create', '--password-stdin')
    const served = await Served.start(data, ['--port', '0'])
    const signIn = async () => {
      const response = await fetch(`${served.url}/api/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          name: 'myshop:ann',
          password: PASSWORD,
          device: { id: 'd', name: 'd' },
        }),
      })
      return (await response.json()) as { code?: string; access?: string }
    }
    const { access } = await signIn()
    expect((await account('disable')).code).toBe(0)
    expect((await signIn()).code).toBe('account_disabled')
    const ended = await fetch(`${served.url}/api/sign-out`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(((await ended.json()) as { code: string }).code).toBe('session_revoked')
    expect((await account('enable')).code).toBe(0)
    expect((await signIn()).access).toBeDefined()
    await served.end('SIGTERM')

    expect((await account('delete')).out).toContain('deleted')
    expect((await account('delete')).code).toBe(1)
    expect((await account('create', '--password-stdin')).code).toBe(0)
  })

  it('says usage errors with 2, and tells the options of each command', async () => {
    expect((await runGateway(['nonsense'])).code).toBe(2)
    expect((await runGateway(['serve', '--nonsense'])).code).toBe(2)
    expect((await runGateway(['serve', '--data', data, '--host', '0.0.0.0'])).code).toBe(2)
    for (const command of [['serve'], ['shop', 'create'], ['backup']]) {
      const help = await runGateway([...command, '--help'])
      expect(help.code).toBe(0)
      expect(help.out).toContain('--data')
    }
  })

  it('refuses a wrong key, a missing key, a second gateway and a newer database, each by its code', async () => {
    await shop()
    const key = join(folder, 'other.key')
    const wrong = await runGateway([
      'serve',
      '--data',
      join(folder, 'x'),
      '--key-file',
      key,
      '--host',
      '::nonsense',
    ])
    expect(wrong.code).not.toBe(0)
    const second = await runGateway(['verify', '--data', data, '--key-file', key])
    expect(second.code).toBe(3)
    expect((await runGateway(['verify', '--data', data, '--key-file', `${key}-none`])).code).toBe(3)
    const served = await Served.start(data, ['--port', '0'])
    const again = await runGateway(['serve', '--data', data, '--port', '0'])
    expect(again.code).toBe(3)
    expect(again.err).toContain('another gateway')
    await served.end('SIGTERM')
    const db = openDatabase(join(data, 'gateway.db'), {})
    db.pragma("cipher = 'sqlcipher'")
    db.pragma('legacy = 4')
    db.pragma(`key = "x'${readFileSync(join(data, 'gateway.key'), 'utf8').trim()}'"`)
    db.exec(
      "INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-from-the-future', '2099-01-01')",
    )
    db.close()
    const newer = await runGateway(['serve', '--data', data, '--port', '0'])
    expect(newer.code).toBe(4)
    expect((await runGateway(['verify', '--data', data])).code).toBe(4)
  })

  it('says that the port is in use, and closes what it had opened', async () => {
    await shop()
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', () => resolve()))
    const { port } = taken.address() as AddressInfo
    const ran = await runGateway(['serve', '--data', data, '--port', String(port)])
    expect(ran.code).toBe(5)
    expect(ran.err).toContain('in use')
    taken.close()
    const served = await Served.start(data, ['--port', String(port)])
    await served.end('SIGTERM')
  })

  it('does what writes in the gateway that runs, and ends it in order', async () => {
    await shop()
    const served = await Served.start(data, ['--port', '0'])
    const added = await runGateway(
      ['account', 'create', '--data', data, '--name', 'myshop:bob', '--password-stdin'],
      `${PASSWORD}\n`,
    )
    expect(added.code).toBe(0)
    const response = await fetch(`${served.url}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'myshop:bob',
        password: PASSWORD,
        device: { id: 'd', name: 'd' },
      }),
    })
    expect(response.status).toBe(200)
    expect((await runGateway(['invitation', '--data', data])).out).toMatch(/^xiaoer:/)
    expect(await served.end('SIGTERM')).toBe(0)
    expect((await runGateway(['invitation', '--data', data])).code).toBe(1)
    expect(served.log()).not.toContain(PASSWORD)
  })

  it('[S7] backs up while it runs, restores with files, and clients begin anew and keep theirs', async () => {
    const test = await startTestGateway({ folder: data })
    const main = await test.agent('demoshop')
    const buyer = await test.buyer()
    const { conversation = '' } = await buyer.say('before the backup')
    const upload = await fetch(`${test.url}/api/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${buyer.access}`, 'content-type': 'text/plain' },
      body: 'a file of the shop',
    })
    expect(upload.status).toBe(200)
    const into = join(folder, 'backup')
    await test.gateway.control.backup(into)
    await buyer.say('after the backup')
    await main.until('both', () => main.texts(conversation).length === 2)
    await test.gateway.close()
    const database = (await readdir(into)).find((name) => name.endsWith('.db')) ?? ''
    const keyFile = join(folder, 'the.key')
    const { writeFile } = await import('node:fs/promises')
    await writeFile(keyFile, test.key, { mode: 0o600 })
    const restored = join(folder, 'restored')
    const args = ['restore', join(into, database), '--data', restored, '--key-file', keyFile]
    expect((await runGateway(args)).code).toBe(0)
    // Never over what is there.
    expect((await runGateway(args)).code).not.toBe(0)
    expect(existsSync(join(restored, 'files'))).toBe(true)
    const port = Number(new URL(test.url).port)
    const again = await startTestGateway({ folder: restored, key: test.key, port })
    await main.until('anew', () => main.snapshots.length === 2)
    expect(main.view?.conversations[conversation]?.last?.text).toBe('before the backup')
    await buyer.say('and on')
    await main.until('on', () => main.texts(conversation).includes('and on'))
    main.close()
    buyer.close()
    await again.stop()
  })
})
