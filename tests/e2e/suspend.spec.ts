import { execFileSync } from 'node:child_process'
import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { ScreenSaver, TrayHost } from '../support/session-bus.ts'
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

/** Main's client, which sees how the workstation's account is. */
async function overseer() {
  const main = await gateway.agent('demoshop')
  return () =>
    Object.values(main.view?.accounts ?? {}).find(({ name }) => name === 'demoshop:xiaohong')
      ?.suspended ?? null
}

async function openSettings(station: Workstation): Promise<void> {
  await station.page.getByRole('button', { name: new RegExp(words('common:online')) }).click()
  await station.page.getByRole('menuitem', { name: words('chats:account.settings') }).click()
}

/** Looks twice at least: every few seconds, and at the lock. Waits for what the looks command. */
async function lockedAndUnlocked(station: Workstation): Promise<void> {
  await station.desktop.app.evaluate(({ powerMonitor }) => {
    powerMonitor.emit('lock-screen')
    powerMonitor.emit('unlock-screen')
  })
  // Commands about oneself go in order: this one changes nothing, behind them.
  await station.page.evaluate(() =>
    window.xiaoer.call('chats.command', { type: 'resume', of: 'idle' }),
  )
}

test('[D3] a locked screen suspends, the unlocked one resumes; lunch stays lunch', async () => {
  const saver = await ScreenSaver.start()
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const suspended = await overseer()
  await openSettings(station)
  await station.page.getByLabel(words('settings:autoSuspend.lock')).check()

  saver.lock(true)
  await expect.poll(suspended, { timeout: 15_000 }).toMatchObject({
    by: 'lock',
    reason: words('desktop:autoSuspend.lock'),
  })
  saver.lock(false)
  await expect.poll(suspended, { timeout: 15_000 }).toBeNull()

  await station.page.evaluate(() =>
    window.xiaoer.call('chats.command', { type: 'suspend', reason: '用餐' }),
  )
  await lockedAndUnlocked(station)
  expect(suspended()).toMatchObject({ by: 'person', reason: '用餐' })
  saver.stop()
})

test('[D3] nobody there for the set time suspends, the first touch resumes', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const suspended = await overseer()
  await openSettings(station)
  await station.page.getByLabel(words('settings:autoSuspend.idle')).check()
  await station.page.getByLabel(words('settings:autoSuspend.minutes')).fill('3')

  // Three minutes are too long for a test: the system's answer is ours.
  const idle = (seconds: number) =>
    station.desktop.app.evaluate(({ powerMonitor }, value) => {
      powerMonitor.getSystemIdleTime = () => value
    }, seconds)
  await idle(179)
  await lockedAndUnlocked(station)
  expect(suspended()).toBeNull()
  await idle(180)
  await expect.poll(suspended, { timeout: 15_000 }).toMatchObject({ by: 'idle' })
  await idle(1)
  await expect.poll(suspended, { timeout: 15_000 }).toBeNull()
})

test('[D3] the tray suspends with a reason, says since when, asks for another reason, resumes', async () => {
  const tray = await TrayHost.start()
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const suspended = await overseer()
  const item = await tray.item()
  const meal = words('desktop:suspend.meal')
  await expect.poll(() => tray.menu(item)).toContain(meal)

  await tray.choose(item, meal)
  await expect.poll(suspended).toMatchObject({ by: 'person', reason: meal })
  await expect.poll(() => tray.tip(item)).toContain(meal)
  await expect.poll(() => tray.menu(item)).toContain(words('desktop:tray.resume'))
  await tray.choose(item, words('desktop:tray.resume'))
  await expect.poll(suspended).toBeNull()

  await station.putAway('hide')
  await expect.poll(() => tray.menu(item)).toContain(words('desktop:tray.otherReason'))
  await tray.choose(item, words('desktop:tray.otherReason'))
  await expect(
    station.page.getByRole('dialog', { name: words('chats:suspend.title') }),
  ).toBeVisible()
  await expect
    .poll(() =>
      station.desktop.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.isVisible(),
      ),
    )
    .toBe(true)
  tray.stop()
})

test('[D3] the key that is heard in every program: asks for the reason, and resumes', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const suspended = await overseer()
  const press = () => execFileSync('xdotool', ['key', 'ctrl+alt+shift+s'])
  await station.putAway('hide')
  press()
  const dialog = station.page.getByRole('dialog', { name: words('chats:suspend.title') })
  await dialog.getByText(words('chats:suspend.meal')).click()
  await dialog.getByRole('button', { name: words('chats:suspend.submit') }).click()
  await expect.poll(suspended).toMatchObject({ by: 'person' })
  press()
  await expect.poll(suspended).toBeNull()
})
