import { expect, test, type Page } from '@playwright/test'
import { findings } from '../support/axe.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway
let station: Workstation

test.beforeEach(async () => {
  gateway = await startTestGateway()
  const main = await gateway.agent('demoshop')
  await main.command({ type: 'participate', account: main.id, on: false })
  station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

const sheetIn = (page: Page) => page.getByRole('dialog', { name: words('keys:title') })
const rowIn = (page: Page, id: string) => sheetIn(page).locator(`[data-action="${id}"]`)
const keyOf = (page: Page, id: string) => rowIn(page, id).locator('.key-button')
const listening = (page: Page) => sheetIn(page).getByText(words('keys:press'))

async function remap(page: Page, id: string, combo: string): Promise<void> {
  await keyOf(page, id).click()
  await expect(listening(page)).toBeFocused()
  await page.keyboard.press(combo)
}

test('no hidden menu has keys of its own, such as those that reload or close the window', async () => {
  const { app } = station.desktop
  expect(await app.evaluate(({ Menu }) => Menu.getApplicationMenu())).toBeNull()
})

test('the sheet finds an action, gives it another key, and the key works, also after a restart', async () => {
  const { page } = station
  await gateway.buyer({ name: '甲买家' }).then((buyer) => buyer.say('在吗'))
  await expect(station.row('甲买家')).toBeVisible()
  await page.keyboard.press('F1')
  await expect(sheetIn(page)).toBeVisible()
  expect(await findings(page)).toEqual([])

  await page.keyboard.type(words('keys:action.longest'))
  await expect(sheetIn(page).locator('.key-row')).toHaveCount(1)
  await remap(page, 'longest', 'Alt+Shift+L')
  await expect(keyOf(page, 'longest')).toHaveText('Alt+Shift+L')
  await expect(keyOf(page, 'longest')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(sheetIn(page)).toHaveCount(0)

  // The empty desk names the key as it is now; the old one does nothing any more.
  await expect(page.getByText(words('chats:empty.text', { key: 'Alt+Shift+L' }))).toBeVisible()
  await page.keyboard.press('Control+J')
  await expect(station.composer).toHaveCount(0)
  await page.keyboard.press('Alt+Shift+L')
  await expect(station.composer).toBeVisible()

  await station.desktop.quit()
  station = await Workstation.launch({ userData: station.desktop.userData })
  await station.working()
  await station.page.keyboard.press('F1')
  await expect(keyOf(station.page, 'longest')).toHaveText('Alt+Shift+L')
  await rowIn(station.page, 'longest')
    .getByRole('button', {
      name: words('keys:reset', { name: words('keys:action.longest') }),
    })
    .click()
  await expect(keyOf(station.page, 'longest')).toHaveText('Ctrl+J')
})

test('a taken key names its owner and can be taken over; what types, edits or belongs to the system is refused', async () => {
  const { page } = station
  await page.keyboard.press('F1')
  await remap(page, 'pin', 'Control+B')
  const other = words('keys:action.panel')
  await expect(
    sheetIn(page).getByText(words('keys:taken', { keys: 'Ctrl+B', other })),
  ).toBeVisible()
  await expect(keyOf(page, 'pin')).toHaveText('Ctrl+Shift+P')
  await station.button('keys:takeOver').click()
  await expect(keyOf(page, 'pin')).toHaveText('Ctrl+B')
  await expect(keyOf(page, 'panel')).toHaveText(words('keys:noKey'))

  for (const [combo, why] of [
    ['k', 'types'],
    ['Control+C', 'edits'],
    ['Alt+F4', 'system'],
    ['Enter', 'moves'],
  ] as const) {
    if ((await listening(page).count()) === 0) await keyOf(page, 'longest').click()
    await expect(listening(page)).toBeFocused()
    await page.keyboard.press(combo)
    await expect(sheetIn(page).getByText(words(`keys:refused.${why}`))).toBeVisible()
  }
  // Those of the tabs belong together and stay.
  await page.keyboard.press('Control+3')
  await expect(
    sheetIn(page).getByText(
      words('keys:takenFixed', { keys: 'Ctrl+3', other: words('keys:action.tab') }),
    ),
  ).toBeVisible()
  await expect(station.button('keys:takeOver')).toHaveCount(0)
  // Esc leaves the recording, not the sheet; Backspace leaves the action without a key.
  await page.keyboard.press('Escape')
  await expect(listening(page)).toHaveCount(0)
  await expect(sheetIn(page)).toBeVisible()
  await expect(keyOf(page, 'longest')).toHaveText('Ctrl+J')
  await remap(page, 'longest', 'Backspace')
  await expect(keyOf(page, 'longest')).toHaveText(words('keys:noKey'))

  await station.button('keys:resetAll').click()
  for (const [id, keys] of [
    ['pin', 'Ctrl+Shift+P'],
    ['panel', 'Ctrl+B'],
    ['longest', 'Ctrl+J'],
  ] as const)
    await expect(keyOf(page, id)).toHaveText(keys)
})

test('keys of the composer, the panel and the lines do what their buttons do; a torn-off window has them', async () => {
  const { page } = station
  const buyer = await gateway.buyer({ name: '甲买家' })
  await buyer.say('请问什么时候发货？')
  await expect(station.row('甲买家')).toBeVisible()
  await page.keyboard.press('Control+J')
  await expect(station.composer).toBeFocused()
  await expect(station.message('请问什么时候发货？')).toBeVisible()

  await page.keyboard.press('Control+Shift+Q')
  await expect(page.getByRole('group', { name: words('chats:composerBars.quoting') })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Shift+E')
  await expect(page.getByLabel(words('chats:composerBars.emojiSearch'))).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(station.composer).toBeFocused()

  const panel = page.getByRole('complementary', { name: words('chats:panel.label') })
  await expect(panel).toBeVisible()
  await page.keyboard.press('Control+B')
  await expect(panel).toHaveCount(0)
  await page.keyboard.press('Alt+2')
  await expect(panel.getByRole('tab', { name: words('chats:panel.tab.buyer') })).toBeFocused()

  await page.keyboard.press('Control+E')
  await expect(station.composer).toBeFocused()
  await station.say('今天发货')
  // What is still on its way can't be taken back.
  await expect(station.timeline.getByText(words('chats:message.sent'))).toBeVisible()
  await page.keyboard.press('Control+Shift+R')
  await expect(page.getByText(words('chats:composerLine.recalledMine'))).toBeVisible()

  // While an input method composes, no key is ours.
  await page.evaluate(() => {
    document.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', {
        key: 'k',
        code: 'KeyK',
        ctrlKey: true,
        isComposing: true,
        bubbles: true,
        cancelable: true,
      }),
    )
  })
  await expect(page.getByRole('dialog')).toHaveCount(0)

  const opened = station.desktop.app.waitForEvent('window')
  await page.keyboard.press('Control+Shift+O')
  const alone = await opened
  await expect(alone.getByRole('log')).toBeVisible()
  await alone.keyboard.press('F1')
  await expect(sheetIn(alone)).toBeVisible()
  await remap(alone, 'close', 'Alt+Shift+W')
  await expect(keyOf(alone, 'close')).toHaveText('Alt+Shift+W')
  expect(await findings(alone)).toEqual([])
  // The other window has it at once.
  await page.keyboard.press('F1')
  await expect(keyOf(page, 'close')).toHaveText('Alt+Shift+W')
})
