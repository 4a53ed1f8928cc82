import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { launchDesktop, type Desktop, type DesktopOptions } from './desktop.ts'
import { PASSWORD, type TestGateway } from './gateway.ts'

const locales = join(import.meta.dirname, '../../resources/locales')

export type TestLanguage = 'zh-CN' | 'zh-TW' | 'en'

/** The very words of the screens: `words('chats:header.forward')`. */
export function words(
  key: string,
  values: Readonly<Record<string, string | number>> = {},
  language: TestLanguage = 'zh-CN',
): string {
  const [namespace = '', path = ''] = key.split(':')
  const file = JSON.parse(
    readFileSync(join(locales, language, `${namespace}.json`), 'utf8'),
  ) as Record<string, unknown>
  const text = path
    .split('.')
    .reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], file)
  if (typeof text !== 'string') throw new Error(`no text ${key} in ${language}`)
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** The workstation in the words of its agent. */
export class Workstation {
  readonly desktop: Desktop
  readonly page: Page

  constructor(desktop: Desktop) {
    this.desktop = desktop
    this.page = desktop.page
  }

  /** A fresh start in Chinese, whatever this machine speaks. */
  static async launch(options: DesktopOptions = {}): Promise<Workstation> {
    const desktop = await launchDesktop({
      ...options,
      env: { LANGUAGE: 'zh_CN', LANG: 'zh_CN.UTF-8', LC_ALL: undefined, ...options.env },
    })
    return new Workstation(desktop)
  }

  /** Its windows are out of sight, and the system has said so: what comes now is told by it alone. */
  async putAway(how: 'minimise' | 'hide' = 'minimise'): Promise<void> {
    const { app } = this.desktop
    await app.evaluate(({ BrowserWindow }, hides) => {
      for (const window of BrowserWindow.getAllWindows())
        if (hides) window.hide()
        else window.minimize()
    }, how === 'hide')
    await expect
      .poll(() =>
        app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().some(
            (window) => window.isFocused() || (window.isVisible() && !window.isMinimized()),
          ),
        ),
      )
      .toBe(false)
  }

  button(key: string, values?: Readonly<Record<string, string | number>>): Locator {
    return this.page.getByRole('button', { name: words(key, values), exact: true })
  }

  /** A section of management, opened by its menu; resolves when what it shows has come. */
  async manage(id: string, language: TestLanguage = 'zh-CN'): Promise<void> {
    const { page } = this
    const name = words(`manage:section.${id}`, {}, language)
    const menu = page.getByRole('navigation', { name: words('manage:menu', {}, language) })
    if (!(await menu.isVisible())) await page.keyboard.press('Control+Shift+M')
    await menu.getByRole('button', { name }).click()
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
    await expect(
      page.locator('.management-fetching, .ant-skeleton, .ant-spin-spinning'),
    ).toHaveCount(0)
  }

  /** First run: joins the gateway by its address, up to the sign-in form. */
  async join(gateway: TestGateway): Promise<void> {
    await this.button('app:welcome.join.action').click()
    await this.page.getByLabel(words('app:join.code')).fill(gateway.url)
    await this.button('app:join.submit').click()
    await expect(this.page.getByLabel(words('app:signIn.name'))).toBeVisible()
  }

  async fillSignIn(name: string, password = PASSWORD): Promise<void> {
    await this.page.getByLabel(words('app:signIn.name')).fill(name)
    await this.page.getByLabel(words('app:signIn.password')).fill(password)
  }

  async signIn(gateway: TestGateway, name: string): Promise<void> {
    await this.join(gateway)
    await this.fillSignIn(name)
    await this.button('app:signIn.submit').click()
    await this.working()
  }

  get list(): Locator {
    return this.page.getByRole('region', { name: words('chats:list.label') })
  }

  /** Signed in, with the link to the gateway up. */
  async working(): Promise<void> {
    await expect(this.list).toBeVisible()
    await expect(
      this.page.getByRole('button', { name: new RegExp(words('common:online')) }).first(),
    ).toBeVisible()
    await this.undoSeconds(0)
  }

  /** How long closes and forwards can be taken back; at once unless a test is about that. */
  async undoSeconds(undoSeconds: number): Promise<void> {
    await this.page.evaluate(
      (seconds) => window.xiaoer.call('settings.set', { preferences: { undoSeconds: seconds } }),
      undoSeconds,
    )
  }

  /** The row of a chat in the list, by anything that stands in it. */
  row(text: string): Locator {
    return this.page.getByRole('option').filter({ hasText: text })
  }

  async open(text: string): Promise<void> {
    await this.row(text).click()
    await expect(this.composer).toBeVisible()
  }

  get composer(): Locator {
    return this.page.locator('[data-pane="conversation"] textarea, textarea.composer-text').first()
  }

  get timeline(): Locator {
    return this.page.getByRole('log')
  }

  message(text: string): Locator {
    return this.timeline.getByText(text, { exact: true })
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
    await expect(this.message(text)).toBeVisible()
  }
}
