import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeDesktops } from '#tests/support/desktop.ts'
import { Workstation } from '#tests/support/workstation.ts'
import { measureCrowd } from './desktop-crowd.ts'
import { historyFigures } from './desktop-history.ts'
import { AGENT, openBenchShop } from './desktop-shop.ts'
import { atRest } from './desktop-start.ts'
import { UNTIED_FRAMES } from './desktop-switch.ts'
import { typingFigures } from './desktop-typing.ts'
import { figure, percentile, type BenchOptions, type Figure } from './figure.ts'

export const CROWD_PARTS = ['crowd', 'typing', 'history'] as const

const CROWD = 1000
const LONG_MESSAGES = 10_000
const FRAME_MS = 1000 / 60

/** A shop of a thousand chats; each part with a window of its own, which comes back to the desk. */
export async function thousandChats(
  parts: ReadonlySet<string>,
  { progress }: BenchOptions,
): Promise<readonly Figure[]> {
  // The one who wrote last waits the least, and is the last of the list.
  const long = CROWD - 1
  const shop = await openBenchShop({
    buyers: CROWD,
    messagesEach: 6,
    messagesOfLong: parts.has('history') ? LONG_MESSAGES : 6,
    long,
    progress,
  })
  const userData = await mkdtemp(join(tmpdir(), 'xiaoer-bench-crowd-'))
  const made: Figure[] = []
  let signedIn = false
  /** One part in a new window, begun when it has come to rest. */
  const within = async (
    args: readonly string[],
    run: (station: Workstation) => Promise<readonly Figure[]>,
  ) => {
    const station = await Workstation.launch({ userData, args })
    if (signedIn) await station.working()
    else {
      await station.signIn(shop.gateway, AGENT)
      shop.handOver()
      signedIn = true
    }
    await atRest(station.desktop.app.process().pid ?? 0)
    made.push(...(await run(station)))
    await station.desktop.quit()
  }
  try {
    if (parts.has('crowd')) await within([], (station) => crowdFigures(station, shop))
    if (parts.has('typing')) await within(UNTIED_FRAMES, (station) => typingFigures(station, shop))
    if (parts.has('history'))
      await within(UNTIED_FRAMES, (station) => historyFigures(station, shop, long, LONG_MESSAGES))
    return made
  } finally {
    await closeDesktops()
    await shop.stop()
    await rm(userData, { recursive: true, force: true })
  }
}

/** Twenty messages a second arrive. */
async function crowdFigures(
  station: Workstation,
  shop: Awaited<ReturnType<typeof openBenchShop>>,
): Promise<readonly Figure[]> {
  const { frames, longTasks, letters, seconds } = await measureCrowd(station, shop)
  const name = (what: string) => `${CROWD} chats, 20 messages a second: ${what}`
  return [
    figure({
      name: name('frame, p95'),
      value: percentile(frames, 95),
      unit: 'ms',
      // One frame, with the clock's own jitter; two would be 33.
      goal: { of: 'value', is: 'at most', bound: 1.1 * FRAME_MS },
    }),
    figure({
      name: name('letter typed to painted at 60 Hz, switching, p95'),
      value: percentile(letters, 95),
      unit: 'ms',
      goal: { of: 'value', is: 'at most', bound: 2 * FRAME_MS },
    }),
    figure({
      name: name('tasks over 50 ms, a minute'),
      value: (longTasks.length / seconds) * 60,
      unit: '',
      goal: { of: 'value', is: 'at most', bound: 6 },
    }),
    figure({
      name: name('longest task over 50 ms'),
      value: Math.max(0, ...longTasks),
      unit: 'ms',
    }),
  ]
}
