import { existsSync } from 'node:fs'
import type { Logger } from 'pino'
import { openAccounts, type Accounts } from './accounts/accounts.ts'
import { carryOutRestored } from './backups/restored.ts'
import { openBackups, type Backups, type BackupSettings } from './backups/service.ts'
import { proxyList } from './accounts/place.ts'
import { ARGON2, createPasswords, type PasswordCost } from './accounts/passwords.ts'
import { serveChannel } from './cli/channel.ts'
import { createControl, Refusal, type Control } from './control.ts'
import { noteAudit } from './desk/audit.ts'
import type { CredentialStore, Desk } from './desk/contract.ts'
import { GatewayFailure } from './failure.ts'
import { openFiles } from './files/files.ts'
import { openOrders } from './orders/service.ts'
import { createApp } from './http/app.ts'
import type { HttpContext } from './http/context.ts'
import { fingerprintOf, selfSigned, type Certificate } from './http/certificate.ts'
import { invitationCode } from './http/invitation.ts'
import { isLoopbackHost } from './http/hosts.ts'
import { listen, type Listener } from './http/listen.ts'
import { Metrics } from './http/metrics.ts'
import { normalOrigin, originList } from './http/origins.ts'
import { SESSION_SETTINGS, type SessionSettings } from './http/settings.ts'
import { openSockets } from './http/sockets.ts'
import { openData } from './data.ts'
import { readLevels } from './levels.ts'
import { eraseBeside, keepRecords } from './keep/records.ts'
import { placesOf, prepareFolder } from './places.ts'
import { holdPurpose } from './practice/purpose.ts'
import type { PracticeSettings } from './practice/service.ts'
import { openWords, type Words } from './words/service.ts'

export type Tls = 'self-signed' | { readonly cert: string; readonly key: string }

export interface GatewayOptions {
  readonly dataDir: string
  /** 32 bytes as lower-case hex. */
  readonly key: string
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  readonly tls?: Tls | undefined
  /** A second address for colleagues on the network, always over TLS. */
  readonly lan?: { readonly host: string; readonly port: number } | undefined
  /** Plain HTTP on an address that others reach: only behind a proxy that does TLS. */
  readonly insecure?: boolean | undefined
  readonly log: Logger
  /** Origins of sites that show the widget, such as `https://shop.example`. */
  readonly allowedOrigins?: readonly string[] | undefined
  /**
   * Reverse proxies in front of it, as addresses or blocks: whom they name in `X-Forwarded-For` is
   * believed. Without them that header counts for nothing.
   */
  readonly trustProxy?: readonly string[] | undefined
  /** `out/renderer/buyer`. */
  readonly buyerPageDir?: string | undefined
  readonly metricsOpen?: boolean | undefined
  readonly settings?: Partial<SessionSettings> | undefined
  readonly passwordCost?: PasswordCost | undefined
  /** T7: daily, into `backups` of the data folder, unless told otherwise. */
  readonly backups?: BackupSettings | undefined
  /** A practice gateway, in a folder of its own: simulated buyers alone, no backups by itself. */
  readonly practice?: boolean | PracticeSettings | undefined
  /** Unix milliseconds; tests move it. */
  readonly now?: (() => number) | undefined
}

export interface Gateway {
  /** For this computer, such as `http://127.0.0.1:8790`. */
  readonly url: string
  readonly port: number
  /** The address for colleagues, where there is one. */
  lan(): { readonly url: string; readonly port: number } | null
  /** Opens it now, over TLS; what is open already stays. */
  openLan(address: { readonly host: string; readonly port: number }): Promise<void>
  /** SHA-256 of the certificate where there is one. */
  fingerprint(): string | null
  readonly control: Control
  readonly desk: Desk
  readonly accounts: Accounts
  readonly credentials: CredentialStore
  readonly backups: Backups
  /** `xiaoer:…` for colleagues. */
  invitation(shop: string): string
  /** S42: tells the clients, waits for them up to `drainMs`, then ends. Safe to call twice. */
  close(options?: { readonly drainMs?: number }): Promise<void>
}

const PRACTICE_ORDERS = { kind: 'practice' } as const

/** How often sessions that nobody uses are looked for. */
const SWEEP_MS = 10 * 60_000

/**
 * Starts a gateway on a data folder. What was opened before a failure is closed again.
 *
 * @throws GatewayFailure with a code of its own for each thing a person can mend.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { host, log, lan } = options
  if (!options.tls && !options.insecure && !isLoopbackHost(host))
    throw new GatewayFailure(
      'tls_required',
      `plain HTTP on ${host} would show passwords to the network; use TLS (or --insecure behind a proxy that does it)`,
    )
  const ownOrigins = new Set<string>()
  for (const text of options.allowedOrigins ?? []) {
    const origin = normalOrigin(text)
    if (origin === null) throw new GatewayFailure('usage', `not an origin: ${text}`)
    ownOrigins.add(origin)
  }
  const { trustProxy = [] } = options
  const proxies = trustProxy.length === 0 ? null : proxyList(trustProxy)
  if (trustProxy.length > 0 && proxies === null)
    throw new GatewayFailure('usage', `not a proxy's address: ${trustProxy.join(' ')}`)
  const settings: SessionSettings = { ...SESSION_SETTINGS, ...options.settings }
  const now = options.now ?? Date.now
  const since = now()
  const isPractice = options.practice !== undefined && options.practice !== false
  const monotonic = () => performance.now()
  const fault = (error: unknown) => log.error({ err: error }, 'fault')

  const places = placesOf(options.dataDir)
  prepareFolder(places.folder)
  // Said at the start, not when someone needs it.
  readLevels(places.levels)
  const undo: (() => void | Promise<void>)[] = []
  const unwind = async () => {
    for (const step of undo.splice(0).toReversed())
      try {
        await step()
      } catch (error) {
        fault(error)
      }
  }

  try {
    // What lies beside the log is opened behind it; nothing is erased before `records.start`.
    // Shops decide nothing before anyone can ask them to: by then the words are open, too.
    let words: Words | null = null
    const { store, desk } = await openData({
      file: places.database,
      key: options.key,
      now,
      erased: (shop, erased) => eraseBeside({ store, files }, shop, erased),
      stops: (...asked) => words?.stops(...asked) ?? false,
    })
    undo.push(() => store.close())
    undo.push(() => desk.close())
    const allowedOrigins = originList(ownOrigins, desk.shops)
    const { credentials } = store
    await holdPurpose(credentials, isPractice ? 'practice' : 'shop', desk.shops.size > 0)
    const passwords = createPasswords(options.passwordCost ?? ARGON2)
    const accounts = await openAccounts({
      credentials,
      desk,
      passwords,
      now,
      monotonic,
    })
    const sweeping = setInterval(() => void accounts.sweep().catch(fault), SWEEP_MS)
    sweeping.unref()
    undo.push(() => clearInterval(sweeping))
    const files = await openFiles(places.files, Buffer.from(options.key, 'hex'))
    const metrics = new Metrics()
    const opened = openWords({ beside: store.beside, fault })
    words = opened
    undo.push(() => opened.close())
    const sockets = openSockets({
      desk,
      accounts,
      files,
      beside: store.beside,
      words,
      metrics,
      settings,
      allowedOrigins,
      now,
      monotonic,
      fault,
    })
    undo.push(() => sockets.close())
    const changed: HttpContext['changed'] = (shop, what, of) => sockets.changed(shop, what, of)
    // What an ordinary gateway never needs, it does not load.
    const practice = isPractice
      ? await (
          await import('./practice/service.ts')
        ).openPractice({
          desk,
          store,
          accounts,
          settings: typeof options.practice === 'object' ? options.practice : {},
          now,
          since,
          changed: (shop, account) => changed(shop, 'practice', account),
          log,
        })
      : null
    undo.push(async () => practice?.close())
    const orders = openOrders({
      desk,
      store: store.orders,
      files,
      now,
      log,
      changed: (shop, buyer) => changed(shop, 'orders', buyer),
      practice: practice?.orders,
    })
    undo.push(() => orders.close())
    const records = keepRecords({ desk, store, now, fault })
    undo.push(() => records.close())
    // Erased words of an older backup go before anyone can read them.
    await carryOutRestored({ desk, credentials, log })
    const backups = await openBackups({
      places,
      key: options.key,
      credentials,
      desk,
      settings: { ...options.backups, ...(isPractice ? { every: 0 } : {}) },
      log,
      now,
    })
    undo.push(() => backups.close())

    let draining = false
    const listeners: Listener[] = []
    const ownCertificate = () => selfSigned(credentials, now())
    let certificate = await certificateFor(options, ownCertificate)
    const fingerprint = () => certificate?.fingerprint ?? null
    const invitation = (shop: string) => invitationCode(shop, listeners, fingerprint())
    const { buyerPageDir } = options
    const app = await createApp({
      desk,
      accounts,
      files,
      beside: store.beside,
      words,
      metrics,
      settings,
      log,
      allowedOrigins,
      proxies,
      buyerPageDir:
        !isPractice && buyerPageDir !== undefined && existsSync(buyerPageDir) ? buyerPageDir : null,
      metricsOpen: options.metricsOpen ?? false,
      now,
      monotonic,
      sockets,
      changed,
      orders,
      practice,
      signer: store.signer,
      backups,
      draining: () => draining,
      invitation,
    })
    undo.push(() => app.close())
    const control = createControl({
      store,
      desk,
      accounts,
      filesFolder: places.files,
      levelsFile: places.levels,
      now,
      onShop: (shop) => {
        sockets.serve(shop.id)
        practice?.serve(shop)
        if (practice) orders.beginWith(shop.id, PRACTICE_ORDERS).catch(fault)
      },
      beginOrders: (shop, system) => orders.beginWith(shop, isPractice ? PRACTICE_ORDERS : system),
    })
    const channel = await serveChannel(places, {
      control,
      backups,
      async invitation(named) {
        const id = shopFor(control, named)
        const shop = desk.shops.get(id)
        if (shop) await noteAudit(shop, { kind: 'invited', by: null })
        return invitation(id)
      },
    })
    undo.push(() => channel.close())

    const open = async (address: { host: string; port: number }, tls: boolean) => {
      const listener = await listen({
        ...address,
        certificate: tls ? certificate : null,
        handler: (request, response) => app.routing(request, response),
        sockets,
        ownNamesOnly: !tls && isLoopbackHost(address.host) && proxies === null,
        hsts: tls && typeof options.tls === 'object',
      })
      undo.push(() => listener.close())
      listeners.push(listener)
      log.info({ url: listener.url }, 'listening')
      return listener
    }
    const main = await open(options, options.tls !== undefined)
    let second = lan ? await open(lan, true) : null
    await practice?.begin(main.url)
    records.start()
    backups.start()

    let closing: Promise<void> | null = null
    const close = async (drainMs: number) => {
      draining = true
      log.info({ drainMs }, 'stopping')
      // First, while all that its buyers have said is still heard.
      await practice?.close()
      sockets.drain(drainMs)
      await gone(metrics, drainMs)
      // Before the listeners: a server is closed when its last connection is.
      await sockets.close()
      await unwind()
      log.info('stopped')
    }
    return {
      url: main.url,
      port: main.port,
      lan: () => second && { url: second.url, port: second.port },
      async openLan(address) {
        if (second) return
        certificate ??= await ownCertificate()
        second = await open(address, true)
      },
      fingerprint,
      control,
      desk,
      accounts,
      credentials,
      backups,
      invitation,
      close: ({ drainMs = 0 } = {}) => (closing ??= close(drainMs)),
    }
  } catch (error) {
    await unwind()
    throw error
  }
}

/** The named shop, or the only one there is. */
export function shopFor(control: Control, shop: string | undefined): string {
  const shops = control.shops()
  const found =
    shop === undefined
      ? shops.length === 1
        ? shops[0]
        : undefined
      : shops.find(({ id, main }) => id === shop || main === shop)
  if (found) return found.id
  throw new Refusal('not_found', shop === undefined ? 'say which shop' : `no such shop: ${shop}`)
}

async function certificateFor(
  options: GatewayOptions,
  make: () => Promise<Certificate>,
): Promise<Certificate | null> {
  const { tls, lan } = options
  if (tls === 'self-signed' || (tls === undefined && lan)) return make()
  if (tls === undefined) return null
  try {
    return { ...tls, fingerprint: fingerprintOf(tls.cert) }
  } catch (error) {
    throw new GatewayFailure('usage', 'the TLS certificate can not be read', { cause: error })
  }
}

/** Until every client has gone, or the time is over. */
async function gone(metrics: Metrics, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs
  while (metrics.connections > 0 && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, Math.min(50, withinMs)))
}
