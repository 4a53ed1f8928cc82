import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCache, testPlace, type TestPlace } from '#electron/transcripts/testing/fixtures.ts'
import type { TrafficOrder, TrafficReport } from './transcripts-traffic.ts'

let place: TestPlace
const children: ChildProcess[] = []
beforeEach(() => {
  place = testPlace()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  place.remove()
})

const script = join(import.meta.dirname, 'transcripts-traffic.ts')

class Traffic {
  readonly child: ChildProcess
  /** Numbers the child told as acknowledged. */
  acknowledged = 0

  /** With `shell`, a line of bash that comes before the process in its place. */
  constructor(shell?: string) {
    const own = [process.execPath, script] as const
    const [command, ...rest] =
      shell === undefined ? own : (['bash', '-c', `${shell} && exec "$0" "$@"`, ...own] as const)
    this.child = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    children.push(this.child)
    this.child.on('message', (report: TrafficReport) => {
      if (report.report === 'acknowledged') this.acknowledged = report.number
    })
  }

  async ask<K extends TrafficReport['report']>(
    order: TrafficOrder,
    kind: K,
  ): Promise<Extract<TrafficReport, { report: K }>> {
    const { child } = this
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('the process ended'))
      child.once('exit', ended)
      child.on('message', function listen(report: TrafficReport) {
        if (report.report !== kind) return
        child.off('message', listen).off('exit', ended)
        resolve(report as Extract<TrafficReport, { report: K }>)
      })
      child.send(order)
    })
  }

  start(file: string, from = 0): Promise<unknown> {
    const key = Buffer.from(place.key).toString('hex')
    return this.ask({ order: 'start', file, key, from }, 'started')
  }
}

describe('[I9] a kill in mid-traffic', () => {
  it('loses nothing that was acknowledged, three times over', async () => {
    let from = 0
    for (let round = 0; round < 3; round++) {
      const traffic = new Traffic()
      await traffic.start(place.file, from)
      const until = from + 60 + round * 37
      traffic.child.send({ order: 'fill', until: 1_000_000, padding: 200 } satisfies TrafficOrder)
      const exit = once(traffic.child, 'exit')
      traffic.child.on('message', () => {
        if (traffic.acknowledged >= until) traffic.child.kill('SIGKILL')
      })
      await exit
      const { acknowledged } = traffic
      expect(acknowledged).toBeGreaterThanOrEqual(until)

      const cache = openCache(place)
      const cids = cache.answer('outboxList', undefined).map((item) => item.cid)
      const expected = Array.from({ length: acknowledged }, (_, index) => `item-${index + 1}`)
      // At most the one item whose answer was still under way.
      expect(cids.slice(0, acknowledged)).toEqual(expected)
      expect(cids.length).toBeLessThanOrEqual(acknowledged + 1)
      const pos = cache.answer('cursor', undefined)?.pos ?? 0
      expect(pos).toBeGreaterThanOrEqual(acknowledged)
      // The cursor and what it covers were one transaction, and search knows all of it.
      const found = cache.answer('search', { text: 'traffic', limit: 10_000 })
      expect(found.total).toBe(pos)
      const page = cache.answer('page', { conversation: 'conversation-1', limit: 10_000 })
      expect(page.map((message) => message.pos)).toEqual(
        Array.from({ length: pos }, (_, i) => i + 1),
      )
      cache.answer('close', undefined)
      // The item whose batch was lost goes again under its cid.
      from = pos
    }
  })
})

describe('a full disk', () => {
  /** Resolves to false when the process did not live on. */
  async function fillTwice(traffic: Traffic, file: string, makeRoom: () => void): Promise<boolean> {
    await traffic.start(file)
    const full = await traffic.ask({ order: 'fill', until: 1_000_000, padding: 2000 }, 'filled')
    expect(full.code).toBe('disk_full')
    expect(full.message).toMatch(/^the disk (is full|takes no more)/)
    const { acknowledged } = traffic
    expect(acknowledged).toBeGreaterThan(20)
    // It fails again and again without harm, and still reads everything.
    for (let tries = 0; tries < 3; tries++) {
      const again = await traffic.ask({ order: 'fill', until: 1_000_000, padding: 2000 }, 'filled')
      expect(again.code).toBe('disk_full')
    }
    const reached = traffic.acknowledged
    const during = await traffic.ask({ order: 'count' }, 'counted')
    expect(during).toMatchObject({ pos: reached, found: reached })
    expect([reached, reached + 1]).toContain(during.outbox)

    makeRoom()
    const more = await traffic.ask({ order: 'fill', until: reached + 100, padding: 2000 }, 'filled')
    expect(more.code).toBeNull()
    const after = await traffic.ask({ order: 'count' }, 'counted')
    expect(after).toMatchObject({ outbox: reached + 100, pos: reached + 100, found: reached + 100 })
    return traffic.child.exitCode === null
  }

  it('by the size limit of files gives a clear error, loses nothing and goes on', async () => {
    const traffic = new Traffic('ulimit -S -f 2048')
    const lives = await fillTwice(traffic, place.file, () => {
      execFileSync('prlimit', [`--pid=${traffic.child.pid}`, '--fsize=unlimited'])
    })
    expect(lives).toBe(true)
  })

  // Only root may mount one; the size limit above is the same trial for everybody else.
  const trials = process.getuid?.() === 0 ? ['a small file system'] : []
  for (const title of trials) {
    it(`by ${title} gives a clear error, loses nothing and goes on`, async () => {
      const disk = join(place.folder, 'disk')
      mkdirSync(disk)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk])
      try {
        const traffic = new Traffic()
        const lives = await fillTwice(traffic, join(disk, 'transcripts.db'), () => {
          execFileSync('mount', ['-o', 'remount,size=64m', disk])
        })
        expect(lives).toBe(true)
        const exit = once(traffic.child, 'exit')
        traffic.child.kill('SIGKILL')
        await exit
      } finally {
        execFileSync('umount', ['-l', disk])
      }
    })
  }
})
