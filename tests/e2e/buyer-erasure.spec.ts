import { type Browser, expect, test } from '@playwright/test'
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

/** T3: the main account erases the one buyer there is. */
async function erase(main: AgentClient): Promise<void> {
  const [chat] = Object.values(main.view?.conversations ?? {})
  const buyer = chat?.buyer.id ?? ''
  const response = await fetch(`${gateway.url}/api/erasures`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${main.access}` },
    body: JSON.stringify({ buyer, confirm: buyer }),
  })
  expect(response.status).toBe(200)
}

const ERASED = '消息已按规定删除'

test('[T3] what the main account erases goes from the open page and stays away after a reload', async () => {
  const main = await gateway.agent('demoshop')
  const buyer = await BuyerPage.visit(browser, gateway)
  await buyer.say('我的电话是秘密一')
  const conversation = await agent.served()
  await agent.reply(conversation, '好的秘密二')
  await expect(buyer.bubble('秘密二')).toBeVisible()
  await main.until('all', () =>
    Object.values(main.view?.conversations ?? {}).some(({ cseq }) => cseq > 1),
  )
  await erase(main)
  const erased = buyer.page.getByText(ERASED)
  await expect(erased).toHaveCount(2)
  await expect(erased.first()).toBeVisible()
  await expect(buyer.page.locator('body')).not.toContainText('秘密')
  await buyer.say('之后的话')
  await expect(buyer.bubble('之后的话')).toContainText(/已送达|已读/)
  await buyer.page.reload()
  // A new conversation: the old one lies above it.
  await expect(buyer.bubble('之后的话')).toBeVisible()
  const older = buyer.page.getByRole('button', { name: '查看更早的消息' })
  if (await older.isVisible()) await older.click()
  await expect(erased.first()).toBeVisible()
  await expect(buyer.page.locator('body')).not.toContainText('秘密')
  // Nor is it in what the browser keeps.
  const kept = await buyer.page.evaluate(() => JSON.stringify(Object.entries(localStorage)))
  expect(kept).not.toContain('秘密')
})

for (const which of ['newest', 'older'] as const)
  test(`[T3] the ${which} page of history on its way during the erasure brings no word back`, async () => {
    const main = await gateway.agent('demoshop')
    const context = await browser.newContext({ locale: 'zh-CN' })
    const page = await context.newPage()
    let hold = false
    const held: (() => void)[] = []
    const caught = Promise.withResolvers<void>()
    await page.routeWebSocket(/\/ws$/, (socket) => {
      const server = socket.connectToServer()
      server.onMessage((message) => {
        const text = String(message)
        if (hold && text.includes('"t":"history"') && text.includes('秘密')) {
          held.push(() => socket.send(message))
          caught.resolve()
        } else socket.send(message)
      })
    })
    const buyer = await new BuyerPage(page).open(`${gateway.url}/s/${gateway.shop}`)
    await buyer.say('我的秘密一')
    const conversation = await agent.served()
    for (let line = 1; line <= 80; line++) await agent.reply(conversation, `秘密 ${line} 行`)
    await main.until('all', () =>
      Object.values(main.view?.conversations ?? {}).some(({ cseq }) => cseq > 80),
    )
    if (which === 'older') {
      await page.reload()
      await expect(buyer.bubble('秘密 80 行')).toBeVisible()
    }
    hold = true
    if (which === 'newest') await page.reload()
    else await page.locator('.scroller').evaluate((node) => node.scrollTo(0, 0))
    await caught.promise
    await erase(main)
    // Told on the same connection behind it: the page knows of the erasure before the old answer.
    await agent.until('told', () =>
      agent.events.some(({ event }) => event.type === 'transcript.erased'),
    )
    if (which === 'older') await expect(page.locator('body')).not.toContainText('秘密')
    await buyer.say('之后的话')
    await expect(buyer.bubble('之后的话')).toContainText(/已送达|已读/)
    hold = false
    for (const release of held) release()
    await expect(page.getByText(ERASED).first()).toBeVisible()
    await buyer.say('再之后的话')
    await expect(buyer.bubble('再之后的话')).toContainText(/已送达|已读/)
    await expect(page.locator('body')).not.toContainText('秘密')
  })
