import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Session } from '#electron/account/session.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import type { Batch } from '#electron/transcripts/calls.ts'
import type { CacheWithHeadStart } from '#electron/transcripts/head-start.ts'
import type { Work } from '#electron/link/work.ts'
import { plantedSource, type PlantName } from './fault-plants.ts'
import type { DesktopOrder, DesktopReply, DesktopStart } from './fault-desktop.ts'
import { HASTE } from './fault-party.ts'

/**
 * The desktop's half of the protocol in a process that is killed: the real link, outbox and encrypted
 * cache with its thread, without windows.
 */
const [plant = ''] = process.argv.slice(2)
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

// As the other parties of a round: every wait is cut short. The code under test is not touched.
const { setTimeout: slow } = globalThis
globalThis.setTimeout = ((run: () => void, ms = 0, ...rest: unknown[]) =>
  slow(run, ms / HASTE, ...rest)) as typeof globalThis.setTimeout

const { createTranscripts } = await import('#electron/transcripts/client.ts')
const { withHeadStart } = await import('#electron/transcripts/head-start.ts')
const { Work: WorkClass } = await import('#electron/link/work.ts')
const { Session: SessionClass } = await import('#electron/account/session.ts')
const { GatewayHttp } = await import('#electron/account/gateway-http.ts')

/** Of the last batch: what is told of a snapshot doesn't say it. */
let epochStored = ''
let armed: { point: string; after: number } | null = null

function dieAt(point: string): void {
  if (armed?.point !== point || --armed.after > 0) return
  process.kill(process.pid, 'SIGKILL')
}

function tell(reply: DesktopReply): void {
  process.send?.(reply)
}

/** Kills between the steps of the outbox and the cache, by the names of the calls. */
function watched(cache: CacheWithHeadStart): CacheWithHeadStart {
  return new Proxy(cache, {
    get(target, name: keyof CacheWithHeadStart) {
      const call = target[name] as (ask: unknown) => Promise<unknown>
      return async (ask: unknown) => {
        dieAt(`${name}.before`)
        if (name === 'applyBatch') epochStored = (ask as Batch).epoch
        const answer = await call(ask)
        dieAt(`${name}.after`)
        return answer
      }
    },
  })
}

let work: Work | null = null
let cache: CacheWithHeadStart | null = null

async function start(ask: DesktopStart): Promise<void> {
  const { url, reply, file, key, account, shop, settings, party } = ask
  const painted = Promise.resolve()
  const real = withHeadStart(createTranscripts(), { painted, lost: () => {} })
  await real.open({ file, key: Buffer.from(key, 'hex') })
  tell({ told: 'found', cursor: await real.cursor() })
  cache = watched(real)
  const http = new GatewayHttp({ urls: [url], fingerprint: null, shop: shop.id }, false)
  const session: Session = new SessionClass(http, reply.refresh ?? '', () => {})
  session.accept(reply)
  work = new WorkClass({
    session,
    cache,
    device: { id: party, name: party },
    appVersion: 'faults',
    painted,
    fallback: { me: account.id, shop, settings, accounts: { [account.id]: account }, closed: [] },
    tell: (name, payload) => {
      if (name === 'chats.outbox') {
        const { changed } = payload as unknown as {
          changed: { cid: string; state: string; error: string | null }[]
        }
        for (const { cid, state, error } of changed) {
          if (state === 'sending') dieAt('sending')
          if (state === 'failed') tell({ told: 'failed', cid, code: error ?? '' })
        }
      } else if (name === 'chats.view') {
        const { pos, view } = payload as unknown as { pos: number; view: AgentView }
        tell({ told: 'view', epoch: epochStored, pos, view })
      }
      // As the screens do: what people do next, they do by what they see now.
      if ((name === 'chats.view' || name === 'chats.events') && work)
        tell({ told: 'moved', view: work.start().view })
    },
    onEvents: () => {},
    onWithdrawn: () => {},
    onView: () => {},
    onConnection: ({ kind }) => tell({ told: 'connection', live: kind === 'live' }),
    onCacheLost: () => {},
    onSent: () => {},
    tornOff: () => [],
  })
  await work.begin()
  tell({ told: 'moved', view: work.start().view })
}

async function state(): Promise<Extract<DesktopReply, { told: 'state' }>> {
  if (!work || !cache) throw new Error('not started')
  const { view, pos, outbox } = work.start()
  const messages = []
  for (const conversation of await cache.known())
    for (const { cseq, cid, body } of await cache.page({ conversation, limit: 10_000 }))
      messages.push({ conversation, cseq, cid, body })
  return {
    told: 'state',
    view,
    pos,
    messages,
    outbox: outbox.map(({ cid, state: now }) => ({ cid, failed: now === 'failed' })),
  }
}

async function act(order: DesktopOrder): Promise<void> {
  switch (order.order) {
    case 'start':
      await start(order.start)
      tell({ told: 'started' })
      return
    case 'say': {
      const { conversation, body, holderEpoch = 0 } = order.frame
      if (conversation === null) return
      const cid = await work?.outbox.send(conversation, body, holderEpoch)
      if (cid !== undefined) tell({ told: 'queued', cid, frame: order.frame })
      return
    }
    case 'command':
      await work?.command(order.frame.command).catch(() => undefined)
      return
    case 'arm':
      armed = { point: order.point, after: order.after }
      return
    case 'probe':
      work?.probe()
      return
    case 'state':
      tell(await state())
      return
    case 'close':
      work?.end()
      await cache?.close()
      tell({ told: 'closed' })
      return
  }
}

process.on('message', (order: DesktopOrder) => {
  act(order).catch((error: unknown) => tell({ told: 'trouble', message: String(error) }))
})
process.on('disconnect', () => process.exit())
