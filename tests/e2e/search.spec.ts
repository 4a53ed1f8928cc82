import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
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

const hits = (station: Workstation) => station.page.getByRole('dialog').getByRole('option')

test('[T2] [T1] from one character up: main finds a colleague’s closed conversation and jumps into it, a colleague does not', async () => {
  test.setTimeout(120_000)
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  const hong = await gateway.agent('demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '王小姐' })
  await buyer.say('麒麟杯还有吗')
  const served = await hong.served(buyer.id)
  await hong.reply(served, '还有三只')
  const now = hong.view?.conversations[served.id] ?? served
  await hong.command({ type: 'close', conversation: served.id, holderEpoch: now.holderEpoch })
  main.close()

  const overseer = await Workstation.launch()
  await overseer.signIn(gateway, 'demoshop')
  await overseer.page.keyboard.press('Control+K')
  await overseer.page.keyboard.type('麟')
  const hit = hits(overseer).filter({ hasText: '麒麟杯还有吗' })
  await expect(hit).toHaveCount(1)
  await expect(hit.locator('mark')).toHaveText('麟')
  await hit.click()
  await expect(overseer.message('麒麟杯还有吗').first()).toBeVisible()

  const colleague = await Workstation.launch()
  await colleague.signIn(gateway, 'demoshop:xiaoming')
  await colleague.page.keyboard.press('Control+K')
  await colleague.page.keyboard.type('麟')
  await expect(
    colleague.page.getByText(words('chats:palette.nothing', { text: '麟' })),
  ).toBeVisible()
  await expect(hits(colleague).filter({ hasText: '麒麟' })).toHaveCount(0)
})

test('the gateway is away: what this computer has is found, and it is said that it is no more', async () => {
  test.setTimeout(120_000)
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '王先生' })
  await buyer.say('什么时候发货')
  await station.open('王先生')
  await expect(station.message('什么时候发货')).toBeVisible()
  await gateway.stop()
  await station.page.keyboard.press('Control+F')
  await station.page.keyboard.type('货')
  await expect(hits(station).filter({ hasText: '什么时候发货' })).toBeVisible()
  await expect(station.page.getByText(words('chats:palette.localOnly'))).toBeVisible()
})
