import { expect, test } from '@playwright/test'
import { findings } from '../support/axe.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { ScreenSaver } from '../support/session-bus.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let saver: ScreenSaver

test.beforeEach(async () => {
  gateway = await startTestGateway()
  saver = await ScreenSaver.start()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  saver.stop()
  await gateway.stop()
})

test('the computer is locked: every window shows a cover and nothing else, and comes back as it was', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '甲买家' })
  await buyer.say('我的地址是南山路 8 号')
  const second = await gateway.buyer({ name: '乙买家' })
  await second.say('在吗')
  await station.open('乙买家')
  const { app } = station.desktop
  const [alone] = await Promise.all([
    app.waitForEvent('window'),
    station.page.evaluate(
      (conversation) => window.xiaoer.call('windows.tearOff', { conversation }),
      second.view?.conversation?.id ?? '',
    ),
  ])
  await station.open('甲买家')
  await station.composer.fill('好的，发到南山路')
  await station.composer.press('ArrowLeft')
  const windows = [station.page, alone]

  saver.lock(true)
  for (const page of windows) {
    await expect(page.locator('.cover')).toBeVisible()
    await expect(page.getByText(words('app:locked'))).toBeVisible()
    const shown = await page.evaluate(() => {
      const cover = document.querySelector('.cover')!
      const points: boolean[] = []
      for (let x = 5; x < innerWidth; x += 60)
        for (let y = 5; y < innerHeight; y += 60)
          points.push(cover.contains(document.elementFromPoint(x, y)))
      const root = document.getElementById('root')!
      return {
        covered: points.every(Boolean),
        opaque: getComputedStyle(cover).opacity === '1',
        words: root.innerText.trim(),
        focus: root.contains(document.activeElement),
      }
    })
    expect(shown).toEqual({ covered: true, opaque: true, words: '', focus: false })
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      expect(await findings(page), theme).toEqual([])
    }
  }
  const titles = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.getTitle()),
    )
  expect((await titles()).join()).not.toContain('买家')
  // Keys reach nothing, and what comes meanwhile stays behind the cover.
  await station.page.keyboard.type('偷偷')
  await buyer.say('还在吗')
  await expect(station.page.locator('.cover')).toBeVisible()

  saver.lock(false)
  for (const page of windows) await expect(page.locator('.cover')).toHaveCount(0)
  await expect(station.composer).toBeFocused()
  await expect(station.composer).toHaveValue('好的，发到南山路')
  await expect(station.message('还在吗')).toBeVisible()
  await station.page.keyboard.type('！')
  await expect(station.composer).toHaveValue('好的，发到南山！路')
  await expect.poll(async () => (await titles()).join()).toContain('乙买家')
})

test('a shop that does not wish it is not covered', async () => {
  const main = await gateway.agent('demoshop')
  const { settings } = main.view!
  await main.command({
    type: 'settings.set',
    revision: settings.revision,
    change: { privacy: { ...settings.privacy, blankWhenLocked: false } },
  })
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  // So that the lock is known to have been seen: this workstation suspends at it.
  await station.page.evaluate(() =>
    window.xiaoer.call('settings.set', { autoSuspend: { lock: true, idleMinutes: null } }),
  )
  saver.lock(true)
  await main.until('the suspension', () =>
    Object.values(main.view!.accounts).some(
      ({ nick, suspended }) => nick === 'xiaohong' && suspended !== null,
    ),
  )
  await expect(station.page.locator('.cover')).toHaveCount(0)
})
