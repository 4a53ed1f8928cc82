import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyId, wrapKey } from '#gateway/backups/keys.ts'
import { makePoint, type Made } from '#gateway/backups/make.ts'
import { KEEPING } from '#gateway/backups/rotate.ts'
import type { Shop } from '#gateway/desk/contract.ts'
import { openGatewayStore } from '#gateway/store/open.ts'
import { createCorpus } from './corpus/texts.ts'
import { figure, percentile, type BenchOptions, type Figure } from './figure.ts'

/** `--messages=<n>`. */
const MESSAGES = 100_000
const SENT_BETWEEN = 2000
/** Sends that are measured come at a steady pace, whatever the ones before do. */
const EVERY_MS = 8
const IDLE_SENDS = 500
const BUYERS = 500

/**
 * What a daily backup costs a gateway that goes on serving. Baselines, in the same run: a whole copy of
 * the same database, as often as an increment is made; the same sends while no backup is made.
 */
export async function figures({ args, progress }: BenchOptions): Promise<readonly Figure[]> {
  const told = args.find((arg) => arg.startsWith('--messages='))?.slice('--messages='.length)
  const total = Number(told ?? MESSAGES)
  const folder = mkdtempSync(join(tmpdir(), 'xiaoer-bench-backup-'))
  const key = randomBytes(32).toString('hex')
  const backupKey = randomBytes(32)
  const database = join(folder, 'gateway.db')
  const store = await openGatewayStore({ file: database, key })
  const desk = await store.openDesk({ now: Date.now })
  try {
    const shop = await desk.createShop({ id: 'shop', name: 'Shop', main: 'benchshop', nick: 'M' })
    const corpus = createCorpus(7, total + 100_000)
    let next = 0
    const send = () => sendOne(shop, next++, corpus.text(next))
    while (next < total) {
      await Promise.all(Array.from({ length: Math.min(400, total - next) }, send))
      if (next % 20_000 === 0) progress(`${next} messages`)
    }
    mkdirSync(join(folder, 'backups'))
    const make = (fresh: boolean): Promise<Made> =>
      makePoint({
        database,
        key,
        filesFolder: join(folder, 'files'),
        folder: join(folder, 'backups'),
        backupKey,
        keys: {
          v: 1,
          id: keyId(backupKey),
          gateway: wrapKey('gateway', Buffer.from(key, 'hex'), backupKey),
          recovery: null,
          recoveryAt: null,
        },
        keeping: KEEPING,
        now: Date.now,
        fresh,
      })
    const idle = await paced(send, (sent) => sent >= IDLE_SENDS)
    progress('sends without a backup')
    const whole = await during(send, () => make(true))
    progress('all of it')
    for (let sent = 0; sent < SENT_BETWEEN; sent += 400)
      await Promise.all(Array.from({ length: 400 }, send))
    const copyFile = join(folder, 'copy.db')
    const copyMs = await timed(() => store.backup(copyFile))
    const copyBytes = statSync(copyFile).size
    let made: Made | null = null
    const incrementMs = await timed(async () => {
      made = await make(false)
    })
    const increment = made as Made | null
    if (!increment || increment.base) throw new Error('it was no increment')
    return [
      figure({
        name: `all of ${total} messages`,
        value: whole.ms,
        unit: 'ms',
      }),
      figure({
        name: 'its size, beside a copy of the database',
        value: whole.made.bytes / 1e6,
        unit: 'MB',
        baseline: copyBytes / 1e6,
      }),
      figure({
        name: `an increment of ${increment.rows} rows, beside a whole copy`,
        value: incrementMs,
        unit: 'ms',
        baseline: copyMs,
        goal: { of: 'ratio', is: 'at most', bound: 0.5 },
      }),
      figure({
        name: 'its size, beside a whole copy',
        value: increment.bytes / 1e6,
        unit: 'MB',
        baseline: copyBytes / 1e6,
        goal: { of: 'ratio', is: 'at most', bound: 0.1 },
      }),
      figure({
        name: 'a send during a backup of all, p99, beside none',
        value: percentile(whole.sends, 99),
        unit: 'ms',
        baseline: percentile(idle, 99),
        goal: { of: 'ratio', is: 'at most', bound: 5 },
      }),
      figure({
        name: 'a send during a backup of all, median, beside none',
        value: percentile(whole.sends, 50),
        unit: 'ms',
        baseline: percentile(idle, 50),
      }),
    ]
  } finally {
    await desk.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function sendOne(shop: Shop, number: number, text: string): Promise<void> {
  const outcome = await shop.submit({
    type: 'send',
    by: { kind: 'buyer', buyer: `buyer-${number % BUYERS}` },
    cid: `cid-${number}`,
    conversation: null,
    body: { kind: 'text', text },
  })
  if (!outcome.ok) throw new Error(outcome.code)
}

/** Ms from when each was due until it was durable. */
async function paced(
  send: () => Promise<void>,
  over: (sent: number) => boolean,
): Promise<readonly number[]> {
  const times: number[] = []
  const all: Promise<void>[] = []
  const began = performance.now()
  for (let sent = 0; !over(sent); sent++) {
    const due = began + sent * EVERY_MS
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    all.push(send().then(() => void times.push(performance.now() - due)))
    if (wait <= 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(all)
  return times
}

async function during(
  send: () => Promise<void>,
  work: () => Promise<Made>,
): Promise<{ readonly ms: number; readonly made: Made; readonly sends: readonly number[] }> {
  let done: Made | null = null
  const began = performance.now()
  const working = work().then((made) => {
    done = made
    return performance.now() - began
  })
  const sends = await paced(send, () => done !== null)
  const ms = await working
  return { ms, made: done as unknown as Made, sends }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
