import { expect, test, type Page } from '@playwright/test'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import { findings } from '../support/axe.ts'
import type { BuyerClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { PASSWORD } from '../support/gateway.ts'
import { startOrderShop, type OrderShop } from '../support/order-shop.ts'
import { words, Workstation } from '../support/workstation.ts'

/** The desk for people who can't use a mouse, see little, or are made ill by motion. */
let shop: OrderShop
let station: Workstation

test.beforeEach(async () => {
  shop = await startOrderShop({ subs: ['xiaohong', 'xiaoming'] })
  await shop.main.command({ type: 'participate', account: shop.main.id, on: false })
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await shop.stop()
})

async function buyer(name: string, customer: string | null = null): Promise<BuyerClient> {
  const made = await shop.test.buyer({ name })
  await made.say(`我是${name}，什么时候发货？`)
  if (customer !== null) await shop.main.command({ type: 'buyer.link', buyer: made.id, customer })
  return made
}

async function inBothThemes(page: Page, what: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((one) => window.xiaoer.call('settings.set', { theme: one }), theme)
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect(await findings(page), `${what}, ${theme}`).toEqual([])
  }
}

const panel = () => station.page.getByRole('complementary', { name: words('chats:panel.label') })

test('axe finds nothing serious at the desk: orders, buyer, quick replies, search, closing, alarm, own window', async () => {
  test.setTimeout(180_000)
  await shop.main.settings({
    desk: {
      ...DEFAULT_SETTINGS.desk,
      soonMs: 5000,
      lateMs: 10_000,
      topics: ['退货', '物流'],
      tags: ['老客', '催单'],
    },
  })
  shop.system.put({ number: 'N-1', customer: 'c-1' })
  for (const { id, name } of shop.test.gateway.control.accounts())
    if (name.endsWith(':xiaohong'))
      await shop.main.command({ type: 'account.change', account: id, changes: { role: 'senior' } })
  station = await Workstation.launch()
  await station.signIn(shop.test, `${shop.test.main}:xiaohong`)
  const { page } = station
  await buyer('甲买家', 'c-1')
  await buyer('乙买家')
  await station.open('甲买家')
  await expect(station.message('我是甲买家，什么时候发货？')).toBeVisible()

  await page.keyboard.press('Alt+1')
  await expect(panel().locator('[data-order="N-1"]')).toBeVisible()
  await inBothThemes(page, 'orders')
  await panel()
    .getByRole('button', { name: words('orders:act.note'), exact: true })
    .click()
  await expect(panel().getByRole('form')).toBeVisible()
  await inBothThemes(page, 'an act on an order')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Alt+2')
  await expect(panel().getByText(words('buyerCard:notes.label'))).toBeVisible()
  await inBothThemes(page, 'buyer')
  await page.keyboard.press('Alt+3')
  await expect(panel().getByRole('tab', { selected: true })).toHaveText(
    words('chats:panel.tab.quick'),
  )
  await inBothThemes(page, 'quick replies')

  await page.keyboard.press('Control+E')
  await page.keyboard.type('/')
  await expect(page.locator('.phrase-menu, .phrases-menu, [role="listbox"]').last()).toBeVisible()
  await inBothThemes(page, 'the menu of quick replies')
  await page.keyboard.press('Escape')
  await station.composer.fill('')
  await page.keyboard.press('Control+Shift+E')
  await expect(page.getByLabel(words('chats:composerBars.emojiSearch'))).toBeVisible()
  await inBothThemes(page, 'emoji')
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+K')
  await page.keyboard.type('买家')
  await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
  await inBothThemes(page, 'search')
  await page.keyboard.press('Escape')

  await expect(page.locator('.alarm')).toBeVisible({ timeout: 20_000 })
  await inBothThemes(page, 'alarm')

  await page.keyboard.press('Control+W')
  await expect(
    page.getByRole('dialog', { name: words('chats:close.title', { name: '甲买家' }) }),
  ).toBeVisible()
  await inBothThemes(page, 'closing')
  await page.keyboard.press('Escape')

  const opened = station.desktop.app.waitForEvent('window')
  await page.keyboard.press('Control+Shift+O')
  const alone = await opened
  await expect(alone.getByRole('log')).toBeVisible()
  await inBothThemes(alone, 'own window')
  await inBothThemes(page, 'its place in the main window')
})

/**
 * What a person with a keyboard or a finger must reach, and can't: outside of the window, or cut by
 * something around it that doesn't scroll. By name and place.
 */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) found.push(`the page scrolls to ${root.scrollWidth}`)
    // Nor does what is read from top to bottom have to be scrolled aside.
    for (const one of document.querySelectorAll(
      '.screen-body:not(.wide), .dialog-body, .settings-page, .panel-body, .timeline-scroll, .list-scroll',
    ))
      if (one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
        found.push(`${one.className} scrolls to ${one.scrollWidth} of ${one.clientWidth}`)
    const scope = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body
    const all = scope.querySelectorAll<HTMLElement>(
      'button, input:not([type=file]), textarea, select, a[href], h1, h2, [role=tab]',
    )
    for (const one of all) {
      if (one.closest('[inert], .visually-hidden, .ant-select, .ant-switch')) continue
      if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
      const { left, right, top, bottom, width, height } = one.getBoundingClientRect()
      if (width < 2 || height < 2) continue
      const seen = { left, right, top, bottom }
      let [scrollsX, scrollsY] = [false, false]
      const clip = (
        box: DOMRect | { left: number; right: number; top: number; bottom: number },
      ) => {
        if (!scrollsX) {
          seen.left = Math.max(seen.left, box.left)
          seen.right = Math.min(seen.right, box.right)
        }
        if (!scrollsY) {
          seen.top = Math.max(seen.top, box.top)
          seen.bottom = Math.min(seen.bottom, box.bottom)
        }
      }
      for (let up = one.parentElement; up && up !== document.body; up = up.parentElement) {
        const style = getComputedStyle(up)
        if (style.overflowX !== 'visible' || style.overflowY !== 'visible') {
          if (/auto|scroll/.test(style.overflowX) && up.scrollWidth > up.clientWidth)
            scrollsX = true
          if (/auto|scroll/.test(style.overflowY) && up.scrollHeight > up.clientHeight)
            scrollsY = true
          clip(up.getBoundingClientRect())
        }
        if (style.position === 'fixed') break
      }
      clip({ left: 0, right: innerWidth, top: 0, bottom: innerHeight })
      const lost =
        (!scrollsX && seen.right - seen.left < width - 2) ||
        (!scrollsY && seen.bottom - seen.top < height - 2)
      if (lost)
        found.push(
          `${one.tagName.toLowerCase()}.${one.className} «${(one.ariaLabel ?? one.textContent).trim().slice(0, 30)}» ${Math.round(left)},${Math.round(top)} ${Math.round(width)}×${Math.round(height)}`,
        )
    }
    return found
  })
}

async function sized(width: number, height: number, zoom: number): Promise<void> {
  const { app, page } = station.desktop
  // The window takes its own zoom before it is shown.
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true)
  await expect(page.locator('main')).toBeVisible()
  await expect(async () => {
    await app.evaluate(
      ({ BrowserWindow }, [wide, high, factor]) => {
        const [window] = BrowserWindow.getAllWindows()
        window?.setContentSize(wide, high)
        window?.webContents.setZoomFactor(factor)
      },
      [width, height, zoom] as const,
    )
    expect(await page.evaluate(() => innerWidth)).toBe(width / zoom)
  }).toPass()
}

for (const [width, height] of [
  [1440, 900],
  [1280, 720],
] as const)
  test(`at 200 % on ${width} × ${height} the main job is done by keyboard, and nothing is cut off`, async () => {
    test.setTimeout(120_000)
    station = await Workstation.launch()
    const { page } = station
    await sized(width, height, 2)
    const whole = async (what: string) => {
      await expect(async () => expect(await cutOff(page), what).toEqual([])).toPass({
        timeout: 3000,
      })
    }
    await page.evaluate(() => {
      const seen = { pointers: 0 }
      Object.assign(window, { seen })
      window.addEventListener('pointerdown', () => seen.pointers++, true)
    })

    // From the first screen to the desk.
    await whole('welcome')
    await station.button('app:welcome.join.action').focus()
    await page.keyboard.press('Enter')
    await expect(page.getByLabel(words('app:join.code'))).toBeFocused()
    await page.keyboard.insertText(shop.test.url)
    await whole('join')
    await page.keyboard.press('Enter')
    await expect(page.getByLabel(words('app:signIn.name'))).toBeFocused()
    await page.keyboard.insertText(`${shop.test.main}:xiaohong`)
    await page.keyboard.press('Tab')
    await page.keyboard.insertText(PASSWORD)
    await whole('sign-in')
    await page.keyboard.press('Enter')
    await station.working()
    await whole('empty desk')
    // Somebody to forward to, who gets no buyers by himself.
    const colleague = await shop.agent('junior', 'xiaoming')
    await shop.main.command({ type: 'participate', account: colleague.id, on: false })

    const one = await buyer('甲买家')
    await expect(station.row('甲买家')).toHaveCount(1)
    await page.keyboard.press('Control+J')
    await expect(station.composer).toBeFocused()
    await page.keyboard.insertText('您好，今天发货')
    await whole('writing')
    await page.keyboard.press('Enter')
    await expect(station.message('您好，今天发货')).toBeVisible()
    const conversation = one.view?.conversation?.id ?? ''
    await one.until('the answer', () => one.texts(conversation).includes('您好，今天发货'))
    await whole('a chat')

    for (const [key, name] of [
      ['F1', 'keys:title'],
      ['Control+,', 'settings:title'],
      ['Control+K', 'chats:palette.title'],
    ] as const) {
      await page.keyboard.press(key)
      await expect(page.getByRole('dialog', { name: words(name) })).toBeVisible()
      await whole(name)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
    await page.keyboard.press('Alt+2')
    await expect(panel()).toBeVisible()
    await whole('panel')
    await page.keyboard.press('Control+B')
    await expect(panel()).toHaveCount(0)

    await page.keyboard.press('Control+Shift+F')
    const forward = page.getByRole('dialog')
    await expect(forward.getByRole('radio').first()).toBeVisible()
    await whole('forward')
    // There and back again, so that there is something to be closed.
    await forward.getByRole('radio', { name: /xiaoming/ }).focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    const held = await colleague.served(one.id)
    await expect(station.row('甲买家')).toHaveCount(0)
    const accounts = Object.values(colleague.view?.accounts ?? {})
    await colleague.command({
      type: 'forward',
      conversation: held.id,
      holderEpoch: held.holderEpoch,
      to: { account: accounts.find(({ nick }) => nick === 'xiaohong')?.id ?? '' },
    })
    await expect(station.row('甲买家')).toHaveCount(1)
    await page.keyboard.press('Control+E')
    await page.keyboard.press('Alt+ArrowDown')
    await expect(station.composer).toBeFocused()
    await page.keyboard.press('Control+W')
    await one.until('it is over', () => one.view?.conversation?.state === 'closed')
    expect(
      await page.evaluate(
        () => (window as unknown as { seen: { pointers: number } }).seen.pointers,
      ),
    ).toBe(0)
  })

test('at 200 % the management’s new screens keep all in reach', async () => {
  station = await Workstation.launch()
  await station.signIn(shop.test, shop.test.main)
  await sized(1280, 720, 2)
  const { page } = station
  await page.keyboard.press('Control+Shift+M')
  const menu = page.getByRole('navigation', { name: words('manage:menu') })
  for (const id of ['desk', 'orders', 'identity', 'dispatch', 'groups', 'hours', 'replies']) {
    await menu.getByRole('button', { name: words(`manage:section.${id}`) }).click()
    await expect(
      page.getByRole('heading', { name: words(`manage:section.${id}`), level: 1 }),
    ).toBeVisible()
    await expect(async () => expect(await cutOff(page), id).toEqual([])).toPass({ timeout: 3000 })
  }
})

test('no motion is longer than 150 ms, and with reduced motion there is none', async () => {
  station = await Workstation.launch()
  await station.signIn(shop.test, `${shop.test.main}:xiaohong`)
  const { page } = station
  await buyer('甲买家')
  await expect(station.row('甲买家')).toBeVisible()
  /** The longest of every style that could be applied, ms, by what has it. */
  const longest = () =>
    page.evaluate(() => {
      const ms = (list: string) =>
        Math.max(
          ...list.split(',').map((one) => Number.parseFloat(one) * (/ms/.test(one) ? 1 : 1000)),
        )
      return [...document.querySelectorAll('*')]
        .map((element) => {
          const style = getComputedStyle(element)
          const animated = style.animationName === 'none' ? 0 : ms(style.animationDuration)
          return [Math.max(animated, ms(style.transitionDuration)), element.className] as const
        })
        .reduce((most, one) => (one[0] > most[0] ? one : most), [0, ''] as const)
    })
  const look = async (limit: number) => {
    await page.keyboard.press('Control+J')
    await expect(station.composer).toBeFocused()
    const desk = await longest()
    expect(desk[0], String(desk[1])).toBeLessThanOrEqual(limit)
    for (const key of ['F1', 'Control+,', 'Control+K']) {
      await page.keyboard.press(key)
      await expect(page.getByRole('dialog')).toBeVisible()
      const open = await longest()
      expect(open[0], `${key} ${String(open[1])}`).toBeLessThanOrEqual(limit)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
  }
  await look(150)
  // The check itself: there is motion to be taken away.
  expect((await longest())[0]).toBeGreaterThan(50)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await look(0.02)
})
