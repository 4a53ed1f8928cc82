import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { Language } from '#shared/bridge/contract.ts'
import { root } from '#build/root.ts'
import type { Workstation } from '../support/workstation.ts'
import { withPalette } from './palette.ts'
import { NOW } from './moment.ts'

export const THEMES = ['light', 'dark'] as const

/** Above this a picture weighs on the repository more than it shows. */
const LARGEST = 200_000

export async function take(
  page: Page,
  name: string,
  options: { readonly pointer?: boolean } = {},
): Promise<void> {
  // Away from anything that would light up under the pointer.
  if (options.pointer !== true) await page.mouse.move(2, 2)
  await page.evaluate(() => document.fonts.ready.then(() => null))
  const bytes = await page.screenshot({
    animations: 'disabled',
    caret: 'hide',
    scale: 'css',
  })
  await keep(name, bytes)
}

async function keep(name: string, png: Buffer): Promise<void> {
  const small = withPalette(png)
  expect(small.length, `${name}.png is small enough for the repository`).toBeLessThan(LARGEST)
  await writeFile(join(root, 'docs/tour', `${name}.png`), small)
}

/** The window's content at that size, in CSS pixels at 100 %. */
export async function resize(station: Workstation, width: number, height: number): Promise<void> {
  await station.desktop.app.evaluate(
    ({ BrowserWindow }, size) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height)
    },
    { width, height },
  )
  await expect.poll(() => station.page.evaluate(() => innerWidth)).toBe(width)
  await expect.poll(() => station.page.evaluate(() => innerHeight)).toBe(height)
}

export async function zoom(station: Workstation, factor: number): Promise<void> {
  const width = await station.page.evaluate(() => outerWidth)
  await station.desktop.app.evaluate(
    ({ BrowserWindow }, value) =>
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(value),
    factor,
  )
  await expect.poll(() => station.page.evaluate(() => innerWidth)).toBe(Math.round(width / factor))
}

/** By Electron's own camera: Playwright's takes a zoomed window for a smaller one. */
export async function takeZoomed(station: Workstation, name: string): Promise<void> {
  // The page's frames stand with its clock; the compositor's own come after the layout.
  await station.page.evaluate(() => document.body.offsetHeight)
  const png = await station.desktop.app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    contents?.invalidate()
    await new Promise((resolve) => setTimeout(resolve, 400))
    const picture = await contents?.capturePage()
    return picture?.toPNG().toString('base64') ?? ''
  })
  await keep(name, Buffer.from(png, 'base64'))
}

export async function setTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.evaluate((value) => window.xiaoer.call('settings.set', { theme: value }), theme)
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
}

export async function setLanguage(page: Page, language: Language): Promise<void> {
  await page.evaluate((value) => window.xiaoer.call('settings.set', { language: value }), language)
  await expect(page.locator('html')).toHaveAttribute('lang', language)
}

/** One picture per theme; the light one stays on. */
export async function takeBoth(station: Workstation, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(station.page, theme)
    await take(station.page, `${name}-${theme}`)
  }
}

/** Both clocks of the app stand at the story's moment, so that the waiting seconds do, too. */
export async function stopClocks(station: Workstation): Promise<void> {
  await station.desktop.app.evaluate((_electron, now) => {
    Date.now = () => now
  }, NOW)
  await station.page.clock.setFixedTime(NOW)
  // Whoever took hold of the clock while the page began has the standing one, too.
  await station.page.reload()
  await expect(station.button('app:welcome.demo.action')).toBeVisible()
}
