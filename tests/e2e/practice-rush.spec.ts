import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, type Page } from '@playwright/test'
import { findings } from '../support/axe.ts'
import { closeDesktops } from '../support/desktop.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { enterClass, openSection } from '../support/practice-door.ts'
import { words, Workstation } from '../support/workstation.ts'

let gateway: TestGateway | null = null
let model: Server | null = null
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await gateway?.stop()
  gateway = null
  model?.close()
  model = null
})

/** Answers most everyday questions. */
const LINE =
  '亲久等了，是正品，有现货，今天就安排发货，走中通快递，明天能到；可以退，有运费险，发票可以开，地址改好了，礼袋备注了，满 99 包邮，质保一年，500ml 大小合适，推荐素色'

/** A class on a gateway where a minute takes three seconds. */
async function enter(name = 'demoshop:xiaohong'): Promise<Workstation> {
  gateway = await startTestGateway({ practice: { pace: 20 } })
  const station = await Workstation.launch()
  await station.button('app:practice.link').click()
  await enterClass(station, gateway, name)
  return station
}

async function inTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
}

/** Nothing serious in either theme. */
async function clean(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await inTheme(page, theme)
    expect(await findings(page), `${name}, ${theme}`).toEqual([])
  }
}

test('a trainee starts a rush of 6, answers by keyboard, sees the measures move, and its result', async () => {
  test.setTimeout(150_000)
  const station = await enter()
  const { page } = station
  await openSection(station, 'rush')
  await expect(page.getByText(words('practiceRush:past.none'))).toBeVisible()
  await clean(page, 'empty')
  const buyers = page.getByRole('spinbutton', { name: words('practiceRush:buyers') })
  await buyers.fill('6')
  await page.getByRole('spinbutton', { name: words('practiceRush:minutes') }).fill('1')
  await page.getByText(words('practiceRush:rhythms.waves'), { exact: true }).click()
  await buyers.press('Enter')

  const live = page.locator('.rush-live')
  const figure = (key: string) => live.locator('div', { hasText: words(key) }).locator('dd')
  await expect(live).toBeVisible()
  await expect(page.getByRole('option')).not.toHaveCount(0)
  await expect(figure('practiceRush:live.waiting')).not.toHaveText('0')
  await clean(page, 'live')
  // It says nothing to screen readers by itself, and leaves room for the composer.
  expect(await live.evaluate((one) => one.closest('[aria-live]') === null)).toBe(true)

  // Keys alone: the longest waiting, the line, and so on until nobody waits and all are gone.
  const end = page.getByRole('dialog')
  for (let answers = 0; answers < 30 && !(await end.isVisible()); answers++) {
    await page.keyboard.press('Control+j')
    if (await station.composer.isVisible()) {
      await station.composer.fill(LINE)
      await page.keyboard.press('Enter')
    }
    await Promise.race([
      end.waitFor({ timeout: 3000 }).catch(() => null),
      expect(figure('practiceRush:live.waiting'))
        .not.toHaveText('0', { timeout: 3000 })
        .catch(() => null),
    ])
    if (answers === 5) {
      await expect(figure('practiceRush:live.answered')).not.toHaveText('0')
      await expect(figure('practiceRun:measure.average')).not.toHaveText(
        words('practiceRun:measure.none'),
      )
      await clean(page, 'going')
    }
  }
  await expect(end).toBeVisible({ timeout: 60_000 })
  await end.getByRole('button', { name: words('practiceRush:end.result') }).click()
  await expect(
    page.getByRole('heading', { name: words('practiceRush:result.title') }),
  ).toBeVisible()
  await expect(page.getByRole('img')).toHaveCount(2)
  await clean(page, 'result')
  await page.getByText(words('practiceRush:result.figures')).click()
  await clean(page, 'figures')
  await station.button('practiceRush:result.back').click()
  await expect(page.getByText(words('practiceRush:past.bestAverage'))).toBeVisible()
  await clean(page, 'past')
})

test('the main account sets a model for the buyers, tries a line, and reads what is sent where', async () => {
  model = createServer((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({ choices: [{ message: { content: '哎我快递咋好几天都不动啊' } }] }),
    )
  }).listen(0, '127.0.0.1')
  await once(model, 'listening')
  const { port } = model.address() as AddressInfo
  const station = await enter('demoshop')
  const { page } = station
  await openSection(station, 'voice')
  await expect(page.getByText(words('practiceRush:voice.words.notSent'))).toBeVisible()
  await expect(station.button('practiceRush:voice.tryNow')).toBeDisabled()
  await clean(page, 'voice')
  await page.getByRole('switch', { name: words('practiceRush:voice.on') }).click()
  await expect(page.getByText(words('practiceRush:voice.urlNeeded'))).toBeVisible()
  const url = page.getByLabel(words('practiceRush:voice.url'))
  await url.fill('ftp://models.example.com')
  await expect(page.getByText(words('practiceRush:voice.urlWrong'))).toBeVisible()
  await clean(page, 'voice-wrong')
  await url.fill(`http://127.0.0.1:${port}/v1`)
  await expect(page.getByText(words('practiceRush:voice.plainHttp'))).toBeVisible()
  await page.getByLabel(words('practiceRush:voice.name')).fill('small')
  const key = page.getByLabel(words('practiceRush:voice.key'))
  await key.fill('sk-e2e-0123456789')
  await station.button('practiceRush:voice.save').click()
  await expect(page.getByText(words('practiceRush:voice.saved'))).toBeVisible()
  await expect(key).toHaveValue('')
  await expect(page.getByText(words('practiceRush:voice.keyKept'))).toBeVisible()
  await page.getByLabel(words('practiceRush:voice.line')).press('Enter')
  await expect(page.getByText('哎我快递咋好几天都不动啊')).toBeVisible()
  await clean(page, 'voice-tried')
})
