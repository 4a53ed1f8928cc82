import { expect, test } from '@playwright/test'
import { findings } from '../support/axe.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let owner: Workstation

test.beforeEach(async () => {
  gateway = await startTestGateway()
  owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

/** Both themes of the section in front. */
async function accessible(): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await owner.page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(owner.page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(owner.page), theme).toEqual([])
  }
}

test('what everyone’s desk goes by: waiting, what buyers show, topics and tags in their order', async () => {
  const agent = await gateway.agent('demoshop:xiaohong')
  await owner.manage('desk')
  const { page } = owner
  await page.getByLabel(words('manage:deskSettings.soon')).fill('120')
  await page.getByLabel(words('manage:deskSettings.soon')).blur()
  await expect(page.getByText(words('manage:deskSettings.lateAfterSoon')).first()).toBeVisible()
  await expect(owner.button('manage:save')).toBeDisabled()
  await page.getByLabel(words('manage:deskSettings.late')).fill('180')
  await page.getByLabel(words('manage:deskSettings.typing')).click()

  await owner.button('manage:deskSettings.addTopic').click()
  const field = (number: number) =>
    page.getByLabel(
      words('manage:deskSettings.wordOf', { list: words('manage:deskSettings.topics'), number }),
    )
  await expect(field(1)).toBeFocused()
  await page.keyboard.type('退货')
  // Enter makes the next one.
  await page.keyboard.press('Enter')
  await expect(field(2)).toBeFocused()
  await expect(owner.button('manage:save')).toBeDisabled()
  await page.keyboard.type('物流')
  await page
    .getByRole('button', { name: words('manage:deskSettings.up', { word: '物流' }) })
    .click()
  await expect(field(1)).toHaveValue('物流')
  await accessible()
  await owner.button('manage:save').click()
  await expect(page.getByText(words('manage:settingsSaved'))).toBeVisible()
  await agent.until('the desk’s settings', () => {
    const desk = agent.view?.settings.desk
    return (
      desk?.soonMs === 120_000 &&
      desk.lateMs === 180_000 &&
      desk.typingPreview &&
      desk.topics.join() === '物流,退货'
    )
  })
})

test('a table of orders: its columns are matched, bad rows are named, the rest is in the panel', async () => {
  const { page } = owner
  const table = [
    '订单编号,买家昵称,商品名称,价格,购买数量,订单状态,自己的列',
    'T2026001,甲买家,纯棉衬衫 白色 XL,129.00,2,已发货,x',
    'T2026001,甲买家,袜子,9.90,1,已发货,y',
    'T2026002,乙买家,帽子,五十,1,已付款,z',
  ].join('\n')
  await owner.manage('orders')
  await page
    .getByRole('radio', { name: new RegExp(words('manage:orderSystem.kind.table')) })
    .check()
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })
  await expect(
    page.getByText(
      words('manage:orderSystem.why.amount', {
        row: 4,
        column: words('manage:orderSystem.column.price'),
        value: '五十',
      }),
    ),
  ).toBeVisible()
  await expect(page.getByRole('cell', { name: '纯棉衬衫 白色 XL' })).toBeVisible()
  // Two shirts and socks: the total that no column tells is their sum.
  await expect(page.getByRole('cell', { name: /267\.90/ }).first()).toBeVisible()
  await accessible()
  await page
    .getByRole('button', { name: words('manage:orderSystem.send_other', { count: 1 }) })
    .click()
  await expect(page.getByText(words('manage:orderSystem.done_other', { count: 1 }))).toBeVisible()

  await owner.button('manage:save').click()
  const leave = owner.button('manage:orderSystem.leave')
  await expect(leave.or(page.getByText(words('manage:settingsSaved')))).toBeVisible()
  if (await leave.isVisible()) await leave.click()
  await expect(page.getByText(words('manage:settingsSaved'))).toBeVisible()
  const found = await page.evaluate(() => window.xiaoer.call('orders.of', { number: 'T2026001' }))
  expect(found.ok && found.value.orders[0]?.total.amount).toBe(26_790)
  expect(found.ok && found.value.orders[0]?.lines.length).toBe(2)
})

test('a system over the network: its secret goes in and never comes out; its trouble is said', async () => {
  const { page } = owner
  await owner.manage('orders')
  await page.getByRole('radio', { name: new RegExp(words('manage:orderSystem.kind.http')) }).check()
  await expect(owner.button('manage:save')).toBeDisabled()
  const url = page.getByLabel(words('manage:orderSystem.url'), { exact: true })
  const secret = page.getByLabel(words('manage:orderSystem.secretOf.http'), { exact: true })
  await url.fill('http://127.0.0.1:9/orders')
  await expect(page.getByText(words('manage:orderSystem.problem.secret'))).toBeVisible()
  await secret.fill('a-long-signing-secret')
  await expect(
    page.getByRole('textbox', { name: words('manage:orderSystem.webhook') }),
  ).toHaveValue(new RegExp(`^${gateway.url}/api/hooks/orders/`))
  await accessible()
  await owner.button('manage:save').click()
  const leave = owner.button('manage:orderSystem.leave')
  await expect(leave.or(page.getByText(words('manage:settingsSaved')))).toBeVisible()
  if (await leave.isVisible()) await leave.click()
  await expect(page.getByText(words('manage:settingsSaved'))).toBeVisible()
  await expect(secret).toHaveValue('')
  expect(await page.content()).not.toContain('a-long-signing-secret')

  // For the same address it stays; for another one it is asked for.
  await url.fill('http://127.0.0.1:9/other')
  await expect(owner.button('manage:save')).toBeEnabled()
  await url.fill('http://127.0.0.1:10/other')
  await expect(page.getByText(words('manage:orderSystem.problem.secret'))).toBeVisible()
  await owner.button('manage:discard').click()
  await expect(url).toHaveValue('http://127.0.0.1:9/orders')

  await page.evaluate(() => window.xiaoer.call('orders.of', { number: 'X1', fresh: true }))
  await expect(async () => {
    await owner.button('manage:orderSystem.look').click()
    await expect(page.getByText(new RegExp(words('manage:orderSystem.trouble.down')))).toBeVisible({
      timeout: 1000,
    })
  }).toPass()
})

test('the secret for signed buyers is shown once; making it anew is asked about', async () => {
  const { page } = owner
  await owner.manage('identity')
  await expect(page.getByText(words('manage:identity.none'))).toBeVisible()
  await owner.button('manage:identity.make').click()
  const shown = page.getByRole('textbox', { name: words('manage:identity.secret'), exact: true })
  const first = await shown.inputValue()
  expect(first.length).toBeGreaterThan(20)
  await accessible()

  await owner.manage('desk')
  await owner.manage('identity')
  await expect(owner.button('manage:identity.anew')).toBeVisible()
  await expect(shown).toHaveCount(0)
  expect(await page.content()).not.toContain(first)

  await owner.button('manage:identity.anew').click()
  const dialog = page.getByRole('dialog', { name: words('manage:identity.anewTitle') })
  await dialog.getByRole('button', { name: words('common:cancel') }).click()
  await expect(dialog).toBeHidden()
  await expect(shown).toHaveCount(0)
  await owner.button('manage:identity.anew').click()
  await dialog.getByRole('button', { name: words('manage:identity.anew') }).click()
  await expect(shown).toBeVisible()
  expect(await shown.inputValue()).not.toBe(first)
})
