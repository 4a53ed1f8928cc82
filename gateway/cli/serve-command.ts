import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { newestBackup } from '../backups/advice.ts'
import type { BackupSettings } from '../backups/service.ts'
import { startDemo } from '../demo/start.ts'
import { seedDemo } from '../demo/seed.ts'
import { failureCodeOf, GatewayFailure } from '../failure.ts'
import type { Places } from '../places.ts'
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
      'trust-proxy': {
        type: 'string',
        multiple: true,
        help: 'address or block of a reverse proxy whose X-Forwarded-For is believed (repeatable)',
      },
      'buyer-page': { type: 'string', help: "folder of the built buyer's page" },
      'metrics-open': { type: 'boolean', help: '/metrics for other computers, too' },
      'log-level': { type: 'string', help: 'debug, info (default), warn, error, silent' },
      backups: {
        type: 'string',
        help: 'folder of the daily backups, better on another disk (default <data>/backups)',
      },
      'backups-keep': {
        type: 'string',
        help: 'how many daily, weekly and monthly ones are kept (default 7,4,6)',
      },
      'no-backups': { type: 'boolean', help: 'make no backups' },
      practice: {
        type: 'boolean',
        help: 'a practice gateway for classes, in a data folder of its own: simulated buyers alone',
      },
      demo: { type: 'boolean', help: 'open the demo shop and let its simulated buyers come' },
    },
    async run(term, values) {
      const level = text(values, 'log-level') ?? 'info'
      if (!isLevel(level)) throw new GatewayFailure('usage', `no such log level: ${level}`)
      const practice = values['practice'] === true
      if (practice && values['demo'] === true)
        throw new GatewayFailure('usage', '--practice and --demo are two kinds of gateway')
      const { places, key } = keyFor(term, dataOf(values), { mayMake: true })
      const log = createLog(level)
      const lanPort = text(values, 'lan-port')
      const origins = values['allow-origin']
      const proxies = values['trust-proxy']
      const backups = backupsOf(values)
      const gateway = await startGateway({
        dataDir: places.folder,
        key,
        host: text(values, 'host') ?? '127.0.0.1',
        port: portOf(text(values, 'port') ?? '8790'),
        tls: tlsOf(values),
        ...(lanPort === undefined ? {} : { lan: { host: '0.0.0.0', port: portOf(lanPort) } }),
        insecure: values['insecure'] === true,
        allowedOrigins: Array.isArray(origins) ? origins : [],
        trustProxy: Array.isArray(proxies) ? proxies : [],
        buyerPageDir: text(values, 'buyer-page') ?? buyerPage(programFolder),
        metricsOpen: values['metrics-open'] === true,
        backups,
        practice,
        log,
      }).catch(async (error: unknown) => {
        throw await withAdvice(error, {
          places,
          key,
          folder: backups.folder,
          keyFile: text(values, 'key-file'),
        })
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
      const shops = gateway.control.shops()
      if (practice) for (const line of classAdvice(places.folder, shops)) term.say(line)
      else {
        for (const { id, name } of shops)
          term.say(`${name}: buyers write at ${gateway.url}/s/${id}`)
        if (shops.length === 0)
          term.say('There is no shop yet: open one by `shop create`, while this runs.')
      }
      await stopSignal()
      await gateway.close({ drainMs: DRAIN_MS })
      return 0
    },
  }
}

/** How a class comes to be: its shop with the trainer, its trainees, and the code they join by. */
function classAdvice(
  folder: string,
  shops: readonly { readonly id: string; readonly name: string; readonly main: string }[],
): string[] {
  const command = (words: string) => `  xiaoer-gateway ${words} --data "${folder}"`
  const lines = ['This is a practice gateway: its buyers are simulated, no real ones can come.']
  const [first] = shops
  if (first === undefined)
    lines.push(
      'Open a class while this runs. Its main account is the trainer:',
      command('shop create --name "Class" --main trainer --generate-password'),
    )
  else for (const { name, main } of shops) lines.push(`${name}: the trainer signs in as ${main}`)
  const main = first?.main ?? 'trainer'
  lines.push(
    'Trainees, each with a name of its own (further trainers: --role supervisor):',
    command(`account create --name ${main}:ann --role senior --generate-password`),
    'Then everyone joins in the desktop, practice mode, “Join a class”, by the code of:',
    command(`invitation${shops.length > 1 ? ` --shop ${main}` : ''}`),
  )
  return lines
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

function backupsOf(values: Values): BackupSettings {
  const folder = text(values, 'backups')
  const keep = text(values, 'backups-keep')
  const counts = /^(\d{1,3}),(\d{1,3}),(\d{1,3})$/.exec(keep ?? '7,4,6')
  if (!counts) throw new GatewayFailure('usage', '--backups-keep takes three numbers: 7,4,6')
  return {
    ...(folder === undefined ? {} : { folder: resolve(folder) }),
    keeping: { daily: Number(counts[1]), weekly: Number(counts[2]), monthly: Number(counts[3]) },
    ...(values['no-backups'] === true ? { every: 0 } : {}),
  }
}

/** A damaged database: what there is to restore, and by which command. */
async function withAdvice(
  error: unknown,
  of: {
    readonly places: Places
    readonly key: string
    readonly folder: string | undefined
    readonly keyFile: string | undefined
  },
): Promise<unknown> {
  const code = failureCodeOf(error)
  if ((code !== 'database_damaged' && code !== 'key_wrong') || !(error instanceof Error))
    return error
  const keyFile = of.keyFile === undefined ? '' : ` --key-file "${of.keyFile}"`
  const newest = await newestBackup(of.places, of.key, of.folder)
  // A key that opens the backups is the right one: then it is the file that is damaged.
  if (code === 'key_wrong' && newest === null) return error
  const advice = newest
    ? [
        `The newest backup is of ${new Date(newest.at).toISOString()}. To restore it, with what can be saved from the damaged file:`,
        `  xiaoer-gateway restore "${newest.folder}" --data "${of.places.folder}"${keyFile} --salvage`,
        'What is there is set aside, not deleted.',
      ]
    : [
        `No backup was found; if there is one elsewhere: xiaoer-gateway restore <folder> --data "${of.places.folder}" --salvage`,
      ]
  return new GatewayFailure('database_damaged', [error.message, ...advice].join('\n'), {
    cause: error,
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
