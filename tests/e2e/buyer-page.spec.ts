import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, expect, test } from '@playwright/test'
import { root } from '#build/root.ts'
import type { AgentClient } from '#tests/support/client.ts'
import {
  BuyerPage,
  launchChromium,
  startGatewayWithPage,
  type VisitOptions,
} from '#tests/support/buyer-browser.ts'
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

const visit = (options?: VisitOptions, query?: string) =>
  BuyerPage.visit(browser, gateway, options, query)

/** Texts of buyers in the order the shop got them. */
function heard(client: AgentClient = agent): string[] {
  return client.events.flatMap(({ event }) =>
    event.type === 'message.sent' &&
    event.message.sender.kind === 'buyer' &&
    event.message.body.kind === 'text'
      ? [event.message.body.text]
      : [],
  )
}

test('[S10] a message goes to the shop, the answer comes back, both sides see what is read', async () => {
  const buyer = await visit({}, '?product=p1001&page=https://shop.example/p/1001')
  await buyer.say('雾蓝有货吗')
  const conversation = await agent.served()
  await agent.until('the message', () => heard().includes('雾蓝有货吗'))
  expect(agent.view?.conversations[conversation.id]?.source).toEqual({
    product: 'p1001',
    page: 'https://shop.example/p/1001',
  })
  await expect(buyer.status).toHaveText('xiaohong 正在为您服务')
  await expect(buyer.bubble('雾蓝有货吗')).toContainText('已送达')
  // There is nothing earlier, and the page knows it.
  await expect(buyer.page.getByRole('button', { name: '查看更早的消息' })).toBeHidden()

  await agent.command({ type: 'read', conversation: conversation.id, upTo: conversation.cseq })
  await expect(buyer.bubble('雾蓝有货吗')).toContainText('已读')
  await agent.reply(conversation, '有的，今天发货')
  await expect(buyer.bubble('有的，今天发货')).toBeVisible()
  // The page is in front: the shop learns that it was read.
  await agent.until('read by the buyer', () =>
    agent.events.some(({ event }) => event.type === 'message.read' && event.by === 'buyer'),
  )
})

test('[D3] ?to= asks for an account by name, with the first message only', async () => {
  const second = await gateway.agent('demoshop:xiaoming')
  const buyer = await visit({}, '?to=xiaoming')
  await buyer.say('我找小明')
  await second.served()
  await expect(buyer.status).toHaveText('xiaoming 正在为您服务')
  expect(agent.held()).toHaveLength(0)
})

test('[D10] what was chosen before the first message, and the category, go with it; nothing is asked again', async () => {
  const main = await gateway.agent('demoshop')
  await main.settings({
    groups: [{ id: 'after', name: '售后组' }],
    choices: [
      { id: 'before-buying', label: '买之前' },
      { id: 'after-buying', label: '买了之后' },
    ],
    routes: [{ id: 'r1', by: 'choice', match: 'after-buying', group: 'after' }],
  })
  const buyer = await visit({}, '?category=tents')
  const group = buyer.page.getByRole('group', { name: /您想咨询/ })
  const choice = group.getByRole('button', { name: '买了之后' })
  await choice.focus()
  await buyer.page.keyboard.press('Enter')
  await expect(choice).toHaveAttribute('aria-pressed', 'true')
  await group.getByRole('button', { name: '买之前' }).click()
  await expect(choice).toHaveAttribute('aria-pressed', 'false')
  await choice.click()
  await buyer.say('收到的帐篷少了一根杆')
  await main.until('the conversation', () =>
    Object.values(main.view?.conversations ?? {}).some(({ cseq }) => cseq > 0),
  )
  const [conversation] = Object.values(main.view?.conversations ?? {})
  expect(conversation?.source).toEqual({ category: 'tents', choice: 'after-buying' })
  expect(conversation?.group).toBe('after')
  await expect(group).toBeHidden()
  await buyer.say('能补寄吗')
  await expect(buyer.bubble('能补寄吗')).toContainText('已送达')
})

test('automatic replies are told as such, in the reader’s language', async () => {
  const buyer = await visit()
  await buyer.say('在吗')
  const auto = buyer.page.locator('.line.auto')
  await expect(auto).toContainText('自动回复')
  await expect(auto).toContainText('您好，欢迎光临')
  await buyer.page.getByLabel('界面语言').selectOption('en')
  await expect(auto).toContainText('Hello and welcome')
})

test('[S5] after a reload everything is there once, in order, and who one is remembered', async () => {
  const buyer = await visit()
  await buyer.say('第一句')
  const conversation = await agent.served()
  await agent.reply(conversation, '答第一句')
  await buyer.say('第二句')
  await expect(buyer.bubble('第二句')).toContainText('已送达')
  await buyer.field.fill('还没写完')
  await buyer.page.reload()
  await agent.reply(conversation, '答第二句')
  await expect(buyer.bubble('答第二句')).toBeVisible()
  expect(await buyer.page.locator('.line:not(.auto) .text').allInnerTexts()).toEqual([
    '第一句',
    '答第一句',
    '第二句',
    '答第二句',
  ])
  await expect(buyer.field).toHaveValue('还没写完')
  expect(heard()).toEqual(['第一句', '第二句'])
  expect(agent.held()).toHaveLength(1)
})

test('[I9] a reload between sending and the answer sends once', async () => {
  const context = await browser.newContext({ locale: 'zh-CN' })
  const page = await context.newPage()
  let deaf = false
  let sent = 0
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      if (String(message).includes('"t":"send"')) sent++
      server.send(message)
    })
    // What the gateway says to a send doesn't arrive: the page can't know that it is there.
    server.onMessage((message) => {
      if (!deaf) socket.send(message)
    })
  })
  const buyer = await new BuyerPage(page).open(`${gateway.url}/s/${gateway.shop}`)
  await buyer.say('开头')
  await expect(buyer.bubble('开头')).toContainText('已送达')
  deaf = true
  await buyer.say('只能有一次')
  await agent.until('it is at the shop', () => heard().includes('只能有一次'))
  await expect(buyer.bubble('只能有一次')).toContainText('发送中')
  await page.reload()
  await expect(buyer.field).toBeVisible()
  deaf = false
  await page.reload()
  await expect(buyer.bubble('只能有一次')).toContainText('已送达')
  await buyer.say('结尾')
  await agent.until('the end', () => heard().includes('结尾'))
  expect(heard()).toEqual(['开头', '只能有一次', '结尾'])
  await expect(buyer.own).toHaveCount(3)
  // It was really tried again, so this proves the cid and not luck.
  expect(sent).toBeGreaterThan(3)
})

test('a stopped gateway: the notice says what still works, and what was written goes out once', async () => {
  const buyer = await visit()
  await buyer.say('之前')
  await expect(buyer.bubble('之前')).toContainText('已送达')
  await gateway.gateway.close()
  await expect(buyer.banner).toContainText('可以继续输入和发送')
  await buyer.say('断线时写的一')
  await buyer.say('断线时写的二')
  await expect(buyer.bubble('断线时写的一')).toContainText('等待发送')
  agent.close()
  gateway = await gateway.restart()
  agent = await gateway.agent('demoshop:xiaohong')
  await expect(buyer.bubble('断线时写的二')).toContainText(/已送达|已读/, { timeout: 40_000 })
  await expect(buyer.banner).toBeHidden()
  await expect(buyer.own).toHaveCount(3)
  const reader = await gateway.agent('demoshop')
  const [conversation] = Object.values(reader.view?.conversations ?? {})
  expect(conversation?.unread).toBe(3)
})

test('[S2] a gateway that knows this browser no more: a new buyer, and what waited goes along', async () => {
  const buyer = await visit()
  await buyer.say('从前')
  await expect(buyer.bubble('从前')).toContainText('已送达')
  const { port } = gateway.gateway
  await gateway.gateway.close()
  await buyer.say('还在等')
  await expect(buyer.bubble('还在等')).toContainText('等待发送')
  await gateway.stop()
  gateway = await startGatewayWithPage({ port })
  // S23: the next try by itself may be half a minute away by now.
  await buyer.page.evaluate(() => dispatchEvent(new Event('online')))
  // The page may be quicker than any agent: main has it then, from its snapshot.
  const main = await gateway.agent('demoshop')
  const all = () => Object.values(main.view?.conversations ?? {})
  await main.until('what waited', () => all().some(({ last }) => last?.text === '还在等'))
  expect(all().length).toBe(1)
  await expect(buyer.bubble('还在等')).toContainText('已送达')
  await expect(buyer.bubble('从前')).toHaveCount(0)
  await buyer.page.reload()
  await expect(buyer.bubble('还在等')).toBeVisible()
})

test('pictures: chosen, pasted, refused; a box of its size before it is there', async () => {
  const buyer = await visit()
  const picture = join(root, 'resources/icons/icon.png')
  await buyer.page.locator('input[type=file]').setInputFiles(picture)
  await expect(buyer.own.locator('.picture img')).toHaveAttribute('src', /^blob:/)
  await expect(buyer.own).toContainText('已送达')
  const conversation = await agent.served()
  const image = () =>
    agent.messages(conversation.id).find((message) => message.body.kind === 'image')?.body
  await agent.until('the picture', () => image() !== undefined)
  const body = image()
  if (body?.kind !== 'image') throw new Error('no picture')
  expect(body.file).toMatchObject({ name: 'icon.png', type: 'image/png' })
  expect(body.file.width).toBeGreaterThan(0)

  // The same bytes by paste, as a screenshot is.
  await buyer.page.evaluate(
    ([bytes]) => {
      const raw = Uint8Array.from(atob(bytes ?? ''), (sign) => sign.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([raw], '截图.png', { type: 'image/png' }))
      document
        .querySelector('textarea')
        ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, cancelable: true }))
    },
    [readFileSync(picture).toString('base64')],
  )
  await expect(buyer.own.locator('.picture')).toHaveCount(2)

  await buyer.page
    .locator('input[type=file]')
    .setInputFiles({ name: '合同.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') })
  await expect(buyer.page.getByRole('alert').filter({ hasText: '合同.svg' })).toBeVisible()
  await buyer.page
    .locator('input[type=file]')
    .setInputFiles({ name: '坏.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await expect(buyer.page.getByRole('alert').filter({ hasText: '无法打开' })).toBeVisible()
  await expect(buyer.own.locator('.picture')).toHaveCount(2)

  // Seen again after a reload, by the token and not by an open address.
  await buyer.page.reload()
  await expect(buyer.own.locator('.picture img[src^="blob:"]')).toHaveCount(2)
  await buyer.own.locator('.picture').first().click()
  await expect(buyer.page.getByRole('dialog')).toBeVisible()
  await buyer.page.keyboard.press('Escape')
  await expect(buyer.page.getByRole('dialog')).toBeHidden()
})

test('[S33] typing marks go both ways and end', async () => {
  const buyer = await visit()
  await buyer.say('你好')
  const conversation = await agent.served()
  await expect(buyer.status).toContainText('xiaohong')
  agent.protocol.typing(conversation.id, true)
  await expect(buyer.page.locator('.typing')).toHaveText('xiaohong 正在输入…')
  agent.protocol.typing(conversation.id, false)
  await expect(buyer.page.locator('.typing')).toHaveText('')
  const last = () => agent.loose.findLast((frame) => frame.t === 'typing')
  await buyer.field.pressSequentially('在写')
  await agent.until('typing on', () => last()?.t === 'typing' && last()?.on === true)
  await buyer.field.press('Enter')
  await agent.until('typing off', () => last()?.t === 'typing' && last()?.on === false)
})

test('nothing of a message is HTML; only http(s) becomes a link', async () => {
  const buyer = await visit()
  await buyer.say('你好')
  const conversation = await agent.served()
  const nasty =
    '<img src=x onerror="document.title=\'pwned\'"> javascript:alert(1) https://shop.example/a，谢谢'
  await agent.reply(conversation, nasty)
  const bubble = buyer.theirs.locator('.text')
  await expect(bubble).toHaveText(nasty)
  await expect(bubble.locator('img')).toHaveCount(0)
  await expect(bubble.locator('a')).toHaveCount(1)
  await expect(bubble.locator('a')).toHaveAttribute('href', 'https://shop.example/a')
  await expect(bubble.locator('a')).toHaveAttribute('rel', /noopener/)
})

test('Enter sends, but not while an input method composes', async () => {
  const buyer = await visit()
  await buyer.field.focus()
  const session = await buyer.page.context().newCDPSession(buyer.page)
  await session.send('Input.imeSetComposition', {
    text: '你好',
    selectionStart: 2,
    selectionEnd: 2,
  })
  const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 }
  await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
  await session.send('Input.insertText', { text: '你好' })
  await expect(buyer.field).toHaveValue('你好')
  await expect(buyer.own).toHaveCount(0)
  await buyer.field.press('Enter')
  await expect(buyer.own).toHaveCount(1)
})

test('two tabs of one browser are one buyer and show everything once', async () => {
  const buyer = await visit()
  const other = await new BuyerPage(await buyer.page.context().newPage()).open(buyer.page.url())
  await buyer.say('甲')
  await expect(other.bubble('甲')).toBeVisible()
  await other.say('乙')
  await expect(buyer.bubble('乙')).toBeVisible()
  await agent.until('both', () => heard().length === 2)
  expect(heard()).toEqual(['甲', '乙'])
  await expect(buyer.own).toHaveCount(2)
  await expect(other.own).toHaveCount(2)
  expect(agent.held()).toHaveLength(1)
})

test('a closed conversation says so; the next message opens a new one under the old', async () => {
  const buyer = await visit()
  await buyer.say('旧事')
  const conversation = await agent.served()
  await agent.command({
    type: 'close',
    conversation: conversation.id,
    holderEpoch: conversation.holderEpoch,
  })
  await expect(buyer.status).toContainText('再发消息会重新为您接通')
  await buyer.say('新事')
  await expect(buyer.bubble('新事')).toContainText('已送达')
  await buyer.page.reload()
  await expect(buyer.bubble('新事')).toBeVisible()
  await buyer.page.getByRole('button', { name: '查看更早的消息' }).click()
  await expect(buyer.bubble('旧事')).toBeVisible()
})

test('[S32] a long conversation is read upwards without a jump, and new messages are told below', async () => {
  const buyer = await visit()
  await buyer.say('开始')
  const conversation = await agent.served()
  for (let line = 1; line <= 120; line++) await agent.reply(conversation, `第 ${line} 行`)
  await buyer.page.reload()
  await expect(buyer.bubble('第 120 行')).toBeInViewport()
  expect(await buyer.page.locator('.line').count()).toBeLessThan(60)
  const scroller = buyer.page.locator('.scroller')
  const first = buyer.page.locator('.line').first()
  const text = await first.locator('.text').innerText()
  await scroller.evaluate((node) => node.scrollTo(0, 40))
  await expect(buyer.page.locator('.line').first()).not.toContainText(text)
  // What was read stays where it was on the screen, and the older ones are above it.
  await expect(
    buyer.page.locator('.line', { has: buyer.page.getByText(text, { exact: true }) }),
  ).toBeInViewport()
  while (await buyer.page.getByRole('button', { name: '查看更早的消息' }).isVisible()) {
    const count = await buyer.page.locator('.line').count()
    await scroller.evaluate((node) => node.scrollTo(0, 0))
    await expect.poll(() => buyer.page.locator('.line').count()).toBeGreaterThan(count)
  }
  await expect(buyer.page.locator('.line:not(.auto)')).toHaveCount(121)
  await scroller.evaluate((node) => node.scrollTo(0, 0))
  await agent.reply(conversation, '新的一行')
  await buyer.page.getByRole('button', { name: '1 条新消息' }).click()
  await expect(buyer.bubble('新的一行')).toBeInViewport()
})

test('a shop that does not exist is said, not retried for ever', async () => {
  const context = await browser.newContext({ locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(`${gateway.url}/s/nobody`)
  await expect(page.locator('.banner')).toContainText('没有找到这家店铺')
})
