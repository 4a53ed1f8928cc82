import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeDesktops } from '#tests/support/desktop.ts'
import { Workstation } from '#tests/support/workstation.ts'
import { root } from '../root.ts'
import { withTestEnvironment } from '../testing/environment.ts'
import { figures as cacheFigures } from './cache.ts'
import { dayFigures } from './desktop-day.ts'
import { idleFigures } from './desktop-idle.ts'
import { AGENT, openBenchShop } from './desktop-shop.ts'
import { atRest, timeStart, type Start } from './desktop-start.ts'
import { measureSwitches, UNTIED_FRAMES } from './desktop-switch.ts'
import { CROWD_PARTS, thousandChats } from './desktop-thousand.ts'
import { figure, median, percentile, type BenchOptions, type Figure } from './figure.ts'

/**
 * The desktop as it is built, in the real Electron, with a real gateway in this process.
 *
 * `--only=switch,start,crowd,typing,history,day,idle,cache` leaves the others out; start wants the
 * 200 open chats of switch, which it comes back to.
 */
const PARTS = ['switch', 'start', 'crowd', 'typing', 'history', 'day', 'idle', 'cache'] as const
type Part = (typeof PARTS)[number]

const CHATS = 200
const LONG_MESSAGES = 10_000
const SWITCHES = 120
const STARTS = 7
/** Starts behind them whose memory is counted: an app that rested long leaves a slow start behind it. */
const RESTS = 2
const FRAME_MS = 1000 / 60

export async function figures(options: BenchOptions): Promise<readonly Figure[]> {
  const parts = partsOf(options.args)
  const desktop = await withTestEnvironment(async ({ electron }) => {
    // The helpers of the tests find the desk there. The gateway here runs in plain Node, with the
    // binding that is Node's own.
    const before = { ...process.env }
    const { XIAOER_SQLITE_BINDING: _binding, ...environment } = electron
    Object.assign(process.env, environment)
    try {
      return [
        ...(parts.has('switch') || parts.has('start') ? await workday(parts, options) : []),
        ...(CROWD_PARTS.some((part) => parts.has(part)) ? await thousandChats(parts, options) : []),
        ...(parts.has('day') ? await dayFigures(options) : []),
        ...(parts.has('idle') ? await idleFigures(options) : []),
      ]
    } finally {
      process.env = before
    }
  })
  return [...desktop, ...(parts.has('cache') ? await cacheFigures(options) : [])]
}

function partsOf(args: readonly string[]): ReadonlySet<Part> {
  const only = args.find((argument) => argument.startsWith('--only='))
  if (only === undefined) return new Set(PARTS)
  const names = only.slice('--only='.length).split(',')
  for (const name of names)
    if (!PARTS.some((part) => part === name)) throw new Error(`no such part: ${name}`)
  return new Set(PARTS.filter((part) => names.includes(part)))
}

/** Switching among 200 chats, then starts of the app with all of them open. */
async function workday(
  parts: ReadonlySet<Part>,
  { progress }: BenchOptions,
): Promise<readonly Figure[]> {
  const shop = await openBenchShop({
    buyers: CHATS,
    messagesEach: 40,
    messagesOfLong: LONG_MESSAGES,
    progress,
  })
  progress(`${CHATS} conversations, one of ${LONG_MESSAGES} messages`)
  const made: Figure[] = []
  const userData = await mkdtemp(join(tmpdir(), 'xiaoer-bench-desktop-'))
  try {
    const station = await Workstation.launch({ userData, args: UNTIED_FRAMES })
    await station.signIn(shop.gateway, AGENT)
    shop.handOver()
    // The newest messages of all chats are fetched ahead in idle time: a day begins behind that.
    await atRest(station.desktop.app.process().pid ?? 0)
    const { keys, clicks, long } = await measureSwitches(station, SWITCHES)
    const limit = { of: 'value', is: 'at most', bound: FRAME_MS } as const
    made.push(
      figure({
        name: `chat switch of ${CHATS} by key, event to painted, p50`,
        value: percentile(keys, 50),
        unit: 'ms',
      }),
      figure({
        name: `chat switch of ${CHATS} by key, event to painted, p95`,
        value: percentile(keys, 95),
        unit: 'ms',
        goal: limit,
      }),
      figure({
        name: `chat switch of ${CHATS} by click, event to painted, p95`,
        value: percentile(clicks, 95),
        unit: 'ms',
        goal: limit,
      }),
      figure({
        name: `chat switch to ${LONG_MESSAGES} messages, event to painted, p95`,
        value: percentile(long, 95),
        unit: 'ms',
        goal: limit,
      }),
    )
    await station.desktop.quit()
    progress('switched')
    if (parts.has('start')) made.push(...(await starts(userData, progress)))
    return made
  } finally {
    await closeDesktops()
    await shop.stop()
    await rm(userData, { recursive: true, force: true })
  }
}

/** Ours and the hello-world window by turns, so that both see the same machine. */
async function starts(
  userData: string,
  progress: (line: string) => void,
): Promise<readonly Figure[]> {
  const helloData = await mkdtemp(join(tmpdir(), 'xiaoer-bench-hello-'))
  const ours: Start[] = []
  const hellos: Start[] = []
  try {
    // The first round fills the caches of disk and Chromium and is not counted.
    for (let round = 0; round <= STARTS + RESTS; round++) {
      const memory = round > STARTS
      const hello = await timeStart({
        app: join(root, 'build/benches/hello'),
        userData: helloData,
        selector: 'h1',
        memory,
      })
      // The newest message of the chat that was in front: list, timeline and composer stand then.
      const our = await timeStart({ app: root, userData, selector: '[data-cseq]', memory })
      progress(`start ${round}: hello ${hello.ms.toFixed(0)} ms, ours ${our.ms.toFixed(0)} ms`)
      if (round === 0) continue
      hellos.push(hello)
      ours.push(our)
    }
  } finally {
    await rm(helloData, { recursive: true, force: true })
  }
  const middle = (list: readonly Start[], of: (start: Start) => number) =>
    median(list.map(of).filter((value) => !Number.isNaN(value)))
  return [
    figure({
      name: `start to usable window, ${CHATS} chats open`,
      value: middle(ours.slice(0, STARTS), ({ ms }) => ms),
      unit: 'ms',
      baseline: middle(hellos.slice(0, STARTS), ({ ms }) => ms),
      goal: { of: 'ratio', is: 'under', bound: 1.6 },
    }),
    figure({
      name: `memory of all processes (PSS), ${CHATS} chats open`,
      value: middle(ours, ({ pss }) => pss),
      unit: 'MiB',
      baseline: middle(hellos, ({ pss }) => pss),
      // 120 MB.
      goal: { of: 'difference', is: 'under', bound: 114.4 },
    }),
  ]
}
