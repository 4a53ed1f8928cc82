import { expect, test } from '@playwright/test'
import type { Preferences } from '#shared/bridge/preferences.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { NotificationService, ScreenSaver } from '../support/session-bus.ts'
import { words, Workstation } from '../support/workstation.ts'

/**
 * product.md's matrix in the real Electron, on the session's real bus. The rules themselves are told
 * row by row in electron/desktop/notification-verdict.test.ts.
 */
let gateway: TestGateway
let desk: NotificationService
let saver: ScreenSaver
let station: Workstation

test.beforeEach(async () => {
  gateway = await startTestGateway()
  desk = await NotificationService.start()
  saver = await ScreenSaver.start()
  station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  await station.page.evaluate(() => {
    const { start } = OscillatorNode.prototype
    Object.assign(window, { heard: 0 })
    OscillatorNode.prototype.start = function (when) {
      ;(window as unknown as { heard: number }).heard++
      start.call(this, when)
    }
  })
  await station.desktop.app.evaluate(({ app, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) throw new Error('no window')
    const flashes: boolean[] = []
    const flash = window.flashFrame.bind(window)
    const badges: number[] = []
    Object.assign(globalThis, { flashes, badges })
    // Told the system, whether this desktop has a place for it or not.
    const setBadge = app.setBadgeCount.bind(app)
    app.setBadgeCount = (count) => {
      badges.push(count ?? 0)
      return setBadge(count)
    }
    window.flashFrame = (on) => {
      flashes.push(on)
      flash(on)
    }
  })
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  saver.stop()
  desk.stop()
  await gateway.stop()
})

const about = (name: string) => desk.shown.filter(({ summary }) => summary.includes(name))
const told = (name: string) => desk.waitFor(({ summary }) => summary.includes(name))

async function comes(name: string, text: string) {
  const buyer = await gateway.buyer({ name })
  await buyer.say(text)
  return buyer
}

const wish = (preferences: Partial<Preferences>) =>
  station.page.evaluate(
    (change) => window.xiaoer.call('settings.set', { preferences: change }),
    preferences,
  )
const heard = () => station.page.evaluate(() => (window as unknown as { heard: number }).heard)
const flashes = () =>
  station.desktop.app.evaluate(() => (globalThis as unknown as { flashes: boolean[] }).flashes)
const title = () =>
  station.desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())
const badge = () =>
  station.desktop.app.evaluate(() => (globalThis as unknown as { badges: number[] }).badges.at(-1))

test('focused: nothing of the chat in front, others are told, and nothing is taken from what is typed', async () => {
  await wish({ volume: 0 })
  const front = await comes('甲买家', '第一位')
  await station.open('甲买家')
  await station.say('您好')
  const before = desk.shown.length
  await station.composer.fill('写到一半')
  await station.composer.press('End')
  await front.say('看着我的时候说的')
  await expect(station.message('看着我的时候说的')).toBeVisible()
  expect(await heard()).toBe(0)

  await wish({ volume: 0.6 })
  await comes('乙买家', '红色的还有吗')
  const shown = await told('乙买家')
  expect(shown.body).toContain('红色的还有吗')
  // Told in order: had the one in front been told, it would be here.
  expect(desk.shown.slice(before).map(({ id }) => id)).toEqual([shown.id])
  await expect.poll(heard).toBeGreaterThan(0)
  expect(await flashes()).not.toContain(true)

  await station.page.keyboard.type('的话')
  await expect(station.composer).toHaveValue('写到一半的话')
  await expect(station.composer).toBeFocused()
  await expect(station.message('看着我的时候说的')).toBeVisible()

  desk.click(shown)
  await expect(station.message('红色的还有吗')).toBeVisible()
  await station.open('甲买家')
  await expect(station.composer).toHaveValue('写到一半的话')
})

test('what the person wishes: no words, not to be disturbed, no notifications', async () => {
  await wish({ volume: 0 })
  await comes('甲买家', '第一位')
  await station.open('甲买家')

  await wish({ preview: false })
  await comes('乙买家', '我的电话是一二三')
  const bare = await told('乙买家')
  expect(`${bare.summary} ${bare.body}`).not.toContain('电话')

  await wish({ quietUntil: Date.now() + 3_600_000, preview: true, volume: 0.6 })
  await station.putAway()
  await comes('丙买家', '勿扰时来的')
  // The badge counts all the same: one of each chat that was not opened.
  await expect.poll(title).toMatch(/^\(2\)/)
  await expect.poll(badge).toBe(2)
  expect(await flashes()).not.toContain(true)
  expect(await heard()).toBe(0)

  await wish({ quietUntil: 0, notifications: false })
  await comes('丁买家', '关掉通知时来的')
  await expect.poll(heard).toBeGreaterThan(0)
  await expect.poll(flashes).toContain(true)

  await wish({ notifications: true })
  await comes('戊买家', '现在可以了')
  await told('戊买家')
  expect(about('丙买家')).toEqual([])
  expect(about('丁买家')).toEqual([])
})

test('minimised, hidden in the tray: the click opens the right buyer; flash and badge end with the look', async () => {
  await comes('甲买家', '第一位')
  await station.open('甲买家')
  for (const [name, text, leave] of [
    ['乙买家', '最小化时来的', 'minimize'],
    ['丙买家', '在托盘时来的', 'close'],
  ] as const) {
    await station.desktop.app.evaluate(
      ({ BrowserWindow }, how) => BrowserWindow.getAllWindows()[0]?.[how](),
      leave,
    )
    await comes(name, text)
    const shown = await told(name)
    await expect.poll(async () => (await flashes()).at(-1)).toBe(true)
    await expect.poll(title).toMatch(/^\(1\)/)
    desk.click(shown)
    await expect(station.message(text)).toBeVisible()
    await expect
      .poll(() =>
        station.desktop.app.evaluate(({ BrowserWindow }) => {
          const [window] = BrowserWindow.getAllWindows()
          return window?.isVisible() === true && !window.isMinimized()
        }),
      )
      .toBe(true)
    await expect.poll(async () => (await flashes()).at(-1)).toBe(false)
    await expect.poll(title).not.toMatch(/^\(/)
    await expect.poll(badge).toBe(0)
  }
})

test('locked: told even of the chat in front, and without a word of the buyer', async () => {
  const front = await comes('甲买家', '第一位')
  await station.open('甲买家')
  await station.say('您好')
  // A new wait begins only when this one is over.
  await front.until('the answer', () => (front.view?.conversation?.cseq ?? 0) >= 4)
  saver.lock(true)
  // The bus tells it a moment later.
  await expect
    .poll(() =>
      station.desktop.app.evaluate(({ powerMonitor }) => powerMonitor.getSystemIdleState(86_400)),
    )
    .toBe('locked')
  const before = desk.shown.length
  await front.say('锁屏以后说的')
  await expect(station.message('锁屏以后说的')).toBeVisible()
  await expect.poll(() => desk.shown.length).toBeGreaterThan(before)
  const shown = desk.shown.slice(before)
  expect(shown.map(({ summary }) => summary).join()).toContain('甲买家')
  expect(shown.map(({ body }) => body).join()).not.toContain('锁屏以后说的')
  saver.lock(false)
})

test('slow replies: one notification for all who wait too long, its click opens the longest', async () => {
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  await main.settings({ desk: { ...DEFAULT_SETTINGS.desk, soonMs: 5000, lateMs: 10_000 } })
  await comes('甲买家', '我先来的')
  await comes('乙买家', '我后来的')
  await station.putAway()
  const slow = (count: number) =>
    words('desktop:notification.slow_several.title', { count, buyer: '甲买家' })
  const shown = await desk.waitFor(({ summary }) => summary === slow(2), 30_000)
  desk.click(shown)
  await expect(station.message('我先来的')).toBeVisible()
})

test('[A6] main is told of a stranger’s sign-in while its window is away: once, quietly, without a word of it', async () => {
  const known = await gateway.agent('demoshop:xiaohong', { device: 'known-laptop' })
  known.close()
  const owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
  const { app } = owner.desktop
  const sets = (preferences: Partial<Preferences>) =>
    owner.page.evaluate(
      (change) => window.xiaoer.call('settings.set', { preferences: change }),
      preferences,
    )
  const title = (count: number) =>
    words(`desktop:notification.alert${count > 1 ? '_several' : ''}.title`, { count })
  const alerts = () =>
    desk.shown.filter(({ summary }) => summary === title(1) || summary === title(2))
  // In front of the person the window tells it by itself.
  await gateway.agent('demoshop:xiaohong', { device: 'first-strange-laptop' })
  await expect(owner.page.locator('.security-alert')).toContainText('laptop')
  expect(alerts()).toEqual([])
  await owner.button('security:alert.wasMe').click()

  await owner.putAway()
  await gateway.agent('demoshop:xiaohong', { device: 'second-strange-laptop' })
  const shown = await desk.waitFor(({ summary }) => summary === title(1))
  for (const word of ['laptop', 'xiaohong', 'demoshop', '127.0.0.1'])
    expect(`${shown.summary} ${shown.body}`).not.toContain(word)
  await gateway.agent('demoshop:xiaohong', { device: 'third-strange-laptop' })
  const both = await desk.waitFor(({ summary }) => summary === title(2))
  // Who clicks has looked, even where the system leaves the window where it is.
  const staysAway = (stays: boolean) =>
    app.evaluate(({ BrowserWindow }, deaf) => {
      const [window] = BrowserWindow.getAllWindows()
      for (const name of ['restore', 'show', 'focus'] as const)
        if (window && deaf) window[name] = () => Object.assign(globalThis, { asked: name })
        else if (window) Reflect.deleteProperty(window, name)
    }, stays)
  await staysAway(true)
  desk.click(both)
  await expect
    .poll(() => app.evaluate(() => Reflect.get(globalThis, 'asked') as unknown))
    .toBe('focus')
  await gateway.agent('demoshop:xiaohong', { device: 'yet-another-laptop' })
  const again = await desk.waitFor(
    ({ summary, id }) => id > both.id && (summary === title(1) || summary === title(3)),
  )
  expect(again.summary).toBe(title(1))
  await staysAway(false)
  desk.click(again)
  await expect
    .poll(() =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized()),
    )
    .toBe(false)
  await expect(owner.page.locator('.security-alert').first()).toBeVisible()

  // Not to be disturbed: it waits in the window alone.
  await sets({ quietUntil: Date.now() + 3_600_000 })
  await owner.putAway()
  await gateway.agent('demoshop:xiaohong', { device: 'fourth-strange-laptop' })
  await expect(owner.page.getByText(words('security:alert.more', { count: 3 }))).toBeAttached()
  await sets({ quietUntil: 0 })
  await gateway.agent('demoshop:xiaohong', { device: 'fifth-strange-laptop' })
  await desk.waitFor(({ summary, id }) => summary === title(2) && id !== both.id)
  // One for each sign-in outside of the quiet hour, and none again for an old one.
  expect(alerts()).toHaveLength(4)
})
