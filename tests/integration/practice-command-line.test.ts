import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ScenarioList } from '#shared/practice/api.ts'
import type { Health, SessionReply, ShopPublic } from '#shared/protocol/api.ts'
import { apiOf } from '../support/api.ts'
import { PASSWORD, startTestGateway } from '../support/gateway.ts'
import { runGateway, Served } from '../support/served.ts'

let folder = ''
let data = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xiaoer-class-'))
  data = join(folder, 'data')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('a class on a server: told how it is opened, joined by an invitation, and no real buyer comes', async () => {
  const served = await Served.start(data, ['--port', '0', '--practice'])
  try {
    const here = ['--data', data]
    const made = await runGateway(
      ['shop', 'create', ...here, '--name', '班级', '--main', 'trainer', '--password-stdin'],
      `${PASSWORD}\n`,
    )
    expect(made.code).toBe(0)
    const trainee = ['account', 'create', ...here, '--name', 'trainer:ann', '--role', 'senior']
    expect((await runGateway([...trainee, '--password-stdin'], `${PASSWORD}\n`)).code).toBe(0)
    expect((await runGateway(['invitation', ...here])).out).toMatch(/^xiaoer:/)
    for (const words of ['practice gateway', 'shop create', 'account create', 'invitation'])
      expect(served.log()).toContain(words)

    // At each door it says what it is.
    const ask = apiOf(served.url)
    expect((await apiOf(served.url)<Health>(null, '/healthz')).value.practice).toBe(true)
    const device = { id: 'd', name: 'd' }
    const signedIn = await apiOf(served.url)<SessionReply>(null, '/api/sign-in', {
      name: 'trainer:ann',
      password: PASSWORD,
      device,
    })
    expect(signedIn.value.practice).toBe(true)
    const { id } = signedIn.value.shop
    const shop = await apiOf(served.url)<ShopPublic>(null, `/api/shops/${id}`)
    expect(shop.value.practice).toBe(true)
    const again = await apiOf(served.url)<SessionReply>(null, '/api/refresh', {
      refresh: signedIn.value.refresh,
    })
    expect(again.value.practice).toBe(true)
    expect((await ask(null, '/api/buyers', { shop: id })).status).toBe(403)
    expect((await ask(null, `/s/${id}`).catch(() => ({ status: 404 }))).status).toBe(404)
    const { value } = await apiOf(served.url)<ScenarioList>(
      signedIn.value.access,
      '/api/practice/scenarios',
    )
    expect(value.scenarios.length).toBeGreaterThan(20)
  } finally {
    await served.end('SIGTERM')
  }
  // The folder is of practice for good.
  const other = await runGateway(['serve', '--data', data, '--port', '0'])
  expect(other.code).toBe(3)
  expect(other.err).toContain('of a practice gateway')
})

it("an ordinary shop's folder is no practice gateway's, and stays as it was", async () => {
  const shop = ['shop', 'create', '--data', data, '--name', '店铺', '--main', 'myshop']
  expect((await runGateway([...shop, '--password-stdin'], `${PASSWORD}\n`)).code).toBe(0)
  const refused = await runGateway(['serve', '--data', data, '--port', '0', '--practice'])
  expect(refused.code).toBe(3)
  expect(refused.err).toContain('of an ordinary gateway')
  const served = await Served.start(data, ['--port', '0'])
  await served.end('SIGTERM')
  const both = await runGateway(['serve', '--data', data, '--practice', '--demo'])
  expect(both.code).toBe(2)
})

it('an ordinary gateway says nothing of practice', async () => {
  const gateway = await startTestGateway()
  try {
    expect((await apiOf(gateway.url)<Health>(null, '/healthz')).value.practice).toBe(undefined)
    expect((await gateway.signIn('demoshop')).practice).toBe(undefined)
  } finally {
    await gateway.stop()
  }
})
