import { expect, test } from '@playwright/test'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import { findings } from '../support/axe.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let main: AgentClient
let station: Workstation

test.beforeEach(async () => {
  gateway = await startTestGateway()
  main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

async function buyers(...names: string[]): Promise<BuyerClient[]> {
  const made: BuyerClient[] = []
  for (const name of names) {
    const buyer = await gateway.buyer({ name })
    await buyer.say(`我是${name}`)
    await expect(station.row(name)).toBeVisible()
    made.push(buyer)
  }
  return made
}

const group = (key: string) =>
  station.page.getByRole('listbox', { name: words(`chats:list.${key}`), exact: true })
const namesOf = (key: string) => group(key).locator('.chat-name').allTextContents()
const menuItem = (key: string) =>
  station.page.getByRole('menuitem', { name: new RegExp(`^${words(key)}`) })

test('pinned by the row’s menu it stands first, also after a restart; sorted by hand with the keys', async () => {
  await buyers('甲买家', '乙买家', '丙买家')
  expect(await namesOf('mine')).toEqual(['甲买家', '乙买家', '丙买家'])
  await station.row('丙买家').click({ button: 'right' })
  await menuItem('chats:row.pin').click()
  await station.page.mouse.move(700, 400)
  await expect.poll(() => namesOf('mine')).toEqual(['丙买家', '甲买家', '乙买家'])

  await station.desktop.quit()
  station = await Workstation.launch({ userData: station.desktop.userData })
  await station.working()
  await expect.poll(() => namesOf('mine')).toEqual(['丙买家', '甲买家', '乙买家'])

  await group('mine').focus()
  await station.page.keyboard.press('End')
  await station.page.keyboard.press('Alt+Shift+ArrowUp')
  await expect.poll(() => namesOf('mine')).toEqual(['丙买家', '乙买家', '甲买家'])
  await station.page.keyboard.press('Shift+F10')
  await expect(station.page.getByRole('menu')).toBeVisible()
  expect(await findings(station.page)).toEqual([])
})

test('a chat opens at the press, before the button is let go; other presses open nothing', async () => {
  await buyers('甲买家', '乙买家', '丙买家')
  const { page } = station
  const front = (name: string) =>
    expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
  await station.open('甲买家')
  await station.row('乙买家').hover()
  await page.mouse.down()
  await front('乙买家')
  await expect(page.locator('[data-pane="composer"] textarea').first()).toBeFocused()
  await page.keyboard.type('在的')
  await page.mouse.up()
  await expect(page.locator('[data-pane="composer"] textarea').first()).toHaveValue('在的')

  await station.row('丙买家').hover()
  await page.mouse.down({ button: 'right' })
  await page.mouse.up({ button: 'right' })
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await front('乙买家')
  // Let go elsewhere, it stays open; and what an aid for the hand or the eye sends has no press.
  await station.row('甲买家').hover()
  await page.mouse.down()
  await front('甲买家')
  await page.mouse.move(700, 400)
  await page.mouse.up()
  await front('甲买家')
  await page.keyboard.press('Alt+ArrowDown')
  await front('乙买家')
  await station.row('甲买家').dispatchEvent('click')
  await front('甲买家')
  // Chosen among several, not opened.
  await station.row('丙买家').click({ modifiers: ['ControlOrMeta'] })
  await expect(station.row('丙买家')).toHaveAttribute('aria-selected', 'true')
  await front('甲买家')
})

test('a close can be taken back; else it is done when its seconds are over, and reopened from today’s', async () => {
  const [buyer] = await buyers('甲买家', '乙买家')
  await station.undoSeconds(30)
  await station.open('甲买家')
  await station.page.keyboard.press('Control+W')
  await expect(station.row('甲买家')).toHaveCount(0)
  await expect(station.page.getByText(words('chats:undo.closed', { name: '甲买家' }))).toBeVisible()
  // The next chat is in front, with an empty composer: the key is not the text field's.
  await station.page.keyboard.press('Control+Z')
  await expect(station.row('甲买家')).toBeVisible()
  await expect(station.page.getByRole('heading', { level: 1, name: '甲买家' })).toBeVisible()

  // Written again meanwhile: it is not closed, and the agent is told.
  await station.page.keyboard.press('Control+W')
  await expect(station.row('甲买家')).toHaveCount(0)
  await buyer?.say('等一下')
  await expect(
    station.page.getByText(words('chats:undo.wroteAgain', { name: '甲买家' })),
  ).toBeVisible()
  await expect(station.row('甲买家')).toBeVisible()

  await station.undoSeconds(1)
  await station.open('甲买家')
  await station.page.keyboard.press('Control+W')
  await buyer?.until('closed', () => buyer.view?.conversation?.state === 'closed')
  await station.page
    .getByRole('button', { name: new RegExp(`^${words('chats:list.closed')}`) })
    .click()
  await group('closed').getByText('甲买家').click()
  await expect(station.message('等一下')).toBeVisible()
  await station.button('chats:reopen.submit').click()
  await expect(station.composer).toBeVisible()
  await station.say('还有什么可以帮您？')
  await expect(group('closed')).toHaveCount(0)
})

test('[D12] a forward that is taken back reaches nobody; one that is not arrives among the forwarded', async () => {
  const [buyer] = await buyers('甲买家', '乙买家')
  const colleague = await gateway.agent('demoshop:xiaoming')
  await station.undoSeconds(30)
  await station.open('甲买家')
  const forward = async () => {
    await station.page.keyboard.press('Control+Shift+F')
    const dialog = station.page.getByRole('dialog')
    await dialog.getByRole('radio', { name: /xiaoming/ }).check()
    await dialog
      .getByRole('button', { name: words('chats:forward.submitTo', { nick: 'xiaoming' }) })
      .click()
    await expect(station.row('甲买家')).toHaveCount(0)
  }
  await forward()
  await station.button('common:undo', {}).or(station.page.locator('.toast button')).first().click()
  await expect(station.row('甲买家')).toBeVisible()
  expect(colleague.held()).toEqual([])

  // Leaving sends what still waits.
  await forward()
  await station.desktop.quit()
  await colleague.served(buyer?.id)

  station = await Workstation.launch({ userData: station.desktop.userData })
  await station.working()
  const { id, holderEpoch } = await colleague.served(buyer?.id)
  const me = station
  const hong = Object.values(colleague.view?.accounts ?? {}).find(({ nick }) => nick === 'xiaohong')
  await colleague.command({
    type: 'forward',
    conversation: id,
    holderEpoch,
    to: { account: hong?.id ?? '' },
  })
  await expect.poll(() => namesOf('forwarded')).toEqual(['甲买家'])
  await me.open('甲买家')
  await me.say('我接着为您服务')
  await expect.poll(() => namesOf('mine')).toContain('甲买家')
  await expect(group('forwarded')).toHaveCount(0)
})

test('the pop-over asks for topic and words; several are closed at once with one summary', async () => {
  await main.settings({ desk: { ...DEFAULT_SETTINGS.desk, topics: ['退货', '物流', '发票'] } })
  const [one, two] = await buyers('甲买家', '乙买家')
  await station.open('甲买家')
  await station.page.keyboard.press('Control+W')
  const pop = station.page.getByRole('dialog', {
    name: words('chats:close.title', { name: '甲买家' }),
  })
  await expect(pop.getByRole('textbox')).toBeFocused()
  await station.page.keyboard.press('Escape')
  await expect(pop).toHaveCount(0)
  await expect(station.composer).toBeFocused()

  await station.row('甲买家').click({ modifiers: ['Control'] })
  await station.row('乙买家').click({ modifiers: ['Control'] })
  await station.page.keyboard.press('Control+W')
  await station.page.keyboard.press('2')
  await station.page.keyboard.type('已查')
  expect(await findings(station.page)).toEqual([])
  await station.page.keyboard.press('Enter')
  await one?.until('closed', () => one.view?.conversation?.state === 'closed')
  await two?.until('closed', () => two.view?.conversation?.state === 'closed')
  await station.page
    .getByRole('button', { name: new RegExp(`^${words('chats:list.closed')}`) })
    .click()
  await expect(group('closed').getByText('物流 · 已查')).toHaveCount(2)
})

test('a chat is torn off into a window of its own, is written in there, and is put back with its draft', async () => {
  const [buyer] = await buyers('甲买家', '乙买家')
  await station.open('甲买家')
  const opening = station.desktop.app.waitForEvent('window')
  await station.page.keyboard.press('Control+Shift+O')
  const page = await opening
  const own = new Workstation({ ...station.desktop, page })
  await expect(
    station.page.getByRole('heading', { name: words('chats:tear.title', { name: '甲买家' }) }),
  ).toBeVisible()
  await expect(station.page.locator('textarea.composer-text')).toHaveCount(0)
  await expect(own.message('我是甲买家')).toBeVisible()
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await own.say('在独立窗口回复')
  await buyer?.until('the answer', () =>
    buyer.texts(buyer.view?.conversation?.id ?? '').includes('在独立窗口回复'),
  )
  await page.keyboard.press('Escape')
  expect(await findings(page)).toEqual([])
  await own.composer.fill('写到一半')
  const closed = page.waitForEvent('close')
  await page.getByRole('button', { name: words('chats:tear.back') }).click()
  await closed
  await expect(station.composer).toHaveValue('写到一半')
  await expect(station.message('在独立窗口回复')).toBeVisible()
})

test('[M] who waits too long is told at the top right, once for all; the key goes to the longest; an answer ends it', async () => {
  await main.settings({ desk: { ...DEFAULT_SETTINGS.desk, soonMs: 5000, lateMs: 10_000 } })
  await buyers('甲买家', '乙买家')
  await buyers('丙买家')
  const alarm = station.page.getByRole('status', { name: words('chats:alarm.label') })
  await expect(alarm.locator('.alarm-one')).toHaveCount(3, { timeout: 20_000 })
  await expect(alarm.locator('.alarm')).toHaveCount(1)
  await expect(alarm.getByText('甲买家').first()).toBeVisible()
  // It took no focus from what is written.
  await station.open('丙买家')
  await station.composer.pressSequentially('您')
  await expect(station.composer).toBeFocused()
  await station.composer.fill('')
  await station.page.keyboard.press('Control+J')
  await expect(station.page.getByRole('heading', { level: 1, name: '甲买家' })).toBeVisible()
  await expect(station.row('甲买家').locator('.waiting.late')).toBeVisible()
  await station.say('来了')
  await expect(alarm.locator('.alarm-one')).toHaveCount(2)
  await station.page.keyboard.press('Control+J')
  await station.say('来了')
  await station.page.keyboard.press('Control+J')
  await station.say('来了')
  await expect(alarm.locator('.alarm')).toHaveCount(0)
})
