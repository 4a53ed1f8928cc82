import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
/** What is imported as the file is loaded; types are gone by then, and `import()` comes later. */
const STATIC = /^(?:import|export)\s(?!type\b)(?:[^'\n][^']*?\sfrom\s)?'([^']+)'/gm

function fileOf(from: string, source: string): string | null {
  if (source.startsWith('.')) return join(dirname(from), source)
  const own = /^#(\w+)\/(.*)$/.exec(source)
  return own ? join(root, own[1] ?? '', own[2] ?? '') : null
}

/** All that comes with a file: own files relative to the root, packages and Node's modules by name. */
function loadedWith(entry: string): ReadonlySet<string> {
  const found = new Set<string>()
  const files = [join(root, entry)]
  for (const file of files)
    for (const [, source = ''] of readFileSync(file, 'utf8').matchAll(STATIC)) {
      const own = fileOf(file, source)
      const name = own === null ? source : relative(root, own)
      if (found.has(name)) continue
      found.add(name)
      if (own !== null && own.endsWith('.ts') && existsSync(own)) files.push(own)
    }
  return found
}

test('a start loads what it shows first: no HTTP, TLS or websocket, no schema of a later call (0089)', () => {
  const rest = loadedWith('electron/run.ts')
  // The walk does see what is there.
  for (const name of [
    'zod',
    'node:crypto',
    'electron/bridge/first-schemas.ts',
    'electron/link/work.ts',
  ])
    expect(rest, name).toContain(name)
  for (const name of [
    'ws',
    'node:http',
    'node:https',
    'node:tls',
    'electron/account/line.ts',
    'electron/bridge/schemas.ts',
    'electron/desktop/shell.ts',
    'shared/protocol/api.ts',
    'shared/protocol/frames.ts',
    'shared/protocol/settings.ts',
  ])
    expect(rest, name).not.toContain(name)
  // Of the first file everything waits: Electron is not ready before it has been run.
  const first = loadedWith('electron/main.ts')
  expect(first).toContain('electron/desktop/main-window.ts')
  for (const name of ['zod', 'electron/run.ts', 'node:http'])
    expect(first, name).not.toContain(name)
})
