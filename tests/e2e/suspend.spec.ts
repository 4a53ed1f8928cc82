import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { ScreenSaver } from '../support/session-bus.ts'
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

async function setAutoSuspend(station: Workstation, label: string): Promise<void> {
  // By its bridge: where the settings' dialog is opened is another test's matter.
  await station.page.evaluate(
    (change) => window.xiaoer.call('settings.set', { autoSuspend: change }),
    label === 'lock' ? { lock: true, idleMinutes: null } : { lock: false, idleMinutes: 1 },
  )
}

test('[D3] a locked screen suspends, the unlocked one resumes; lunch stays lunch', async () => {
  const saver = await ScreenSaver.start()
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const main = await gateway.agent('demoshop')
  const suspended = () =>
    Object.values(main.view?.accounts ?? {}).find(({ name }) => name === 'demoshop:xiaohong')
      ?.suspended ?? null
  await setAutoSuspend(station, 'lock')

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
  await expect.poll(suspended).toMatchObject({ by: 'person' })
  saver.lock(true)
  // Its next look is behind it when the app says that it has seen the lock twice.
  await expect
    .poll(() =>
      station.desktop.app.evaluate(({ powerMonitor }) => powerMonitor.getSystemIdleState(86_400)),
    )
    .toBe('locked')
  saver.lock(false)
  await expect
    .poll(() =>
      station.desktop.app.evaluate(({ powerMonitor }) => powerMonitor.getSystemIdleState(86_400)),
    )
    .not.toBe('locked')
  expect(suspended()).toMatchObject({ by: 'person', reason: '用餐' })
  saver.stop()
})
