import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { BuyerReply } from '#shared/protocol/api.ts'
import { findings } from '../support/axe.ts'
import { BuyerClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { restoreSet } from '#gateway/backups/restore.ts'
import { PASSWORD, startTestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => closeDesktops(verdict))

test('[T7] main backs up from its screen, sees the points, and is told the recovery key once', async () => {
  const gateway = await startTestGateway()
  const owner = await Workstation.launch()
  await owner.signIn(gateway, 'demoshop')
  const { page } = owner
  await page.keyboard.press('Control+Shift+M')
  const menu = page.getByRole('navigation', { name: words('manage:menu') })
  await menu.getByRole('button', { name: words('manage:section.backups') }).click()
  await expect(page.getByText(words('safety:backups.noRecovery'))).toBeVisible()
  await owner.button('safety:backups.make').click()
  await expect(page.getByRole('cell', { name: /z-[0-9a-f]{6}/ })).toHaveCount(1)
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page), theme).toEqual([])
  }
  await owner.button('safety:backups.keyMake').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(words('safety:backups.password')).fill('not the password')
  await dialog.getByRole('button', { name: words('safety:backups.keyMake') }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await dialog.getByLabel(words('safety:backups.password')).fill(PASSWORD)
  await dialog.getByRole('button', { name: words('safety:backups.keyMake') }).click()
  await expect(dialog.getByText(/^(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}$/)).toBeVisible()
  await dialog.getByRole('button', { name: words('safety:backups.kept') }).click()
  await expect(page.getByText(words('safety:backups.noRecovery'))).toBeHidden()
  await gateway.stop()
})

test('[T7] a damaged database of this computer’s shop is told at sign-in, and restored there', async () => {
  test.setTimeout(180_000)
  const password = 'a good long password'
  const station = await Workstation.launch()
  await station.button('app:welcome.open.action').click()
  await station.page.getByLabel(words('app:open.shopName')).fill('山茶杂货铺')
  await station.page.getByLabel(words('app:open.main')).fill('山茶杂货铺')
  await station.page.getByLabel(words('app:open.nick')).fill('阿茶')
  await station.page.getByLabel(words('app:open.password'), { exact: true }).fill(password)
  await station.page.getByLabel(words('app:open.repeat')).fill(password)
  await station.button('app:open.submit').click()
  await station.working()
  const link = station.page.getByText(/http:\/\/127\.0\.0\.1:\d+\/s\//).first()
  const [address = '', url = '', shop = ''] =
    /(http:\/\/127\.0\.0\.1:\d+)\/s\/([\w-]+)/.exec(await link.innerText()) ?? []
  expect(address).not.toBe('')
  const opened = await fetch(`${url}/api/buyers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ shop }),
  })
  const buyer = new BuyerClient(
    `${url.replace(/^http/, 'ws')}/ws`,
    url,
    (await opened.json()) as BuyerReply,
  )
  await buyer.live()
  await buyer.say('在备份之前')
  await station.page.getByRole('option').first().click()
  await expect(station.message('在备份之前')).toBeVisible()
  const backUp = async (seq: number) => {
    await station.page.evaluate(() => window.xiaoer.call('manage.backUpNow'))
    await expect
      .poll(() =>
        station.page.evaluate(async () => {
          const result = await window.xiaoer.call('manage.backups')
          return result.ok && result.value.running === null && result.value.last?.seq
        }),
      )
      .toBe(seq)
  }
  await backUp(0)
  // Of one day's the newest is kept: the earlier one is put back, as one of another day would lie there.
  const backups = join(station.desktop.userData, 'gateway', 'backups')
  const earlier = join(station.desktop.userData, 'earlier')
  cpSync(backups, earlier, { recursive: true })
  await buyer.say('在两次备份之间')
  await expect(station.message('在两次备份之间')).toBeVisible()
  await backUp(1)
  await buyer.say('在备份之后')
  await expect(station.message('在备份之后')).toBeVisible()
  buyer.close()
  await station.desktop.quit()
  cpSync(earlier, backups, { recursive: true, force: false })

  const { userData } = station.desktop
  const [name = ''] = readdirSync(userData, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('gateway.db'),
  )
  const file = join(userData, name)
  const bytes = readFileSync(file)
  // The accounts' passwords are among the small tables that are lost with their pages.
  bytes.fill(0x55, 4096 * 4 + 50, 4096 * 4 + 90)
  writeFileSync(file, bytes)

  const again = await Workstation.launch({ userData })
  const { page } = again
  const field = page.getByLabel(words('app:signIn.password'), { exact: true })
  const card = page.getByRole('button', { name: /阿茶/ })
  await expect(field.or(card).first()).toBeVisible()
  const restore = again.button('app:damaged.restore')
  // Without a keychain the key comes with the password.
  if (!(await card.isVisible())) {
    await field.fill(password)
    await again.button('app:signIn.submit').click()
  }
  await expect(restore).toBeEnabled({ timeout: 30_000 })
  // All that can be restored, the newest chosen; the older one lacks what came between them, too.
  const points = page.getByRole('radio')
  await expect(points).toHaveCount(2)
  await expect(points.first()).toBeChecked()
  const lacking = await page.locator('.damaged-points small').allInnerTexts()
  const [few = 0, more = 0] = lacking.map((text) => Number(/\d+/.exec(text)?.[0]))
  expect(few).toBeGreaterThan(0)
  expect(more).toBeGreaterThan(few)
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page), theme).toEqual([])
  }
  await points.first().focus()
  await page.keyboard.press('ArrowDown')
  await expect(points.last()).toBeChecked()
  await restore.click()
  await again.button('app:damaged.goOn').click({ timeout: 60_000 })
  if (await field.isVisible()) {
    await field.fill(password)
    await again.button('app:signIn.submit').click()
  }
  await again.working()
  await page.getByRole('option').first().click()
  await expect(again.message('在备份之前')).toBeVisible()
  // Saved from the damaged file: behind the older one.
  await expect(again.message('在两次备份之间')).toBeVisible()
  await expect(again.message('在备份之后')).toBeVisible()
})

test('[I10] [T7] a gateway restored while an answer waits: it goes out once, a draft stays, what came after the backup is gone', async () => {
  const gateway = await startTestGateway()
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name: '林女士' })
  const other = await gateway.buyer({ name: '王先生' })
  await buyer.say('有货吗')
  await other.say('能开发票吗')
  await station.open('林女士')
  await station.say('有的，今天发出')
  const { id = '' } = buyer.view?.conversation ?? {}
  await buyer.until('the answer', () => buyer.texts(id).includes('有的，今天发出'))
  await gateway.gateway.backups.now()
  await buyer.say('备份之后的话')
  await expect(station.message('备份之后的话')).toBeVisible()
  await station.open('王先生')
  await station.composer.fill('可以的，请把抬头')
  await station.open('林女士')

  const { folder, key } = gateway
  const { port } = gateway.gateway
  await gateway.gateway.close()
  await expect(station.page.getByText(words('chats:connection.offline'))).toBeVisible()
  await station.composer.fill('这句在断线时写下')
  await station.composer.press('Enter')
  await expect(station.message('这句在断线时写下')).toBeVisible()
  await restoreSet({
    backups: join(folder, 'backups'),
    by: { gateway: Buffer.from(key, 'hex') },
    dataFolder: folder,
    keyGoes: 'caller',
    now: Date.now(),
  })
  const again = await startTestGateway({ folder, key, port })
  try {
    await expect(station.page.getByText(words('chats:connection.offline'))).toBeHidden({
      timeout: 40_000,
    })
    await expect(station.message('备份之后的话')).toHaveCount(0)
    await expect(station.message('有的，今天发出')).toHaveCount(1)
    await expect(station.message('这句在断线时写下')).toHaveCount(1)
    // As the restored record has it.
    const conversation = buyer.view?.conversation?.id ?? ''
    const shop = again.gateway.desk.shops.get(again.shop)
    const said = async () => {
      const page = await shop?.history(
        { kind: 'buyer', buyer: buyer.id },
        conversation,
        undefined,
        50,
      )
      const messages = page && 'messages' in page ? page.messages : []
      return messages.flatMap(({ body }) => (body.kind === 'text' ? [body.text] : []))
    }
    await expect.poll(said).toEqual(['有货吗', '有的，今天发出', '这句在断线时写下'])
    await station.open('王先生')
    await expect(station.composer).toHaveValue('可以的，请把抬头')
  } finally {
    await again.stop()
    await gateway.stop()
  }
})
