import { type Browser, expect, test } from '@playwright/test'
import type { AgentClient } from '#tests/support/client.ts'
import { launchChromium, startGatewayWithPage, startSite } from '#tests/support/buyer-browser.ts'
import type { TestGateway } from '#tests/support/gateway.ts'

let browser: Browser
let gateway: TestGateway
let agent: AgentClient
let site: Awaited<ReturnType<typeof startSite>>

test.beforeAll(async () => {
  browser = await launchChromium()
})
test.afterAll(() => browser.close())
test.beforeEach(async () => {
  site = await startSite(
    () => `<!doctype html><title>Shop</title>
      <meta name="viewport" content="width=device-width, initial-scale=1"><h1>Our shop</h1>
      <style>button { display: none !important }</style>
      <script src="${gateway.url}/widget.js" data-shop="${gateway.shop}" data-product="p1001"></script>`,
    () =>
      `default-src 'none'; style-src 'unsafe-inline'; script-src ${gateway.url}; frame-src ${gateway.url}`,
  )
  gateway = await startGatewayWithPage({ allowedOrigins: [site.origin] })
  agent = await gateway.agent('demoshop:xiaohong')
})
test.afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  site.close()
  await gateway.stop()
})

test('the widget on a site of another origin: opens, talks, counts what is unread, closes', async () => {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1280, height: 800 },
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  await page.goto(`${site.origin}/item/1?session=secret`)
  await expect(page.locator('iframe')).toHaveCount(0)
  const button = page.getByRole('button', { name: '联系客服' })
  await button.click()
  const frame = page.frameLocator('iframe')
  await frame.getByRole('textbox').fill('从店铺网站来')
  await frame.getByRole('textbox').press('Enter')
  const conversation = await agent.served()
  expect(conversation.source).toEqual({ product: 'p1001', page: `${site.origin}/item/1` })
  await expect(frame.locator('.line.own')).toContainText('已送达')

  await frame.getByRole('button', { name: '收起聊天窗口' }).click()
  await expect(page.locator('iframe')).toBeHidden()
  await agent.reply(conversation, '您好')
  await agent.reply(conversation, '在的')
  await expect(page.getByRole('button', { name: '联系客服，2 条新消息' })).toBeVisible()
  // Closed is not read.
  expect(agent.events.some(({ event }) => event.type === 'message.read')).toBe(false)

  // Another window's word about the count is not heard.
  await page.evaluate(() =>
    window.postMessage({ xiaoer: 'unread', count: 99, language: 'en' }, '*'),
  )
  await page.getByRole('button', { name: '联系客服，2 条新消息' }).click()
  await agent.until('read', () =>
    agent.events.some(({ event }) => event.type === 'message.read' && event.by === 'buyer'),
  )
  await page.keyboard.press('Escape')

  // Open state and buyer are remembered by the site's next page.
  await page.getByRole('button', { name: '联系客服' }).click()
  await page.goto(`${site.origin}/item/2`)
  await expect(page.frameLocator('iframe').locator('.line.theirs:not(.auto)')).toHaveCount(2)
  expect(errors).toEqual([])
})

test('on a phone the chat takes the whole screen and can be left', async () => {
  const context = await browser.newContext({
    locale: 'en-US',
    viewport: { width: 360, height: 640 },
    isMobile: true,
    hasTouch: true,
  })
  const page = await context.newPage()
  await page.goto(site.origin)
  await page.getByRole('button', { name: 'Chat with us' }).tap()
  const frame = page.frameLocator('iframe')
  await expect(frame.getByRole('textbox')).toBeVisible()
  expect(await page.locator('iframe').boundingBox()).toEqual({
    x: 0,
    y: 0,
    width: 360,
    height: 640,
  })
  await frame.getByRole('button', { name: 'Close the chat' }).tap()
  await expect(page.locator('iframe')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Chat with us' })).toBeVisible()
})

test('[S4] a site that is not on the list can not frame the page', async () => {
  const stranger = await startSite(
    () => `<!doctype html><title>x</title><iframe src="${gateway.url}/s/${gateway.shop}"></iframe>`,
    () => `default-src 'none'; frame-src ${gateway.url}`,
  )
  const context = await browser.newContext()
  const page = await context.newPage()
  const refused = page.waitForEvent('console', (message) =>
    message.text().includes('frame-ancestors'),
  )
  await page.goto(stranger.origin)
  await refused
  await expect(page.frameLocator('iframe').getByRole('textbox')).toHaveCount(0)
  stranger.close()
})

test('a site that the main account lists shows the page at once, and no longer when it is off the list', async () => {
  const shown = await startSite(
    () => `<!doctype html><title>x</title><iframe src="${gateway.url}/s/${gateway.shop}"></iframe>`,
    () => `default-src 'none'; frame-src ${gateway.url}`,
  )
  const { control } = gateway.gateway
  const list = (origins: string[]) => {
    const { security } = control.settings(gateway.shop)
    return control.changeSettings(gateway.shop, { security: { ...security, origins } })
  }
  const page = await (await browser.newContext()).newPage()
  const field = page.frameLocator('iframe').getByRole('textbox')
  const refused = () =>
    page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
  const first = refused()
  await page.goto(shown.origin)
  await first
  await list([shown.origin])
  await page.reload()
  await field.fill('hello')
  const again = refused()
  await list([])
  await page.reload()
  await again
  await expect(field).toHaveCount(0)
  shown.close()
})
