import type { Page } from '@playwright/test'
import type { Workstation } from '#tests/support/workstation.ts'
import { arriving } from './desktop-arriving.ts'
import { buyerName, tag, type BenchShop } from './desktop-shop.ts'

export interface Crowd {
  /** Between frames, ms, while 20 messages a second arrive and the agent types and switches. */
  readonly frames: readonly number[]
  /** Tasks over 50 ms. */
  readonly longTasks: readonly number[]
  /** From a key to the end of the frame with its letter, ms. */
  readonly letters: readonly number[]
  readonly seconds: number
}

interface Record {
  readonly frames: number[]
  readonly longTasks: number[]
  readonly letters: number[]
  stop: boolean
}

declare global {
  interface Window {
    benchCrowd?: Record
  }
}

const SECONDS = 20

/** Frames are the screen's here: what is asked is whether any of them is late. */
async function record(page: Page): Promise<void> {
  await page.evaluate(() => {
    const made: Record = { frames: [], longTasks: [], letters: [], stop: false }
    window.benchCrowd = made
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) made.longTasks.push(entry.duration)
    }).observe({ type: 'longtask' })
    let before = performance.now()
    const frame = (now: number) => {
      made.frames.push(now - before)
      before = now
      if (!made.stop) requestAnimationFrame(frame)
    }
    requestAnimationFrame((now) => {
      before = now
      requestAnimationFrame(frame)
    })
    const channel = new MessageChannel()
    let pressed = 0
    channel.port1.onmessage = () => made.letters.push(performance.now() - pressed)
    addEventListener(
      'keydown',
      (event) => {
        if (event.key.length !== 1) return
        pressed = event.timeStamp
        requestAnimationFrame(() => channel.port2.postMessage(0))
      },
      true,
    )
  })
}

/** Twenty seconds of a crowded day. */
export async function measureCrowd(station: Workstation, shop: BenchShop): Promise<Crowd> {
  const { page } = station
  await station.open(buyerName(1))
  await page.getByText(tag(1)).last().waitFor()
  const held = await page.locator('.list-head').first().innerText()
  if (!held.includes(String(shop.buyers.length))) throw new Error(`not all are there: ${held}`)
  await record(page)
  const start = performance.now()
  const stop = arriving(shop)
  try {
    for (let step = 0; performance.now() - start < SECONDS * 1000; step++) {
      // As an input method is fed: letters.
      await page.keyboard.type('xiawusidianqianfachu', { delay: 60 })
      await page.keyboard.press('Alt+ArrowDown')
      if (step % 3 === 2) await page.mouse.wheel(0, 400)
    }
  } finally {
    await stop()
  }
  const seconds = (performance.now() - start) / 1000
  const made = await page.evaluate(() => {
    const record = window.benchCrowd
    if (!record) throw new Error('nothing was recorded')
    record.stop = true
    return record
  })
  return { ...made, seconds }
}
