import { readFileSync, readdirSync } from 'node:fs'
import { createRequire, Module, registerHooks } from 'node:module'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { setEnvironmentData, type Worker } from 'node:worker_threads'
import { pino } from 'pino'
import type { Gateway } from '#gateway/serve.ts'
import type { LogRow, Shop } from '#gateway/desk/contract.ts'
import type { Row } from '#gateway/desk/row.ts'
import { FAILS, POINTS, type GatewayOrder, type GatewayReply, type Live } from './fault-gateway.ts'
import { plantedSource, type PlantName } from './fault-plants.ts'
import type { GatewayTruth } from './history.ts'

/** A gateway that its parent may have killed at named points; see fault-gateway.ts. */
const [plant = '', synchronous = 'FULL', cacheKib = ''] = process.argv.slice(2)

const slots = new Int32Array(new SharedArrayBuffer(64 * 4))
setEnvironmentData('xiaoer.fault', slots.buffer)
setEnvironmentData('xiaoer.synchronous', synchronous)
if (cacheKib !== '') setEnvironmentData('xiaoer.cache', Number(cacheKib))

// The driver with faults in the place of the real one, for this thread and by its path for others.
const driver = fileURLToPath(new URL('./fault-sqlite.cjs', import.meta.url))
const DRIVER = 'better-sqlite3-multiple-ciphers'
type Resolve = (request: string, parent: { filename?: string } | null, ...rest: unknown[]) => string
const internals = Module as unknown as { _resolveFilename: Resolve }
const resolveFilename = internals._resolveFilename
internals._resolveFilename = (request, parent, ...rest) =>
  request === DRIVER && parent?.filename !== driver
    ? driver
    : resolveFilename(request, parent, ...rest)
createRequire(import.meta.url)(driver)

if (plant !== '')
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      const source = plantedSource(plant as PlantName, url, () =>
        readFileSync(fileURLToPath(url), 'utf8'),
      )
      return source === null ? loaded : { ...loaded, source }
    },
  })

const { startGateway } = await import('#gateway/serve.ts')
const { ShopActor } = await import('#gateway/desk/shop.ts')
const { openSqlite, newEpoch } = await import('#gateway/store/sqlite/engine.ts')
const { placesOf } = await import('#gateway/places.ts')
const { CHEAP_PASSWORDS, PASSWORD } = await import('./gateway.ts')

let gateway: Gateway | null = null
let ahead = 0
const bus = { drop: 0, double: 0 }
const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()

// The seam of the bus: hints that a commit is there. Lost or doubled, nothing may be.
const { onCommit } = ShopActor.prototype
ShopActor.prototype.onCommit = function (this: InstanceType<typeof ShopActor>, listener) {
  return onCommit.call(this, (head: number) => {
    if (slots[POINTS['publish.before']]! > 0 && --slots[POINTS['publish.before']]! === 0)
      process.kill(process.pid, 'SIGKILL')
    if (slots[POINTS['ok.unpublished']]! > 0 && --slots[POINTS['ok.unpublished']]! === 0) {
      // Two turns: the answers are flushed at the end of this one.
      setImmediate(() => setImmediate(() => process.kill(process.pid, 'SIGKILL')))
      return
    }
    if (Math.random() < bus.drop) return
    listener(head)
    if (Math.random() < bus.double) setImmediate(() => listener(head))
  })
}

function shopOf(id: string): Shop {
  const shop = gateway?.desk.shops.get(id)
  if (!shop) throw new Error(`no shop ${id}`)
  return shop
}

async function open(order: Extract<GatewayOrder, { order: 'open' }>) {
  const { folder, key, port, settings, shops } = order.world
  if (order.world.newEpoch === true) {
    const engine = await openSqlite(placesOf(folder).database, key)
    await newEpoch(engine.tables)
    await engine.close()
  }
  ahead = 0
  Object.assign(bus, { drop: 0, double: 0 })
  gateway = await startGateway({
    dataDir: folder,
    key,
    host: '127.0.0.1',
    port,
    log: pino({ level: 'silent' }),
    passwordCost: CHEAP_PASSWORDS,
    settings,
    now: () => Date.now() + ahead,
  })
  const { control } = gateway
  for (const { id, subs } of shops) {
    if (gateway.desk.shops.get(id) === undefined)
      await control.createShop({ id, name: id, main: id, nick: 'Boss', password: PASSWORD })
    const names = new Set(control.accounts(id).map(({ name }) => name))
    for (const sub of subs)
      if (!names.has(`${id}:${sub}`))
        await control.createAccount({
          name: `${id}:${sub}`,
          nick: `${id} ${sub}`,
          role: sub.startsWith('super') ? 'supervisor' : 'senior',
          password: PASSWORD,
        })
  }
  const epoch = [...gateway.desk.shops.values()][0]?.epoch ?? ''
  return { told: 'open', url: gateway.url, port: gateway.port, epoch } as const
}

async function truthOf(order: Extract<GatewayOrder, { order: 'truth' }>): Promise<GatewayTruth> {
  const shop = shopOf(order.shop)
  const rows: LogRow[] = []
  for (;;) {
    const more = await shop.rows(rows.at(-1)?.pos ?? 0, 1000)
    rows.push(...more)
    if (more.length === 0) break
  }
  return {
    shop: order.shop,
    epoch: shop.epoch,
    head: shop.head(),
    rows: rows.map((row) => {
      const { pos, at, event, audience } = row
      return { pos, at, event, audience, origin: (row as Row).origin }
    }),
    viewers: order.viewers.map(({ party, kind, id }) => ({
      party,
      owed: rows.flatMap((row) => {
        const viewer =
          kind === 'agent' ? ({ kind, account: id } as const) : ({ kind, buyer: id } as const)
        return shop.present(viewer, row) === null ? [] : [row.pos]
      }),
      view:
        kind === 'agent'
          ? shop.agentSnapshot(id).view
          : shop.hasBuyer(id)
            ? shop.buyerSnapshot(id).view
            : null,
    })),
  }
}

const threads = new Set<Worker>()
process.on('worker', (worker) => {
  threads.add(worker)
  worker.once('exit', () => threads.delete(worker))
})

async function liveNow(): Promise<Live> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // Twice: what the first finalises goes with the second.
  collect()
  collect()
  let { total_physical_size: physical, used_heap_size: heap } = getHeapStatistics()
  for (const thread of threads) {
    const other = await thread.getHeapStatistics()
    physical += other.total_physical_size
    heap += other.used_heap_size
  }
  return { heap, native: process.memoryUsage.rss() - physical }
}

type Told = GatewayReply extends infer R ? (R extends unknown ? Omit<R, 'n'> : never) : never

async function act(order: GatewayOrder): Promise<Told> {
  switch (order.order) {
    case 'open':
      return open(order)
    case 'close':
      slots.fill(0, 32)
      await gateway?.close()
      gateway = null
      return { told: 'done' }
    case 'arm':
      slots[POINTS[order.point]] = order.after
      return { told: 'done' }
    case 'disarm':
      slots.fill(0)
      return { told: 'done' }
    case 'fail':
      slots[FAILS[order.what] + 1] = order.times
      slots[FAILS[order.what]] = order.after
      return { told: 'done' }
    case 'clock':
      ahead = order.ahead
      return { told: 'done' }
    case 'bus':
      Object.assign(bus, { drop: order.drop, double: order.double })
      return { told: 'done' }
    case 'erase': {
      const outcome = await shopOf(order.shop).records.erase('main', order.buyer)
      if (!outcome.ok) throw new Error(outcome.code)
      return { told: 'done' }
    }
    case 'truth':
      return { told: 'truth', truth: await truthOf(order) }
    case 'heads': {
      const heads: Record<string, number> = {}
      for (const [id, shop] of gateway?.desk.shops ?? []) heads[id] = shop.head()
      return { told: 'heads', heads }
    }
    case 'health': {
      const { rss, heapUsed: heap } = process.memoryUsage()
      const delayP99 = delay.percentile(99) / 1e6
      const fds = readdirSync('/proc/self/fd').length
      const live = order.live ? await liveNow() : null
      // What looking has cost is nobody's delay.
      delay.reset()
      return { told: 'health', health: { rss, heap, live, fds, delayP99 } }
    }
  }
}

process.on('message', (order: GatewayOrder & { n: number }) => {
  act(order).then(
    (reply) => process.send?.({ n: order.n, ...reply }),
    (error: unknown) =>
      process.send?.({
        n: order.n,
        told: 'failed',
        message: error instanceof Error ? `${error.message} ${error.stack}` : String(error),
      }),
  )
})
process.on('disconnect', () => process.exit())
