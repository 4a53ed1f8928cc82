import { readFile } from 'node:fs/promises'
import type { CDPSession } from '@playwright/test'
import { processTree } from '#tests/support/processes.ts'
import type { Workstation } from '#tests/support/workstation.ts'
import { strangers, treePss } from './memory.ts'
import { atRest } from './desktop-start.ts'

/** What the app holds at rest, after all garbage was collected. */
export interface DayState {
  /** MiB, of all processes, as they are at rest. */
  readonly asItIs: number
  /** The same without what Chromium would have dropped by itself in a day that lasts a day. */
  readonly pss: number
  /** MiB that JavaScript objects of the page take. */
  readonly heap: number
  /** DOM nodes alive in the renderer, in documents or not. */
  readonly nodes: number
  /** Those that script still holds though they are in no document. */
  readonly detached: number
  readonly listeners: number
  /** For the progress: MiB by process, and of the main process's heap. */
  readonly processes: string
}

/** One session for the whole day: a new one each time would leave things of its own behind. */
export async function inspector(station: Workstation): Promise<CDPSession> {
  const session = await station.page.context().newCDPSession(station.page)
  await session.send('Performance.enable')
  await session.send('DOM.enable')
  return session
}

export async function stateOf(station: Workstation, session: CDPSession): Promise<DayState> {
  const { app } = station.desktop
  const pid = app.process().pid ?? 0
  await atRest(pid)
  // What one collection frees may free more: wrappers in the page hold nodes, nodes hold listeners.
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage')
  const main = await app.evaluate(() => {
    const { setFlagsFromString } = process.getBuiltinModule('node:v8')
    setFlagsFromString('--expose-gc')
    const collect = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void
    collect()
    setFlagsFromString('--no-expose-gc')
    const { heapUsed, external } = process.memoryUsage()
    return [heapUsed, external].map((bytes) => (bytes / 2 ** 20).toFixed(1))
  })
  await atRest(pid)
  const asItIs = await treePss(pid)
  await dropDiscardable(session)
  await atRest(pid)
  const { metrics } = await session.send('Performance.getMetrics')
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN
  return {
    asItIs,
    pss: await treePss(pid),
    heap: metric('JSHeapUsedSize') / 2 ** 20,
    nodes: metric('Nodes'),
    detached: await detachedNodes(session),
    listeners: metric('JSEventListeners'),
    processes: `${await byProcess(pid)}; heap of main ${main.join(' and outside ')}`,
  }
}

/**
 * Decoded pictures lie in discardable memory: Chromium drops what nobody has drawn for five minutes,
 * and all of it when the machine needs memory, up to half a gigabyte else. A day of some minutes never
 * gets that old, so it is told that memory is short; what the app itself holds is not touched by that.
 */
async function dropDiscardable(session: CDPSession): Promise<void> {
  await session.send('Memory.simulatePressureNotification', { level: 'critical' })
}

interface DetachedTree {
  readonly retainedNodeIds: readonly number[]
}

/** Counts by the roots of detached trees that script holds, each with the nodes it holds of it. */
async function detachedNodes(session: CDPSession): Promise<number> {
  // Newer than Playwright's list of methods.
  const send = session.send.bind(session) as unknown as (
    method: string,
  ) => Promise<{ detachedNodes: readonly DetachedTree[] }>
  const { detachedNodes: trees } = await send('DOM.getDetachedDomNodes')
  return trees.reduce((sum, { retainedNodeIds }) => sum + Math.max(1, retainedNodeIds.length), 0)
}

async function byProcess(pid: number): Promise<string> {
  const parts: string[] = []
  for (const one of await processTree(pid)) {
    const line = await readFile(`/proc/${one}/cmdline`, 'utf8').catch(() => '')
    const kind = /--type=([\w-]+)/.exec(line)?.[1] ?? 'main'
    const rollup = await readFile(`/proc/${one}/smaps_rollup`, 'utf8').catch(() => '')
    const kilobytes = Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0)
    if (kilobytes > 1024) parts.push(`${kind} ${(kilobytes / 1024).toFixed(0)}`)
  }
  const others = await strangers(pid)
  if (others > 0) parts.push(`NOT COMPARABLE: ${others} processes of other apps share its code`)
  return parts.join(', ')
}

interface OwnSession {
  readonly delegate: {
    readonly _mainFrameSession: {
      readonly _client: { send(method: string): Promise<unknown> }
    }
  }
}

/**
 * Playwright listens to the network of each page, and Chromium then keeps what was loaded for the
 * one who listens, as base64 and up to 100 MB of it: over a day of pictures some 28 MiB in the
 * renderer that no person's app has. Playwright knows no switch for it, so its own session is told.
 */
export async function dropNetworkLog(station: Workstation): Promise<void> {
  const page = station.page as unknown as {
    readonly _connection: { toImpl(of: unknown): OwnSession }
  }
  const { delegate } = page._connection.toImpl(page)
  await delegate._mainFrameSession._client.send('Network.disable')
}
