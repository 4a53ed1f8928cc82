import { expect, test } from '@playwright/test'
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

const dialog = () => station.page.getByRole('dialog', { name: words('settings:title') })
const choice = (key: string) => dialog().getByRole('radio', { name: words(key), exact: true })
const tick = (key: string) => dialog().getByRole('checkbox', { name: words(key), exact: true })
const style = (selector: string, property: string) =>
  station.page
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property)

test('what is set is taken at once and survives a restart', async () => {
  await gateway.buyer({ name: '甲买家' }).then((buyer) => buyer.say('这件有货吗？'))
  await station.open('甲买家')
  const { page } = station
  const before = await station.row('甲买家').boundingBox()
  expect(await style('.bubble', 'font-size')).toBe('14px')

  await page.keyboard.press('Control+,')
  await expect(dialog()).toBeVisible()
  await choice('settings:density.comfortable').check()
  await choice('settings:font.serif').check()
  await dialog().getByLabel(words('settings:fontSize.title')).fill('18')
  // Before the dialog is closed: the lines behind it and the sample in it.
  await expect.poll(() => style('.bubble', 'font-size')).toBe('18px')
  expect(await style('.bubble', 'font-family')).toContain('Serif')
  expect(await style('.composer-text', 'font-size')).toBe('18px')
  expect(await style('.settings-sample', 'font-size')).toBe('18px')
  const after = await station.row('甲买家').boundingBox()
  expect(after?.height).toBeGreaterThan((before?.height ?? 0) + 5)

  await choice('settings:sendKeys.ctrl-enter').check()
  await dialog().getByLabel(words('settings:undo.title')).selectOption('30')
  await tick('settings:guard.title').uncheck()
  await tick('settings:notify.preview').uncheck()
  await tick('settings:notify.flash').uncheck()
  await tick('settings:sound.kind.sent').check()
  await tick('settings:sound.kind.whisper').uncheck()
  await dialog().getByLabel(words('settings:sound.volume')).fill('25')
  await dialog()
    .getByRole('button', { name: words('settings:quiet.always') })
    .click()
  await expect(dialog().getByText(words('settings:quiet.isAlways'))).toBeVisible()
  await page.keyboard.press('Escape')

  await station.desktop.quit()
  station = await Workstation.launch({ userData: station.desktop.userData })
  await expect(station.list).toBeVisible()
  await expect(station.page.locator('html')).toHaveAttribute('data-density', 'comfortable')
  await station.open('甲买家')
  await expect.poll(() => style('.bubble', 'font-size')).toBe('18px')
  await station.page.keyboard.press('Control+,')
  for (const key of [
    'settings:density.comfortable',
    'settings:font.serif',
    'settings:sendKeys.ctrl-enter',
  ])
    await expect(choice(key)).toBeChecked()
  await expect(dialog().getByLabel(words('settings:undo.title'))).toHaveValue('30')
  for (const key of ['guard.title', 'notify.preview', 'notify.flash', 'sound.kind.whisper'])
    await expect(tick(`settings:${key}`)).not.toBeChecked()
  await expect(tick('settings:sound.kind.sent')).toBeChecked()
  await expect(dialog().getByLabel(words('settings:sound.volume'))).toHaveValue('25')
  await expect(
    dialog().getByRole('button', { name: words('settings:quiet.always') }),
  ).toHaveAttribute('aria-pressed', 'true')
})

test('do-not-disturb by the settings, the account’s menu and the key, with the time that is left', async () => {
  const { page } = station
  const quietUntil = () =>
    page.evaluate(async () => {
      const result = await window.xiaoer.call('app.state')
      return result.ok ? result.value.preferences.quietUntil : -1
    })
  const menu = page.getByRole('button', { name: new RegExp(words('common:online')) }).first()
  await menu.click()
  await page.getByRole('menuitem', { name: words('chats:quiet.half') }).click()
  await expect.poll(async () => (await quietUntil()) - Date.now()).toBeGreaterThan(29 * 60_000)
  await expect(page.locator('.rail-quiet')).toBeVisible()
  await menu.click()
  const off = page.getByRole('menuitem', { name: new RegExp(words('chats:quiet.off')) })
  await expect(off).toContainText(/29:\d\d|30:00/)
  await off.click()
  await expect.poll(quietUntil).toBe(0)
  await expect(page.locator('.rail-quiet')).toHaveCount(0)

  await page.keyboard.press('Control+Shift+D')
  await expect(page.getByText(words('chats:quiet.nowHalf'))).toBeVisible()
  await page.keyboard.press('Control+Shift+D')
  await expect(page.getByText(words('chats:quiet.nowOff'))).toBeVisible()
  await expect.poll(quietUntil).toBe(0)

  await page.keyboard.press('Control+,')
  await dialog()
    .getByRole('button', { name: words('settings:quiet.tomorrow') })
    .click()
  await expect.poll(async () => new Date(await quietUntil()).getHours()).toBe(8)
})

test('the list at the side leads through by keyboard; sounds can be heard; nothing serious for axe', async () => {
  const { page } = station
  await page.keyboard.press('Control+,')
  const nav = dialog().getByRole('navigation', { name: words('settings:sections.label') })
  const last = nav.getByRole('button', { name: words('settings:sections.computer') })
  await last.focus()
  await page.keyboard.press('Enter')
  await expect(last).toHaveAttribute('aria-current', 'true')
  await expect(dialog().getByText(words('settings:about'))).toBeInViewport()

  // Each signal reaches the computer's sound output.
  await page.evaluate(() => {
    const made = { count: 0 }
    const Original = window.OscillatorNode
    window.OscillatorNode = class extends Original {
      constructor(context: BaseAudioContext, options?: OscillatorOptions) {
        super(context, options)
        made.count++
      }
    }
    Object.assign(window, { made })
  })
  await dialog()
    .getByRole('button', {
      name: words('settings:sound.listen', { name: words('settings:sound.kind.slow') }),
    })
    .click()
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { made: { count: number } }).made.count))
    .toBeGreaterThan(0)

  for (const theme of ['light', 'dark'] as const) {
    await choice(`settings:themes.${theme}`).check()
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page), theme).toEqual([])
  }
  await station
    .button('settings:sheet.open')
    .or(dialog().getByText(words('settings:sheet.open')))
    .first()
    .click()
  await expect(page.getByRole('dialog', { name: words('keys:title') })).toBeVisible()
})
