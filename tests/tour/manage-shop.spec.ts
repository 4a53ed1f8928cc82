import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { MAIN } from '../support/gateway.ts'
import { words, Workstation } from '../support/workstation.ts'
import { resize, setLanguage, stopClocks, take, takeBoth, takeZoomed, zoom } from './camera.ts'
import { Scene } from './scene.ts'

/** Pictures of what the main account sets for all desks: waiting, topics, the order system, known buyers. */

let scene: Scene
let station: Workstation

test.beforeEach(async () => {
  scene = await Scene.open()
  const system = await scene.furnish()
  scene.ago(0)
  system.mood = 'well'
  station = await Workstation.launch()
  await stopClocks(station)
  await resize(station, 1440, 900)
  await station.signIn(scene.gateway, MAIN)
})
test.afterEach(async () => {
  await closeDesktops()
  await scene.stop()
})

test('desk, orders, signed buyers', async () => {
  const { page } = station
  await station.manage('desk')
  await takeBoth(station, 'manage-desk')
  await page.getByLabel(words('manage:deskSettings.soon')).fill('120')
  await page.getByLabel(words('manage:deskSettings.soon')).blur()
  await expect(page.getByText(words('manage:deskSettings.lateAfterSoon')).first()).toBeVisible()
  await take(page, 'manage-desk-wrong-light')
  await station.button('manage:discard').click()

  await station.manage('orders')
  await expect(page.getByLabel(words('manage:orderSystem.url'), { exact: true })).toBeVisible()
  await takeBoth(station, 'manage-orders')
  await page
    .getByRole('radio', { name: new RegExp(words('manage:orderSystem.kind.table')) })
    .check()
  const table = [
    '订单编号,买家昵称,商品名称,规格,价格,购买数量,订单状态,收货人,电话,自己的列',
    'T2026112001,林晚晴,小满 手冲咖啡壶套装,玻璃款,219.00,1,已发货,林晚晴,13812345678,x',
    'T2026112001,林晚晴,山岚 316 不锈钢保温杯 480ml,雾蓝,129.00,1,已发货,林晚晴,13812345678,',
    'T2026112002,周子墨,棉里 长绒棉四件套 1.5/1.8 米床,1.8 米 晨雾灰,五十,1,已付款,周远,13977826630,z',
    'T2026112003,陈小满,轻野 折叠露营椅,军绿,169.00,两把,已付款,陈小满,15801237785,',
    'T2026112004,王大锤,小满 珐琅铸铁锅 24cm,樱桃红,459.00,1,在路上,王建国,13601198842,',
    ',顾北辰,山岚 儿童吸管杯 350ml,小鲸,89.00,2,已付款,顾北辰,18922370016,',
    'T2026112006,苏念,批发 保温杯,墨绿,9876543.21,99,待付款,苏念,13812345678,',
  ].join('\n')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: '双十一订单.csv', mimeType: 'text/csv', buffer: Buffer.from(table) })
  await expect(page.getByRole('cell', { name: /手冲咖啡壶/ }).first()).toBeVisible()
  await takeBoth(station, 'manage-orders-import')
  await page
    .getByRole('cell', { name: /手冲咖啡壶/ })
    .first()
    .scrollIntoViewIfNeeded()
  await take(page, 'manage-orders-import-rows-light')
  await station.button('manage:discard').click()

  await station.manage('identity')
  await takeBoth(station, 'manage-identity')
  await station.button('manage:identity.make').click()
  await expect(
    page.getByRole('textbox', { name: words('manage:identity.secret'), exact: true }),
  ).toBeVisible()
  await setLanguage(page, 'en')
  // The secret in the picture is of a shop that is gone when the picture is there.
  await take(page, 'manage-identity-en-light')
  await setLanguage(page, 'zh-CN')
  await station.manage('orders')
  await resize(station, 1280, 720)
  await take(page, 'manage-orders-1280x720-light')
  await setLanguage(page, 'en')
  await zoom(station, 2)
  await takeZoomed(station, 'manage-orders-en-200-percent-light')
  await zoom(station, 1)
})
