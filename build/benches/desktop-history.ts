import type { Workstation } from '#tests/support/workstation.ts'
import { buyerName, tag, type BenchShop } from './desktop-shop.ts'
import { timedSwitch, watchSwitches } from './desktop-switch.ts'
import { figure, percentile, type Figure } from './figure.ts'

const ROUNDS = 12

/**
 * Opens a conversation of ten thousand messages whose lines the page does not have yet: from the
 * event to the end of the frame that shows its newest lines and the composer (desktop-switch.ts).
 *
 * The page begins anew before each time, with another chat in front. The long one is the last of the
 * list, behind those that are fetched ahead (the newest lines of 240 chats), so it is asked for when
 * it is opened: page → main process → encrypted cache → page. The cache file has the lines; the one
 * visit before the measured ones has put them there.
 */
export async function historyFigures(
  station: Workstation,
  shop: BenchShop,
  long: number,
  messages: number,
): Promise<readonly Figure[]> {
  const { page } = station
  await goToEnd(station)
  await station.open(buyerName(long))
  await page.getByText(tag(long)).last().waitFor()
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await page.evaluate(() => {
      const list = document.querySelector('.list-scroll')
      if (list) list.scrollTop = 0
    })
    await station.open(buyerName(1))
    await page.getByText(tag(1)).last().waitFor()
    // What is open is written down some moments later, or when the page goes.
    await page.reload()
    await station.working()
    await page.getByText(tag(1)).last().waitFor()
    await watchSwitches(page)
    await goToEnd(station)
    const row = await station.row(buyerName(long)).boundingBox()
    if (!row) throw new Error('the long one is not in the list')
    if (round % 2 === 0)
      times.push(
        await timedSwitch(page, () => page.mouse.click(row.x + 60, row.y + row.height / 2)),
      )
    else {
      await page.locator('#chats-mine').focus()
      await page.keyboard.press('End')
      times.push(await timedSwitch(page, () => page.keyboard.press('Enter')))
    }
  }
  const name = (what: string) =>
    `opening a history of ${messages} messages (${shop.buyers.length} chats, not fetched ahead): ${what}`
  return [
    figure({ name: name('event to painted, p50'), value: percentile(times, 50), unit: 'ms' }),
    figure({
      name: name('event to painted, p95'),
      value: percentile(times, 95),
      unit: 'ms',
      goal: { of: 'value', is: 'under', bound: 100 },
    }),
  ]
}

/** The list's last rows are in sight and drawn. */
async function goToEnd(station: Workstation): Promise<void> {
  await station.page.evaluate(() => {
    const list = document.querySelector('.list-scroll')
    if (!list) throw new Error('no list')
    list.scrollTop = list.scrollHeight
    return new Promise<void>((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
    })
  })
}
