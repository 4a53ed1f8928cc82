import { expect, test } from '@playwright/test'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { NotificationService } from '../support/session-bus.ts'
import { words, Workstation } from '../support/workstation.ts'

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
  await station.putAway()
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

test('[D12] [D13a] [D6] an offer with its note, a whisper, a handover as one; a private contact is taken back', async () => {
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  await main.settings({ dispatch: { ...DEFAULT_SETTINGS.dispatch, forwardAcceptMs: 120_000 } })
  const colleague = await gateway.agent('demoshop:xiaoming')
  const buyers = []
  for (const name of ['甲买家', '乙买家', '丙买家']) {
    const buyer = await gateway.buyer({ name })
    await buyer.say('在吗')
    await colleague.served(buyer.id)
    buyers.push(buyer)
  }
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  await main.until('online', () => {
    const accounts = Object.values(main.view?.accounts ?? {})
    return accounts.some(({ name, online }) => name === 'demoshop:xiaohong' && online)
  })
  const xiaohong = Object.values(main.view?.accounts ?? {}).find(
    ({ name }) => name === 'demoshop:xiaohong',
  )!
  const [first] = buyers
  const offered = await colleague.served(first!.id)
  await colleague.forward(offered.id, { account: xiaohong.id }, '老客户，先安抚')
  const offer = await desk.waitFor(({ summary }) =>
    summary.includes(
      words('desktop:notification.offer.title', { from: 'xiaoming', buyer: '甲买家' }),
    ),
  )
  expect(offer.body).toContain('老客户，先安抚')
  desk.click(offer)
  await station.page.getByRole('button', { name: words('chats:offer.accept') }).click()
  await station.say('您好')

  await colleague.command({
    type: 'handover',
    from: colleague.id,
    to: { account: xiaohong.id },
    note: '我下班了',
  })
  const several = await desk.waitFor(({ summary }) =>
    summary.includes(
      words('desktop:notification.handover_several.title', { from: 'xiaoming', count: 2 }),
    ),
  )
  expect(several.body).toContain('我下班了')

  // Another chat than the whispered one is in front; the words stay inside.
  const second = Object.values(main.view?.conversations ?? {}).find(
    ({ buyer }) => buyer.name === '乙买家',
  )!
  await main.command({ type: 'whisper', conversation: second.id, text: '他要退款' })
  const nick = main.view?.accounts[main.id]?.nick ?? ''
  const whisper = await desk.waitFor(({ summary }) =>
    summary.includes(words('desktop:notification.whisper.title', { from: nick })),
  )
  expect(titles()).not.toContain('退款')

  await main.command({ type: 'buyer.mark', buyer: second.buyer.id, private: true })
  await expect.poll(() => desk.closed).toContain(whisper.id)
})

test('[D3] suspended, an earlier buyer comes back: it pops up all the same', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '丁买家' })
  await buyer.say('第一次')
  await station.open('丁买家')
  await station.say('您好')
  const main = await gateway.agent('demoshop')
  const [chat] = Object.values(main.view?.conversations ?? {})
  await main.command({
    type: 'close',
    conversation: chat!.id,
    holderEpoch: chat!.holderEpoch,
  })
  await expect(station.row('丁买家')).toHaveCount(0)
  await station.page.evaluate(() =>
    window.xiaoer.call('chats.command', { type: 'suspend', reason: '用餐' }),
  )
  const before = desk.shown.length
  await buyer.say('又来了')
  await desk.waitFor((one) => one.summary.includes('丁买家') && desk.shown.indexOf(one) >= before)
})

test('a day of messages makes the tray no new menus: Electron keeps each that there ever was', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '丁买家' })
  await buyer.say('第一句')
  await desk.waitFor((one) => one.summary.includes('丁买家'))
  await station.desktop.app.evaluate(({ Tray }) => {
    const set = Tray.prototype.setContextMenu
    const tip = Tray.prototype.setToolTip
    Object.assign(globalThis, { menus: 0, tips: [] })
    const made = globalThis as unknown as { menus: number; tips: string[] }
    Tray.prototype.setContextMenu = function (menu) {
      made.menus++
      set.call(this, menu)
    }
    Tray.prototype.setToolTip = function (text) {
      made.tips.push(text)
      tip.call(this, text)
    }
  })
  const made = () =>
    station.desktop.app.evaluate(() => {
      const { menus, tips } = globalThis as unknown as { menus: number; tips: string[] }
      return { menus, tip: tips.at(-1) ?? '' }
    })
  for (const text of ['第二句', '第三句', '第四句']) await buyer.say(text)
  await expect.poll(async () => (await made()).tip).toMatch(/^\(4\)/)
  expect((await made()).menus).toBe(0)
  // What it says differs: that is a new one.
  await station.page.evaluate(() =>
    window.xiaoer.call('chats.command', { type: 'suspend', reason: '用餐' }),
  )
  await expect.poll(async () => (await made()).menus).toBe(1)
})
