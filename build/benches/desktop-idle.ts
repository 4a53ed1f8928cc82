import { closeDesktops, type Desktop } from '#tests/support/desktop.ts'
import { Workstation } from '#tests/support/workstation.ts'
import { openBareTextarea } from './desktop-hello.ts'
import { AGENT, openBenchShop } from './desktop-shop.ts'
import { atRest, ticks } from './desktop-start.ts'
import { figure, type BenchOptions, type Figure } from './figure.ts'

const CHATS = 40
const WAITING = 5
/**
 * After the last touch some things are done once more and then never again: what the desk may soon
 * need is read in, and V8, having found that nothing is asked of it, collects its garbage in up to
 * three rounds some eight seconds apart (its memory reducer; in a trace the last was over after 26 s).
 * That is the end of the work before and not idleness, whatever length of time it is spread over. So
 * the app is left alone first; then a whole minute is counted, in which everything that comes back
 * every so often (timers, heartbeats, the caret) has its share.
 */
const ALONE_SECONDS = 45
const SECONDS = 60

/** Percent of one core that all processes of the app use while nobody touches it. */
async function usage(desktop: Desktop, alone = ALONE_SECONDS): Promise<number> {
  const pid = desktop.app.process().pid ?? 0
  await new Promise((resolve) => setTimeout(resolve, alone * 1000))
  await atRest(pid)
  const start = performance.now()
  const before = await ticks(pid)
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000))
  const used = (await ticks(pid)) - before
  // A tick is a hundredth of a second.
  return used / ((performance.now() - start) / 1000)
}

/**
 * An agent who looks out of the window: signed in, forty chats open and answered, the window to be
 * seen, the caret in the composer. Then five buyers wait, whose times run in the list. Beside it the
 * bare textarea, whose caret blinks, too.
 */
export async function idleFigures({ progress }: BenchOptions): Promise<readonly Figure[]> {
  const shop = await openBenchShop({
    buyers: CHATS,
    messagesEach: 12,
    messagesOfLong: 12,
    answered: true,
    progress,
  })
  try {
    const hello = await openBareTextarea()
    const bare = await usage(hello)
    await hello.quit()
    const station = await Workstation.launch()
    await station.signIn(shop.gateway, AGENT)
    shop.handOver()
    const { page } = station
    for (let chat = 0; chat < CHATS; chat++) await page.keyboard.press('Alt+ArrowDown')
    const open = await page.locator('.tab').first().getAttribute('aria-setsize')
    if (open !== String(CHATS)) throw new Error(`${open} chats are open`)
    await station.composer.click()
    const quiet = await usage(station.desktop)
    progress(`idle: ${quiet.toFixed(2)} %`)
    // None of them in front: the row of the chat one writes in keeps its place.
    await Promise.all(shop.buyers.slice(10, 10 + WAITING).map((buyer) => buyer.say('在吗？')))
    // They stand at the top of the list; out of sight their times would not run.
    await page.evaluate(() => document.querySelector('.list-scroll')?.scrollTo(0, 0))
    await page
      .locator('.chat-row .waiting')
      .nth(WAITING - 1)
      .waitFor()
    // It has rested already; and the minute ends before they are late, which is told once.
    const waiting = await usage(station.desktop, 20)
    progress(`idle, ${WAITING} wait: ${waiting.toFixed(2)} %`)
    const name = (what: string) => `idle CPU of all processes, ${CHATS} chats open, ${what}`
    return [
      figure({
        name: name('nobody waits'),
        value: quiet,
        unit: '%',
        baseline: bare,
        goal: { of: 'value', is: 'under', bound: 1 },
      }),
      figure({ name: name(`${WAITING} buyers wait`), value: waiting, unit: '%', baseline: bare }),
    ]
  } finally {
    await closeDesktops()
    await shop.stop()
  }
}
