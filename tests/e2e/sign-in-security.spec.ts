import { expect, test } from '@playwright/test'
import { codeOf } from '../support/authenticator.ts'
import { findings } from '../support/axe.ts'
import { JumpClock } from '../support/clock.ts'
import { closeDesktops } from '../support/desktop.ts'
import { doorOf } from '../support/door.ts'
import { MAIN, PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

const AGENT = `${MAIN}:xiaohong`
let gateway: TestGateway
let clock: JumpClock

test.beforeEach(async () => {
  clock = new JumpClock()
  gateway = await startTestGateway({ now: clock.now })
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

const code = (secret: string) => codeOf(secret, clock.now())

async function openSecurity({ page }: Workstation): Promise<void> {
  await page.locator('.rail-me').click()
  await page.getByRole('menuitem', { name: words('chats:account.security') }).click()
  await expect(page.getByRole('heading', { name: words('security:title') })).toBeVisible()
}

async function signOut({ page }: Workstation): Promise<void> {
  await page.locator('.rail-me').click()
  await page.getByRole('menuitem', { name: words('chats:account.signOut') }).click()
  await expect(page.locator('.account-card').first()).toBeVisible()
}

/** Reads the key as one who can't scan does, and brings the first code back by keyboard alone. */
async function setUp({ page }: Workstation): Promise<{ secret: string; codes: string[] }> {
  const key = page.locator('.factor-secret')
  await expect(key).toBeVisible()
  const secret = (await key.innerText()).replaceAll(/\s/g, '')
  await expect(page.getByRole('img', { name: words('security:setup.qr') })).toBeVisible()
  const field = page.getByLabel(words('security:setup.first'))
  await expect(field).toBeFocused()
  await field.fill('000000')
  await page.keyboard.press('Enter')
  await expect(page.getByText(words('error:second_factor_wrong'))).toBeVisible()
  await field.fill(code(secret))
  expect(await findings(page)).toEqual([])
  await page.keyboard.press('Enter')
  const list = page.getByRole('list', { name: words('security:recovery.label') })
  await expect(list.getByRole('listitem')).toHaveCount(10)
  const codes = await list.getByRole('listitem').allInnerTexts()
  expect(await findings(page)).toEqual([])
  const go = page.getByRole('button', { name: words('security:recovery.go'), exact: true })
  await expect(go).toBeDisabled()
  await page.getByLabel(words('security:recovery.kept')).check()
  await page.keyboard.press('Enter')
  // Its code is used; the next one comes half a minute later.
  clock.jump(60_000)
  return { secret, codes: codes.map((text) => text.trim()) }
}

/** Up to where the second step asks. */
async function passwordAgain(station: Workstation): Promise<void> {
  await station.page.locator('.account-card').first().click()
  await station.page.getByLabel(words('app:signIn.password')).fill(PASSWORD)
  await station.page.keyboard.press('Enter')
}

test('[A6] turned on in the workstation; then a code or a recovery code is the second step', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, AGENT)
  await openSecurity(station)
  expect(await findings(station.page)).toEqual([])
  await station.button('security:own.turnOn').click()
  await station.page.getByLabel(words('security:own.ask')).fill('not the password')
  await station.page.keyboard.press('Enter')
  await expect(station.page.getByText(words('error:credentials_wrong'))).toBeVisible()
  await station.page.getByLabel(words('security:own.ask')).fill(PASSWORD)
  await station.page.keyboard.press('Enter')
  const { secret, codes } = await setUp(station)
  await expect(station.button('security:own.newCodes')).toBeVisible()
  await station.page.keyboard.press('Escape')
  await signOut(station)

  await passwordAgain(station)
  const field = station.page.getByLabel(words('security:code.label'))
  await expect(field).toBeFocused()
  expect(await findings(station.page)).toEqual([])
  await field.fill('123456')
  await station.page.keyboard.press('Enter')
  await expect(station.page.getByText(words('error:second_factor_wrong'))).toBeVisible()
  await field.fill(code(secret))
  await station.page.keyboard.press('Enter')
  await station.working()

  await signOut(station)
  await passwordAgain(station)
  await field.fill(codes[0] ?? '')
  await station.page.keyboard.press('Enter')
  await station.working()
  await openSecurity(station)
  await expect(station.page.getByText(words('security:own.left', { count: 9 }))).toBeVisible()
})

test('[A6] whoever must have one sets it up at the door; remembered, it is not asked again', async () => {
  const { control } = gateway.gateway
  const { security } = control.settings(MAIN)
  await control.changeSettings(MAIN, { security: { ...security, secondFactor: 'everyone' } })
  const station = await Workstation.launch()
  await station.join(gateway)
  await station.fillSignIn(AGENT)
  await station.page.keyboard.press('Enter')
  await expect(station.page.getByText(words('security:setup.must'))).toBeVisible()
  await setUp(station)
  await station.working()
  await openSecurity(station)
  await expect(station.page.getByText(words('security:own.required'))).toBeVisible()
  await expect(station.button('security:own.turnOff')).toBeHidden()

  await station.desktop.quit()
  const again = await Workstation.launch({ userData: station.desktop.userData })
  await again.working()
})

test('[A6] [S43] a second workstation is told of, seen in the list, and signed out from the first', async () => {
  const first = await Workstation.launch()
  await first.signIn(gateway, AGENT)
  const second = await Workstation.launch()
  await second.signIn(gateway, AGENT)
  await openSecurity(first)
  const rows = first.page.locator('.sessions li')
  await expect(rows).toHaveCount(2)
  await expect(rows.filter({ hasText: words('security:sessions.current') })).toHaveCount(1)
  await expect(rows.filter({ hasText: words('security:sessions.connected') })).toHaveCount(1)
  await rows.getByRole('button').click()
  await expect(rows).toHaveCount(1)
  await expect(second.button('chats:connection.signInAgain')).toBeVisible()
  await expect(first.button('chats:connection.signInAgain')).toBeHidden()
})

test('[A6] main is told quietly of a new device, and ends it; it sees sessions and a lost phone', async () => {
  const known = await gateway.signIn(AGENT, 'known-laptop')
  const owner = await Workstation.launch()
  await owner.signIn(gateway, MAIN)
  const { page } = owner
  const stranger = await gateway.agent(AGENT, { device: 'strange-laptop' })
  const alert = page.locator('.security-alert')
  await expect(alert).toContainText(words('security:alert.new_device', { nick: 'xiaohong' }))
  await expect(alert).toContainText('strange-laptop')
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page), theme).toEqual([])
  }
  await owner.button('security:alert.endSession').click()
  await stranger.until('its end', () => stranger.states.some(({ kind }) => kind === 'stopped'))
  await owner.button('security:alert.seen').click()
  await expect(alert).toBeHidden()

  // It is a stranger again: its next sign-in is told as well, and «it was them» is enough.
  await gateway.signIn(AGENT, 'strange-laptop')
  await expect(alert).toContainText('strange-laptop')
  await owner.button('security:alert.wasMe').click()
  await expect(alert).toBeHidden()

  await page.keyboard.press('Control+Shift+M')
  const menu = page.getByRole('navigation', { name: words('manage:menu') })
  await menu.getByRole('button', { name: words('manage:section.security') }).click()
  await expect(page.locator('.alert-list li')).toHaveCount(2)
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page), theme).toEqual([])
  }
  await owner.button('manage:security.addOrigin').click()
  await page.keyboard.type('shop.example')
  await expect(owner.button('manage:save')).toBeDisabled()
  await page.keyboard.press('Home')
  await page.keyboard.type('https://')
  await page.getByLabel(words('manage:security.everyone')).check()
  await owner.button('manage:save').click()
  await expect(page.getByText(words('manage:settingsSaved'))).toBeVisible()
  expect(gateway.gateway.control.settings(MAIN).security).toMatchObject({
    secondFactor: 'everyone',
    origins: ['https://shop.example'],
  })

  await doorOf(gateway, clock).enrol(known.access)
  await menu.getByRole('button', { name: words('manage:section.accounts') }).click()
  await page
    .getByRole('button', { name: words('manage:accounts.actsOf', { nick: 'xiaohong' }) })
    .click()
  await page.getByRole('menuitem', { name: words('manage:accounts.edit') }).click()
  const sessions = page.locator('.sessions li')
  await expect(sessions).toHaveCount(2)
  await sessions.filter({ hasText: 'strange-laptop' }).getByRole('button').click()
  await expect(sessions).toHaveCount(1)
  await expect(sessions).toContainText('known-laptop')
  const away = page.getByRole('button', {
    name: words('manage:security.takeAway', { nick: 'xiaohong' }),
  })
  await away.click()
  await page
    .getByRole('dialog')
    .getByRole('button', {
      name: words('manage:security.takeAway', { nick: 'xiaohong' }).replace('\u2026', ''),
      exact: true,
    })
    .click()
  await expect(page.getByText(words('manage:security.taken', { nick: 'xiaohong' }))).toBeVisible()
})

test('[A6] one’s own password: listed and named ones are told while they are typed', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, AGENT)
  const elsewhere = await gateway.agent(AGENT, { device: 'elsewhere' })
  await openSecurity(station)
  await station.button('security:own.change').click()
  const next = station.page.getByLabel(words('security:own.new'), { exact: true })
  await station.page.getByLabel(words('security:own.old')).fill(PASSWORD)
  await next.fill('password123')
  await expect(station.page.getByText(words('security:password.password_breached'))).toBeVisible()
  await next.fill(`my ${MAIN} is nice`)
  await expect(station.page.getByText(words('security:password.password_names'))).toBeVisible()
  await next.fill('three blue lanterns')
  await expect(station.page.getByText(words('security:password.strong'))).toBeVisible()
  await station.page.getByLabel(words('security:own.repeat')).fill('three blue lanterns')
  await station.page.keyboard.press('Enter')
  await expect(station.page.getByText(words('security:own.changed'))).toBeVisible()
  await elsewhere.until('its end', () => elsewhere.states.some(({ kind }) => kind === 'stopped'))
})
