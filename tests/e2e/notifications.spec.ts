import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
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

const titles = () => desk.shown.map(({ summary, body }) => `${summary} ${body}`).join('\n')

test('another chat in front: a new buyer is notified on the session bus, the click opens the chat', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const first = await gateway.buyer({ name: '甲买家' })
  await first.say('第一位')
  await station.open('甲买家')
  const shownBefore = desk.shown.length

  // The chat before the person's eyes: nothing pops up.
  await first.say('还在看着我')
  await expect(station.message('还在看着我')).toBeVisible()

  const second = await gateway.buyer({ name: '乙买家' })
  await second.say('第二位来了')
  const notification = await desk.waitFor((one) => one.summary.includes('乙买家'))
  expect(desk.shown.slice(shownBefore).some((one) => one.body.includes('还在看着我'))).toBe(false)
  expect(titles()).not.toContain('还在看着我')
  // Focus is not stolen: the first chat stays in front.
  await expect(station.message('还在看着我')).toBeVisible()

  desk.click(notification)
  await expect(station.message('第二位来了')).toBeVisible()
})

test('minimised: the click brings the window back with the right chat', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '丙买家' })
  await station.desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.minimize(),
  )
  await buyer.say('有人吗')
  const notification = await desk.waitFor((one) => one.summary.includes('丙买家'))
  desk.click(notification)
  await expect(station.message('有人吗')).toBeVisible()
  await expect
    .poll(() =>
      station.desktop.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.isMinimized(),
      ),
    )
    .toBe(false)
})
