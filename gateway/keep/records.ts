import type { CredentialStore, Desk, GatewayStore, Shop, Viewer } from '../desk/contract.ts'
import type { ErasedBeside } from '../desk/erasure.ts'
import type { Files } from '../files/files.ts'
import { ORDERS } from '../http/file-rights.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Between two slices of what is too old: the shop's work comes first. */
const REST = 200

interface Parts {
  readonly desk: Pick<Desk, 'shops'>
  readonly store: Pick<GatewayStore, 'credentials'>
  readonly now: () => number
  readonly fault: (error: unknown) => void
}

/** How far the time limit has been carried out, and whom it passed over. */
interface Reached {
  readonly after: number
  readonly held: readonly string[]
}

/**
 * T3, T5: finishes erasures that a crash left, erases what is older than the shop keeps, once a day,
 * and sees that the log is sealed every day on which something happened.
 */
export function keepRecords(parts: Parts): {
  /** What was said at the start is finished, and the rest goes by the hour. */
  start(): void
  /** For tests: the daily work of now. */
  daily(): Promise<void>
  close(): Promise<void>
} {
  const { desk, now, fault } = parts
  let closed = false
  let running: Promise<void> = Promise.resolve()
  const last = new Map<string, number>()

  const alone = (work: () => Promise<void>): Promise<void> => {
    running = running.then(() => (closed ? undefined : work())).catch(fault)
    return running
  }
  const finish = async () => {
    for (const shop of desk.shops.values()) await shop.records.finishErasures()
  }
  const daily = async (due: (shop: Shop) => boolean) => {
    for (const shop of desk.shops.values()) {
      if (closed || !due(shop)) continue
      await expire(parts, shop, () => closed)
      await shop.records.seal()
      last.set(shop.id, now())
    }
  }
  const hourly = () =>
    alone(() => daily((shop) => Math.abs(now() - (last.get(shop.id) ?? 0)) >= DAY))
  const timer = setInterval(() => void hourly(), HOUR)
  timer.unref()

  return {
    start() {
      void alone(finish)
      void hourly()
    },
    daily: () => alone(() => daily(() => true)),
    async close() {
      closed = true
      clearInterval(timer)
      await running
    },
  }
}

async function expire({ store, now }: Parts, shop: Shop, stopped: () => boolean): Promise<void> {
  const { keepMonths } = shop.settings().records
  if (keepMonths === null) return
  const key = `records.${shop.id}`
  const before = monthsBefore(now(), keepMonths)
  const held = shop.records.held()
  let { after } = await reached(store.credentials, key, held)
  while (!stopped()) {
    const { next } = await shop.records.expire(before, after)
    if (next === null) return
    after = next
    await store.credentials.setSetting(key, JSON.stringify({ after, held } satisfies Reached))
    await new Promise((resolve) => setTimeout(resolve, REST))
  }
}

/** Whoever is held no more has old words among what was passed over: from the beginning, then. */
async function reached(
  settings: CredentialStore,
  key: string,
  held: readonly string[],
): Promise<{ after: number }> {
  const stored = await settings.setting(key)
  const known = stored === null ? null : (JSON.parse(stored) as Reached)
  const released = known?.held.some((id) => !held.includes(id)) ?? true
  return { after: released ? 0 : (known?.after ?? 0) }
}

/** The same day and time so many months ago; of a month too short its last day. */
export function monthsBefore(at: number, months: number): number {
  const date = new Date(at)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() - months)
  const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, days))
  return date.getTime()
}

/** T3: of what was erased in the log, what lies beside it. Asked again it does no harm. */
export async function eraseBeside(
  { store, files }: { store: Pick<GatewayStore, 'beside' | 'orders'>; files: Files },
  shop: string,
  { buyer, before, held, files: named, shown }: ErasedBeside,
): Promise<void> {
  const mine = new Set(named)
  if (buyer !== null) {
    const by: Viewer = { kind: 'buyer', buyer }
    for (const id of await files.uploads(shop, by)) if (!(await shown(id))) mine.add(id)
    await store.beside.eraseBuyer(shop, buyer)
    await store.orders.eraseBuyer(shop, buyer)
  } else if (before !== null) await store.beside.eraseOlder(shop, before, held)
  for (const id of mine) {
    // The shop's goods and its quick replies are nobody's words.
    if (files.uploaded(shop, ORDERS, id) || (await store.beside.phraseFile(shop, id))) continue
    await files.remove(shop, id)
  }
}
