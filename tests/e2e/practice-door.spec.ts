import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { findings } from '../support/axe.ts'
import { closeDesktops } from '../support/desktop.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
import {
  chooseOfAccount,
  enterAs,
  inPractice,
  startDemo,
  startPractice,
} from '../support/practice-door.ts'
import { processTree } from '../support/processes.ts'
import { NotificationService } from '../support/session-bus.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway | null = null
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway?.stop()
  gateway = null
})

const strip = ({ page }: Workstation) =>
  page.getByRole('region', { name: words('practice:strip.title') })
async function asked({ page }: Workstation, call: string, argument?: unknown) {
  const result = await page.evaluate(
    ([name, given]) => window.xiaoer.call('practice.ask', { call: name, argument: given }),
    [call, argument] as const,
  )
  if (!result.ok) throw new Error(`${call}: ${result.error.code}`)
  return result.value as { run: { id: string; state: string } | null; elapsed: number }
}
/** Of the first bundled scenario. */
async function startRun(station: Workstation): Promise<void> {
  const listed = (await asked(station, 'scenarios.list')) as unknown as {
    scenarios: { id: string }[]
  }
  await asked(station, 'runs.start', { scenario: listed.scenarios[0]?.id })
}
const dialog = ({ page }: Workstation) => page.getByRole('dialog')

test('into practice from the real shop, one click to begin, and back to the same chats', async () => {
  const station = await startDemo()
  const { page } = station
  await chooseOfAccount(station, 'chats:account.practice')
  await expect(station.button('practice:entry.trainee')).toBeVisible()
  expect(await findings(page)).toEqual([])
  await enterAs(station, 'trainee')
  await expect(page).toHaveTitle(new RegExp(words('common:practiceName')))
  await expect(page.getByText(words('chats:empty.practice'))).toBeVisible()
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((to) => window.xiaoer.call('settings.set', { theme: to }), theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page)).toEqual([])
  }
  await station.button('practice:strip.leave').click()
  await expect(strip(station)).toBeHidden()
  await station.working()
  await expect(page).not.toHaveTitle(new RegExp(words('common:practiceName')))
})

test('from the first screen, by key and by Ctrl+K; saved accounts are one click again; quitting ends it', async () => {
  let station = await Workstation.launch()
  const { userData } = station.desktop
  await expect(station.button('app:practice.link')).toBeVisible()
  await station.page.keyboard.press('Control+Shift+Y')
  await enterAs(station, 'trainee')
  await chooseOfAccount(station, 'chats:account.signOut')
  // Signed out, and one click all the same.
  await expect(station.page.getByText(words('practice:entry.saved'))).toBeVisible()
  expect(await findings(station.page)).toEqual([])
  await station.page.getByRole('button', { name: new RegExp(words('app:signIn.oneClick')) }).click()
  await inPractice(station)
  await station.page.keyboard.press('Control+k')
  await station.page.keyboard.type(words('chats:account.leavePractice'))
  await station.page
    .getByRole('option', { name: new RegExp(words('chats:account.leavePractice')) })
    .click()
  await expect(station.button('app:welcome.demo.action')).toBeVisible()
  // Whoever was there last is there again.
  await station.button('app:practice.link').click()
  await inPractice(station)
  await station.desktop.quit()
  station = await Workstation.launch({ userData })
  await expect(station.button('app:welcome.demo.action')).toBeVisible()
  await expect(strip(station)).toBeHidden()
})

test('who serves real buyers is told before that it goes offline; unsent words go out on the return', async () => {
  gateway = await startTestGateway({ settings: { presenceGraceMs: 60_000 } })
  const station = await Workstation.launch()
  const { page } = station
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '己买家' })
  await buyer.say('在吗')
  await station.open('己买家')
  await page.keyboard.press('Control+Shift+Y')
  await expect(dialog(station)).toContainText(words('practice:turn.offline', { shop: 'Demo Shop' }))
  await expect(dialog(station)).toContainText(words('practice:turn.serving_other', { count: 1 }))
  expect(await findings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog(station)).toBeHidden()
  // Cut off, one message waits.
  const { port } = gateway.gateway
  const { folder, key } = gateway
  await gateway.gateway.close()
  await expect(page.getByText(words('common:offline')).first()).toBeVisible()
  await station.composer.fill('等我回来再发')
  await station.composer.press('Enter')
  await expect(station.message('等我回来再发')).toBeVisible()
  await page.keyboard.press('Control+Shift+Y')
  await expect(dialog(station)).toContainText(words('practice:turn.unsent_other', { count: 1 }))
  await station.button('practice:turn.enter').click()
  await enterAs(station, 'trainee')
  gateway = await startTestGateway({ folder, key, port })
  const account = () =>
    gateway?.gateway.desk.shops.get('demoshop')?.accountByName('demoshop:xiaohong')
  await expect.poll(() => account()?.online).toBe(false)
  await station.button('practice:strip.leave').click()
  await station.working()
  await expect.poll(() => account()?.online).toBe(true)
  await expect(station.row('己买家')).toBeVisible()
  await buyer.until('the words that waited', () =>
    buyer.texts(buyer.view?.conversation?.id ?? '').includes('等我回来再发'),
  )
})

test('a real gateway is refused at the door of practice, and a practice gateway at the real one', async () => {
  gateway = await startTestGateway()
  const station = await Workstation.launch()
  await station.button('app:practice.link').click()
  await station.button('practice:entry.class').click()
  await station.page.getByLabel(words('app:join.codeClass')).fill(gateway.url)
  await station.button('app:join.submit').click()
  await expect(station.page.getByText(words('error:not_practice'))).toBeVisible()
  // Nor by a way that no screen has.
  const code = (gatewayUrl: string) =>
    station.page.evaluate(
      async ([url, password]) => {
        const result = await window.xiaoer.call('account.signIn', {
          gateway: url,
          name: 'demoshop:xiaohong',
          password,
          remember: true,
        })
        return result.ok ? 'signed in' : result.error.code
      },
      [gatewayUrl, PASSWORD] as const,
    )
  expect(await code(gateway.url)).toBe('not_practice')
  await gateway.stop()
  gateway = await startTestGateway({ practice: true })
  await station.page
    .getByLabel(words('app:join.codeClass'))
    .fill(gateway.gateway.invitation('demoshop'))
  await station.button('app:join.submit').click()
  await station.fillSignIn('demoshop:xiaohong')
  await station.button('app:signIn.submit').click()
  await inPractice(station)
  await station.button('practice:strip.leave').click()
  await station.button('app:welcome.join.action').click()
  await station.page.getByLabel(words('app:join.code')).fill(gateway.gateway.invitation('demoshop'))
  await station.button('app:join.submit').click()
  await expect(station.page.getByText(words('error:practice_gateway'))).toBeVisible()
  expect(await code(gateway.url)).toBe('practice_gateway')
})

test('a practice gateway that crashes comes back', async () => {
  const station = await Workstation.launch()
  await startPractice(station)
  const { pid } = station.desktop.app.process()
  const gateways: number[] = []
  for (const one of pid === undefined ? [] : await processTree(pid)) {
    const line = await readFile(`/proc/${one}/cmdline`, 'utf8').catch(() => '')
    if (line.includes('node.mojom.NodeService')) gateways.push(one)
  }
  expect(gateways.length).toBe(1)
  process.kill(gateways[0]!, 'SIGKILL')
  const me = station.page.getByRole('button', { name: new RegExp(words('common:offline')) })
  await expect(me.first()).toBeVisible()
  await station.working()
})

test('a practice shop that does not start: said, with ways out, and leaving works', async () => {
  const station = await Workstation.launch()
  const { userData } = station.desktop
  await startPractice(station)
  await station.button('practice:strip.leave').click()
  await expect(station.button('app:practice.link')).toBeVisible()
  const database = join(userData, 'practice/gateway/gateway.db')
  await writeFile(database, Buffer.alloc(65_536, 7))
  await station.button('app:practice.link').click()
  // The account that was there last is told why; a key that fits nothing is a damaged head.
  await expect(station.page.getByText(words('error:gateway_damaged'))).toBeVisible()
  await expect(station.page.getByText(words('practice:trouble.anew'))).toBeVisible()
  expect(await findings(station.page)).toEqual([])
  await station.button('practice:entry.back').click()
  await expect(station.button('app:practice.link')).toBeVisible()
  await station.button('app:practice.link').click()
  await station.button('practice:trouble.renew').click()
  await enterAs(station, 'trainee')
  const kept = await readdir(join(userData, 'practice'))
  expect(kept.filter((name) => name.startsWith('gateway.set-aside-')).length).toBe(1)
})

test('leaving during a run is told: its clock stops, and it is there again', async () => {
  const station = await Workstation.launch()
  const { page } = station
  await startPractice(station)
  const ask = (call: string) => asked(station, call)
  await startRun(station)
  await expect(page.getByRole('option').first()).toBeVisible()
  const before = await ask('runs.state')
  await station.button('practice:strip.leave').click()
  await expect(dialog(station)).toContainText(words('practice:turn.run'))
  expect(await findings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog(station)).toBeHidden()
  await inPractice(station)
  await station.button('practice:strip.leave').click()
  await dialog(station)
    .getByRole('button', { name: words('practice:turn.leave') })
    .click()
  await expect(station.button('app:practice.link')).toBeVisible()
  await station.button('app:practice.link').click()
  await inPractice(station)
  await expect(page.getByRole('option').first()).toBeVisible()
  const after = await ask('runs.state')
  expect(after.run?.id).toBe(before.run?.id)
  expect(after.elapsed).toBeGreaterThanOrEqual(before.elapsed)
})

test('no keychain: practice is one click all the same', async () => {
  const env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }
  let station = await Workstation.launch({ env })
  const { userData } = station.desktop
  await startPractice(station)
  await station.desktop.quit()
  station = await Workstation.launch({ env, userData })
  await station.button('app:practice.link').click()
  await inPractice(station)
})

test('a notification of practice says so', async () => {
  const desk = await NotificationService.start()
  try {
    const station = await Workstation.launch()
    await startPractice(station)
    await station.putAway()
    await startRun(station)
    const shown = await desk.waitFor(({ summary }) => summary.includes('：'))
    expect(shown.summary).toMatch(/^\[练习\] /)
    await station.page.evaluate(() => window.xiaoer.call('practice.leave'))
    await expect(station.button('app:practice.link')).toBeVisible()
  } finally {
    desk.stop()
  }
})

test("a real shop's folder in the place of practice is refused, and stays as it is", async () => {
  let station = await startDemo()
  const { userData } = station.desktop
  await station.desktop.quit()
  for (const part of ['gateway', 'own-shop.json'])
    await cp(join(userData, part), join(userData, 'practice', part), { recursive: true })
  station = await Workstation.launch({ userData })
  await station.working()
  await chooseOfAccount(station, 'chats:account.practice')
  await station.button('practice:entry.trainee').click()
  await expect(station.page.getByText(words('error:purpose_differs'))).toBeVisible()
  await station.button('practice:trouble.renew').click()
  await enterAs(station, 'trainee')
  const kept = await readdir(join(userData, 'practice'))
  const aside = kept.find((name) => name.startsWith('gateway.set-aside-')) ?? ''
  expect((await readdir(join(userData, 'practice', aside))).length).toBeGreaterThan(0)
  await station.button('practice:strip.leave').click()
  await expect(strip(station)).toBeHidden()
  await station.working()
})
