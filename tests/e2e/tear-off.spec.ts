import { expect, test } from '@playwright/test'
import type { Page } from 'playwright-core'
import { closeDesktops, launchDesktop } from '../support/desktop.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { NotificationService } from '../support/session-bus.ts'
import { Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let desk: NotificationService

test.beforeEach(async () => {
  gateway = await startTestGateway()
  desk = await NotificationService.start()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  desk.stop()
  await gateway.stop()
})

/** The window of one conversation, as its own page sees it. */
const alone = (station: Workstation, page: Page) => new Workstation({ ...station.desktop, page })

async function tearOff(station: Workstation, conversation: string): Promise<Workstation> {
  const opened = station.desktop.app.waitForEvent('window')
  await station.page.evaluate(
    (id) => window.xiaoer.call('windows.tearOff', { conversation: id }),
    conversation,
  )
  const page = await opened
  page.setDefaultTimeout(15_000)
  return alone(station, page)
}

const windowTitles = (station: Workstation) =>
  station.desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.getTitle()),
  )

test('a chat in its own window: both get messages, it is answered there, a click opens the right one, closing puts it back', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const first = await gateway.buyer({ name: '甲买家' })
  await first.say('第一位')
  const second = await gateway.buyer({ name: '乙买家' })
  await second.say('第二位')
  await station.open('甲买家')
  const own = await tearOff(station, first.view?.conversation?.id ?? '')

  await expect(own.message('第一位')).toBeVisible()
  await expect.poll(() => windowTitles(station)).toContainEqual(expect.stringContaining('甲买家'))
  // The main window goes on with the others.
  await station.open('乙买家')
  await expect(station.message('第二位')).toBeVisible()
  await first.say('两个窗口都在')
  await expect(own.message('两个窗口都在')).toBeVisible()
  await second.say('我在主窗口')
  await expect(station.message('我在主窗口')).toBeVisible()
  await own.say('在这里回答')
  const id = first.view?.conversation?.id ?? ''
  await first.until('the answer', () => first.texts(id).includes('在这里回答'))

  // Both out of sight: the click brings the right one.
  await station.putAway()
  await first.say('还有一个问题')
  const shown = await desk.waitFor(({ summary, body }) =>
    `${summary}${body}`.includes('还有一个问题'),
  )
  desk.click(shown)
  await expect
    .poll(() =>
      station.desktop.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()
          .filter((window) => !window.isMinimized())
          .map((window) => window.webContents.getURL().includes('?chat=')),
      ),
    )
    .toEqual([true])

  // Words that were not sent come along.
  await own.composer.fill('没发出去的话')
  const closed = own.page.waitForEvent('close')
  await station.desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find(({ webContents }) => webContents.getURL().includes('?chat='))
      ?.close(),
  )
  await closed
  await station.desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.restore(),
  )
  await station.open('甲买家')
  await expect(station.message('还有一个问题')).toBeVisible()
  await expect(station.composer).toHaveValue('没发出去的话')
})

test('after a restart it stands where it stood; signed out it is gone, and comes with its account', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '甲买家' })
  await buyer.say('请记得我')
  await station.open('甲买家')
  const own = await tearOff(station, buyer.view?.conversation?.id ?? '')
  await expect(own.message('请记得我')).toBeVisible()
  await own.composer.fill('写到一半')
  const { userData } = station.desktop
  await station.desktop.quit()

  const desktop = await launchDesktop({
    userData,
    env: { LANGUAGE: 'zh_CN', LANG: 'zh_CN.UTF-8', LC_ALL: undefined },
  })
  await expect.poll(() => desktop.app.windows().length).toBe(2)
  const pages = desktop.app.windows()
  const chat = pages.find((page) => page.url().includes('?chat='))
  const main = pages.find((page) => !page.url().includes('?chat='))
  if (!chat || !main) throw new Error('one of the two windows is missing')
  const again = new Workstation({ ...desktop, page: main })
  const restored = alone(again, chat)
  await again.working()
  await expect(restored.message('请记得我')).toBeVisible()
  await expect(restored.composer).toHaveValue('写到一半')

  const gone = chat.waitForEvent('close')
  await main.evaluate(() => window.xiaoer.call('account.signOut'))
  await gone
  await expect(again.list).toHaveCount(0)

  const back = desktop.app.waitForEvent('window')
  await main.evaluate(
    ({ url, password }) =>
      window.xiaoer.call('account.signIn', {
        gateway: url,
        name: 'demoshop:xiaohong',
        password,
        remember: false,
      }),
    { url: gateway.url, password: PASSWORD },
  )
  await expect(alone(again, await back).message('请记得我')).toBeVisible()
})
