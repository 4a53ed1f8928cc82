import { expect, test } from '@playwright/test'
import { findings } from '../support/axe.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { TrayHost } from '../support/session-bus.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway

test.beforeEach(async () => {
  gateway = await startTestGateway()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

test('axe finds nothing serious in the entry screens and at work, in both themes', async () => {
  const station = await Workstation.launch()
  const { page } = station
  const inBothThemes = async () => {
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((value) => window.xiaoer.call('settings.set', { theme: value }), theme)
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      expect(await findings(page)).toEqual([])
    }
  }
  await expect(station.button('app:welcome.demo.action')).toBeVisible()
  await inBothThemes()
  // The check itself: a picture without words is found.
  await page.evaluate(() => document.querySelector('main')?.append(document.createElement('img')))
  expect(await findings(page)).toEqual([expect.stringContaining('image-alt')])
  await page.evaluate(() => document.querySelector('main > img')?.remove())
  await station.join(gateway)
  await inBothThemes()
  await station.fillSignIn('demoshop:xiaohong')
  await station.button('app:signIn.submit').click()
  await station.working()
  await inBothThemes()
  for (const name of ['子买家', '丑买家', '寅买家']) {
    const buyer = await gateway.buyer({ name })
    await buyer.say(`我是${name}`)
    await expect(station.row(name)).toBeVisible()
  }
  await station.open('丑买家')
  await station.say('您好')
  await inBothThemes()
  for (const key of ['F1', 'Control+k', 'Control+Comma', 'Control+Shift+F']) {
    await page.keyboard.press(key)
    await expect(page.getByRole('dialog')).toBeVisible()
    await inBothThemes()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
})

test('the window comes back at its place, and its title counts what is unread', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const place = { x: 60, y: 40, width: 1300, height: 760 }
  await station.desktop.app.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
    place,
  )
  const title = () =>
    station.desktop.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getTitle(),
    )
  const buyer = await gateway.buyer({ name: '卯买家' })
  await buyer.say('一')
  await buyer.say('二')
  await expect.poll(title).toMatch(/^\(2\)/)
  await station.open('卯买家')
  await expect.poll(title).toMatch(/^xiaohong/)

  await station.desktop.quit()
  const again = await Workstation.launch({ userData: station.desktop.userData })
  await again.working()
  const bounds = await again.desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  )
  expect(bounds?.width).toBe(place.width)
  expect(bounds?.height).toBe(place.height)
  // The window manager's frame may shift it by its border.
  expect(Math.abs((bounds?.x ?? 0) - place.x)).toBeLessThan(30)
  expect(Math.abs((bounds?.y ?? 0) - place.y)).toBeLessThan(40)
})

test('[D3] suspended by the keyboard: the tray says so, new buyers go elsewhere; the same key resumes', async () => {
  const tray = await TrayHost.start()
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const item = await tray.item()
  await expect.poll(() => tray.tip(item)).toContain('xiaohong')

  await station.page.keyboard.press('Control+Shift+S')
  const dialog = station.page.getByRole('dialog')
  await dialog.getByText(words('chats:suspend.meal')).click()
  await dialog.getByRole('button', { name: words('chats:suspend.submit') }).click()
  await expect(
    station.page.getByText(words('chats:suspend.bar', { reason: words('chats:suspend.meal') })),
  ).toBeVisible()
  await expect.poll(() => tray.tip(item)).toContain(words('desktop:state.suspended'))

  const colleague = await gateway.agent('demoshop:xiaoming')
  const buyer = await gateway.buyer({ name: '辰买家' })
  await buyer.say('谁在')
  await colleague.served(buyer.id)
  await expect(station.row('辰买家')).toHaveCount(0)

  await station.page.keyboard.press('Control+Shift+S')
  await expect.poll(() => tray.tip(item)).not.toContain(words('desktop:state.suspended'))
  tray.stop()
})
