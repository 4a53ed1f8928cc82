import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { commandArguments, runCommand } from '../command.ts'
import { root } from '../root.ts'
import { ensureBuilt } from './build.ts'

await runCommand(async () => {
  await ensureBuilt({ only: ['gateway', 'buyer', 'resources'], log: () => {} })
  const program = join(root, 'out/gateway/main.js')
  if (!existsSync(program)) throw new Error('there is no gateway/main.ts to build')

  const child = spawn(process.execPath, [program, ...commandArguments()], { stdio: 'inherit' })
  const stop = (signal: NodeJS.Signals) => () => {
    // A terminal gives Ctrl+C to the whole group: the gateway drains once, not twice.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop(signal))
  // The channel to run.mjs closes when that dies in whatever way.
  process.on('disconnect', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
})
