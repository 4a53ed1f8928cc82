import { expect, type Locator, type Page, test } from '@playwright/test'
import type { BuyerClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { MAIN } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'
import { resize, setTheme, stopClocks, take, takeBoth } from './camera.ts'
import { productPicture } from './product-picture.ts'
import { forenoon, HERO, Scene } from './scene.ts'

/** Pictures of the desk part by part: composer, lines, quick replies, what begins and ends a chat. */

let scene: Scene
let station: Workstation
let hero: BuyerClient

test.beforeEach(async () => {
  scene = await Scene.open()
  hero = await forenoon(scene, await productPicture())
  station = await Workstation.launch()
  await stopClocks(station)
  await resize(station, 1440, 900)
  await station.signIn(scene.gateway, `${MAIN}:小红`)
})
test.afterEach(async () => {
  await closeDesktops()
  await scene.stop()
})

const panel = () => station.page.getByRole('complementary', { name: words('chats:panel.label') })
const dialog = () => station.page.getByRole('dialog')
const away = (page: Page) =>
  expect(page.locator('dialog, [role=dialog], [role=menu]').filter({ visible: true })).toHaveCount(
    0,
  )
async function closeDialog(): Promise<void> {
  await station.page.keyboard.press('Escape')
  await away(station.page)
}
/** The pictures of wares come after the words. */
const whole = (within: Locator) =>
  expect
    .poll(() =>
      within
        .locator('img')
        .evaluateAll((all) =>
          all.every(
            (one) =>
              (one as HTMLImageElement).complete && (one as HTMLImageElement).naturalWidth > 0,
          ),
        ),
    )
    .toBe(true)

test('what is written: quick replies, emoji, quote, lines, typing', async () => {
  const { page } = station
  const { keyboard } = page
  await station.open(HERO)
  await expect(station.message('太好了，谢谢！那补寄需要我付运费吗？')).toBeVisible()
  await whole(station.timeline)

  await station.composer.focus()
  await keyboard.type('/')
  await expect(page.locator('[data-phrase-menu]').getByRole('option').first()).toBeVisible()
  await take(page, 'slash-often-light')
  await keyboard.type('wl')
  await expect(page.locator('[data-phrase-menu]').getByRole('option').first()).toBeVisible()
  await takeBoth(station, 'slash')
  await keyboard.press('Escape')
  await station.composer.fill('')

  await page.getByRole('tab', { name: words('chats:panel.tab.quick') }).click()
  const tab = page.getByRole('region', { name: words('quick:label') })
  await expect(tab.getByText('您好', { exact: true }).first()).toBeVisible()
  await take(page, 'quick-team-light')
  await tab.getByRole('radio', { name: words('quick:scope.personal') }).click()
  await take(page, 'quick-empty-light')
  await tab
    .getByRole('button', { name: words('quick:edit.new') })
    .first()
    .click()
  const form = tab.getByRole('form', { name: words('quick:edit.new') })
  await form.getByLabel(words('quick:column.group')).fill('售后/破损')
  await form.getByLabel(words('quick:column.code')).fill('bj')
  await form.getByLabel(words('quick:column.title')).fill('破损补寄')
  await form
    .getByLabel(words('quick:column.text'))
    .fill('{buyer}您好，订单 {order} 的破损件今天补寄，单号 {tracking}，坏的不用寄回。')
  await takeBoth(station, 'quick-edit')
  await form.getByRole('button', { name: words('quick:edit.save') }).click()
  await expect(form).toBeHidden()

  await tab.getByRole('button', { name: words('quick:import.title') }).click()
  const rows = [
    '分组,快捷码,标题,内容,范围',
    '发货,fh1,发货时效,亲，48 小时内发货,个人',
    '发货,a b,坏的快捷码,快捷码里有空格,个人',
    '物流,dh,快递单号,"单号是 {tracking}，请查收",全店',
    '售后,,没有内容,,个人',
    '售后,th1,退货地址,退货请寄：浙江省杭州市西湖区文三路 90 号 3 幢仓库，收件人山茶家居,个人',
  ]
  await dialog()
    .getByLabel(words('quick:import.file'))
    .setInputFiles({
      name: '短语.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(rows.join('\n')),
    })
  await expect(dialog().getByRole('status')).toBeVisible()
  await takeBoth(station, 'quick-import')
  await closeDialog()

  await page.getByRole('tab', { name: words('chats:panel.tab.orders') }).click()
  await station.composer.focus()
  await keyboard.press('Control+Shift+Q')
  await expect(page.getByRole('group', { name: words('chats:composerBars.quoting') })).toBeVisible()
  await keyboard.insertText('不需要的，运费我们承担')
  await station.button('chats:composerBars.emoji').click()
  await expect(page.getByRole('option', { name: /./ }).first()).toBeVisible()
  await expect(page.getByLabel(words('chats:composerBars.emojiSearch'))).toBeVisible()
  await takeBoth(station, 'quote-emoji')
  await keyboard.press('Escape')
  await keyboard.press('Enter')
  await expect(station.message('不需要的，运费我们承担')).toBeVisible()

  await panel()
    .getByRole('button', { name: words('orders:sendCard'), exact: true })
    .first()
    .click()
  await expect(station.timeline.locator('.card').last()).toBeVisible()
  await station.say('这款现在没有现货')
  await station.composer.focus()
  await keyboard.press('Control+Shift+R')
  await expect(page.getByText(words('chats:composerLine.recalledMine'))).toBeVisible()
  hero.protocol.typing(hero.view?.conversation?.id ?? '', true, '好的，那什么时候能寄出来呢？另外')
  await expect(page.getByText(/好的，那什么时候/)).toBeVisible()
  await station.timeline.getByText('不需要的，运费我们承担').last().hover()
  await expect(
    page.getByRole('toolbar', { name: words('chats:composerLine.tools.label') }),
  ).toBeVisible()
  await whole(station.timeline)
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(page, theme)
    await take(page, `lines-${theme}`, { pointer: true })
  }

  await page.getByRole('tab', { name: words('chats:panel.tab.buyer') }).click()
  await expect(panel().getByText('送礼居多', { exact: false })).toBeVisible()
  await expect(panel().getByText('小明', { exact: false }).first()).toBeVisible()
  await takeBoth(station, 'buyer-card')
})

test('what waits, ends and stands apart', async () => {
  const { page } = station
  const { keyboard } = page
  await station.open('许知远')
  await page.getByRole('button', { name: new RegExp(`^${words('chats:list.closed')}`) }).click()
  await expect(page.getByRole('listbox', { name: words('chats:list.closed') })).toBeVisible()
  await station.undoSeconds(30)
  await station.row('陈小满').click({ modifiers: ['Control'] })
  await keyboard.press('Escape')
  await station.open('周子墨')
  await keyboard.press('Control+Shift+W')
  await expect(dialog()).toBeVisible()
  await keyboard.press('4')
  await keyboard.insertText('抬头已登记，今天开')
  await takeBoth(station, 'close-summary')
  await keyboard.press('Enter')
  await expect(page.getByText(words('chats:undo.closed', { name: '周子墨' }))).toBeVisible()
  await takeBoth(station, 'undo')

  await page
    .getByRole('listbox', { name: words('chats:list.closed') })
    .getByText('吴思远')
    .click()
  await expect(station.button('chats:reopen.submit')).toBeVisible()
  await take(page, 'closed-today-light')

  await keyboard.press('Control+Shift+D')
  await expect(page.locator('.rail-quiet')).toBeVisible()
  await page
    .getByRole('button', { name: new RegExp(words('common:online')) })
    .first()
    .click()
  await expect(page.getByRole('menu')).toBeVisible()
  await take(page, 'quiet-light')
  await closeDialog()

  await station.row('沈星河').click({ button: 'right' })
  await expect(page.getByRole('menu')).toBeVisible()
  await take(page, 'row-menu-light')
  await closeDialog()
  await page.getByRole('button', { name: words('chats:arrange.menu') }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await take(page, 'arrange-light')
  await closeDialog()

  await station.open(HERO)
  const opening = station.desktop.app.waitForEvent('window')
  await keyboard.press('Control+Shift+O')
  const own = await opening
  await own.clock.setFixedTime(scene.now())
  await own.reload()
  await expect(
    own.getByRole('log').getByText('那补寄需要我付运费吗', { exact: false }),
  ).toBeVisible()
  await whole(own.getByRole('log'))
  await take(own, 'torn-off-light')
  await expect(
    page.getByRole('heading', { name: words('chats:tear.title', { name: HERO }) }),
  ).toBeVisible()
  await take(page, 'torn-off-main-light')
})

test('what opens over it: palette, settings, keys', async () => {
  const { page } = station
  const { keyboard } = page
  await station.open(HERO)
  await whole(station.timeline)
  await keyboard.press('Control+k')
  await expect(dialog()).toBeVisible()
  await take(page, 'palette-light')
  const searched = () => expect(dialog().getByText(words('chats:palette.searching'))).toHaveCount(0)
  await keyboard.insertText('小')
  await expect(dialog().getByRole('option').nth(2)).toBeVisible()
  await searched()
  await take(page, 'palette-chats-light')
  await dialog().getByRole('combobox').fill('退')
  await expect(dialog().getByRole('option').nth(2)).toBeVisible()
  await searched()
  await takeBoth(station, 'palette-all')
  await dialog().getByRole('combobox').fill('2026111810024')
  await expect(dialog().getByRole('option').filter({ hasText: '已签收' })).toBeVisible()
  await takeBoth(station, 'palette-order')
  await closeDialog()

  await keyboard.press('Control+,')
  await expect(dialog()).toBeVisible()
  const nav = dialog().getByRole('navigation', { name: words('settings:sections.label') })
  await take(page, 'settings-light')
  await nav.getByRole('button', { name: words('settings:sections.notifications') }).click()
  await takeBoth(station, 'settings-notifications')
  await nav.getByRole('button', { name: words('settings:sections.computer') }).click()
  await take(page, 'settings-computer-light')
  await closeDialog()

  await keyboard.press('F1')
  const sheet = page.getByRole('dialog', { name: words('keys:title') })
  await sheet.locator('[data-action="longest"] .key-button').click()
  await expect(sheet.getByText(words('keys:press'))).toBeFocused()
  await keyboard.press('Alt+Shift+L')
  await expect(sheet.locator('[data-action="longest"] .key-button')).toHaveText('Alt+Shift+L')
  await sheet.locator('[data-action="pin"] .key-button').click()
  await expect(sheet.getByText(words('keys:press'))).toBeFocused()
  await keyboard.press('Control+B')
  await expect(station.button('keys:takeOver')).toBeVisible()
  await takeBoth(station, 'keys-remap')
})
