import { expect, test, type Locator } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'
import { writeTable } from '../../renderer/tables/table.ts'

let gateway: TestGateway

test.beforeEach(async () => {
  gateway = await startTestGateway()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

const ROWS = [
  ['分组', '快捷码', '标题', '内容', '范围'],
  ['发货', 'fh', '发货时效', '亲，48 小时内发货', '个人'],
  ['发货', '', '重庆仓库', '{buyer}您好，从重庆仓发出，我是{agent}', '个人'],
  ['物流', 'dh', '快递单号', '单号是 {tracking}，请查收', '个人'],
  ['物流', 'a b', '坏的', '快捷码里有空格', '个人'],
]

async function openTab(station: Workstation): Promise<Locator> {
  await station.page.getByRole('tab', { name: words('chats:panel.tab.quick') }).click()
  const tab = station.page.getByRole('region', { name: words('quick:label') })
  await tab.getByRole('radio', { name: words('quick:scope.personal') }).click()
  return tab
}

async function importRows(station: Workstation, rows: readonly (readonly string[])[]) {
  const tab = await openTab(station)
  await tab.getByRole('button', { name: words('quick:import.title') }).click()
  const dialog = station.page.getByRole('dialog', { name: words('quick:import.title') })
  await dialog.getByLabel(words('quick:import.file')).setInputFiles({
    name: '短语.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: Buffer.from(await writeTable(rows, 'xlsx')),
  })
  return { tab, dialog }
}

async function serve(name: string, words_: string) {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  const buyer = await gateway.buyer({ name })
  await buyer.say(words_)
  await station.open(name)
  return { station, buyer, conversation: buyer.view?.conversation?.id ?? '' }
}

test('a table with a bad row is shown before it is imported; then `/` finds by code, pinyin and initials', async () => {
  const { station, buyer, conversation } = await serve('小美', '什么时候发货')
  const { tab, dialog } = await importRows(station, ROWS)
  await expect(dialog.getByRole('status')).toContainText(`${words('quick:import.kind.new')} 3`)
  await expect(dialog.getByRole('row').nth(1)).toContainText(words('quick:wrong.bad_code'))
  await expect(dialog.getByRole('row').nth(1).getByRole('cell').first()).toHaveText('5')
  await dialog
    .getByRole('button', { name: words('quick:import.apply_other', { count: 3 }) })
    .click()
  await expect(dialog).toBeHidden()
  await expect(tab.getByText('发货时效')).toBeVisible()

  const menu = station.page.locator('[data-phrase-menu]')
  const { keyboard } = station.page
  await station.composer.click()
  await keyboard.type('/fh')
  await expect(menu.getByRole('option').first()).toContainText('发货时效')
  await keyboard.press('Enter')
  await expect(station.composer).toHaveValue('亲，48 小时内发货')
  await expect(menu).toBeHidden()
  expect(buyer.texts(conversation)).toEqual(['什么时候发货'])
  await keyboard.press('Enter')
  await buyer.until('one answer', () => buyer.texts(conversation).length === 2)

  for (const query of ['chongqing', 'zqck', 'cqcangku']) {
    await keyboard.type(`/${query}`)
    await expect(menu.getByRole('option')).toHaveCount(1)
    await expect(menu.getByRole('option')).toContainText('重庆仓库')
    await keyboard.press('Escape')
    await expect(menu).toBeHidden()
    await station.composer.fill('')
  }
  // Two of them one behind the other, with what their variables mean here.
  await keyboard.type('/fhsx')
  await expect(menu.getByRole('option').first()).toContainText('发货时效')
  await keyboard.press('Tab')
  await expect(station.composer).toHaveValue('亲，48 小时内发货\n/')
  await keyboard.type('cq')
  await expect(menu.getByRole('option').first()).toContainText('重庆仓库')
  await keyboard.press('Enter')
  await expect(station.composer).toHaveValue(
    '亲，48 小时内发货\n小美您好，从重庆仓发出，我是xiaohong',
  )
  await station.composer.fill('')

  // A variable without a value is asked about once.
  await keyboard.type('/dh')
  await expect(menu.getByRole('option').first()).toContainText('快递单号')
  await keyboard.press('Enter')
  await expect(station.composer).toHaveValue('单号是 {tracking}，请查收')
  await keyboard.press('Enter')
  const doubt = station.page
    .getByRole('alert')
    .filter({ hasText: words('quick:variable.tracking') })
  await expect(doubt).toBeVisible()
  await keyboard.press('Escape')
  await expect(doubt).toBeHidden()
  await keyboard.type('SF123')
  await expect(station.composer).toHaveValue('单号是 SF123，请查收')
  await keyboard.press('Enter')
  await buyer.until('two answers', () => buyer.texts(conversation).length === 3)
  expect(buyer.texts(conversation)[2]).toBe('单号是 SF123，请查收')

  // Nothing found: the Enter that was meant for the menu sends nothing.
  await keyboard.type('/nothing')
  await expect(menu).toContainText(words('quick:menu.notFound', { query: 'nothing' }))
  await keyboard.press('Enter')
  await expect(menu).toBeHidden()
  await expect(station.composer).toHaveValue('/nothing')
  expect(buyer.texts(conversation)).toHaveLength(3)
})

test('written, changed in place, used by a click and deleted with undo in the panel', async () => {
  const { station, buyer, conversation } = await serve('小美', '在吗')
  const tab = await openTab(station)
  const { page } = station
  await tab.getByRole('button', { name: words('quick:edit.new') }).click()
  const form = tab.getByRole('form', { name: words('quick:edit.new') })
  await form.getByLabel(words('quick:column.title')).fill('欢迎')
  await form.getByLabel(words('quick:column.text')).fill('您好，')
  await form.getByRole('button', { name: words('quick:variable.buyer') }).click()
  await expect(form.getByLabel(words('quick:column.text'))).toHaveValue('您好，{buyer}')
  await page.keyboard.press('Control+Enter')
  await expect(form).toBeHidden()
  const item = tab.getByRole('button', { name: /欢迎.*您好/ })
  await item.click()
  await expect(station.composer).toHaveValue('您好，小美')
  await station.composer.fill('')

  await item.hover()
  await tab.getByRole('button', { name: words('quick:edit.title', { name: '欢迎' }) }).click()
  const edit = tab.getByRole('form', { name: words('quick:edit.title', { name: '欢迎' }) })
  await edit.getByLabel(words('quick:column.text')).fill('欢迎光临')
  await edit.getByRole('button', { name: words('quick:edit.save') }).click()
  await expect(edit).toBeHidden()
  await tab.getByRole('button', { name: /欢迎.*欢迎光临/ }).dblclick()
  await buyer.until('the greeting', () => buyer.texts(conversation).length === 2)
  expect(buyer.texts(conversation)).toEqual(['在吗', '欢迎光临'])
  await expect(station.composer).toHaveValue('')

  const greeting = tab.getByRole('button', { name: /欢迎.*欢迎光临/ })
  await greeting.focus()
  await page.keyboard.press('Delete')
  await expect(greeting).toBeHidden()
  await page.getByRole('button', { name: words('quick:toast.undo') }).click()
  await expect(greeting).toBeVisible()
  // [A5] the team's are not a junior's to write.
  await tab.getByRole('radio', { name: words('quick:scope.team') }).click()
  await expect(tab.getByRole('button', { name: words('quick:edit.new') })).toBeHidden()
})
