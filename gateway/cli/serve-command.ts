import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startDemo } from '../demo/start.ts'
import { seedDemo } from '../demo/seed.ts'
import { GatewayFailure } from '../failure.ts'
import { createLog, type LogLevel } from '../logs.ts'
import { startGateway, type Tls } from '../serve.ts'
import { DATA, dataOf, text, type Command, type Values } from './commands.ts'
import { keyFor } from './open.ts'

const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error', 'silent']
function isLevel(level: string): level is LogLevel {
  return LEVELS.includes(level)
}

const DRAIN_MS = 3000

/** `programFolder`: where the running program lies, `out/gateway` or `gateway`. */
export function serveCommand(programFolder: string): Command {
  return {
    name: 'serve',
    summary: 'run the gateway until SIGTERM or Ctrl+C',
    options: {
      ...DATA,
      host: { type: 'string', help: 'address to listen on (default 127.0.0.1)' },
      port: { type: 'string', help: 'port (default 8790)' },
      tls: { type: 'boolean', help: 'TLS with a certificate of its own, made once and kept' },
      'tls-cert': { type: 'string', help: 'TLS with this certificate (PEM) …' },
      'tls-key': { type: 'string', help: '… and its key (PEM)' },
      'lan-port': { type: 'string', help: 'also listen on all addresses, over TLS, on this port' },
      insecure: {
        type: 'boolean',
        help: 'plain HTTP for other computers: only behind a proxy that does TLS',
      },
      'allow-origin': {
        type: 'string',
        multiple: true,
        help: 'a site that shows the widget, such as https://shop.example (repeatable)',
      },
      'buyer-page': { type: 'string', help: "folder of the built buyer's page" },
      'metrics-open': { type: 'boolean', help: '/metrics for other computers, too' },
      'log-level': { type: 'string', help: 'debug, info (default), warn, error, silent' },
      demo: { type: 'boolean', help: 'open the demo shop and let its simulated buyers come' },
    },
    async run(term, values) {
      const level = text(values, 'log-level') ?? 'info'
      if (!isLevel(level)) throw new GatewayFailure('usage', `no such log level: ${level}`)
      const { places, key } = keyFor(term, dataOf(values), { mayMake: true })
      const log = createLog(level)
      const lanPort = text(values, 'lan-port')
      const origins = values['allow-origin']
      const gateway = await startGateway({
        dataDir: places.folder,
        key,
        host: text(values, 'host') ?? '127.0.0.1',
        port: portOf(text(values, 'port') ?? '8790'),
        tls: tlsOf(values),
        ...(lanPort === undefined ? {} : { lan: { host: '0.0.0.0', port: portOf(lanPort) } }),
        insecure: values['insecure'] === true,
        allowedOrigins: Array.isArray(origins) ? origins : [],
        buyerPageDir: text(values, 'buyer-page') ?? buyerPage(programFolder),
        metricsOpen: values['metrics-open'] === true,
        log,
      })
      process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled'))
      if (values['demo'] === true) {
        const { accounts, shop } = await seedDemo(gateway.control)
        for (const { name, password } of accounts)
          if (password !== null) term.say(`${name}\t${password}`)
        startDemo({
          url: gateway.url,
          shopId: shop,
          log: (line, more) => log.info(more ?? {}, line),
        })
      }
      const fingerprint = gateway.fingerprint()
      if (fingerprint !== null) term.say(`certificate ${fingerprint}`)
      for (const { id, name } of gateway.control.shops())
        term.say(`${name}: buyers write at ${gateway.url}/s/${id}`)
      if (gateway.control.shops().length === 0)
        term.say('There is no shop yet: open one by `shop create`, while this runs.')
      await stopSignal()
      await gateway.close({ drainMs: DRAIN_MS })
      return 0
    },
  }
}

/** The first signal asks for an orderly end; a second one doesn't wait for it. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const stop = () => {
      if (asked) process.exit(1)
      asked = true
      resolve()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}

function portOf(given: string): number {
  const port = Number(given)
  if (!/^\d{1,5}$/.test(given) || port > 65_535)
    throw new GatewayFailure('usage', `not a port: ${given}`)
  return port
}

function tlsOf(values: Values): Tls | undefined {
  const cert = text(values, 'tls-cert')
  const key = text(values, 'tls-key')
  if (cert === undefined && key === undefined)
    return values['tls'] === true ? 'self-signed' : undefined
  if (cert === undefined || key === undefined)
    throw new GatewayFailure('usage', '--tls-cert and --tls-key go together')
  try {
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
  } catch (error) {
    throw new GatewayFailure('usage', "the certificate or its key can't be read", { cause: error })
  }
}

/** Beside the program in `out/`; from source, what was last built. */
function buyerPage(programFolder: string): string | undefined {
  return ['../renderer/buyer', '../out/renderer/buyer']
    .map((path) => join(programFolder, path))
    .find((folder) => existsSync(join(folder, 'assets')))
}
