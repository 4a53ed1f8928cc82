import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { root } from '#build/root.ts'
import { BuyerPage, launchChromium } from '../support/buyer-browser.ts'
import { closeDesktops } from '../support/desktop.ts'
import { MAIN } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'
import { crowd } from './crowd.ts'
import { resize, setLanguage, stopClocks, take, takeBoth, takeZoomed, zoom } from './camera.ts'
import { productPicture } from './product-picture.ts'
import { ORDER } from './order-books.ts'
import { NOW } from './moment.ts'
import { forenoon, HERO, Scene } from './scene.ts'

/** Pictures of the real screens for docs/tour. What they show comes by the real path. */

let scene: Scene | null = null

async function open(limit = 40): Promise<Scene> {
  scene = await Scene.open({ buyerPageDir: join(root, 'out/renderer/buyer'), limit })
  return scene
}

async function launch(): Promise<Workstation> {
  const station = await Workstation.launch()
  await stopClocks(station)
  await resize(station, 1440, 900)
  return station
}

/** Also of a menu: one step back, and done before the next key. */
async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(
    page.locator('dialog, [role=dialog], [role=menu]').filter({ visible: true }),
  ).toHaveCount(0)
}

test.beforeAll(() => mkdir(join(root, 'docs/tour'), { recursive: true }))
test.afterEach(async () => {
  await closeDesktops()
  await scene?.stop()
  scene = null
})

test('entry: welcome, open a shop, join one, sign in', async () => {
  const { gateway } = await open()
  const station = await launch()
  const { page } = station
  await expect(station.button('app:welcome.demo.action')).toBeVisible()
  await takeBoth(station, 'welcome')

  await station.button('app:welcome.open.action').click()
  const field = (key: string) => page.getByLabel(words(key), { exact: true })
  await field('app:open.shopName').fill('山茶家居旗舰店')
  await field('app:open.main').fill('山茶家居')
  await field('app:open.nick').fill('店长')
  await field('app:open.password').fill('a good long password')
  await field('app:open.repeat').fill('a good long passw')
  await field('app:open.repeat').blur()
  await takeBoth(station, 'open-shop')
  await station.button('common:back').click()

  await station.button('app:welcome.join.action').click()
  await page.getByLabel(words('app:join.code')).fill(gateway.url)
  await takeBoth(station, 'join')
  await station.button('app:join.submit').click()
  await station.fillSignIn(`${MAIN}：小红`)
  await station.button('app:signIn.submit').click()
  await expect(page.getByText(words('app:signIn.suggestion'))).toBeVisible()
  await takeBoth(station, 'sign-in')
})

test('the workstation at work, and all that opens over it', async () => {
  const stage = await open()
  await forenoon(stage, await productPicture())
  await stage.account('小明')
  const jay = await stage.account('阿杰')
  await jay.command({ type: 'suspend', reason: '用餐' })
  const station = await launch()
  const { page } = station
  await station.signIn(stage.gateway, `${MAIN}:小红`)

  await station.open('苏念')
  await station.open('沈星河')
  await station.composer.fill('够的，一米八的床正合适。杭州')
  await station.open(HERO)
  await expect(station.message('太好了，谢谢！那补寄需要我付运费吗？')).toBeVisible()
  const picture = station.timeline.locator('img').first()
  await expect
    .poll(() =>
      picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0),
    )
    .toBe(true)
  await station.composer.fill('不需要的，补寄运费我们承担')
  await takeBoth(station, 'workstation')

  await station.button('chats:header.why').click()
  await take(page, 'why-light')
  await closeDialog(page)

  await station.button('chats:header.forward').click()
  await expect(page.getByRole('dialog').getByText('小明', { exact: true }).first()).toBeVisible()
  await page.getByRole('dialog').getByText('小明', { exact: true }).first().click()
  await page.getByLabel(words('chats:forward.note')).fill('壶裂了，已答应补寄，请跟进物流')
  await takeBoth(station, 'forward')
  await closeDialog(page)

  await page.keyboard.press('Control+k')
  await page.keyboard.insertText('壶')
  await expect(page.getByRole('option').filter({ hasText: '裂纹' }).first()).toBeVisible()
  await takeBoth(station, 'search')
  await closeDialog(page)

  await page.keyboard.press('F1')
  await expect(page.getByRole('dialog')).toBeVisible()
  await takeBoth(station, 'keys')
  await closeDialog(page)
  await page.keyboard.press('Control+,')
  await expect(page.getByRole('dialog')).toBeVisible()
  await takeBoth(station, 'settings')
  await closeDialog(page)

  await page
    .getByRole('button', { name: new RegExp(words('common:online')) })
    .first()
    .click()
  await expect(page.getByRole('menu')).toBeVisible()
  await takeBoth(station, 'account-menu')
  await closeDialog(page)

  await station.composer.focus()
  for (const language of ['en', 'zh-TW'] as const) {
    await setLanguage(page, language)
    await take(page, `workstation-${language}-light`)
  }
  await setLanguage(page, 'zh-CN')
  await resize(station, 1280, 720)
  await take(page, 'workstation-1280x720-light')
  await resize(station, 1440, 900)
  await zoom(station, 2)
  await takeZoomed(station, 'workstation-200-percent-light')
  await zoom(station, 1)

  await page.keyboard.press('Control+Shift+S')
  await expect(page.getByRole('dialog')).toBeVisible()
  await take(page, 'suspend-light')
  await page.getByRole('dialog').getByText(words('chats:suspend.meal')).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: words('chats:suspend.submit'), exact: true })
    .click()
  await expect(page.getByText(words('chats:suspend.bar', { reason: '用餐' }))).toBeVisible()
  await takeBoth(station, 'suspended')

  await stage.gateway.gateway.close()
  await expect(page.getByText(words('chats:connection.offline'))).toBeVisible()
  await station.say('不需要的，补寄运费由我们承担，您放心～')
  await takeBoth(station, 'offline')
})

test('nobody has written yet', async () => {
  const stage = await open()
  const station = await launch()
  stage.ago(0)
  await station.signIn(stage.gateway, `${MAIN}:小红`)
  await takeBoth(station, 'empty')
})

test('a day of sales', async () => {
  const stage = await open(40)
  await crowd(stage, 240, 40)
  const station = await launch()
  await station.signIn(stage.gateway, `${MAIN}:小红`)
  for (const index of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
    await station.page.getByRole('option').nth(index).click()
    await expect(station.composer).toBeVisible()
  }
  await expect(station.timeline.locator('[data-cseq]').first()).toBeVisible()
  await takeBoth(station, 'crowded')

  // The main account sees the queue, and what its people hold.
  const owner = await launch()
  await owner.signIn(stage.gateway, MAIN)
  await owner.page.getByRole('option').first().click()
  await expect(owner.timeline.locator('[data-cseq]').first()).toBeVisible()
  await expect(owner.page.getByText(words('chats:panel.firstSeen'))).toBeVisible()
  await take(owner.page, 'crowded-queue-light')
})

test("the buyer's page: quote, cards, words taken back, stars", async () => {
  const stage = await open()
  await stage.furnish()
  stage.ago(600)
  const red = await stage.account('小红')
  const picture = await productPicture()
  const browser = await launchChromium()
  try {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      locale: 'zh-CN',
    })
    const view = await context.newPage()
    await view.clock.setFixedTime(NOW)
    const buyer = await new BuyerPage(view).open(`${stage.gateway.url}/s/${MAIN}`)
    await buyer.say('分享壶上有一道裂纹 😢')
    const conversation = await red.served()
    await red.command({ type: 'read', conversation: conversation.id, upTo: 1 })
    const file = await stage.upload(red, '壶.png', picture)
    const ok = await red.reply(conversation, '亲，非常抱歉！这是您的订单吗？')
    await red.tell(conversation, {
      kind: 'card',
      card: {
        kind: 'order',
        number: ORDER,
        state: 'delivered',
        total: { amount: 987_654_321, currency: 'CNY' },
        lines: [{ title: '小满 手冲咖啡壶套装（玻璃款）', count: 1 }],
        more: 1,
        picture: file,
      },
    })
    await red.tell(conversation, {
      kind: 'card',
      card: {
        kind: 'product',
        id: 'p3001',
        title: '小满 手冲咖啡壶套装（玻璃款），含滤杯、分享壶和四十张滤纸',
        price: { amount: 21_900, currency: 'CNY' },
        picture: file,
        url: 'https://shancha.example/item/p3001',
      },
    })
    const wrong = await red.reply(conversation, '这款没有现货')
    await red.command({ type: 'recall', conversation: conversation.id, cseq: wrong.cseq ?? 0 })
    await red.tell(conversation, {
      kind: 'text',
      text: '给您补寄一只，今天下午四点前发顺丰，坏的不用寄回。',
      quote: ok.cseq ?? 0,
    })
    await expect(buyer.bubble('坏的不用寄回')).toBeVisible()
    await buyer.field.fill('好的，那什么时候能到')
    for (const colorScheme of ['dark', 'light'] as const) {
      await view.emulateMedia({ colorScheme })
      await take(view, `buyer-phone-cards-${colorScheme}`)
    }
    await buyer.field.fill('')
    const now = await red.served()
    await red.command({
      type: 'close',
      conversation: now.id,
      holderEpoch: now.holderEpoch,
      summary: { topic: null, text: '' },
    })
    await expect(view.getByRole('radio', { name: '满意', exact: true })).toBeVisible()
    await view.getByRole('radio', { name: '满意', exact: true }).check({ force: true })
    await view.getByPlaceholder('想说的话（选填）').fill('回答很快，处理得也干脆')
    for (const colorScheme of ['dark', 'light'] as const) {
      await view.emulateMedia({ colorScheme })
      await take(view, `buyer-phone-rating-${colorScheme}`)
    }
    await context.close()
  } finally {
    await browser.close()
  }
})

test("the buyer's page", async () => {
  const stage = await open()
  stage.ago(600)
  const red = await stage.account('小红')
  const picture = await productPicture()
  const browser = await launchChromium()
  try {
    for (const [name, viewport] of [
      ['desktop', { width: 1280, height: 800 }],
      ['phone', { width: 390, height: 844 }],
    ] as const) {
      const context = await browser.newContext({ viewport, locale: 'zh-CN' })
      const view = await context.newPage()
      await view.clock.setFixedTime(new Date(2026, 10, 20, 10, 24, 30))
      const buyer = await new BuyerPage(view).open(`${stage.gateway.url}/s/${MAIN}`)
      await buyer.say('你好，分享壶上有一道裂纹 😢')
      const before = red.events.length
      await view
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: '裂纹.png', mimeType: 'image/png', buffer: picture })
      await red.until('the picture', () =>
        red.events
          .slice(before)
          .some(
            ({ event }) => event.type === 'message.sent' && event.message.body.kind === 'image',
          ),
      )
      const conversation = red.held().at(-1)
      if (!conversation) throw new Error('nobody came')
      await red.reply(conversation, '亲，非常抱歉让您收到有裂纹的壶！我马上帮您处理。')
      await red.reply(conversation, '给您补寄一只，今天下午四点前发顺丰，坏的不用寄回。')
      await expect(buyer.bubble('坏的不用寄回')).toBeVisible()
      await red.command({ type: 'read', conversation: conversation.id, upTo: 3 })
      for (const colorScheme of ['dark', 'light'] as const) {
        await view.emulateMedia({ colorScheme })
        await take(view, `buyer-${name}-${colorScheme}`)
      }
      await context.close()
    }
  } finally {
    await browser.close()
  }
})
