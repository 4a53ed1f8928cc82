import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditPage } from '#shared/audit/model.ts'
import { keepRecords, monthsBefore } from '#gateway/keep/records.ts'
import { verify } from '#gateway/store/verify.ts'
import { apiOf } from '../support/api.ts'
import { JumpClock } from '../support/clock.ts'
import { MAIN, startTestGateway, type TestGateway } from '../support/gateway.ts'

const DAY = 86_400_000
/** What one event of the time limit takes at most. */
const SLICE = 5000

let clock: JumpClock
let test: TestGateway
let keepers: ReturnType<typeof keepRecords>[]
const faults: unknown[] = []

beforeEach(async () => {
  clock = new JumpClock()
  faults.length = 0
  keepers = []
  test = await startTestGateway({ now: clock.now, subs: ['xiaohong'] })
  const main = await test.agent('demoshop')
  await main.settings({ records: { keepMonths: 12 } })
  main.close()
})
afterEach(async () => {
  await Promise.all(keepers.map((keeper) => keeper.close()))
  await test.stop()
  expect(faults).toEqual([])
})

const MAIN_VIEW = { kind: 'agent', account: 'main' } as const

function shop() {
  const found = test.gateway.desk.shops.get(MAIN)
  if (!found) throw new Error('no shop')
  return found
}

/** The gateway's own job, whose day is asked for instead of waited for. */
function job() {
  const { desk, credentials } = test.gateway
  const fault = (error: unknown) => void faults.push(error)
  const keeper = keepRecords({ desk, store: { credentials }, now: clock.now, fault })
  keepers.push(keeper)
  return keeper
}

async function write(buyer: string, text: string): Promise<void> {
  const outcome = await shop().submit({
    type: 'send',
    by: { kind: 'buyer', buyer },
    cid: randomUUID(),
    conversation: null,
    body: { kind: 'text', text },
  })
  expect(outcome).toMatchObject({ ok: true })
}

async function seen(...buyers: readonly string[]): Promise<void> {
  for (const buyer of buyers) await shop().submit({ type: 'buyer.seen', buyer, name: buyer })
}

/** As many as two slices hold and more. */
async function writeMany(buyer: string, count: number): Promise<void> {
  for (let written = 0; written < count; written += 500)
    await Promise.all(Array.from({ length: 500 }, (_, at) => write(buyer, `旧话 ${written + at}`)))
}

async function texts(buyer: string): Promise<readonly string[]> {
  const page = await shop().history(MAIN_VIEW, `${buyer}.1`, undefined, 50)
  if (!('messages' in page)) throw new Error('no page of history')
  return page.messages.flatMap(({ body, sender }) =>
    sender.kind === 'shop' ? [] : [body.kind === 'text' ? body.text : body.kind],
  )
}

async function expired(): Promise<AuditPage['records']> {
  const { access } = await test.signIn('demoshop')
  const ask = apiOf(test.url)
  return (await ask<AuditPage>(access, '/api/audit?kind=expired')).value.records
}

async function problems(): Promise<unknown> {
  const report = await verify(join(test.folder, 'gateway.db'), test.key)
  return report.shops.map((one) => one.problems)
}

/** The time limit's event is in the log; what it tells of is about to be done. */
function announcement(): Promise<void> {
  return new Promise((resolve) => {
    const off = shop().onCommit((head) => {
      void Promise.resolve(shop().rows(head - 1, 1)).then(([row]) => {
        if (row?.event.type !== 'transcript.erased') return
        off()
        resolve()
      })
    })
  })
}

/** Looks again at each commit. */
async function committed(holds: () => Promise<boolean>): Promise<void> {
  let wake = (): void => undefined
  const off = shop().onCommit(() => wake())
  for (;;) {
    const next = new Promise<void>((resolve) => (wake = resolve))
    if (await holds()) break
    await next
  }
  off()
}

describe('[T3] what is older than the shop keeps', () => {
  it('goes day by day; what is held or younger stays, and each time is noted', async () => {
    await seen('lin', 'held')
    for (const day of ['第一天', '第二天', '第三天']) {
      await write('lin', day)
      await write('held', day)
      clock.jump(DAY)
    }
    const main = await test.agent('demoshop')
    await main.command({ type: 'buyer.mark', buyer: 'held', evidence: true })
    main.close()
    const { daily } = job()
    await daily()
    expect(await texts('lin')).toEqual(['第一天', '第二天', '第三天'])
    expect(await expired()).toEqual([])

    // A year after the first day's words, and before it is one after the second's.
    const start = clock.now() - 3 * DAY
    while (monthsBefore(clock.now(), 12) <= start) clock.jump(DAY / 2)
    await write('lin', '今年')
    const reader = await test.agent('demoshop')
    expect(reader.view?.conversations['lin.1']?.last?.text).toBe('今年')
    await daily()
    expect(await texts('lin')).toEqual(['erased', '第二天', '第三天', '今年'])
    await reader.until('told', () =>
      reader.events.some(({ event }) => event.type === 'transcript.erased'),
    )
    // The list's line of a conversation with younger words is as it was.
    expect(reader.view?.conversations['lin.1']?.last?.text).toBe('今年')
    const first = await expired()
    expect(first).toMatchObject([{ kind: 'expired', by: null }])

    // Nothing more on the same day.
    await daily()
    expect(await expired()).toEqual(first)
    clock.jump(DAY)
    await daily()
    expect(await texts('lin')).toEqual(['erased', 'erased', '第三天', '今年'])
    clock.jump(400 * DAY)
    await daily()
    expect(await texts('lin')).toEqual(['erased', 'erased', 'erased', 'erased'])
    expect(await texts('held')).toEqual(['第一天', '第二天', '第三天'])
    // Clients forget what their lists showed, and a new one is not told it.
    await reader.until('forgotten', () => {
      const last = reader.view?.conversations['lin.1']?.last
      return last?.kind === 'erased' && last.text === ''
    })
    const fresh = await test.agent('demoshop', { device: 'another' })
    expect(JSON.stringify(fresh.view)).not.toContain('今年')
    expect(fresh.view?.conversations['held.1']?.last?.text).toBe('第三天')
    expect(await problems()).toEqual([[]])
  })

  it('whoever is held no more is caught up with', async () => {
    await seen('held')
    await write('held', '留着')
    const mark = (evidence: boolean) =>
      shop().submit({
        type: 'command',
        by: { kind: 'account', account: 'main' },
        cid: randomUUID(),
        command: { type: 'buyer.mark', buyer: 'held', evidence },
      })
    await mark(true)
    const { daily } = job()
    clock.jump(400 * DAY)
    await daily()
    expect(await texts('held')).toEqual(['留着'])
    await mark(false)
    clock.jump(DAY)
    await daily()
    expect(await texts('held')).toEqual(['erased'])
  })

  it('[I9] takes slices, between whose rows the shop goes on writing', async () => {
    await seen('lin', 'busy')
    await writeMany('lin', 2 * SLICE + 500)
    clock.jump(400 * DAY)
    let [begun, done] = [false, false]
    let within = 0
    void announcement().then(() => (begun = true))
    let longest = 0
    const writing = (async () => {
      while (!done) {
        const began = performance.now()
        await write('busy', '现在')
        longest = Math.max(longest, performance.now() - began)
        if (begun) within++
      }
    })()
    const before = monthsBefore(clock.now(), 12)
    const { next, rows } = await shop().records.expire(before, 0)
    done = true
    await writing
    // Not the whole, and the shop wrote on while the rows were reduced.
    expect(next).toBe(SLICE)
    expect(rows).toBeLessThanOrEqual(SLICE)
    expect(within).toBeGreaterThan(100)
    expect(longest).toBeLessThan(1000)
    await job().daily()
    expect((await expired()).length).toBeGreaterThanOrEqual(3)
    expect(await texts('busy')).not.toContain('erased')
    expect(new Set(await texts('lin'))).toEqual(new Set(['erased']))
  }, 60_000)

  it('goes on after a stop in its middle, at the start of the gateway', async () => {
    await seen('lin')
    await writeMany('lin', 2 * SLICE + 500)
    clock.jump(400 * DAY)
    const announced = announcement()
    const fault = () => undefined
    const { desk, credentials } = test.gateway
    const cut = keepRecords({ desk, store: { credentials }, now: clock.now, fault })
    const cutting = cut.daily()
    await announced
    test = await test.restart()
    await cutting
    await cut.close()
    await committed(async () => (await expired()).length >= 3)
    expect(new Set(await texts('lin'))).toEqual(new Set(['erased']))
    expect(await shop().search(MAIN_VIEW, { text: '旧话' })).toEqual({ hits: [], next: null })
    await job().daily()
    expect(await problems()).toEqual([[]])
  }, 60_000)
})
