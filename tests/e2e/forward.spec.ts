import { expect, test } from '@playwright/test'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let main: AgentClient
let buyer: BuyerClient
let sender: Workstation

test.beforeEach(async () => {
  gateway = await startTestGateway()
  main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  sender = await Workstation.launch()
  await sender.signIn(gateway, 'demoshop:xiaohong')
  buyer = await gateway.buyer({ name: '王先生' })
  await buyer.say('我要退货')
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

async function forward(station: Workstation, to: string, note: string): Promise<void> {
  await station.page.keyboard.press('Control+Shift+F')
  const dialog = station.page.getByRole('dialog')
  await dialog.getByRole('radio', { name: new RegExp(to) }).check()
  await dialog.getByLabel(words('chats:forward.note')).fill(note)
  await dialog.getByRole('button', { name: words('chats:forward.submitTo', { nick: to }) }).click()
  await expect(dialog).toBeHidden()
}

test('[D12] in two windows: offered, declined, offered again and accepted; the buyer reads one line', async () => {
  test.setTimeout(120_000)
  await main.settings({
    dispatch: { ...DEFAULT_SETTINGS.dispatch, forwardAcceptMs: 120_000 },
  })
  const receiver = await Workstation.launch()
  await receiver.signIn(gateway, 'demoshop:xiaoming')
  await sender.open('王先生')
  await forward(sender, 'xiaoming', '老客户，先安抚')
  await expect(
    sender.page.getByText(words('chats:offer.waits', { nick: 'xiaoming' })),
  ).toBeVisible()

  await receiver.row('王先生').click()
  await expect(receiver.message('我要退货')).toBeVisible()
  await expect(receiver.page.getByText('老客户，先安抚').first()).toBeVisible()
  await receiver.button('chats:offer.decline').click()
  await expect(receiver.row('王先生')).toHaveCount(0)
  await expect(
    sender.timeline.getByText(words('chats:aside.declined', { nick: 'xiaoming' })),
  ).toBeVisible()

  await forward(sender, 'xiaoming', '请帮帮忙')
  await receiver.row('王先生').click()
  await receiver.page.getByRole('button', { name: words('chats:offer.accept') }).click()
  await receiver.say('您好，我来处理退货')
  await buyer.until('the answer', () => {
    const { id = '' } = buyer.view?.conversation ?? {}
    return buyer.texts(id).includes('您好，我来处理退货')
  })
  expect(buyer.view?.conversation?.servedBy).toBe('xiaoming')
  expect(JSON.stringify([buyer.events, buyer.snapshots])).not.toContain('安抚')
  await expect(sender.row('王先生')).toHaveCount(0)
})

test('[D6] marked private by main, the buyer leaves the sub-account’s window with every word', async () => {
  await sender.open('王先生')
  await expect(sender.message('我要退货')).toBeVisible()
  await sender.composer.fill('这是草稿')
  await main.command({ type: 'buyer.mark', buyer: buyer.id, private: true })
  await expect(sender.page.getByText(words('chats:toast.withdrawn'))).toBeVisible()
  await expect(sender.page.getByText('王先生')).toHaveCount(0)
  await expect(sender.page.getByText('我要退货')).toHaveCount(0)
  await sender.page.keyboard.press('Control+K')
  await sender.page.keyboard.type('退货')
  await expect(
    sender.page.getByText(words('chats:palette.nothing', { text: '退货' })),
  ).toBeVisible()
})

test('[A5] a supervisor whispers in the window; the agent reads it beside the chat, the buyer never', async () => {
  await sender.open('王先生')
  const conversation = buyer.view?.conversation?.id ?? ''
  await main.until('sees it', () => main.view?.conversations[conversation] !== undefined)
  await main.command({ type: 'whisper', conversation, text: '先问订单号' })
  const line = sender.timeline.getByText('先问订单号')
  await expect(line).toBeVisible()
  await expect(sender.timeline.getByText(words('chats:aside.unseen'))).toBeVisible()
  await sender.say('请问订单号是多少？')
  await buyer.until('the answer', () => buyer.texts(conversation).includes('请问订单号是多少？'))
  expect(JSON.stringify([buyer.events, buyer.snapshots])).not.toContain('先问订单号')
})
