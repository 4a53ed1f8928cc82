// node build/run.mjs <command> [arguments]: runs build/commands/<command>.ts.
// Plain JavaScript for any Node from 20.11 on: the commands themselves and the tools behind
// them want a newer one, which this finds or fetches.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  cached,
  compareVersions,
  extractEntry,
  fetchPinned,
  say,
  withProgress,
  withScratch,
} from './runtime/registry.mjs'

/** The first version that runs TypeScript files without a switch, in the oldest line that does. */
const NODE_WANTED = '22.18.0'

const build = dirname(fileURLToPath(import.meta.url))
const [command, ...rest] = process.argv.slice(2)

try {
  await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

async function main() {
  const file = join(build, 'commands', `${command}.ts`)
  if (command === undefined || !/^[a-z0-9-]+$/.test(command) || !existsSync(file)) {
    const names = readdirSync(join(build, 'commands'))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => name.replace(/\.ts$/, ''))
    const asked = command === undefined || command === '--help'
    if (!asked) say(`there is no command ${command}`)
    const usage = `usage: node build/run.mjs <command> [arguments]\ncommands: ${names.sort().join(', ')}`
    if (command === '--help') console.log(usage)
    else {
      console.error(usage)
      process.exitCode = 2
    }
    return
  }
  if (!existsSync(join(build, '..', 'node_modules', '.package-lock.json'))) {
    throw new Error('the packages are not installed; run: npm ci')
  }
  runCommand(await chooseNode(), file)
}

async function chooseNode() {
  const running = process.versions.node
  if (compareVersions(running, NODE_WANTED) >= 0) {
    say(`Node ${running} (the running one)`)
    return process.execPath
  }
  const pins = JSON.parse(readFileSync(join(build, 'runtime', 'pins.json'), 'utf8'))
  const pin = pins.node[`${process.platform}-${process.arch}`]
  if (pin === undefined) {
    throw new Error(
      `Node ${NODE_WANTED} or newer is needed; this is ${running}, and the npm registry has ` +
        `none for ${process.platform}-${process.arch}. Install Node 24 and run this again.`,
    )
  }
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const folder = await cached(`node/${pin.version}-${process.platform}-${process.arch}`, (dir) =>
    withScratch(async (scratch) => {
      const tarball = await fetchPinned(pin, scratch)
      const program = join(dir, name)
      await withProgress(`unpacking Node ${pin.version}`, extractEntry(tarball, pin.entry, program))
      const answer = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 30_000 })
      if (answer.stdout?.trim() !== `v${pin.version}`) {
        const why = answer.error?.message ?? answer.stderr?.trim() ?? `exit ${answer.status}`
        throw new Error(
          `Node ${pin.version} from the npm registry does not run here (${why}). ` +
            `Install Node 24 and run this again.`,
        )
      }
    }),
  )
  say(`Node ${pin.version} (the npm registry's, in the cache; the running one is ${running})`)
  return join(folder, name)
}

function runCommand(node, file) {
  const folder = dirname(node)
  const path = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', file, ...rest], {
    // The channel carries no messages. It closes when this process dies in whatever way, and
    // the commands that start long-lived children end them then.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      [path]: [folder, process.env[path]].filter(Boolean).join(delimiter),
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // The terminal gives Ctrl+C to the whole group, the child has it already.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    })
  }
  child.on('error', (error) => {
    say(`${node} could not be started: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exit(code ?? 1)
    }
    // As the shell tells it; raising the signal here again would lose npm's own report.
    process.exit(128 + (constants.signals[signal] ?? 0))
  })
}
