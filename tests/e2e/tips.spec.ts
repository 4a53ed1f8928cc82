import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { Workstation } from '../support/workstation.ts'

let gateway: TestGateway
test.beforeEach(async () => {
  gateway = await startTestGateway()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

test('a tip comes where the pointer rests, goes with a key, and comes again, here and elsewhere', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const { page } = station
  const tip = page.locator('.tooltip')
  const first = page.locator('.rail [data-tip]').nth(0)
  const second = page.locator('.rail [data-tip]').nth(1)
  await first.hover()
  await expect(tip).toHaveText((await first.getAttribute('data-tip')) ?? 'none')
  await page.keyboard.press('Shift')
  await expect(tip).toHaveCount(0)
  await second.hover()
  await expect(tip).toHaveText((await second.getAttribute('data-tip')) ?? 'none')
  await page.mouse.move(700, 500)
  await expect(tip).toHaveCount(0)
  await second.hover()
  await expect(tip).toBeVisible()
})
