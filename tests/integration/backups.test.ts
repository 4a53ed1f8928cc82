import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BackupStatus } from '#shared/backups/model.ts'
import { restoreSet } from '#gateway/backups/restore.ts'
import { verify } from '#gateway/store/verify.ts'
import { PASSWORD, startTestGateway } from '../support/gateway.ts'
import { runGateway, Served } from '../support/served.ts'

// Each command is a process of its own.
describe('[T7] Backups of a gateway', { timeout: 240_000 }, () => {
  let folder = ''
  let data = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xiaoer-backups-'))
    data = join(folder, 'data')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const shop = () =>
    runGateway(
      ['shop', 'create', '--data', data, '--name', 'Shop', '--main', 'myshop', '--password-stdin'],
      `${PASSWORD}\n`,
    )
  const keyOf = (dir: string) => readFileSync(join(dir, 'gateway.key'), 'utf8').trim()

  it('backs up by the command line, with and without a running gateway, and restores elsewhere by the recovery key alone', async () => {
    await shop()
    expect((await runGateway(['backup', '--data', data])).out).toContain('all of it')
    const served = await Served.start(data, ['--port', '0'])
    const made = await runGateway(['backup', '--data', data, '--json'])
    expect(JSON.parse(made.out)).toMatchObject({ base: false, seq: 1 })
    const recovery = await runGateway(['backup', 'recovery-key', '--data', data])
    expect(recovery.out.trim()).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(served.log()).not.toContain(recovery.out.trim())
    await served.end('SIGTERM')

    const elsewhere = join(folder, 'elsewhere')
    const backups = join(data, 'backups')
    const restore = (typed: string, ...more: string[]) =>
      runGateway(
        ['restore', backups, '--data', elsewhere, '--recovery-key-stdin', ...more],
        `${typed}\n`,
      )
    const wrong = await restore(
      recovery.out.trim().replace(/^./, (sign) => (sign === 'Z' ? 'Y' : 'Z')),
    )
    expect(wrong.code).toBe(2)
    expect(existsSync(elsewhere)).toBe(false)
    const done = await restore(recovery.out.trim())
    expect(done).toMatchObject({ code: 0 })
    expect(done.err).toContain('verifying')
    expect(keyOf(elsewhere)).toBe(keyOf(data))
    expect((await runGateway(['verify', '--data', elsewhere])).code).toBe(0)
    const listed = await runGateway(['backup', 'list', '--data', data])
    // Both are of one day, of which the newest is kept.
    expect(listed.out.trim().split('\n')).toHaveLength(1)
    // Over what is there: it is set aside.
    const again = await restore(recovery.out.trim())
    expect(again.out).toContain('before-restore-')
    expect((await runGateway(['account', 'list', '--data', elsewhere])).out).toContain('myshop')
  })

  it('[S7] [I2] [I10] comes back from a lost disk: clients begin anew by themselves, outboxes are sent, nothing twice', async () => {
    const test = await startTestGateway({
      folder: data,
      backups: { folder: join(folder, 'disk2') },
    })
    const main = await test.agent('demoshop')
    const buyer = await test.buyer()
    const { conversation = '' } = await buyer.say('before the backup')
    await main.until('it', () => main.texts(conversation).length === 1)
    await test.gateway.backups.now()
    await buyer.say('after the backup')
    await main.until('both', () => main.texts(conversation).length === 2)
    const port = test.gateway.port
    await test.gateway.close()
    // Written while the gateway is away: they wait in the outboxes.
    const waiting = buyer.say('written while it was away')
    await rm(data, { recursive: true })
    const restored = await restoreSet({
      backups: join(folder, 'disk2'),
      by: { gateway: Buffer.from(test.key, 'hex') },
      dataFolder: data,
      keyGoes: 'caller',
      now: Date.now(),
    })
    expect(restored.report.ok).toBe(true)
    const again = await startTestGateway({ folder: data, key: test.key, port })
    await waiting
    await main.until('anew', () => main.snapshots.length === 2)
    await main.until(
      'the outbox',
      () => main.view?.conversations[conversation]?.last?.text === 'written while it was away',
    )
    const reader = await again.agent('demoshop', { device: 'second' })
    const { messages } = await reader.protocol.history(conversation, undefined, 50)
    const texts = messages.map(({ body }) => (body.kind === 'text' ? body.text : body.kind))
    expect(texts.filter((text) => text === 'written while it was away')).toHaveLength(1)
    expect(texts).toContain('before the backup')
    // Honestly gone: it was said after the backup, and the gateway's ok had been given.
    expect(texts).not.toContain('after the backup')
    const audit = await fetch(`${again.url}/api/audit?kind=restored`, {
      headers: { authorization: `Bearer ${reader.access}` },
    })
    expect(JSON.stringify(await audit.json())).toContain('"restored"')
    expect((await verify(join(data, 'gateway.db'), test.key)).ok).toBe(true)
    main.close()
    buyer.close()
    await again.stop()
  })

  it('refuses to serve a damaged database, names the newest backup, and restores it by the command it says', async () => {
    await shop()
    await runGateway(['backup', '--data', data])
    const file = join(data, 'gateway.db')
    const bytes = readFileSync(file)
    bytes.fill(0x55, 4096 * 3 + 50, 4096 * 3 + 90)
    writeFileSync(file, bytes)
    const refused = await runGateway(['serve', '--data', data, '--port', '0'])
    expect(refused.code).toBe(3)
    const command = /xiaoer-gateway (restore .*)/.exec(refused.err)?.[1] ?? ''
    const args = (command.match(/"[^"]*"|\S+/g) ?? []).map((arg) => arg.replaceAll('"', ''))
    expect(await runGateway(args)).toMatchObject({ code: 0 })
    const served = await Served.start(data, ['--port', '0'])
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200)
    await served.end('SIGTERM')
  })

  it('a kill in the middle of a backup or a restore leaves what was good, and the next one finishes', async () => {
    await shop()
    expect((await runGateway(['backup', '--data', data])).code).toBe(0)
    const points = async () =>
      JSON.parse((await runGateway(['backup', 'list', '--data', data, '--json'])).out) as {
        points: unknown[]
        damaged: unknown[]
      }
    for (const [args, seen] of [
      [['backup', '--full', '--data', data], () => readdirSync(join(data, 'backups')).length > 3],
      [
        ['restore', join(data, 'backups'), '--data', data],
        () => existsSync(join(data, 'restoring')),
      ],
    ] as const) {
      const child = spawn(
        process.execPath,
        [
          '--disable-warning=ExperimentalWarning',
          join(import.meta.dirname, '../../gateway/main.ts'),
          ...args,
        ],
        { stdio: 'ignore' },
      )
      const gone = once(child, 'exit')
      while (!seen() && child.exitCode === null) await new Promise((turn) => setImmediate(turn))
      child.kill('SIGKILL')
      await gone
      const left = await points()
      expect(left.damaged).toEqual([])
      expect(left.points.length).toBeGreaterThan(0)
      expect((await runGateway(['verify', '--data', data])).code).toBe(0)
    }
    expect((await runGateway(['backup', '--data', data])).code).toBe(0)
    const restored = join(folder, 'restored')
    const args = ['restore', join(data, 'backups'), '--data', restored]
    expect((await runGateway([...args, '--key-file', join(data, 'gateway.key')])).code).toBe(0)
  })

  it('shows main what there is, makes one now, and tells the recovery key after the password, once', async () => {
    const test = await startTestGateway({ folder: data })
    const main = await test.signIn('demoshop')
    const sub = await test.signIn('demoshop:xiaohong')
    const ask = async (path: string, body?: object, by = main) => {
      const response = await fetch(`${test.url}/api/backups${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${by.access}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      return {
        status: response.status,
        body: (await response.json()) as BackupStatus & { key: string },
      }
    }
    expect((await ask('', undefined, sub)).status).toBe(403)
    expect((await ask('')).body).toMatchObject({ last: null, besideData: true, recoveryAt: null })
    await ask('', {})
    await test.gateway.backups.now()
    const shown = (await ask('')).body
    expect(shown.sets[0]?.points).toHaveLength(shown.sets[0]?.points.length ?? 0)
    expect(shown).toMatchObject({ running: null, stale: false, failed: null })
    expect((await ask('/recovery', { password: 'wrong' })).status).toBe(401)
    const { body } = await ask('/recovery', { password: PASSWORD })
    expect(body.key).toMatch(/^[0-9A-Z]{4}-/)
    expect((await ask('')).body.recoveryAt).not.toBeNull()
    expect((await ask('/folder', { password: PASSWORD, folder: '/nowhere/at/all' })).status).toBe(
      404,
    )
    await rm(join(data, 'backups'), { recursive: true })
    expect((await ask('')).body.stale).toBe(true)
    await test.stop()
  })
})
