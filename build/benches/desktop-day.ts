import { expect } from '@playwright/test'
import type { FileRef } from '#shared/protocol/model.ts'
import type { BuyerClient } from '#tests/support/client.ts'
import { closeDesktops } from '#tests/support/desktop.ts'
import { Workstation } from '#tests/support/workstation.ts'
import { dropNetworkLog, inspector, stateOf, type DayState } from './desktop-day-state.ts'
import { photo } from './desktop-photo.ts'
import { AGENT, buyerName, openBenchShop, type BenchShop } from './desktop-shop.ts'
import { figure, type BenchOptions, type Figure } from './figure.ts'

const HOURS = 8
const CHATS_AN_HOUR = 40
/** Served side by side, as many as stay in sight in the list. */
const AT_ONCE = 8
const TURNS = 5
/** Every so manieth chat has a picture. */
const PICTURES = 4
/** Chats that stay open all day. */
const STANDING = 3

/**
 * Nine to six in some minutes: eight hours of forty chats, each opened, answered five times and
 * closed, by the screen's own means, as quickly as the real path takes it. Three chats stay open all
 * day, so that what is compared is the same screen after the first hour and after the eighth.
 */
export async function dayFigures({ progress }: BenchOptions): Promise<readonly Figure[]> {
  const shop = await openBenchShop({
    buyers: STANDING,
    messagesEach: 12,
    messagesOfLong: 12,
    answered: true,
    progress,
  })
  try {
    const station = await Workstation.launch()
    await station.signIn(shop.gateway, AGENT)
    shop.handOver()
    await dropNetworkLog(station)
    const session = await inspector(station)
    const states: DayState[] = []
    for (let hour = 0; hour < HOURS; hour++) {
      for (let chat = 0; chat < CHATS_AN_HOUR; chat += AT_ONCE)
        await serve(station, shop, hour * CHATS_AN_HOUR + chat)
      if (hour !== 0 && hour !== HOURS - 1) continue
      await toRest(station)
      const state = await stateOf(station, session)
      progress(`after hour ${hour + 1}: ${told(state)}`)
      states.push(state)
    }
    const [first, last] = states
    if (!first || !last) throw new Error('no hours')
    return compared(first, last)
  } finally {
    await closeDesktops()
    await shop.stop()
  }
}

/** The same screen each time: a standing chat in front, nothing under the pointer, nothing to tell. */
async function toRest(station: Workstation): Promise<void> {
  const { page } = station
  for (const number of [1, 0]) await station.open(buyerName(number))
  await station.composer.click()
  await expect(page.locator('.toast')).toHaveCount(0)
  await expect(page.locator('.tab')).toHaveCount(STANDING)
}

/** Some buyers at once, from their first message to the end of their chats. */
async function serve(station: Workstation, shop: BenchShop, first: number): Promise<void> {
  const { page } = station
  const buyers = await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, index) => {
      const number = first + index
      const client = await shop.gateway.buyer({ name: dayName(number) })
      await client.say(`你好，第 ${number} 位，这件有货吗？`)
      return { number, client }
    }),
  )
  for (let turn = 1; turn <= TURNS; turn++)
    for (const { number, client } of buyers) {
      const asked = turn === 1 ? `第 ${number} 位，这件有货吗？` : question(number, turn)
      await goTo(station, dayName(number))
      await page.getByRole('log').getByText(asked).waitFor()
      if (turn === 3 && number % PICTURES === 0) await lookAtPicture(station)
      const answer = `${number} 号您好，第 ${turn} 次回复：今天下午四点前发出，一般两天左右到`
      await station.composer.fill(answer)
      await station.composer.press('Enter')
      await station.message(answer).waitFor()
      if (turn < TURNS) await goOn(client, shop, number, turn + 1)
    }
  for (const { number, client } of buyers) {
    await goTo(station, dayName(number))
    await page.keyboard.press('Control+w')
    await expect(page.locator('.tab-name', { hasText: dayName(number) })).toHaveCount(0)
    await expect(station.row(dayName(number))).toHaveCount(0)
    client.close()
  }
}

/** By its row, which a message that comes right now may move away under the pointer. */
async function goTo(station: Workstation, name: string): Promise<void> {
  await expect(async () => {
    await station.row(name).click()
    await expect(station.page.locator('.tab.current')).toContainText(name, { timeout: 500 })
  }).toPass()
}

function dayName(number: number): string {
  return `Guest ${String(number).padStart(3, '0')}`
}
function question(number: number, turn: number): string {
  return `${number} 位的第 ${turn} 个问题：平时穿 165/88A，M 码合适吗？`
}

/** The buyer's next line; before the third, in every fourth chat, a photograph of its own. */
async function goOn(client: BuyerClient, shop: BenchShop, number: number, turn: number) {
  if (turn === 3 && number % PICTURES === 0) {
    const file = await upload(shop, client, number)
    await client.say('', { body: { kind: 'image', file } })
  }
  await client.say(question(number, turn))
}

async function upload(shop: BenchShop, client: BuyerClient, number: number): Promise<FileRef> {
  const response = await fetch(`${shop.gateway.url}/api/files`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${client.access}`,
      'content-type': 'image/png',
      'x-file-name': encodeURIComponent(`photo-${number}.png`),
    },
    body: new Uint8Array(photo(number)),
  })
  if (!response.ok) throw new Error(`upload: ${response.status}`)
  return (await response.json()) as FileRef
}

/** Waits until it is shown, opens it in its full size and closes it. */
async function lookAtPicture(station: Workstation): Promise<void> {
  const { page } = station
  const picture = page.getByRole('log').locator('img').last()
  await expect
    .poll(() => picture.evaluate((image) => image instanceof HTMLImageElement && image.complete))
    .toBe(true)
  await picture.click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

function told(state: DayState): string {
  const { asItIs, pss, heap, nodes, detached, listeners, processes } = state
  return (
    `${asItIs.toFixed(1)}, then ${pss.toFixed(1)} MiB (${processes}), heap ${heap.toFixed(2)} MiB, ` +
    `${nodes} nodes, ${detached} detached, ${listeners} listeners`
  )
}

function compared(first: DayState, last: DayState): readonly Figure[] {
  const chats = HOURS * CHATS_AN_HOUR
  const grown = (what: string, of: (state: DayState) => number, unit: string, bound: number) => {
    const [value, baseline] = [of(last), of(first)]
    const name = `day of ${chats} chats, after hour ${HOURS} beside hour 1: ${what}`
    // Where there was nothing there must be nothing.
    const goal =
      baseline === 0
        ? ({ of: 'value', is: 'at most', bound: 0 } as const)
        : ({ of: 'ratio', is: bound === 1.1 ? 'under' : 'at most', bound } as const)
    return figure({ name, value, unit, baseline, goal })
  }
  return [
    grown('memory of all processes (PSS)', ({ pss }) => pss, 'MiB', 1.1),
    grown('JavaScript heap of the page', ({ heap }) => heap, 'MiB', 1.1),
    grown('DOM nodes', ({ nodes }) => nodes, '', 1.05),
    grown('detached nodes that script holds', ({ detached }) => detached, '', 1.05),
    grown('event listeners', ({ listeners }) => listeners, '', 1.05),
  ]
}
