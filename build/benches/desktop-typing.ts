import type { Page } from '@playwright/test'
import type { Workstation } from '#tests/support/workstation.ts'
import { arriving } from './desktop-arriving.ts'
import { openBareTextarea } from './desktop-hello.ts'
import { buyerName, tag, type BenchShop } from './desktop-shop.ts'
import { UNTIED_FRAMES } from './desktop-switch.ts'
import { figure, percentile, type Figure } from './figure.ts'

interface Letters {
  /** From the key event's own time stamp to the end of the frame that shows its letter, ms. */
  readonly painted: number[]
  /** The browser's Event Timing of the same keys: presented on the screen, in steps of 8 ms. */
  readonly presented: number[]
}

declare global {
  interface Window {
    benchLetters?: Letters
  }
}

const LETTERS = 300
const PER_LINE = 30
/** Quicker than people type, and as an input method is fed: letters. */
const DELAY_MS = 50
const FRAME_MS = 1000 / 60

/**
 * What is measured begins at the key event's time stamp (when the browser got the key, before the
 * page has seen it) and ends with the frame whose textarea holds one letter more: in each animation
 * frame the field is looked at and a message posted to ourselves, which is handled when that frame's
 * style, layout and paint are done and handed to the compositor. A letter that waits behind another
 * task (events of twenty messages a second) waits within this time, since its stamp is earlier.
 *
 * Frames are not tied to a 60 Hz screen in either window (see UNTIED_FRAMES): the wait for its next
 * turn would be 0 to 16.7 ms of chance, the same for both. Event Timing is asked beside it, as a
 * witness that is not ours: until the frame was presented, in steps of 8 ms and from 16 ms up.
 */
async function recordLetters(page: Page): Promise<void> {
  await page.evaluate(() => {
    const made: Letters = { painted: [], presented: [] }
    window.benchLetters = made
    const observer = new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries())
        if (name === 'keydown') made.presented.push(duration)
    })
    // TypeScript's list of options does not know the threshold yet.
    const options = { type: 'event', durationThreshold: 16 }
    observer.observe(options)
    let waiting: { pressed: number; length: number }[] = []
    let seen = 0
    let asked = false
    const length = () =>
      document.activeElement instanceof HTMLTextAreaElement
        ? document.activeElement.value.length
        : -1
    const channel = new MessageChannel()
    const look = () => {
      seen = length()
      channel.port2.postMessage(0)
    }
    channel.port1.onmessage = () => {
      const now = performance.now()
      for (const one of waiting) if (seen > one.length) made.painted.push(now - one.pressed)
      waiting = waiting.filter((one) => seen <= one.length)
      asked = waiting.length > 0
      if (asked) requestAnimationFrame(look)
    }
    addEventListener(
      'keydown',
      (event) => {
        if (event.key.length !== 1 || event.ctrlKey) return
        waiting.push({ pressed: event.timeStamp, length: length() + waiting.length })
        if (!asked) requestAnimationFrame(look)
        asked = true
      },
      true,
    )
  })
}

async function typeLetters(page: Page): Promise<Letters> {
  await recordLetters(page)
  const words = 'xiawusidianqianfachushunfengbaoyou'.slice(0, PER_LINE)
  for (let typed = 0; typed < LETTERS; typed += PER_LINE) {
    await page.keyboard.type(words, { delay: DELAY_MS })
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Backspace')
  }
  const letters = await page.evaluate(() => window.benchLetters)
  // One at a boundary may be gone with its line before it was looked at.
  if (!letters || letters.painted.length < LETTERS * 0.95)
    throw new Error(`${letters?.painted.length} of ${LETTERS} letters were seen`)
  return letters
}

/** Event Timing tells only what took 16 ms and more; the others took less. */
function presentedAt(percent: number, { painted, presented }: Letters): number {
  const quick = Array<number>(Math.max(0, painted.length - presented.length)).fill(16)
  return percentile([...quick, ...presented], percent)
}

/** Typing while twenty messages a second arrive, and in the bare textarea of the same run. */
export async function typingFigures(
  station: Workstation,
  shop: BenchShop,
): Promise<readonly Figure[]> {
  const { page } = station
  await page.locator('[role="option"]').first().waitFor()
  await station.open(buyerName(1))
  await page.getByText(tag(1)).last().waitFor()
  await station.composer.click()
  const stop = arriving(shop)
  let ours: Letters
  try {
    ours = await typeLetters(page)
  } finally {
    await stop()
  }
  const hello = await openBareTextarea(UNTIED_FRAMES)
  const bare = await typeLetters(hello.page)
  await hello.quit()
  const name = (what: string) =>
    `${shop.buyers.length} chats, 20 messages a second: letter typed to ${what}`
  return [
    figure({
      name: name('painted, p50'),
      value: percentile(ours.painted, 50),
      unit: 'ms',
      baseline: percentile(bare.painted, 50),
    }),
    figure({
      name: name('painted, p95'),
      value: percentile(ours.painted, 95),
      unit: 'ms',
      baseline: percentile(bare.painted, 95),
      goal: { of: 'value', is: 'under', bound: FRAME_MS },
    }),
    figure({
      name: name('presented (Event Timing, steps of 8), p95'),
      value: presentedAt(95, ours),
      unit: 'ms',
      baseline: presentedAt(95, bare),
    }),
  ]
}
