import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { aConversation, anAccount, aShop } from '#shared/protocol/fixtures.ts'
import type { HelloFrame, ServerFrame } from '#shared/protocol/frames.ts'
import { LIMITS, PROTOCOL_VERSION } from '#shared/protocol/limits.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { GatewayHttp } from '../account/gateway-http.ts'
import { Session } from '../account/session.ts'
import type { Json } from '../transcripts/calls.ts'
import { createTranscripts } from '../transcripts/client.ts'
import { type CacheWithHeadStart, withHeadStart } from '../transcripts/head-start.ts'
import type { ViewBase } from './view-batch.ts'
import { Work } from './work.ts'

const me = anAccount('s1')
const other = anAccount('s2')
const base: ViewBase = {
  me: me.id,
  shop: aShop,
  settings: DEFAULT_SETTINGS,
  accounts: { [me.id]: me },
  closed: [],
}
const conversation = aConversation({ holder: me.id })
const now: AgentView = { ...base, conversations: { [conversation.id]: conversation } }

const painted = Promise.resolve()
let folder: string
let cache: CacheWithHeadStart
let work: Work
let server: WebSocketServer
const hellos: HelloFrame[] = []

beforeEach(async () => {
  hellos.length = 0
  folder = mkdtempSync(join(tmpdir(), 'xiaoer-work-'))
  cache = withHeadStart(createTranscripts(), { painted, lost: () => {} })
  await cache.open({ file: join(folder, 'a.db'), key: randomBytes(32) })
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
})
afterEach(async () => {
  work.end()
  await cache.close()
  for (const socket of server.clients) socket.terminate()
  server.close()
  rmSync(folder, { recursive: true })
})

/** Of epoch e2 with its head at 7; by SPEC S5 it resumes whatever lies in that epoch. */
function answers(): void {
  server.on('connection', (socket) => {
    const say = (frame: ServerFrame) => socket.send(JSON.stringify(frame))
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as HelloFrame | { t: 'ack' }
      if (frame.t !== 'hello') return
      hellos.push(frame)
      say({
        t: 'welcome',
        v: PROTOCOL_VERSION,
        epoch: 'e2',
        head: 7,
        serverTime: 0,
        heartbeat: 25_000,
        limits: LIMITS,
        mode: frame.resume ? 'resumed' : 'snapshot',
        viewer: { kind: 'agent', account: me.id },
      })
      if (!frame.resume) say({ t: 'snapshot', pos: 7, view: now })
    })
  })
}

/** Resolves when the link is live and what it brought at first is stored. */
async function begun(): Promise<void> {
  answers()
  const { port } = server.address() as AddressInfo
  const http = new GatewayHttp(
    { urls: [`http://127.0.0.1:${port}`], fingerprint: null, shop: aShop.id },
    false,
  )
  const session = new Session(http, 'r', () => {})
  session.accept({ access: 'a', expiresAt: 3_600_000, serverTime: 0, account: me, shop: aShop })
  const live = Promise.withResolvers<void>()
  const viewed = Promise.withResolvers<void>()
  work = new Work({
    session,
    cache,
    device: { id: 'd', name: 'd' },
    appVersion: 'test',
    painted,
    fallback: base,
    tell: () => {},
    onEvents: () => {},
    onWithdrawn: () => {},
    onView: () => viewed.resolve(),
    onConnection: ({ kind }) => {
      if (kind === 'live') live.resolve()
    },
    onCacheLost: () => {},
    onSent: () => {},
    tornOff: () => [],
  })
  await work.begin()
  await live.promise
  if (hellos[0]?.resume === undefined) await viewed.promise
}

const keep = (value: ViewBase) =>
  cache.workspaceSet({ key: 'link.base', value: value as unknown as Json })

test('[I10] killed between emptying the cache for another epoch and its snapshot, it begins from a snapshot', async () => {
  // As the earlier history had it: an account that the restored one does not know.
  await keep({ ...base, accounts: { [me.id]: me, [other.id]: other } })
  await cache.applyBatch({ epoch: 'e1', pos: 40, conversations: [], messages: [] })
  await cache.reset({ epoch: 'e2' })
  await begun()
  expect(hellos.map(({ resume }) => resume)).toEqual([undefined])
  expect(Object.keys(work.view.accounts)).toEqual([me.id])
  expect(Object.keys(work.view.conversations)).toEqual([conversation.id])
  expect(await cache.cursor()).toEqual({ epoch: 'e2', pos: 7 })
})

test('[I4] what is stored is carried on from where it is', async () => {
  await keep(base)
  await cache.applyBatch({ epoch: 'e2', pos: 5, conversations: [], messages: [] })
  await begun()
  expect(hellos.map(({ resume }) => resume)).toEqual([{ epoch: 'e2', pos: 5 }])
})
