import { execFileSync } from 'node:child_process'
import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { filesContaining } from '../support/files.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway

test.beforeEach(async () => {
  gateway = await startTestGateway()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway.stop()
})

/** What this session's Secret Service holds, as the desktop's own tool lists it. */
function secretService(): string {
  return execFileSync('secret-tool', ['search', '--all', '--unlock', 'service', 'Xiaoer'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

test('[A1] a full-width colon is explained, and one key takes the mended name', async () => {
  const station = await Workstation.launch()
  await station.join(gateway)
  await station.fillSignIn('demoshop：xiaohong')
  await station.page.keyboard.press('Enter')
  await expect(station.page.getByText(words('app:signIn.suggestion'))).toBeVisible()
  await expect(station.page.getByLabel(words('app:signIn.name'))).toHaveValue('demoshop：xiaohong')
  await station.page.keyboard.press('Enter')
  await expect(station.page.getByLabel(words('app:signIn.name'))).toHaveValue('demoshop:xiaohong')
  await station.page.keyboard.press('Enter')
  await station.working()
})

test('[A6] a wrong password says so at its field, keeps the name, and locks for a time', async () => {
  const station = await Workstation.launch()
  await station.join(gateway)
  await station.fillSignIn('demoshop:xiaohong', 'not the password')
  await station.page.keyboard.press('Enter')
  await expect(station.page.getByText(words('error:credentials_wrong'))).toBeVisible()
  await expect(station.page.getByLabel(words('app:signIn.name'))).toHaveValue('demoshop:xiaohong')
  const locked = station.page.getByText(words('error:locked_for_a_time'))
  const submit = station.button('app:signIn.submit')
  await expect(async () => {
    await submit.click()
    await expect(locked).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 20_000 })
})

test('[A1] [A4] remembered in the real Secret Service: a restart goes straight to work', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  expect(secretService()).toContain('Xiaoer')
  // Neither password nor tokens stand in any file.
  expect(await filesContaining(station.desktop.userData, PASSWORD)).toEqual([])

  await station.desktop.quit()
  const again = await Workstation.launch({ userData: station.desktop.userData })
  await again.working()
})

test('sign out closes the cache and forgets the key; several accounts are kept as cards', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  await signOut(station)
  const cards = station.page.locator('.account-card')
  await expect(cards).toHaveCount(1)
  await expect(cards).toContainText(words('app:signIn.needsPassword'))

  await station.button('app:signIn.another').click()
  await station.fillSignIn('demoshop:xiaoming')
  await station.button('app:signIn.submit').click()
  await station.working()
  await signOut(station)
  await expect(cards).toHaveCount(2)
  await expect(cards.filter({ hasText: 'demoshop:xiaohong' })).toHaveCount(1)

  await station.button('app:signIn.forget', { name: 'demoshop:xiaoming' }).click()
  await expect(cards).toHaveCount(1)
})

test('no keychain: said aloud, nothing remembered, the cache opens by the password alone', async () => {
  const env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }
  const station = await Workstation.launch({ env })
  await station.join(gateway)
  await expect(station.page.getByText(words('app:signIn.keychainMissing'))).toBeVisible()
  await station.fillSignIn('demoshop:xiaohong')
  await station.button('app:signIn.submit').click()
  await station.working()
  const buyer = await gateway.buyer({ name: '赵六' })
  await buyer.say('密码保护的缓存')
  await station.open('赵六')
  await station.composer.fill('没有钥匙串的草稿')
  await station.desktop.quit()

  const again = await Workstation.launch({ env, userData: station.desktop.userData })
  const card = again.page.locator('.account-card')
  await expect(card).toContainText(words('app:signIn.needsPassword'))
  await card.click()
  await again.page.getByLabel(words('app:signIn.password')).fill(PASSWORD)
  await again.button('app:signIn.submit').click()
  await again.working()
  await expect(again.composer).toHaveValue('没有钥匙串的草稿')
})

test('[A2] [I12] a password reset by the main account ends the session within seconds', async () => {
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  await gateway.gateway.control.resetPassword('demoshop:xiaohong', 'another good password')
  await expect(station.button('chats:connection.signInAgain')).toBeVisible()
})

async function signOut(station: Workstation): Promise<void> {
  await station.page.locator('.rail-me').click()
  await station.page.getByRole('menuitem', { name: words('chats:account.signOut') }).click()
  await expect(station.page.locator('.account-card').first()).toBeVisible()
}
