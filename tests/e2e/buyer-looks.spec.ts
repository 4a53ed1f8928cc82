import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, expect, test } from '@playwright/test'
import { root } from '#build/root.ts'
import { findings } from '#tests/support/axe.ts'
import type { AgentClient } from '#tests/support/client.ts'
import { BuyerPage, launchChromium, startGatewayWithPage } from '#tests/support/buyer-browser.ts'
import type { TestGateway } from '#tests/support/gateway.ts'

let browser: Browser
let gateway: TestGateway
let agent: AgentClient

test.beforeAll(async () => {
  browser = await launchChromium()
})
test.afterAll(() => browser.close())
test.beforeEach(async () => {
  gateway = await startGatewayWithPage()
  agent = await gateway.agent('demoshop:xiaohong')
})
test.afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await gateway.stop()
})

for (const [name, width, height, colorScheme] of [
  ['phone, light', 360, 640, 'light'],
  ['phone, dark', 390, 844, 'dark'],
  ['desk, dark', 1440, 900, 'dark'],
  ['desk, light', 1280, 720, 'light'],
] as const)
  test(`nothing is cut off and axe finds nothing: ${name}`, async () => {
    const phone = width < 500
    const buyer = await BuyerPage.visit(browser, gateway, {
      viewport: { width, height },
      colorScheme,
      ...(phone ? { isMobile: true, hasTouch: true } : {}),
    })
    await buyer.say('在吗？'.repeat(40) + 'x'.repeat(200))
    const conversation = await agent.served()
    await agent.reply(conversation, '您好 https://shop.example/' + 'long'.repeat(40))
    await buyer.page
      .locator('input[type=file]')
      .setInputFiles(join(root, 'resources/icons/icon.png'))
    await expect(buyer.own.locator('.picture img')).toHaveAttribute('src', /^blob:/)
    await expect(buyer.own.last()).toContainText('已送达')
    const overflow = await buyer.page.evaluate(() => ({
      page: document.documentElement.scrollWidth - innerWidth,
      list: Math.max(
        ...[...document.querySelectorAll('.line *')].map(
          (node) => node.getBoundingClientRect().right - innerWidth,
        ),
      ),
    }))
    expect(overflow.page).toBe(0)
    expect(overflow.list).toBeLessThanOrEqual(0)
    await expect(buyer.field).toBeInViewport({ ratio: 1 })
    await expect(buyer.own.last()).toBeInViewport({ ratio: 0.9 })
    await test.info().attach(name, {
      body: await buyer.page.screenshot(),
      contentType: 'image/png',
    })
    expect(await findings(buyer.page, 'all')).toEqual([])
  })

test('three languages, switched in place and remembered', async () => {
  const buyer = await BuyerPage.visit(browser, gateway, { locale: 'en-GB' })
  await expect(buyer.status).toHaveText('Questions? Just write to us')
  await buyer.page.getByRole('combobox').selectOption('zh-TW')
  await expect(buyer.status).toHaveText('有問題？直接傳訊息就好')
  await buyer.page.reload()
  await expect(buyer.status).toHaveText('有問題？直接傳訊息就好')
  await expect(buyer.page.locator('html')).toHaveAttribute('lang', 'zh-TW')
})

test('the page weighs at most 60 kB, the widget 10 kB, compressed', () => {
  const folder = join(root, 'out/renderer/buyer')
  const weigh = (file: string) => gzipSync(readFileSync(join(folder, file))).length
  const assets = readdirSync(join(folder, 'assets')).filter((name) => !name.endsWith('.map'))
  const page = [...assets.map((name) => join('assets', name)), 'index.html']
    .map(weigh)
    .reduce((sum, bytes) => sum + bytes, 0)
  expect(page).toBeLessThan(60_000)
  expect(weigh('widget.js')).toBeLessThan(10_000)
})
