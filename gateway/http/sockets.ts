import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { DoctorSession } from '#shared/dispatch/doctor.ts'
import { CLOSE_CODES } from '#shared/protocol/codes.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Desk } from '../desk/contract.ts'
import type { Files } from '../files/files.ts'
import { createKeeping } from '../keep/keeping.ts'
import { createLooks, type Looks } from '../keep/looks.ts'
import type { BesideStore } from '../store/beside/contract.ts'
import { ShopHub, type Beside } from './hub.ts'
import type { Words } from '../words/service.ts'
import type { Metrics } from './metrics.ts'
import { originAllowed, type OriginList } from './origins.ts'
import { Session } from './session.ts'
import type { Connection, Flushed, SessionHost } from './session-host.ts'
import type { SessionSettings } from './settings.ts'

export interface Sockets {
  /** For the `upgrade` event of each HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** A shop that was opened while the gateway runs. */
  serve(shopId: string): void
  /** The workstations of an account that are connected now. */
  sessionsOf(shop: string, account: string): readonly DoctorSession[]
  /** Is someone connected with this session now? */
  connected(session: string): boolean
  /** What all workstations of a shop call themselves. */
  appsOf(shop: string): readonly string[]
  /** Tells who is concerned that something beside the log is another now; `of`: the buyer of orders and looks, the account of practice. */
  changed(shop: string, what: Beside, of?: string): void
  readonly looks: Looks
  /** S42: tells everyone, and refuses new sends from now on. */
  drain(withinMs: number): void
  /** Closes what is left. */
  close(): Promise<void>
}

export function openSockets(options: {
  readonly desk: Desk
  readonly accounts: Accounts
  readonly files: Files
  readonly beside: BesideStore
  readonly words: Words
  readonly metrics: Metrics
  readonly settings: SessionSettings
  readonly allowedOrigins: OriginList
  readonly now: () => number
  readonly monotonic: () => number
  readonly fault: (error: unknown) => void
}): Sockets {
  const { desk, accounts, metrics, settings } = options
  const sessions = new Set<Connection>()
  const byToken = new Map<string, Set<Connection>>()
  const hubs = new Map<string, ShopHub>()
  let dirty: Flushed[] = []
  let flushing = false
  let draining = false
  let closed = false

  // A variable, since the types don't know `closeTimeout` yet.
  const serverOptions = {
    noServer: true,
    path: '/ws',
    perMessageDeflate: false,
    maxPayload: LIMITS.frameBytes,
    clientTracking: false,
    closeTimeout: 3000,
  }
  const server = new WebSocketServer(serverOptions)

  function flushAll(): void {
    flushing = false
    const batch = dirty
    dirty = []
    for (const out of batch) out.flush()
  }

  const changed: Sockets['changed'] = (shop, what, of) => hubs.get(shop)?.changed(what, of)
  const shared = { store: options.beside, now: options.now, fault: options.fault }
  const looks = createLooks({ ...shared, changed })
  const keeping = createKeeping({
    ...shared,
    tell: (shop, account, text) => hubs.get(shop)?.kept(account, text),
  })

  const tokenOf = new Map<Connection, string>()
  const host: SessionHost = {
    settings,
    accounts,
    files: options.files,
    beside: options.beside,
    words: options.words,
    keeping,
    looks,
    metrics,
    now: options.now,
    monotonic: options.monotonic,
    fault: options.fault,
    hubOf: (shop) => hubs.get(shop),
    dirty(out) {
      dirty.push(out)
      if (flushing) return
      flushing = true
      setImmediate(flushAll)
    },
    isFull(token, isBuyer) {
      const { perSession, maxConnections } = settings
      const kept = isBuyer ? Math.floor(maxConnections / 20) : 0
      return (byToken.get(token)?.size ?? 0) >= perSession || sessions.size > maxConnections - kept
    },
    opened(session, token) {
      tokenOf.set(session, token)
      const known = byToken.get(token)
      if (known) known.add(session)
      else byToken.set(token, new Set([session]))
    },
    ended(session) {
      if (sessions.delete(session)) metrics.connections--
      const token = tokenOf.get(session)
      if (token === undefined) return
      tokenOf.delete(session)
      const known = byToken.get(token)
      known?.delete(session)
      if (known?.size === 0) byToken.delete(token)
    },
  }

  const stopHearing = accounts.onEnded((ended) => {
    for (const token of ended) for (const session of byToken.get(token) ?? []) session.revoke()
  })

  const sweepMs = Math.max(20, Math.min(1000, settings.helloMs / 5))
  let loadAt = 0
  const sweep = setInterval(() => {
    const monotonic = options.monotonic()
    for (const session of sessions) session.check(monotonic)
    if (monotonic - loadAt < 1000) return
    loadAt = monotonic
    for (const hub of hubs.values()) {
      hub.sweep()
      hub.giveLoad()
      hub.giveFigures()
    }
  }, sweepMs)
  sweep.unref()

  function serve(shopId: string): void {
    const shop = desk.shops.get(shopId)
    if (!shop || hubs.has(shopId)) return
    hubs.set(
      shopId,
      new ShopHub({
        shop,
        metrics,
        presenceGraceMs: settings.presenceGraceMs,
        onDisabled: (account) => {
          accounts.endSessionsOf(shopId, account).catch(options.fault)
        },
      }),
    )
  }
  for (const id of desk.shops.keys()) serve(id)

  function agentsOf(shop: string) {
    return Array.from(sessions, (session) => session.described()).filter(
      (agent) => agent?.shop === shop,
    )
  }

  return {
    upgrade(request, socket, head) {
      if (!server.shouldHandle(request)) return void refuse(socket, '404 Not Found')
      if (closed) return void refuse(socket, '503 Service Unavailable')
      if (!originAllowed(request, options.allowedOrigins))
        return void refuse(socket, '403 Forbidden')
      server.handleUpgrade(request, socket, head, (ws) => {
        const full = sessions.size >= settings.maxConnections
        const session = new Session(host, ws, socket as Socket)
        sessions.add(session)
        metrics.connections++
        if (full)
          session.refuse('overloaded', 'no room for more connections', CLOSE_CODES.overloaded.code)
        else if (draining)
          session.refuse('draining', 'the gateway is about to stop', CLOSE_CODES.draining.code)
      })
    },
    serve,
    sessionsOf: (shop, account) =>
      agentsOf(shop).flatMap((agent) => (agent?.account === account ? [agent.session] : [])),
    appsOf: (shop) => agentsOf(shop).flatMap((agent) => (agent ? [agent.session.app] : [])),
    connected: (session) => byToken.has(session),
    changed,
    looks,
    drain(withinMs) {
      draining = true
      for (const session of sessions) session.drain(withinMs)
    },
    async close() {
      if (closed) return
      closed = true
      clearInterval(sweep)
      stopHearing()
      for (const hub of hubs.values()) hub.close()
      const left = [...sessions]
      for (const session of left)
        session.refuse('draining', 'the gateway stops', CLOSE_CODES.draining.code)
      await new Promise((resolve) => setTimeout(resolve, left.length > 0 ? 50 : 0))
      for (const session of left) session.terminate()
      await keeping.flush()
    },
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => {})
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
