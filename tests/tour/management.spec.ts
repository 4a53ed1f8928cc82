import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { root } from '#build/root.ts'
import { BuyerPage, launchChromium } from '../support/buyer-browser.ts'
import { closeDesktops } from '../support/desktop.ts'
import { MAIN } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'
import { resize, setLanguage, setTheme, stopClocks, take, takeBoth } from './camera.ts'
import { Scene } from './scene.ts'
import { settle, shopDay } from './shop-day.ts'

/** Pictures of the screens by which a team is led, and of what passes between its members. */

let scene: Scene | null = null

async function open(): Promise<Scene> {
  scene = await Scene.open({ buyerPageDir: join(root, 'out/renderer/buyer') })
  await settle(scene)
  return scene
}
async function launch(stage: Scene, name: string): Promise<Workstation> {
  const station = await Workstation.launch()
  await stopClocks(station)
  await resize(station, 1440, 900)
  await station.signIn(stage.gateway, name)
  return station
}
const still = (station: Workstation) =>
  expect(station.page.locator('.ant-skeleton, .ant-spin-spinning')).toHaveCount(0)

test.afterEach(async () => {
  await closeDesktops()
  await scene?.stop()
  scene = null
})

test('management: every section', async () => {
  const stage = await open()
  await shopDay(stage)
  const station = await launch(stage, MAIN)
  const { page } = station
  await station.manage('monitor')
  await expect(page.locator('.monitor-accounts .ant-table-row').first()).toBeVisible()
  await takeBoth(station, 'manage-monitor')

  await station.manage('decisions')
  const row = page.getByRole('row').filter({ hasText: '秦晨曦' }).first()
  await row.getByRole('button').first().click()
  await still(station)
  await takeBoth(station, 'manage-decisions')
  await page.getByText(words('monitor:view.none'), { exact: true }).click()
  await page.getByRole('combobox').first().click()
  await page.keyboard.insertText('小明')
  await page.keyboard.press('Enter')
  await expect(page.locator('.reasons')).toBeVisible()
  await take(page, 'manage-why-none-light')

  await station.manage('doctor')
  await page.getByRole('combobox').first().click()
  await page.keyboard.insertText('小明')
  await page.keyboard.press('Enter')
  await expect(page.getByText('小休').first()).toBeVisible()
  await still(station)
  await take(page, 'manage-doctor-light')

  await station.manage('accounts')
  await take(page, 'manage-accounts-light')
  await station.button('manage:accounts.actsOf', { nick: '露露' }).click()
  await page.getByRole('menuitem', { name: words('manage:accounts.edit') }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await takeBoth(station, 'manage-account')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  for (const id of ['dispatch', 'groups', 'hours', 'replies'] as const) {
    await station.manage(id)
    await take(page, `manage-${id}-light`)
  }
  await station.manage('groups')
  await setTheme(page, 'dark')
  await take(page, 'manage-groups-dark')
  await setTheme(page, 'light')

  await station.manage('buyers')
  await expect(page.getByText('王大锤').first()).toBeVisible()
  await take(page, 'manage-private-light')
  await station.manage('simulator')
  await page.getByText(words('monitor:sim.sources.made-up'), { exact: true }).click()
  const limit = page.getByLabel(words('monitor:sim.of.limit', { nick: '小红' }), { exact: true })
  await limit.fill('12')
  await limit.blur()
  await expect(page.getByText(words('monitor:sim.done', { buyers: 600, count: 1 }))).toBeVisible()
  await takeBoth(station, 'manage-simulator')
  await setLanguage(page, 'en')
  await take(page, 'manage-simulator-en-light')
  await station.manage('monitor', 'en')
  await expect(page.locator('.monitor-accounts .ant-table-row').first()).toBeVisible()
  await take(page, 'manage-monitor-en-light')
})

test('between colleagues: forward, an offer, a whisper, handing over', async () => {
  const stage = await open()
  const { agents } = await shopDay(stage)
  const station = await launch(stage, `${MAIN}:小红`)
  const { page } = station
  const mine = agents.小红.held().toSorted((a, b) => a.openedAt - b.openedAt)
  const [first, second] = mine
  if (!first || !second) throw new Error('she holds two')

  await station.open(second.buyer.name)
  await station.button('chats:header.forward').click()
  const dialog = page.getByRole('dialog')
  await dialog
    .getByRole('radio', { name: /售后退换/ })
    .check({ force: true })
    .catch(() => {})
  await dialog.getByLabel(words('chats:forward.note')).fill('被子要换大一号，请帮忙登记')
  // Told by the gateway once a second.
  await expect(dialog.getByText(words('chats:forward.full', { held: 4, limit: 4 }))).toBeVisible()
  await takeBoth(station, 'forward-groups')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  await station.open(first.buyer.name)
  const jay = agents.阿杰
  await jay.command({
    type: 'whisper',
    conversation: first.id,
    text: '这位上周投诉过物流，先道歉再查单',
  })
  await expect(station.timeline.getByText('先道歉再查单')).toBeVisible()
  await take(page, 'whisper-light')

  const [theirs] = jay.held()
  if (!theirs) throw new Error('he holds one')
  await jay.forward(theirs.id, { account: agents.小红.id }, '要配床笠，你熟，请接一下')
  await station.row(theirs.buyer.name).click()
  await expect(station.button('chats:offer.decline')).toBeVisible()
  await takeBoth(station, 'offer')

  await page
    .getByRole('button', { name: new RegExp(words('common:online')) })
    .first()
    .click()
  await page.getByRole('menuitem', { name: words('chats:handover.menu') }).click()
  await expect(dialog).toBeVisible()
  await take(page, 'handover-light')
})

test("the buyer's page asks what it is about", async () => {
  const stage = await open()
  stage.ago(60)
  const red = await stage.account('小红')
  const browser = await launchChromium()
  try {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      locale: 'zh-CN',
    })
    const view = await context.newPage()
    await view.clock.setFixedTime(new Date(2026, 10, 20, 10, 24, 30))
    const buyer = await new BuyerPage(view).open(`${stage.gateway.url}/s/${MAIN}`)
    await view.getByRole('button', { name: '退换货' }).click()
    await buyer.field.fill('夏凉被买小了，想换两百乘两百三的')
    await take(view, 'buyer-choices-light')
    red.close()
  } finally {
    await browser.close()
  }
})
