import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createPackageFromFiles } from '@electron/asar'
import { getCurrentFuseWire, FuseState, FuseV1Options } from '@electron/fuses'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { externals } from '../vite/externals.ts'
import { packageFaults } from './after-pack.ts'
import { missingParts, nativeParts, packagePatterns, runtimePackages } from './contents.ts'
import { setFuses } from './fuses.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiaoer-package-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(path: string, content: string | Buffer): string {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

/** The mark that precedes the fuses in every Electron. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** A program with nothing in it but `length` fuses, all off. */
function program(length: number): string {
  const wire = Buffer.from([1, length, ...Array.from({ length }, () => FuseState.DISABLE)])
  return write('program', Buffer.concat([Buffer.from('…'), Buffer.from(sentinel), wire]))
}

test.each([8, 9])('all %d fuses of a program are set and read back', async (length) => {
  const file = program(length)
  const lines = await setFuses(file)
  expect(lines).toHaveLength(length)
  expect(lines).toContain('RunAsNode: off')
  expect(lines).toContain('OnlyLoadAppFromAsar: on')
  const wire = await getCurrentFuseWire(file)
  expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE)
})

test('a fuse that nobody has decided stops the package', async () => {
  await expect(setFuses(program(10))).rejects.toThrow(/fuse/i)
})

test('only a package for tests can be inspected', async () => {
  expect(await setFuses(program(8), { inspectable: true })).toContain(
    'EnableNodeCliInspectArguments: on',
  )
})

test('what the bundles lack is found with all it needs, and nothing of the bundles', () => {
  const needed = runtimePackages()
  for (const name of externals) expect(needed).toContain(name)
  expect(needed).toContain('builder-util-runtime')
  for (const name of ['fastify', 'react', 'zod', 'electron']) expect(needed).not.toContain(name)
  expect(packagePatterns()).toContain('!node_modules/fastify{,/**}')
})

test('the native parts of this machine are installed', () => {
  expect(missingParts(process.platform, process.arch)).toEqual([])
  expect(missingParts('aix', 'ppc')).toHaveLength(3)
})

test('a package is looked at from outside: archive, natives of its own platform, nothing stray', async () => {
  for (const part of nativeParts('linux', 'x64')) {
    const file = part.endsWith('.node') ? part : `${part}/native.linux-x64-gnu.node`
    write(`app.asar.unpacked/node_modules/${file}`, '')
  }
  expect(packageFaults(folder, 'linux', 'x64')).toEqual(['there is no app.asar'])

  const source = mkdtempSync(join(folder, 'source-'))
  const files = ['out/electron/main.cjs', 'package.json'].map((path) => {
    mkdirSync(dirname(join(source, path)), { recursive: true })
    writeFileSync(join(source, path), '')
    return join(source, path)
  })
  const pack = (names: string[]) =>
    createPackageFromFiles(source, join(folder, 'app.asar'), [join(source, 'out'), ...names])
  await pack(files)
  expect(packageFaults(folder, 'linux', 'x64')).toEqual([])

  write('app.asar.unpacked/node_modules/x/prebuilds/darwin-arm64.node', '')
  expect(packageFaults(folder, 'linux', 'x64')).toEqual([
    'foreign native /node_modules/x/prebuilds/darwin-arm64.node',
  ])
  expect(packageFaults(folder, 'win32', 'x64').join()).toContain('@napi-rs/keyring-win32-x64-msvc')
})
