import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Crash } from '#shared/bridge/crashes.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { findings } from '../support/axe.ts'
import { closeDesktops } from '../support/desktop.ts'
import { filesContaining } from '../support/files.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

const CANARY = '金丝雀canary8842'
let gateway: TestGateway

test.beforeEach(async () => {
  gateway = await startTestGateway()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

async function kept(userData: string): Promise<Crash[]> {
  const folder = join(userData, 'crashes')
  const names = await readdir(folder).catch(() => [])
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Crash),
  )
}
const kinds = async (userData: string) => (await kept(userData)).map(({ kind }) => kind).toSorted()

/** Files a dump of memory could be, wherever Chromium would put one. */
async function dumps(userData: string): Promise<string[]> {
  const all = await readdir(userData, { recursive: true })
  return all.filter((name) => /\.(?:dmp|core|mdmp)$|^Crashpad\/(?:pending|completed)\/./.test(name))
}

test('the page, the main process and the page’s own code crash: kept without a word, and the draft comes back', async () => {
  test.setTimeout(120_000)
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '甲买家' })
  await buyer.say(`${CANARY} 在吗`)
  await station.open('甲买家')
  const { page, desktop } = station
  const { userData } = desktop
  await station.composer.fill(`${CANARY} 草稿`)
  await expect
    .poll(async () => {
      const start = await page.evaluate(() => window.xiaoer.call('chats.start'))
      return start.ok ? Object.values(start.value.drafts).join() : ''
    })
    .toContain(CANARY)

  // A stray error of the main process, which quotes a message.
  await desktop.app.evaluate((_electron, secret) => {
    setTimeout(() => {
      throw new TypeError(`cannot send ${secret}\n    at ${secret} (x.js:1:2)`)
    })
  }, CANARY)
  await expect.poll(() => kinds(userData)).toEqual(['main'])

  // The page's own code, outside of what is drawn.
  await page.evaluate((secret) => {
    setTimeout(() => {
      throw new RangeError(`cannot draw ${secret}`)
    })
  }, CANARY)
  await expect.poll(() => kinds(userData)).toEqual(['main', 'page'])

  // What is drawn: the page says so calmly, and goes on after a reload.
  const start = await page.evaluate(() => window.xiaoer.call('chats.start'))
  await desktop.app.evaluate(
    ({ BrowserWindow }, view) => {
      for (const one of Object.values(view.conversations)) Object.assign(one, { buyer: null })
      BrowserWindow.getAllWindows()[0]?.webContents.send('event:chats.view', { view, pos: 1 })
    },
    (start.ok && start.value.view) as AgentView,
  )
  await expect(page.getByText(words('app:broken.title'))).toBeVisible()
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page), theme).toEqual([])
  }
  await page.getByRole('button', { name: words('app:broken.reload') }).click()
  await expect(station.composer).toHaveValue(`${CANARY} 草稿`)

  expect((await kinds(userData)).filter((kind) => kind === 'page').length).toBeGreaterThanOrEqual(2)
  const reasons = async () => (await kept(userData)).map(({ reason }) => reason)
  expect(await reasons()).toEqual(expect.arrayContaining(['TypeError', 'RangeError']))

  // About:blank, the one address that Chromium asks nobody about.
  await page.evaluate(() => location.assign('about:blank')).catch(() => undefined)
  await page.waitForURL('app://xiaoer/index.html')
  await expect(station.composer).toHaveValue(`${CANARY} 草稿`)

  // Settings show them, and clear them.
  await page.getByRole('button', { name: words('chats:rail.settings') }).click()
  const list = page.getByRole('list', { name: words('settings:crashes.title') })
  await list.scrollIntoViewIfNeeded()
  // The list at the side tells where one is, however one came there.
  const parts = page.getByRole('navigation', { name: words('settings:sections.label') })
  await expect(parts.locator('[aria-current="true"]')).toHaveText(
    words('settings:sections.computer'),
  )
  // Where nothing has a name the place stands alone, without its brackets.
  await expect(list.getByText(/ · \(/)).toHaveCount(0)
  await expect(list.getByText(words('settings:crashes.kinds.main')).first()).toBeVisible()
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page), theme).toEqual([])
  }

  expect(await filesContaining(userData, CANARY)).toEqual([])
  expect(await dumps(userData)).toEqual([])
  await station.button('settings:crashes.clear').click()
  await expect(page.getByText(words('settings:crashes.none'))).toBeVisible()
  expect(await kept(userData)).toEqual([])

  // The page's process. Playwright's page is gone with it, so the new one is asked by the app.
  await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  )
  await expect.poll(reasons).toEqual(['crashed'])
  const typed = () =>
    desktop.app.evaluate(
      ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          `document.querySelector('textarea.composer-text')?.value ?? ''`,
        ) as Promise<string>,
    )
  await expect.poll(typed).toBe(`${CANARY} 草稿`)
  expect(await dumps(userData)).toEqual([])

  // An end that this process could not see itself is told by the next start.
  await desktop.kill()
  const again = await Workstation.launch({ userData })
  await again.working()
  await expect
    .poll(async () => (await kept(userData)).map(({ reason }) => reason))
    .toEqual(expect.arrayContaining(['unclean end']))
  expect(await filesContaining(userData, CANARY)).toEqual([])
})

test('the gateway of this computer crashes: kept, and it is up again', async () => {
  const station = await Workstation.launch()
  await station.button('app:welcome.demo.action').click()
  await expect(station.list).toBeVisible({ timeout: 30_000 })
  const { userData } = station.desktop
  const pid = await station.desktop.app.evaluate(
    ({ app }) => app.getAppMetrics().find(({ name }) => name === 'Xiaoer gateway')?.pid ?? 0,
  )
  expect(pid).toBeGreaterThan(0)
  process.kill(pid, 'SIGSEGV')
  await expect.poll(() => kinds(userData)).toEqual(['gateway'])
  await station.working()
  expect(await dumps(userData)).toEqual([])
})
