import { expect, test } from '@playwright/test'
import { closeDesktops } from '../support/desktop.ts'
import { words, Workstation } from '../support/workstation.ts'

// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => closeDesktops(verdict))

test('the demo shop: one click, a simulated buyer writes, is answered, and reacts', async () => {
  test.setTimeout(120_000)
  const station = await Workstation.launch()
  await station.button('app:welcome.demo.action').click()
  await expect(station.list).toBeVisible({ timeout: 30_000 })
  const row = station.page.getByRole('option').first()
  await expect(row).toBeVisible({ timeout: 60_000 })
  await row.click()
  const theirs = station.timeline.locator('.line.buyer')
  await expect(theirs.first()).toBeVisible()
  const before = await theirs.count()
  await station.say('您好，在的，请问想了解哪一款？')
  await expect.poll(() => theirs.count(), { timeout: 60_000 }).toBeGreaterThan(before)

  // The second time it goes straight to work, with what was said.
  await station.desktop.quit()
  const again = await Workstation.launch({ userData: station.desktop.userData })
  await again.working()
  await expect(again.message('您好，在的，请问想了解哪一款？')).toBeVisible()
})

test('open a shop on this computer: wizard, at work as main, buyers reach the page', async () => {
  const station = await Workstation.launch()
  await station.button('app:welcome.open.action').click()
  await station.page.getByLabel(words('app:open.shopName')).fill('山茶杂货铺')
  const main = station.page.getByLabel(words('app:open.main'))
  await main.fill('山茶')
  await main.blur()
  await expect(station.page.getByText(words('app:name.main_too_short'))).toBeVisible()
  await main.fill('山茶杂货铺')
  await station.page.getByLabel(words('app:open.nick')).fill('阿茶')
  await station.page
    .getByLabel(words('app:open.password'), { exact: true })
    .fill('a good long password')
  await station.page.getByLabel(words('app:open.repeat')).fill('a good long password')
  await station.button('app:open.submit').click()
  await station.working()

  const link = station.page.getByText(/http:\/\/127\.0\.0\.1:\d+\/s\//).first()
  const address = /http:\/\/127\.0\.0\.1:\d+\/s\/[\w-]+/.exec(await link.innerText())?.[0] ?? ''
  const response = await fetch(address)
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('<script')
})

test('three languages and two themes, switched live and kept', async () => {
  const station = await Workstation.launch()
  const { page } = station
  await expect(page.getByRole('heading', { name: words('app:welcome.title') })).toBeVisible()
  for (const language of ['en', 'zh-TW', 'zh-CN', 'en'] as const) {
    await page.evaluate(
      (value) => window.xiaoer.call('settings.set', { language: value }),
      language,
    )
    await expect(
      page.getByRole('heading', { name: words('app:welcome.title', {}, language) }),
    ).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('lang', language)
  }
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await page.evaluate(() => window.xiaoer.call('settings.set', { theme: 'light' }))
  const light = await paper()
  await page.evaluate(() => window.xiaoer.call('settings.set', { theme: 'dark' }))
  await expect.poll(paper).not.toBe(light)

  await station.desktop.quit()
  const again = await Workstation.launch({ userData: station.desktop.userData })
  await expect(
    again.page.getByRole('heading', { name: words('app:welcome.title', {}, 'en') }),
  ).toBeVisible()
  await expect(again.page.locator('html')).toHaveAttribute('data-theme', 'dark')
})
