import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import fc from 'fast-check'
import { ERROR_CODES } from '#shared/protocol/codes.ts'
import { firstSchemas } from '#electron/bridge/first-schemas.ts'
import { schemas as laterSchemas } from '#electron/bridge/schemas.ts'
import { closeDesktops } from '../support/desktop.ts'
import { filesContaining } from '../support/files.ts'
import { CANARY, plausible, seedOf, spoiled } from '../support/fuzz.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { Workstation } from '../support/workstation.ts'

const schemas = { ...firstSchemas, ...laterSchemas }

/** How long it tries, ms. */
const FOR_MS = 15_000
const ROUND = 40
/** Beside it every ordinary question is still answered within, ms. */
const PATIENCE_MS = 1500

/** Besides the gateway's. */
const OWN_CODES = [
  'offline',
  'keychain_unavailable',
  'cache_failed',
  'cache_newer',
  'certificate_mismatch',
  'port_in_use',
  'gateway_failed',
  'gateway_damaged',
  'backup_damaged',
  'practice_gateway',
  'not_practice',
  'purpose_differs',
  'bad_call',
]
/** They end the work or open dialogs of the system: tried with wrong arguments only, by their schema. */
const NOT_BY_CHANCE = new Set([
  'account.signOut',
  'account.signIn',
  'account.signInSaved',
  'account.forgetSaved',
  'setup.tryDemo',
  'setup.openShop',
  'setup.joinShop',
  'setup.invitation',
  'setup.showData',
  'files.screenshot',
  'files.save',
  'files.saveBytes',
  'practice.certificate',
  'practice.enter',
  'practice.start',
  'practice.renew',
  'practice.leave',
  'crashes.show',
  'windows.tearOff',
])

let gateway: TestGateway
let station: Workstation

test.beforeEach(async () => {
  gateway = await startTestGateway()
  station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

function arguments_(conversation: string): readonly unknown[] {
  const cid = '7c1f9f5e-4b1e-4a53-9a60-8d9a0c5a1b11'
  return [
    { id: 'x' },
    { theme: 'dark', preferences: { fontSize: 14, keys: { send: 'Enter' }, volume: 0.5 } },
    { shopName: 's', main: 'mainshop', nick: 'n', password: 'p' },
    { code: 'xiaoer:abc' },
    { gateway: 'https://shop.example', name: 'a', password: 'p', remember: true },
    { conversation, limit: 20, before: 5 },
    { conversation, body: { kind: 'text', text: 'hi', quote: 1 }, holderEpoch: 1 },
    { cid },
    { type: 'close', conversation, holderEpoch: 1, summary: { topic: null, text: 't' } },
    { type: 'forward', conversation, holderEpoch: 1, to: { account: 'x' }, note: 'n' },
    { type: 'suspend', reason: 'r' },
    { type: 'buyer.tag', buyer: 'b', tags: ['a'] },
    { account: 'x', password: 'y', name: 'z', nick: 'n', role: 'junior' },
    { date: '2026-11-22' },
    { conversation, on: true },
    { conversation, text: 'draft' },
    { key: 'k', value: { a: [1, 'x', null] } },
    { text: 'a', limit: 10, buyer: 'b', conversation },
    { buyer: 'b', number: '1', fresh: true },
    { lines: [{ number: '1', buyer: 'b' }] },
    { ids: ['1'] },
    { name: 'n', type: 'text/plain', bytes: 'x' },
    { url: 'https://shop.example/' },
    { name: 'Error', frames: ['    at x (main.js:1:2)'] },
  ]
}

test('every call of the bridge with spoiled and plausible arguments: a code of the catalogue, quick, and nothing is told', async () => {
  test.setTimeout(120_000)
  const seed = seedOf('bridge')
  const { page, desktop } = station
  const buyer = await gateway.buyer({ name: '甲买家' })
  await buyer.say('在吗')
  await station.open('甲买家')
  await desktop.app.evaluate(({ dialog, shell }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
    shell.showItemInFolder = () => undefined
  })
  const conversation = buyer.view?.conversation?.id ?? ''
  const valid = arguments_(conversation)
  const names = Object.keys(schemas)
  const inputs = fc.sample(
    fc.record({
      name: fc.constantFrom(...names),
      argument: fc.oneof(spoiled(valid), plausible(valid)),
    }),
    { seed, numRuns: 20_000 },
  )
  const known = new Set([...Object.keys(ERROR_CODES), ...OWN_CODES])
  const codes = new Set<string>()
  const called = new Set<string>()
  let tried = 0
  const until = performance.now() + FOR_MS
  for (let at = 0; at < inputs.length && performance.now() < until; at += ROUND) {
    const batch = inputs.slice(at, at + ROUND).filter(({ name, argument }) => {
      const fits = schemas[name as keyof typeof schemas].safeParse(argument).success
      return !(fits && NOT_BY_CHANCE.has(name))
    })
    const answers = await page.evaluate(
      async ([calls, patience]) => {
        const call = window.xiaoer.call as unknown as (
          name: string,
          argument: unknown,
        ) => Promise<{ ok: boolean; error?: { code: string; message: string } }>
        const begun = performance.now()
        // Not all are waited for here: an upload or a search may take its time.
        const all = calls.map(([name, text]) =>
          Promise.race([
            call(name, text === null ? undefined : JSON.parse(text)).then(
              (answer) => [
                name,
                answer.ok ? 'ok' : (answer.error?.code ?? 'no code'),
                answer.error?.message ?? '',
              ],
              (error: unknown) => [name, 'thrown', String(error)],
            ),
            new Promise<string[]>((done) => setTimeout(() => done([name, 'late', '']), 20_000)),
          ]),
        )
        const state = await call('app.state', undefined)
        const took = performance.now() - begun
        if (!state.ok || took > patience) return [['app.state', 'slow', String(took)]]
        return Promise.all(all)
      },
      [
        batch.map(
          ({ name, argument }) =>
            [name, argument === undefined ? null : JSON.stringify(argument)] as const,
        ),
        PATIENCE_MS,
      ] as const,
    )
    for (const [index, [name = '', code = '', message = '']] of answers.entries()) {
      tried++
      called.add(name)
      codes.add(code)
      const told = `seed ${seed}, try ${at + index}: ${name} ${code} ${message.slice(0, 200)}`
      expect(code === 'ok' || known.has(code), told).toBe(true)
      expect(code, told).not.toBe('internal')
      expect(message.includes(CANARY) && !message.startsWith('bad argument'), told).toBe(false)
    }
  }
  process.stdout.write(`bridge: ${tried} tries, ${called.size} calls, ${[...codes].join(' ')}\n`)
  expect(tried).toBeGreaterThan(500)
  expect(names.filter((name) => !called.has(name))).toEqual([])
  expect(await page.evaluate(() => 'polluted' in {})).toBe(false)
  expect(await desktop.app.evaluate(() => 'polluted' in {})).toBe(false)
  const log = await readFile(join(desktop.userData, 'logs/desktop.log'), 'utf8')
  expect(log.includes(CANARY), 'the log tells what was called').toBe(false)
  expect(await filesContaining(join(desktop.userData, 'crashes'), CANARY).catch(() => [])).toEqual(
    [],
  )
  // The others are served.
  await buyer.say('还在吗')
  await expect(station.row('甲买家')).toContainText('还在吗')
})

test('arguments too large or too deep end at once, and the app goes on', async () => {
  const codes = await station.page.evaluate(async () => {
    const call = window.xiaoer.call as unknown as (
      name: string,
      argument: unknown,
    ) => Promise<{ ok: boolean; error?: { code: string } }>
    const of = async (name: string, argument: unknown) => {
      try {
        const answer = await call(name, argument)
        return answer.ok ? 'ok' : answer.error?.code
      } catch {
        // What cannot be handed over at all.
        return 'refused'
      }
    }
    let deep: unknown = 'x'
    for (let level = 0; level < 20_000; level++) deep = [deep]
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const bytes = new Uint8Array(40 * 2 ** 20)
    return {
      bytes: await of('files.upload', { name: 'x', type: 'text/plain', bytes }),
      draft: await of('drafts.set', { conversation: 'x', text: 'y'.repeat(5_000_000) }),
      deep: await of('workspace.set', { key: 'x', value: deep }),
      large: await of('workspace.set', { key: 'x', value: 'y'.repeat(8_000_000) }),
      cycle: await of('workspace.set', { key: 'x', value: cycle }),
      code: await of('workspace.set', { key: 'x', value: () => 1 }),
      many: await of('app.crashed', { name: 'x', frames: Array(100_000).fill('at x (y:1:2)') }),
    }
  })
  expect(codes.bytes).toBe('file_too_large')
  for (const [name, code] of Object.entries(codes))
    expect(['bad_call', 'refused', 'file_too_large'], name).toContain(code)
  const state = await station.page.evaluate(() => window.xiaoer.call('app.state'))
  expect(state.ok).toBe(true)
})
