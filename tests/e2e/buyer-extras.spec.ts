import { type Browser, expect, test } from '@playwright/test'
import { BuyerPage, launchChromium, startGatewayWithPage } from '#tests/support/buyer-browser.ts'
import type { AgentClient } from '#tests/support/client.ts'
import type { TestGateway } from '#tests/support/gateway.ts'
import { findings } from '#tests/support/axe.ts'

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

const visit = (width = 1280) =>
  BuyerPage.visit(browser, gateway, { viewport: { width, height: 800 } })

test('a buyer rates a conversation that is over, once, with stars and a word', async () => {
  const buyer = await visit(390)
  await buyer.say('谢谢，没问题了')
  const conversation = await agent.served()
  await agent.reply(conversation, '不客气')
  await expect(buyer.bubble('不客气')).toBeVisible()
  const now = agent.view?.conversations[conversation.id]
  await agent.command({
    type: 'close',
    conversation: conversation.id,
    holderEpoch: now?.holderEpoch ?? 0,
  })
  const { page } = buyer
  await expect(page.getByText('这次服务怎么样？')).toBeVisible()
  expect(await findings(page)).toEqual([])
  // By keyboard: the stars are one group of radio buttons.
  await page.getByRole('radio', { name: '很不满意', exact: true }).focus()
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight')
  await expect(page.locator('.rating-words')).toHaveText('满意')
  await page.getByPlaceholder('想说的话（选填）').fill('回答很快')
  await page.getByRole('button', { name: '提交评价' }).click()
  await expect(page.getByText('★★★★ 谢谢您的评价')).toBeVisible()
  await agent.until('the rating', () =>
    agent.events.some(
      ({ event }) =>
        event.type === 'conversation.rated' &&
        event.rating.score === 4 &&
        event.rating.text === '回答很快',
    ),
  )
  // After a reload it is still given, and a new conversation asks nothing.
  await page.reload()
  await expect(page.getByText('★★★★ 谢谢您的评价')).toBeVisible()
  await buyer.say('还有一个问题')
  await expect(page.locator('.rating')).toBeHidden()
})

test('words that were taken back are gone from the page, and quotes of them', async () => {
  const buyer = await visit()
  await buyer.say('多少钱')
  const conversation = await agent.served()
  const price = await agent.reply(conversation, '一百二十九')
  await expect(buyer.bubble('一百二十九')).toBeVisible()
  await agent.tell(conversation, { kind: 'text', text: '就是这个价', quote: price.cseq ?? 0 })
  await expect(buyer.bubble('就是这个价').locator('.quote')).toHaveText('xiaohong: 一百二十九')
  await agent.command({ type: 'recall', conversation: conversation.id, cseq: price.cseq ?? 0 })
  await expect(buyer.page.getByText('客服撤回了一条消息')).toBeVisible()
  await expect(buyer.page.getByText('一百二十九')).toHaveCount(0)
  await expect(buyer.bubble('就是这个价').locator('.quote')).toHaveText('xiaohong: 消息已撤回')
  await buyer.page.reload()
  await expect(buyer.bubble('就是这个价')).toBeVisible()
  await expect(buyer.page.getByText('一百二十九')).toHaveCount(0)
})

test('cards of products and orders are shown as they were sent; a buyer can send none', async () => {
  const buyer = await visit()
  await buyer.say('推荐一个')
  const conversation = await agent.served()
  await agent.tell(conversation, {
    kind: 'card',
    card: {
      kind: 'product',
      id: 'p1001',
      title: '山岚保温杯',
      price: { amount: 12900, currency: 'CNY' },
      picture: null,
      url: 'https://shop.example.com/cup',
    },
  })
  await agent.tell(conversation, {
    kind: 'card',
    card: {
      kind: 'order',
      number: '2026030810021',
      state: 'shipped',
      total: { amount: 8900, currency: 'CNY' },
      lines: [{ title: '儿童吸管杯', count: 2 }],
      more: 1,
      picture: null,
    },
  })
  const product = buyer.page.locator('a.card')
  await expect(product).toContainText('山岚保温杯')
  await expect(product).toContainText('¥129.00')
  await expect(product).toHaveAttribute('href', 'https://shop.example.com/cup')
  const order = buyer.page.locator('div.card')
  await expect(order).toContainText('订单 2026030810021')
  await expect(order).toContainText('已发货')
  await expect(order).toContainText('儿童吸管杯 × 2')
  expect(await findings(buyer.page)).toEqual([])
})

test('what is typed is shown to the shop only where it says so, and then the page tells', async () => {
  const buyer = await visit()
  await buyer.say('在吗')
  const conversation = await agent.served()
  await agent.reply(conversation, '在的')
  await expect(buyer.bubble('在的')).toBeVisible()
  await buyer.field.pressSequentially('我想退')
  await agent.until('a typing mark', () =>
    agent.loose.some((frame) => frame.t === 'typing' && frame.on),
  )
  expect(agent.loose.filter((frame) => frame.t === 'typing' && frame.text !== undefined)).toEqual(
    [],
  )
  await expect(buyer.page.getByText('客服能看到您正在输入的内容')).toBeHidden()

  const main = await gateway.agent('demoshop')
  const desk = main.view?.settings.desk
  if (!desk) throw new Error('no settings')
  await main.settings({ desk: { ...desk, topics: [], tags: [], typingPreview: true } })
  await buyer.page.reload()
  await expect(buyer.page.getByText('客服能看到您正在输入的内容')).toBeVisible()
  await buyer.field.fill('我想退货')
  await agent.until('the words', () =>
    agent.loose.some((frame) => frame.t === 'typing' && frame.text === '我想退货'),
  )
})

test('a blocked buyer is told that its message is not taken', async () => {
  const buyer = await visit()
  await buyer.say('广告广告')
  const conversation = await agent.served()
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'buyer.block', buyer: conversation.buyer.id, on: true })
  await expect(buyer.status).toContainText('结束')
  await buyer.say('还是广告')
  await expect(buyer.page.getByText('店铺暂时不接收您的消息')).toBeVisible()
})
