import { join } from 'node:path'
import { launchApp } from '../runtime/launch.ts'
import { say } from '../runtime/registry.mjs'
import { ensureBuilt } from './build.ts'

const USAGE = `usage: npm start [-- <arguments for the app>]

Builds what is stale, finds an Electron, prepares the system and runs the app.
Without a display the window is on a virtual one, and a screenshot is saved in out/start/.

environment:
  XIAOER_CACHE                 where fetched runtimes are kept
  ELECTRON_OVERRIDE_DIST_PATH  an unpacked Electron to use instead of looking for one
  ELECTRON_MIRROR              where Electron's own installer downloads from`

const repository = join(import.meta.dirname, '..', '..')

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE)
    return 0
  }
  try {
    return await launchApp({
      app: repository,
      args,
      screenshot: join(repository, 'out', 'start', 'window.png'),
      prepare: () => ensureBuilt({ log: say }),
    })
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return 1
  }
}

process.exit(await main(process.argv.slice(2)))
