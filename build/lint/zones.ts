import { builtinModules } from 'node:module'
import { posix } from 'node:path'

/** The top-level folders whose imports are ruled; all others may import everything. */
const ruled = ['shared', 'renderer', 'electron', 'gateway'] as const
type Zone = (typeof ruled)[number]

/** The one file of the desktop that may start the gateway, and what it may reach there. */
const bridgeToGateway = 'electron/embedded/process.ts'
const preload = 'electron/preload.ts'

/** Packages that do I/O or hold native code: they belong to a Node process. */
const nodePackages = [
  '@electron',
  '@fastify',
  '@napi-rs',
  '@node-rs',
  '@peculiar',
  'better-sqlite3-multiple-ciphers',
  'electron-updater',
  'fastify',
  'kysely',
  'pino',
  'prom-client',
  'ws',
]
const pagePackages = ['lucide-react', 'react', 'react-dom', 'react-i18next', 'virtua']
const desktopPackages = ['@napi-rs', 'electron-updater']
const toolPackages = [
  '@playwright',
  '@vitejs',
  'electron-builder',
  'fast-check',
  'playwright-core',
  'vite',
  'vitest',
]

const forbiddenPackages: Record<Zone, readonly string[]> = {
  shared: [...nodePackages, ...pagePackages, ...toolPackages, 'zustand'],
  renderer: [...nodePackages, ...toolPackages],
  electron: [...pagePackages, ...toolPackages, 'fastify', '@fastify', 'prom-client'],
  gateway: [...pagePackages, ...toolPackages, ...desktopPackages, 'zustand'],
}

const builtins = new Set(builtinModules)

/** Unit tests lie beside the code but are no part of it: they may import everything. */
const testFile = /\.(?:test|spec|bench)\.[cm]?tsx?$/

/**
 * Why `file` must not import `source`, or undefined when it may.
 *
 * @param file path relative to the root, with `/`, such as `shared/names/parse.ts`
 * @param source the module specifier as written, such as `../x.ts`, `#gateway/x.ts` or `node:fs`
 */
export function forbiddenImport(file: string, source: string): string | undefined {
  const zone = zoneOf(file)
  if (zone === undefined || testFile.test(file)) return undefined
  const target = ownPath(file, source)
  if (target !== undefined) return forbiddenOwn(file, zone, target)
  if (source === 'electron' || source.startsWith('electron/')) {
    return forbiddenElectron(file, zone, source)
  }
  const isBuiltin = source.startsWith('node:') || builtins.has(source)
  if (isBuiltin) {
    if (zone === 'shared') return 'shared does no I/O and imports no Node module'
    if (zone === 'renderer') return 'renderer runs in a browser and imports no Node module'
    if (file === preload) return 'the preload is sandboxed and imports no Node module'
    return source.startsWith('node:') ? undefined : `write node:${source}`
  }
  const name = source.startsWith('@') ? source.slice(0, source.indexOf('/')) : source.split('/')[0]
  return forbiddenPackages[zone].some((forbidden) => forbidden === name)
    ? `${zone} does not use the package ${source}`
    : undefined
}

function zoneOf(file: string): Zone | undefined {
  const first = file.slice(0, Math.max(file.indexOf('/'), 0))
  return ruled.find((zone) => zone === first)
}

/** The repository path an import points at, or undefined for packages. */
function ownPath(file: string, source: string): string | undefined {
  if (source.startsWith('#')) return source.slice(1)
  if (source.startsWith('.')) return posix.join(posix.dirname(file), source)
  return undefined
}

function forbiddenOwn(file: string, zone: Zone, target: string): string | undefined {
  const first = target.split('/')[0]
  if (first === zone || first === 'shared') return undefined
  if (zone === 'shared') return 'shared imports nothing of ours outside shared'
  if (first === 'resources') return undefined
  if (first === 'gateway' && file === bridgeToGateway) return undefined
  return `${zone} imports only ${zone}, shared and resources, not ${target}`
}

function forbiddenElectron(file: string, zone: Zone, source: string): string | undefined {
  if (zone !== 'electron') return `${zone} does not know electron`
  const wanted = file === preload ? 'electron/renderer' : 'electron/main'
  if (source === wanted || source === 'electron/common') return undefined
  return `import from '${wanted}' instead, so that the process it runs in shows`
}
