import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AsyncEntry } from '@napi-rs/keyring'
import { expect, test } from '@playwright/test'
import { settingsFile } from '#electron/settings.ts'
import { connect } from '#electron/transcripts/database.ts'
import { closeDesktops, launchDesktop } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway | null = null

// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway?.stop()
  gateway = null
})

/** As a later version would leave it; by the key that this session's keychain holds. */
async function makeNewer(userData: string): Promise<{ file: string; bytes: Buffer }> {
  const folder = join(userData, 'transcripts')
  const name = (await readdir(folder)).find((one) => one.endsWith('.db')) ?? ''
  const file = join(folder, name)
  const entry = new AsyncEntry('Xiaoer', `account ${name.slice(0, -3)}`, {
    linux: { store: 'secret-service' },
  })
  const { key } = JSON.parse((await entry.getPassword()) ?? '{}') as { key: string }
  const database = connect(file, Buffer.from(key, 'hex'))
  database.pragma('user_version = 999')
  database.close()
  return { file, bytes: await readFile(file) }
}

test('[I13] a clock two hours off: said once, and messages come and go in order', async () => {
  gateway = await startTestGateway({ now: () => Date.now() + 2 * 3600_000 })
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  await expect(station.page.getByText(words('appNotice:clock_wrong'))).toBeVisible()
  const buyer = await gateway.buyer({ name: '壬买家' })
  await buyer.say('一')
  await station.open('壬买家')
  await station.say('二')
  const conversation = buyer.view?.conversation?.id ?? ''
  await buyer.until('the answer', () => buyer.texts(conversation).includes('二'))
  await buyer.say('三')
  await expect(station.message('三')).toBeVisible()
  expect(buyer.texts(conversation)).toEqual(['一', '二', '三'])
  // Waiting seconds are counted by the gateway's clock: some seconds, not two hours.
  await expect(station.row('壬买家')).toContainText(/\b0:\d\d/)
})

test('the port of the shop on this computer is taken: it is served at another one', async () => {
  const station = await Workstation.launch()
  await station.button('app:welcome.demo.action').click()
  await expect(station.list).toBeVisible({ timeout: 30_000 })
  const file = join(station.desktop.userData, 'own-shop.json')
  const { port } = JSON.parse(await readFile(file, 'utf8')) as { port: number }
  expect(port).toBeGreaterThan(0)
  await station.desktop.quit()

  const squatter = createServer().listen(port, '127.0.0.1')
  const again = await Workstation.launch({ userData: station.desktop.userData })
  await again.working()
  const origin = () =>
    again.page.evaluate(async () => {
      const state = await window.xiaoer.call('app.state')
      return state.ok ? new URL(state.value.signedIn!.buyerPage).origin : ''
    })
  await expect.poll(origin).not.toBe(`http://127.0.0.1:${port}`)
  await expect(async () => {
    expect((await fetch(`${await origin()}/healthz`)).status).toBe(200)
  }).toPass()
  squatter.close()
})

test('a cache of a newer version is said and left as it is', async () => {
  gateway = await startTestGateway()
  const station = await Workstation.launch()
  await station.signIn(gateway, 'demoshop:xiaohong')
  await station.desktop.quit()
  const before = await makeNewer(station.desktop.userData)
  const again = await Workstation.launch({ userData: station.desktop.userData })
  // Straight to work fails: the sign-in screen says why at the account's card.
  await again.page.locator('.account-card').click()
  await expect(again.page.getByText(words('error:cache_newer'))).toBeVisible()
  expect((await readFile(before.file)).equals(before.bytes)).toBe(true)
})

// A disk of our own needs root; for everyone the cache's own tests fill one by a size limit.
const testAsRoot = process.getuid?.() === 0 ? test : () => {}
testAsRoot(
  'a full disk: what is written stays in its field or on the screen, and goes out once there is room',
  async () => {
    gateway = await startTestGateway()
    const disk = await mkdtemp(join(tmpdir(), 'xiaoer-e2e-disk-'))
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk]).status).toBe(0)
    try {
      const station = await Workstation.launch({ userData: join(disk, 'data') })
      await station.signIn(gateway, 'demoshop:xiaohong')
      const buyer = await gateway.buyer({ name: '癸买家' })
      await buyer.say('在吗')
      await station.open('癸买家')
      const filler = join(disk, 'filler')
      // As much as there is: the write ends with ENOSPC.
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k'])
      const text = '磁盘满时写的话'.repeat(200)
      await station.composer.fill(text)
      await station.composer.press('Enter')
      await expect(station.page.getByText(words('error:cache_failed')).first()).toBeVisible()
      const conversation = buyer.view?.conversation?.id ?? ''
      expect(buyer.texts(conversation)).toEqual(['在吗'])

      await rm(filler)
      await station.button('chats:message.retry').click()
      await buyer.until('the message', () => buyer.texts(conversation).includes(text))
      expect(buyer.texts(conversation)).toEqual(['在吗', text])
    } finally {
      await closeDesktops()
      expect(spawnSync('umount', ['-l', disk], { encoding: 'utf8' }).stderr).toBe('')
      await rm(disk, { recursive: true, force: true })
    }
  },
)

test('a window whose page makes no frame before it is shown is shown all the same', async () => {
  // As it happens by itself once in some hundred starts (decision 0088).
  const unpainted = join(import.meta.dirname, '../support/unpainted-app.cjs')
  const userData = await mkdtemp(join(tmpdir(), 'xiaoer-e2e-'))
  settingsFile(userData).set({ theme: 'light', zoom: 1.25 })
  for (const app of [undefined, unpainted]) {
    const station = await Workstation.launch({ userData, ...(app === undefined ? {} : { app }) })
    await expect
      .poll(() =>
        station.desktop.app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.isVisible(),
        ),
      )
      .toBe(true)
    // A click waits for two frames.
    await station.button('app:welcome.join.action').click()
    await expect(station.page.getByLabel(words('app:join.code'))).toBeVisible()
    // With the person's zoom in both cases.
    expect(await station.page.evaluate(() => devicePixelRatio)).toBe(1.25)
    if (app === unpainted)
      expect(await readFile(join(userData, 'logs/desktop.log'), 'utf8')).toContain(
        'window: shown without its first frame',
      )
    await station.desktop.quit()
  }
  await rm(userData, { recursive: true })
})

test('a start that fails before anybody can answer is told in the window, not hidden with it', async () => {
  const userData = await mkdtemp(join(tmpdir(), 'xiaoer-e2e-'))
  // Can't be replaced by the file that every start needs.
  await mkdir(join(userData, 'device.json'))
  const { app, page } = await launchDesktop({ userData })
  await expect(page.getByText(words('app:failed.title'))).toBeVisible()
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true)
  expect(await readFile(join(userData, 'logs/desktop.log'), 'utf8')).toContain('Error EISDIR')
})
