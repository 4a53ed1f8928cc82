import { join } from 'node:path'
import type {
  EmbeddedFailure,
  EmbeddedLan,
  EmbeddedRequest,
  EmbeddedRescue,
  EmbeddedShop,
  EmbeddedStart,
  FromEmbedded,
  ToEmbedded,
} from '#shared/bridge/embedded.ts'
import { parseSignInName } from '#shared/names/names.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import { Refusal } from './control.ts'
import { DEMO_SHOP } from './demo/data.ts'
import { seedDemo } from './demo/seed.ts'
import { startDemo, type Demo } from './demo/start.ts'
import { failureCodeOf, GatewayFailure } from './failure.ts'
import { lanAddresses } from './http/certificate.ts'
import { createLog } from './logs.ts'
import { rescue } from './rescue.ts'
import { startGateway, type Gateway } from './serve.ts'

/** The way to the desktop's main process: a utility process' `parentPort`, or a test's stand-in. */
export interface ParentPort {
  post(message: FromEmbedded): void
  onMessage(listener: (message: ToEmbedded) => void): void
  exit(code: number): void
}

const LAN_HOST = '0.0.0.0'

/** The gateway as the desktop hosts it: one `start`, then requests, then `stop`. */
export function runEmbedded(port: ParentPort): void {
  const log = createLog('info')
  let gateway: Gateway | null = null
  let demo: Demo | null = null
  let stopped = false
  /** One after the other: a second request may need what the first one makes. */
  let turn: Promise<void> = Promise.resolve()

  async function start(message: EmbeddedStart): Promise<void> {
    try {
      gateway = await startGateway({
        dataDir: message.folder,
        key: Buffer.from(message.key).toString('hex'),
        host: '127.0.0.1',
        port: message.port,
        ...(message.lanPort === null ? {} : { lan: { host: LAN_HOST, port: message.lanPort } }),
        buyerPageDir: message.buyerPage,
        practice:
          message.practice === true
            ? {
                scenarios: join(message.resources, 'practice/scenarios'),
                questions: join(message.resources, 'practice/questions'),
              }
            : false,
        log,
      })
    } catch (error) {
      log.error({ err: error }, 'the gateway did not start')
      const text = error instanceof GatewayFailure ? error.message : 'the gateway did not start'
      port.post({ t: 'failed', code: failureOf(error), message: text })
      // After the message has left: exit would drop it.
      setTimeout(() => port.exit(1), 100)
      return
    }
    port.post({
      t: 'ready',
      url: gateway.url,
      port: gateway.port,
      lan: lanOf(gateway),
      shops: gateway.control
        .shops()
        .map((shop): EmbeddedShop => ({ ...shop, demo: shop.id === DEMO_SHOP.id })),
    })
  }

  async function rescueData(message: EmbeddedRescue): Promise<void> {
    try {
      await rescue(message, (told) => port.post(told))
      setTimeout(() => port.exit(0), 100)
    } catch (error) {
      log.error({ err: error }, 'nothing was restored')
      const text = error instanceof GatewayFailure ? error.message : 'nothing was restored'
      port.post({ t: 'failed', code: failureOf(error), message: text })
      setTimeout(() => port.exit(1), 100)
    }
  }

  async function request(message: EmbeddedRequest): Promise<void> {
    const { id } = message
    if (!gateway) {
      port.post({ t: 'refused', id, code: 'internal', message: 'the gateway is not running' })
      return
    }
    try {
      switch (message.t) {
        case 'openShop': {
          const { shopName, main, nick, password } = message
          const { shop } = await gateway.control.createShop({
            name: shopName,
            main,
            nick,
            password,
          })
          port.post({ t: 'shop', id, shop: { ...shop, demo: false } })
          return
        }
        case 'demo': {
          const { control, credentials } = gateway
          const { password } = message
          const seeded = await seedDemo(control, { password })
          // Left without one by a start that was cut off between the two.
          for (const account of seeded.accounts)
            if ((await credentials.passwordHash(seeded.shop, account.id)) === null)
              await control.resetPassword(account.name, password)
          demo ??= startDemo({
            url: gateway.url,
            shopId: seeded.shop,
            log: (line, detail) => log.info(detail ?? {}, line),
            memory: {
              read: () => credentials.setting('demo_buyers'),
              write: (value) => credentials.setSetting('demo_buyers', value),
            },
          })
          const shop = control.shops().find((each) => each.id === seeded.shop)
          if (shop) port.post({ t: 'shop', id, shop: { ...shop, demo: true } })
          return
        }
        case 'practiceShop': {
          const { ensurePracticeShop } = await import('./practice/own-shop.ts')
          const { language, password } = message
          const shop = await ensurePracticeShop(gateway.control, { language, password })
          port.post({ t: 'shop', id, shop: { ...shop, demo: true } })
          return
        }
        case 'openLan': {
          await gateway.openLan({ host: LAN_HOST, port: message.port })
          const lan = lanOf(gateway)
          if (lan) port.post({ t: 'lan', id, lan })
          return
        }
      }
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ err: error }, 'request failed')
      port.post({ t: 'refused', id, ...refusalOf(error, message) })
    }
  }

  async function stop(withinMs: number): Promise<void> {
    if (stopped) return
    stopped = true
    demo?.stop()
    // What is left of the time is for closing the database in order.
    await gateway?.close({ drainMs: Math.min(1000, withinMs / 3) })
    port.exit(0)
  }

  port.onMessage((message) => {
    turn = turn.then(() => {
      switch (message.t) {
        case 'start':
          return gateway ? undefined : start(message)
        case 'rescue':
          return rescueData(message)
        case 'stop':
          return stop(message.withinMs)
        default:
          return request(message)
      }
    })
  })
}

function lanOf(gateway: Gateway): EmbeddedLan | null {
  const lan = gateway.lan()
  const fingerprint = gateway.fingerprint()
  if (!lan || fingerprint === null) return null
  const urls = lanAddresses().map((address) => `https://${address}:${lan.port}`)
  return { port: lan.port, urls: urls.length > 0 ? urls : [lan.url], fingerprint }
}

function failureOf(error: unknown): EmbeddedFailure {
  switch (failureCodeOf(error)) {
    case 'port_in_use':
      return 'port_in_use'
    case 'key_wrong':
      return 'key_wrong'
    case 'database_newer':
      return 'database_newer'
    case 'database_damaged':
      return 'database_damaged'
    case 'check_failed':
      return 'backup_damaged'
    case 'data_unwritable':
      return 'storage_failed'
    case 'purpose_differs':
      return 'purpose_differs'
    default:
      return 'gateway_failed'
  }
}

function refusalOf(
  error: unknown,
  message: EmbeddedRequest,
): { code: ErrorCode | 'port_in_use'; message: string; suggestion?: string } {
  if (failureCodeOf(error) === 'port_in_use')
    return { code: 'port_in_use', message: 'the port is in use' }
  if (!(error instanceof Refusal)) return { code: 'internal', message: 'a fault of the gateway' }
  const { code, message: text } = error
  const name = message.t === 'openShop' ? parseSignInName(message.main) : null
  return name && !name.ok && name.suggestion !== undefined
    ? { code, message: text, suggestion: name.suggestion }
    : { code, message: text }
}
