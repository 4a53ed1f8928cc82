import type { Page } from '@playwright/test'
import type { Workstation } from '#tests/support/workstation.ts'
import { buyerName, LONG, tag } from './desktop-shop.ts'

/**
 * A switch is measured inside the page, from the event's own time stamp (when the browser got the
 * key, or the press of the button that opens a chat) to the end of the frame that shows the other
 * chat: in each animation frame a message is posted to ourselves, which is handled when that frame's
 * style, layout and paint are done; if then the newest message of the chosen chat stands in the
 * timeline and in sight, and the composer is there, the switch is over, else the next frame is looked
 * at.
 *
 * Frames are not tied to the 60 Hz of a screen in this run (--disable-frame-rate-limit,
 * --disable-gpu-vsync): waiting for the screen's next turn would add 0 to 16.7 ms of chance to each
 * time, and hide what the app itself takes. One that takes less than 16.7 ms is in the next frame
 * of any screen.
 */
export const UNTIED_FRAMES = ['--disable-frame-rate-limit', '--disable-gpu-vsync']

/**
 * No hand is faster than a key that is held down. Without this pause the frame that tidies up behind the
 * last switch, or tells the row that the pointer is over it, has just begun when the next event comes, and
 * holds the next frame for its whole 16.7 ms: chance again, and of the tool.
 */
const REPEAT_MS = 33

interface Watch {
  start(): void
  done: Promise<number>
}

declare global {
  interface Window {
    benchWatch?: Watch
  }
}

/** Installs the watch in the page. */
export async function watchSwitches(page: Page): Promise<void> {
  await page.evaluate(() => {
    const currentName = () => document.querySelector('.tab.current .tab-name')?.textContent ?? ''
    const settled = () => {
      const number = Number(/Buyer (\d+)/.exec(currentName())?.[1] ?? Number.NaN)
      const lines = document.querySelectorAll('[role="log"] [data-cseq]')
      const last = lines[lines.length - 1]
      const log = last?.closest('[role="log"]')
      if (!last || !log || last.textContent?.includes(`#${number}#`) !== true) return false
      const bottom = log.getBoundingClientRect().bottom
      return (
        last.getBoundingClientRect().bottom <= bottom + 1 &&
        document.querySelector('[data-pane="composer"] textarea') !== null
      )
    }
    let from = ''
    let pressed = 0
    let finish: (ms: number) => void = () => {}
    const channel = new MessageChannel()
    const inFrame = () => channel.port2.postMessage(0)
    channel.port1.onmessage = () => {
      const ms = performance.now() - pressed
      if (currentName() !== from && settled()) finish(ms)
      // Never in a measurement: told instead of waiting for ever.
      else if (ms > 5000) finish(Number.NaN)
      else requestAnimationFrame(inFrame)
    }
    const onEvent = (event: Event) => {
      if (event instanceof KeyboardEvent && (event.key === 'Alt' || event.key === 'Control')) return
      removeEventListener('keydown', onEvent, true)
      removeEventListener('mousedown', onEvent, true)
      pressed = event.timeStamp
      requestAnimationFrame(inFrame)
    }
    const watch: Watch = {
      done: Promise.resolve(0),
      start() {
        from = currentName()
        watch.done = new Promise((resolve) => {
          finish = resolve
        })
        addEventListener('keydown', onEvent, true)
        addEventListener('mousedown', onEvent, true)
      },
    }
    window.benchWatch = watch
  })
}

/** From the event that `action` causes to the end of the frame with the other chat, ms. */
export async function timedSwitch(page: Page, action: () => Promise<void>): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, REPEAT_MS))
  await page.evaluate(() => window.benchWatch?.start())
  await action()
  const ms = await page.evaluate(() => window.benchWatch?.done)
  if (ms === undefined || Number.isNaN(ms)) {
    const seen = await page.evaluate(() => {
      const log = document.querySelector('[role="log"]')
      const last = [...(log?.querySelectorAll('[data-cseq]') ?? [])].at(-1)
      return JSON.stringify({
        tab: document.querySelector('.tab.current .tab-name')?.textContent,
        last: last?.textContent,
        below:
          (last?.getBoundingClientRect().bottom ?? 0) - (log?.getBoundingClientRect().bottom ?? 0),
        composer: document.querySelector('[data-pane="composer"] textarea') !== null,
      })
    })
    throw new Error(`no switch was seen: ${seen}`)
  }
  return ms
}

export interface Switches {
  readonly keys: readonly number[]
  readonly clicks: readonly number[]
  /** To the conversation of ten thousand messages. */
  readonly long: readonly number[]
}

/** `rounds` by key through the list, as many by click, and every fifth back to the long one. */
export async function measureSwitches(station: Workstation, rounds: number): Promise<Switches> {
  const { page } = station
  await station.open(buyerName(LONG))
  await page.getByText(tag(LONG)).last().waitFor()
  await watchSwitches(page)
  const keys: number[] = []
  const clicks: number[] = []
  const long: number[] = []
  // The long one is the first tab.
  const back = async () => {
    const name = await page.locator('.tab.current .tab-name').innerText()
    if (!name.includes(buyerName(LONG)))
      long.push(await timedSwitch(page, () => page.keyboard.press('Control+1')))
  }
  for (let round = 0; round < rounds; round++) {
    keys.push(await timedSwitch(page, () => page.keyboard.press('Alt+ArrowDown')))
    if (round % 5 === 4) {
      await back()
      // On from where the list was left: by click, which also scrolls it.
      clicks.push(await clickOther(page, round))
    }
  }
  while (clicks.length < rounds) {
    clicks.push(await clickOther(page, clicks.length))
    if (clicks.length % 5 === 0) await back()
  }
  return { keys, clicks, long }
}

/** A row somewhere else in the list, chosen the same way each time. */
async function clickOther(page: Page, step: number): Promise<number> {
  const place = await page.evaluate((index) => {
    const list = document.querySelector('.list-scroll')
    if (!list) throw new Error('no list')
    const room = list.scrollHeight - list.clientHeight
    list.scrollTop = (((index * 7919) % 997) / 997) * room
    return new Promise<{ x: number; y: number }>((resolve) => {
      // The rows that came into sight are drawn some frames later.
      const look = () => {
        const box = list.getBoundingClientRect()
        for (const row of document.querySelectorAll('.chat-row:not(.selected)')) {
          const { left, top, bottom } = row.getBoundingClientRect()
          if (top < box.top + 40 || bottom > box.bottom) continue
          resolve({ x: left + 60, y: (top + bottom) / 2 })
          return
        }
        requestAnimationFrame(look)
      }
      requestAnimationFrame(() => requestAnimationFrame(look))
    })
  }, step)
  await page.mouse.move(place.x, place.y)
  const ms = await timedSwitch(page, () => page.mouse.down())
  await page.mouse.up()
  return ms
}
