import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { MAIN, PASSWORD } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'
import { resize, setLanguage, stopClocks, take, takeBoth } from './camera.ts'
import { answers, Scene, writesIn } from './scene.ts'

/** Pictures of what keeps a shop safe: signing in, personal data, words, the record and its audit. */

let scene: Scene
let station: Workstation

test.beforeEach(async () => {
  scene = await Scene.open()
  await scene.furnish()
  scene.ago(8 * 60)
  station = await Workstation.launch()
  await stopClocks(station)
  await resize(station, 1440, 900)
})
test.afterEach(async () => {
  await closeDesktops()
  await scene.stop()
})

test('what the main account sees: audit, evidence, security, words, personal data', async () => {
  const { page } = station
  const red = await scene.account('小红')
  const buyer = await writesIn(
    scene,
    '林晚晴',
    '我的电话 13812345678，地址浙江省杭州市西湖区文三路 18 号 3 栋 502',
  )
  await answers(red, buyer, '好的，已经为您登记，今天安排补发。')
  const other = await writesIn(scene, '周子墨', '发票可以开公司抬头吗？')
  await answers(red, other, '可以的，麻烦提供一下税号。')
  scene.ago(60)
  await station.signIn(scene.gateway, MAIN)
  await station.manage('records')
  await page.getByLabel(words('manage:buyers.search')).fill('林晚晴')
  const hold = page.getByRole('button', {
    name: words('safety:records.holdOf', { name: '林晚晴' }),
  })
  await hold.click()
  await expect(page.getByText(words('safety:records.held', { count: 1 }))).toBeVisible()
  await takeBoth(station, 'manage-records')
  await page.getByLabel(words('manage:buyers.search')).fill('周子墨')
  await page
    .getByRole('button', { name: words('safety:records.eraseOf', { name: '周子墨' }) })
    .click()
  await page.getByRole('dialog').getByRole('textbox').fill('周子墨')
  await take(page, 'manage-records-erase-light')
  await page.keyboard.press('Escape')
  await page.getByLabel(words('manage:buyers.search')).fill('')
  await station.manage('security')
  await takeBoth(station, 'manage-security')
  await station.manage('privacy')
  await takeBoth(station, 'manage-privacy')
  await station.manage('words')
  await takeBoth(station, 'manage-words')
  await station.manage('audit')
  await takeBoth(station, 'manage-audit')
  await setLanguage(page, 'en')
  await take(page, 'manage-audit-en-light')
  await setLanguage(page, 'zh-CN')
})

test('what an agent sees: hidden parts, words asked about, the second step', async () => {
  const { page } = station
  await station.signIn(scene.gateway, `${MAIN}:小红`)
  await writesIn(
    scene,
    '林晚晴',
    '我的电话 13812345678，地址浙江省杭州市西湖区文三路 18 号 3 栋 502',
  )
  await station.open('林晚晴')
  await expect(page.locator('.timeline')).toContainText('138****5678')
  await takeBoth(station, 'masked')
  await station.composer.fill('您可以加我微信 lanlan8899，给您改价')
  await expect(page.locator('.words-bar')).toContainText(words('chats:words.kind.contact'), {
    timeout: 30_000,
  })
  await station.composer.press('Enter')
  await expect(
    page.getByRole('alert').filter({ hasText: words('chats:words.kind.contact') }),
  ).toBeVisible()
  await takeBoth(station, 'words-asked')
  await station.composer.fill('')
  await page.locator('.rail-me').click()
  await page.getByRole('menuitem', { name: words('chats:account.security') }).click()
  await expect(page.getByRole('heading', { name: words('security:title') })).toBeVisible()
  await takeBoth(station, 'own-security')
  await station.button('security:own.turnOn').click()
  await page.getByLabel(words('security:own.ask')).fill(PASSWORD)
  await page.keyboard.press('Enter')
  // The key in the picture is of a shop that is gone when the picture is there.
  await expect(page.locator('.factor-secret')).toBeVisible()
  await takeBoth(station, 'second-factor')
})
