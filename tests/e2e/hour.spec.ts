import { expect, type Locator, test } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import type { PhraseBook } from '#shared/phrases/model.ts'
import { apiOf } from '../support/api.ts'
import type { BuyerClient } from '../support/client.ts'
import { closeDesktops } from '../support/desktop.ts'
import { PASSWORD } from '../support/gateway.ts'
import { startOrderShop, type OrderShop } from '../support/order-shop.ts'
import { words, Workstation } from '../support/workstation.ts'

/**
 * An hour at the desk, in fast motion: twenty buyers, two hands on the keyboard, no mouse. Everything
 * goes by keys and by what is read on the screen; what arrived where is asked of the buyers.
 */
let shop: OrderShop

test.beforeEach(async () => {
  shop = await startOrderShop({ subs: ['xiaohong', 'xiaoming'] })
  await shop.main.command({ type: 'participate', account: shop.main.id, on: false })
  const { control } = shop.test.gateway
  for (const { id, name } of control.accounts())
    if (name.endsWith(':xiaohong'))
      await shop.main.command({
        type: 'account.change',
        account: id,
        changes: { limit: 50, role: 'senior' },
      })
  await teamPhrases()
})
// oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures' names here
test.afterEach(async ({}, verdict) => {
  await closeDesktops(verdict)
  await shop.stop()
})

async function teamPhrases(): Promise<void> {
  const phrase = (code: string, title: string, text: string, place: number) => ({
    phrase: {
      id: randomUUID(),
      scope: 'team' as const,
      group: '',
      code,
      title,
      text,
      files: [],
      place,
    },
    revision: 0,
  })
  const saved = await apiOf(shop.test.url)<PhraseBook>(shop.main.access, '/api/phrases', {
    save: [
      phrase('fh', '发货时间', '{buyer}您好，订单 {order} 48 小时内发出。', 0),
      phrase('tks', '感谢', '不客气，祝您生活愉快。', 1),
    ],
    remove: [],
  })
  expect(saved.status).toBe(200)
}

const TWENTY = Array.from({ length: 20 }, (_, index) => `买家${String(index + 1).padStart(2, '0')}`)

/** From the first screen to the desk, as one does who has no mouse. */
async function signInByKeys(station: Workstation): Promise<void> {
  const { page } = station
  const { keyboard } = page
  await station.button('app:welcome.join.action').focus()
  await keyboard.press('Enter')
  await expect(page.getByLabel(words('app:join.code'))).toBeFocused()
  await keyboard.insertText(shop.test.url)
  await keyboard.press('Enter')
  await expect(page.getByLabel(words('app:signIn.name'))).toBeFocused()
  await keyboard.insertText(`${shop.test.main}:xiaohong`)
  await keyboard.press('Tab')
  await keyboard.insertText(PASSWORD)
  await keyboard.press('Enter')
  await station.working()
}

/** By Tab alone, until `target` (which tells of its focus) is there. */
async function tabTo({ page }: Workstation, target: Locator): Promise<void> {
  for (let step = 0; step < 20; step++) {
    if ((await target.count()) > 0) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toHaveCount(1)
}

/** Ctrl+J, as soon as the row says that somebody waits. */
async function toLongestWaiting(station: Workstation, name: string): Promise<void> {
  await expect(async () => {
    await station.page.keyboard.press('Control+j')
    expect(await buyerInFront(station)).toBe(name)
  }).toPass({ timeout: 15_000 })
  await expect(station.composer).toBeFocused()
}

/** Who stands in the header, told by the composer's name: «write to …». */
async function buyerInFront(station: Workstation): Promise<string> {
  const label = (await station.composer.getAttribute('aria-label')) ?? ''
  return TWENTY.find((name) => label.includes(name)) ?? ''
}

test('an hour with twenty buyers, by keyboard alone: answered, forwarded, closed, across a restart and without the order system', async () => {
  test.setTimeout(300_000)
  let station = await Workstation.launch()
  await signInByKeys(station)
  await station.page.evaluate(() => {
    const seen = { pointers: 0 }
    Object.assign(window, { seen })
    for (const kind of ['pointerdown', 'mousedown', 'click'] as const)
      // A key on a button makes a click without a pointer: that one has no detail.
      window.addEventListener(kind, (event) => event.detail > 0 && seen.pointers++, true)
  })

  // 9:00. They come one after the other, each a customer with an order.
  const buyers = new Map<string, BuyerClient>()
  for (const [index, name] of TWENTY.entries()) {
    const buyer = await shop.test.buyer({ name })
    buyers.set(name, buyer)
    await buyer.say(`在吗，我是${name}`)
    shop.system.put({ number: `N-${index + 1}`, customer: `c-${index + 1}` })
    await shop.main.command({
      type: 'buyer.link',
      buyer: buyer.id,
      customer: `c-${index + 1}`,
    })
  }
  const conversationOf = (name: string) => buyers.get(name)?.view?.conversation?.id ?? ''
  const toldOf = (name: string) => buyers.get(name)?.texts(conversationOf(name)) ?? []

  // 9:05. Ctrl+J goes to whoever waits longest; each is answered by name.
  for (const name of TWENTY) {
    const { keyboard } = station.page
    await toLongestWaiting(station, name)
    await keyboard.insertText(`${name}您好，在的`)
    await keyboard.press('Enter')
    await expect(station.message(`${name}您好，在的`)).toBeVisible()
  }
  for (const name of TWENTY) {
    await buyers.get(name)?.until('its answer', () => toldOf(name).includes(`${name}您好，在的`))
    expect(toldOf(name)).toEqual([`在吗，我是${name}`, `${name}您好，在的`])
  }

  // 9:20. Five ask for their parcels: a quick reply by its code, filled with the buyer's own order.
  const parcels = TWENTY.slice(4, 9)
  for (const name of parcels) await buyers.get(name)?.say('什么时候发货')
  for (const name of parcels) {
    const { keyboard } = station.page
    await toLongestWaiting(station, name)
    await keyboard.type('/fh')
    await expect(station.page.getByRole('option', { name: /发货时间/ }).first()).toBeVisible()
    await keyboard.press('Enter')
    const words48 = `${name}您好，订单 N-${TWENTY.indexOf(name) + 1} 48 小时内发出。`
    await expect(station.composer).toHaveValue(words48)
    await keyboard.press('Enter')
    await buyers.get(name)?.until('the parcel', () => toldOf(name).includes(words48))
  }

  // 9:30. A draft is begun, and the computer is restarted.
  await buyers.get(TWENTY[9] ?? '')?.say('能便宜点吗')
  await toLongestWaiting(station, TWENTY[9] ?? '')
  await station.page.keyboard.insertText('我帮您问问')
  await station.desktop.quit()
  const { userData } = station.desktop
  station = await Workstation.launch({ userData })
  await station.working()
  await expect(station.composer).toHaveValue('我帮您问问')
  await expect.poll(() => buyerInFront(station)).toBe(TWENTY[9])
  await station.composer.focus()
  await station.page.keyboard.press('Enter')
  await buyers
    .get(TWENTY[9] ?? '')
    ?.until('the draft', () => toldOf(TWENTY[9] ?? '').includes('我帮您问问'))

  // 9:40. The order system dies. The panel says so; the chat goes on.
  shop.system.mood = 'broken'
  await buyers.get(TWENTY[10] ?? '')?.say('我的订单呢')
  await toLongestWaiting(station, TWENTY[10] ?? '')
  await station.page.keyboard.insertText('系统在维护，稍后告诉您')
  await station.page.keyboard.press('Enter')
  await buyers
    .get(TWENTY[10] ?? '')
    ?.until('an answer without the order system', () =>
      toldOf(TWENTY[10] ?? '').includes('系统在维护，稍后告诉您'),
    )
  shop.system.mood = 'well'

  // 9:50. One is a colleague's matter: forwarded by keys, with its transcript.
  const colleague = await shop.test.agent(`${shop.test.main}:xiaoming`)
  await station.page.keyboard.press('Control+Shift+f')
  const dialog = station.page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  const receiver = dialog.getByRole('radio', { name: /xiaoming/ })
  await tabTo(station, dialog.locator('input[type=radio]:focus'))
  await station.page.keyboard.press('Space')
  for (let step = 0; step < 3 && !(await receiver.isChecked()); step++)
    await station.page.keyboard.press('ArrowDown')
  await expect(receiver).toBeChecked()
  await station.page.keyboard.press('Enter')
  await colleague.served(buyers.get(TWENTY[10] ?? '')?.id)
  await expect(station.composer).toBeHidden()

  // 9:55. The rest is over: Ctrl+W, one by one.
  const rest = TWENTY.filter((name) => name !== TWENTY[10])
  for (let left = rest.length; left > 0; left--) {
    // Those that are over stand below: up, until one is in front that can be written to.
    await expect(async () => {
      if (!(await station.composer.isVisible())) {
        await station.page.keyboard.press('Alt+ArrowUp')
        expect(await station.composer.isVisible()).toBe(true)
      }
    }).toPass()
    const label = (await station.composer.getAttribute('aria-label')) ?? ''
    await station.page.keyboard.press('Control+w')
    await expect
      .poll(() => rest.filter((name) => stateOf(name) === 'closed').length)
      .toBe(rest.length - left + 1)
    // Its buyer may hear of it before the desk does: until then it can be written to, and not closed again.
    await expect(station.page.getByRole('textbox', { name: label, exact: true })).toHaveCount(0)
  }
  function stateOf(name: string): string | undefined {
    return buyers.get(name)?.view?.conversation?.state
  }

  // 10:00. Nobody waits, everybody was told each thing once, and no hand has left the keyboard.
  for (const [name, buyer] of buyers) {
    const said = buyer.texts(conversationOf(name))
    expect(said.filter((text) => text === `${name}您好，在的`)).toHaveLength(1)
    for (const other of TWENTY)
      if (other !== name) expect(said.join('\n'), `${other} in ${name}`).not.toContain(other)
  }
  const pointers = await station.page.evaluate(
    () => (window as unknown as { seen?: { pointers: number } }).seen?.pointers ?? 0,
  )
  expect(pointers).toBe(0)
})
