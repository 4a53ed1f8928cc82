import { expect, test } from '@playwright/test'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startOrderShop, type OrderShop } from '../support/order-shop.ts'
import { words, Workstation } from '../support/workstation.ts'

let shop: OrderShop
let station: Workstation

test.beforeEach(async () => {
  shop = await startOrderShop()
  await shop.main.command({ type: 'participate', account: shop.main.id, on: false })
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await shop.stop()
})

/** The account's own window with a chat of this customer in front. */
async function serving(
  role: 'senior' | 'junior',
  customer: string,
): Promise<{ buyer: BuyerClient; conversation: string }> {
  const agent: AgentClient = await shop.agent(role, 'xiaohong')
  const served = await shop.serve(agent, customer)
  agent.close()
  station = await Workstation.launch()
  await station.signIn(shop.test, `${shop.test.main}:xiaohong`)
  await station.open('在吗')
  return served
}
const panel = () => station.page.getByRole('complementary', { name: words('chats:panel.label') })
const order = (number: string) => panel().locator(`[data-order="${number}"]`)
const act = (number: string, name: string) =>
  order(number).getByRole('button', { name: words(`orders:act.${name}`), exact: true })

test('[A5] a senior refunds a part, once on a double click; the card says so and a line stands in the chat', async () => {
  test.setTimeout(120_000)
  shop.system.put({ number: 'R-1', customer: 'c-refund' })
  const { conversation } = await serving('senior', 'c-refund')
  await act('R-1', 'refund').click()
  const form = panel().getByRole('form', { name: words('orders:act.refund') })
  const amount = form.getByLabel(words('orders:field.refund', { currency: 'CNY' }))
  await amount.fill('99999')
  await amount.press('Enter')
  await expect(form.getByText(words('orders:wrong.tooMuch'))).toBeVisible()
  await amount.fill('50')
  await amount.press('Enter')
  await form
    .getByRole('button', { name: words('orders:submit.refund', { amount: '¥50.00' }), exact: true })
    .dblclick()
  await expect(
    station.page.getByText(words('orders:done.refund', { number: 'R-1' })).first(),
  ).toBeVisible()
  await expect(form).toHaveCount(0)
  await expect(order('R-1').getByText('¥50.00')).toBeVisible()
  await expect(station.timeline.getByText(/R-1/).first()).toBeVisible()
  const refunds = shop.system.done.filter((one) => JSON.stringify(one).includes('refund'))
  expect(refunds).toHaveLength(1)
  const orders = await shop.orders(
    shop.main,
    shop.main.view?.conversations[conversation]?.buyer.id ?? '',
  )
  expect(orders.value.orders[0]?.refunded?.amount).toBe(5000)
})

test('[A5] a junior is shown no refund, price, address, return or note, but reminds', async () => {
  shop.system.put({ number: 'J-1', customer: 'c-junior' })
  await serving('junior', 'c-junior')
  await expect(act('J-1', 'remind')).toBeVisible()
  for (const name of ['refund', 'price', 'address', 'return', 'note'])
    await expect(act('J-1', name)).toHaveCount(0)
  await act('J-1', 'remind').click()
  await station.button('orders:do.remind').click()
  await expect(
    station.page.getByText(words('orders:done.remind', { number: 'J-1' })).first(),
  ).toBeVisible()
})

test('an order system that dies: the panel says what is old, the chat goes on, and it comes back', async () => {
  test.setTimeout(120_000)
  shop.system.put({ number: 'D-1', customer: 'c-down' })
  const { buyer, conversation } = await serving('senior', 'c-down')
  await expect(order('D-1')).toBeVisible()
  await shop.system.stop()
  await shop.orders(shop.main, buyer.id, true)
  const trouble = panel().getByText(words('orders:trouble.down'))
  await expect(trouble).toBeVisible()
  await expect(order('D-1')).toBeVisible()
  await station.say('稍等，我看一下')
  await buyer.until('the answer', () => buyer.texts(conversation).includes('稍等，我看一下'))
  shop.system.put({ number: 'D-2', customer: 'c-down' })
  await shop.system.start()
  await station.button('orders:trouble.now').click()
  await expect(order('D-2')).toBeVisible()
  await expect(trouble).toHaveCount(0)
})

test('a card of the order goes to the buyer; the number is put where the caret stands', async () => {
  shop.system.put({ number: 'K-100', customer: 'c-card' })
  const { buyer, conversation } = await serving('senior', 'c-card')
  await order('K-100')
    .getByRole('button', { name: words('orders:sendCard'), exact: true })
    .click()
  await buyer.until('the card', () =>
    buyer
      .messages(conversation)
      .some(({ body }) => body.kind === 'card' && JSON.stringify(body).includes('K-100')),
  )
  await station.composer.fill('订单号是')
  await order('K-100')
    .getByRole('button', { name: words('orders:insertNumber'), exact: true })
    .click()
  await expect(station.composer).toHaveValue('订单号是K-100')
  await expect(station.composer).toBeFocused()
})

test('nobody in the shop’s books: found by an order number, linked, and taken back', async () => {
  shop.system.put({ number: 'L-1', customer: 'c-linked' })
  const { buyer } = await serving('senior', 'c-nothing')
  await shop.main.command({ type: 'buyer.link', buyer: buyer.id, customer: null })
  const link = panel().getByRole('region', { name: words('orders:link.title') })
  await expect(link).toBeVisible()
  await link.getByLabel(words('orders:link.field')).fill('L-1')
  await link.getByLabel(words('orders:link.field')).press('Enter')
  await link.getByRole('button', { name: /的订单/ }).click()
  await expect(order('L-1')).toBeVisible()
})

test('a tag and a note for colleagues, by keyboard; the tab is remembered over a switch', async () => {
  shop.system.put({ number: 'T-1', customer: 'c-tag' })
  const { buyer, conversation } = await serving('senior', 'c-tag')
  await station.page.keyboard.press('Alt+2')
  await expect(panel().getByRole('tab', { name: words('chats:panel.tab.buyer') })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await station.button('buyerCard:tags.add').click()
  await station.page.keyboard.type('老客户')
  await station.page.keyboard.press('Enter')
  await shop.main.until('the tag', () =>
    (shop.main.view?.conversations[conversation]?.buyer.tags ?? []).includes('老客户'),
  )
  await panel().getByLabel(words('buyerCard:notes.new')).fill('对羽绒过敏')
  await station.page.keyboard.press('Control+Enter')
  await shop.main.until('the note', () =>
    shop.main.events.some(
      ({ event }) => event.type === 'buyer.noted' && event.note.text === '对羽绒过敏',
    ),
  )
  await expect(panel().getByText('对羽绒过敏')).toHaveCount(1)
  expect(JSON.stringify([buyer.events, buyer.snapshots])).not.toContain('过敏')
})
