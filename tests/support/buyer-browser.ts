import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { ensureBuilt } from '#build/commands/build.ts'
import { root } from '#build/root.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts'

/** Debian's, or wherever XIAOER_CHROMIUM points; root can't have the OS sandbox. */
export function launchChromium(): Promise<Browser> {
  const isRoot = process.getuid?.() === 0
  return chromium.launch({
    executablePath: process.env['XIAOER_CHROMIUM'] ?? '/usr/bin/chromium',
    args: isRoot ? ['--no-sandbox'] : [],
  })
}

/** A real gateway that serves the page as it was built. */
export async function startGatewayWithPage(options: TestGatewayOptions = {}): Promise<TestGateway> {
  await ensureBuilt({ only: ['buyer'], log: () => {} })
  return startTestGateway({ buyerPageDir: join(root, 'out/renderer/buyer'), ...options })
}

/** Of the browser's context. */
export type VisitOptions = NonNullable<Parameters<Browser['newContext']>[0]>

/** The buyer's page in words of the test. */
export class BuyerPage {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  /** In a browser of its own, as a new buyer. */
  static async visit(
    browser: Browser,
    { url, shop }: TestGateway,
    options: VisitOptions = {},
    query = '',
  ): Promise<BuyerPage> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'zh-CN',
      ...options,
    })
    return new BuyerPage(await context.newPage()).open(`${url}/s/${shop}${query}`)
  }

  get field() {
    return this.page.getByRole('textbox')
  }
  get status() {
    return this.page.locator('.status')
  }
  get banner() {
    return this.page.locator('.banner')
  }
  get own() {
    return this.page.locator('.line.own')
  }
  /** What people of the shop wrote. */
  get theirs() {
    return this.page.locator('.line.theirs:not(.auto)')
  }
  bubble(text: string) {
    return this.page.locator('.line', { hasText: text })
  }

  async open(address: string): Promise<this> {
    await this.page.goto(address)
    // The link is live and the first history is here.
    await this.page.locator('.skeleton').waitFor({ state: 'hidden' })
    return this
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text)
    await this.field.press('Enter')
  }
}

/** A site of its own origin that carries the widget, with a Content-Security-Policy as strict as it may be. */
export async function startSite(
  html: (origin: string) => string,
  policy: () => string,
): Promise<{ origin: string; close(): void }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.setHeader('content-security-policy', policy())
    response.end(html(origin))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, close: () => server.close() }
}
