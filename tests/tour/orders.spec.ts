import { expect, test } from '@playwright/test'
import { apiOf } from '../support/api.ts'
import type { BuyerClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { MAIN } from '../support/gateway.ts'
import type { Mood, OrderSystemServer } from '../support/order-system.ts'
import { words, Workstation, type TestLanguage } from '../support/workstation.ts'
import {
  resize,
  setLanguage,
  setTheme,
  stopClocks,
  take,
  takeBoth,
  takeZoomed,
  zoom,
} from './camera.ts'
import { longOrder, ORDER } from './order-books.ts'
import { productPicture } from './product-picture.ts'
import { forenoon, HERO, Scene, writesIn } from './scene.ts'

/** Pictures of the order panel: at work, asked twice, old, lied to, with the longest there is, empty. */

let scene: Scene
let station: Workstation
let system: OrderSystemServer

test.beforeEach(async () => {
  scene = await Scene.open()
})
test.afterEach(async () => {
  await closeDesktops()
  await scene.stop()
})

async function begin(): Promise<void> {
  station = await Workstation.launch()
  await stopClocks(station)
  await resize(station, 1440, 900)
  await station.signIn(scene.gateway, `${MAIN}:小红`)
}
const panel = (language: TestLanguage = 'zh-CN') =>
  station.page.getByRole('complementary', { name: words('chats:panel.label', {}, language) })
const order = (number: string) => panel().locator(`[data-order="${number}"]`)
const act = (number: string, name: string) =>
  order(number).getByRole('button', { name: words(`orders:act.${name}`), exact: true })
const form = (name: string) => panel().getByRole('form', { name: words(`orders:act.${name}`) })

async function link(buyer: BuyerClient, customer: string): Promise<void> {
  const boss = await scene.gateway.agent(MAIN, { device: 'headless boss' })
  await boss.command({ type: 'buyer.link', buyer: buyer.id, customer })
  boss.close()
}

test('the panel at work, and an order system that does not work', async () => {
  const hero = await forenoon(scene, await productPicture())
  system = scene.books
  await begin()
  const { page } = station
  await station.open(HERO)
  await act(ORDER, 'refund').click()
  await form('refund')
    .getByLabel(words('orders:field.refund', { currency: 'CNY' }))
    .fill('119')
  await form('refund').getByLabel(words('orders:field.reason')).fill('分享壶有裂纹，补偿一半')
  await takeBoth(station, 'refund')
  await form('refund').getByLabel(words('orders:field.reason')).press('Enter')
  const sure = page.getByRole('button', {
    name: words('orders:submit.refund', { amount: '¥119.00' }),
    exact: true,
  })
  await expect(sure).toBeVisible()
  await takeBoth(station, 'refund-sure')
  await sure.click()
  await expect(form('refund')).toHaveCount(0)
  await expect(station.timeline.getByText(new RegExp(ORDER)).last()).toBeVisible()
  await take(page, 'refund-done-light')

  await act(ORDER, 'note').click()
  await form('note').getByLabel(words('orders:field.note')).fill('nonsense')
  await form('note')
    .getByRole('button', { name: words('orders:do.note') })
    .click()
  await expect(form('note').getByText('备注不合规', { exact: false })).toBeVisible()
  await take(page, 'order-act-refused-light')
  await form('note')
    .getByRole('button', { name: words('common:cancel') })
    .click()
  await act(ORDER, 'return').click()
  await take(page, 'order-return-light')
  await page.keyboard.press('Escape')

  let later = 0
  for (const [mood, kind] of [
    ['broken', 'down'],
    ['refusing', 'refused'],
    ['babbling', 'lies'],
  ] as const satisfies readonly (readonly [Mood, string])[]) {
    system.mood = mood
    // It is asked again only when some time has gone by.
    scene.ago(-(later += 60))
    await page.clock.setFixedTime(scene.now())
    await apiOf(scene.gateway.url)(
      (await scene.gateway.signIn(MAIN, 'books')).access,
      `/api/orders?buyer=${hero.id}&fresh=true`,
    )
    await expect(panel().getByText(words(`orders:trouble.${kind}`))).toBeVisible()
    await panel()
      .getByText(words(`orders:trouble.${kind}`))
      .scrollIntoViewIfNeeded()
    if (kind === 'down') await takeBoth(station, 'orders-old')
    else await take(page, `orders-${kind}-light`)
  }
})

test('long names, nine digits, many languages, large letters', async () => {
  system = await scene.furnish()
  scene.ago(400)
  const red = await scene.account('小红')
  const name = 'Bartholomew 欧阳诸葛慕容端木司马上官公孙'
  const long = await writesIn(
    scene,
    name,
    'Hello 你好！这里有一个很长的链接 https://shancha.example/item/p3001?from=search&keyword=%E6%89%8B%E5%86%B2%E5%A3%B6&utm_source=partner&session=0123456789abcdef0123456789abcdef 麻烦看下 12345678901234567890 这单 🙏🙏🙏',
    {
      product: longOrder('x').lines[0]?.title ?? '',
      page: `https://shancha.example/${'very-long-address/'.repeat(8)}`,
    },
  )
  system.put(longOrder('会员 ALLTHECUSTOMERSOFTHEWORLD-99999999'))
  await link(long, '会员 ALLTHECUSTOMERSOFTHEWORLD-99999999')
  await red.served(long.id)
  scene.ago(0)
  await begin()
  const { page } = station
  await station.open('Bartholomew')
  const { number } = longOrder('x')
  await expect(order(number)).toBeVisible()
  await expect.poll(() => order(number).locator('img').count()).toBeGreaterThan(0)
  await takeBoth(station, 'long')
  await act(number, 'price').click()
  await form('price')
    .getByLabel(words('orders:field.price', { currency: 'CNY' }))
    .fill('9876543.2')
  await form('price')
    .getByLabel(words('orders:field.price', { currency: 'CNY' }))
    .press('Enter')
  await expect(form('price').locator('.act-confirm')).toBeVisible()
  await take(page, 'long-price-light')
  await setLanguage(page, 'en')
  await take(page, 'long-en-light')
  await page.getByRole('tab', { name: words('chats:panel.tab.buyer', {}, 'en') }).click()
  await expect(panel('en').getByText('ALLTHECUSTOMERS', { exact: false })).toBeVisible()
  await take(page, 'long-buyer-en-light')
  await setLanguage(page, 'zh-TW')
  await take(page, 'long-buyer-zh-TW-light')
  await setLanguage(page, 'zh-CN')
  await page.getByRole('tab', { name: words('chats:panel.tab.orders') }).click()
  await resize(station, 1280, 720)
  await take(page, 'long-1280x720-light')
  await zoom(station, 2)
  await takeZoomed(station, 'long-1280x720-200-percent-light')
  await page.keyboard.press('Alt+1')
  await expect(panel()).toBeVisible()
  await takeZoomed(station, 'orders-1280x720-200-percent-light')
  await zoom(station, 1)
})

test('a new shop: no order system, no quick replies', async () => {
  scene.ago(120)
  const red = await scene.account('小红')
  scene.ago(20)
  const buyer = await writesIn(scene, '顾北辰', '在吗？儿童吸管杯什么时候补货')
  await red.served(buyer.id)
  scene.ago(0)
  await begin()
  const { page } = station
  await station.open('顾北辰')
  await page.keyboard.press('Alt+1')
  await expect(panel().getByText(words('orders:none'))).toBeVisible()
  await station.composer.focus()
  await page.keyboard.type('/')
  await expect(page.getByText(words('quick:menu.none'))).toBeVisible()
  await take(page, 'new-shop-light')
  await page.keyboard.press('Escape')
  await station.composer.fill('')
  await page.getByRole('tab', { name: words('chats:panel.tab.quick') }).click()
  await expect(panel().getByText(words('quick:empty.team'))).toBeVisible()
  await setTheme(page, 'dark')
  await take(page, 'new-shop-dark')
})
