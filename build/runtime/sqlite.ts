import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cached, say, withProgress } from './registry.mjs'
import { ensureCompiler } from './system.ts'

const run = promisify(execFile)
const here = dirname(fileURLToPath(import.meta.url))
const repository = join(here, '..', '..')
const modules = join(repository, 'node_modules')
const COMPILE_TIMEOUT_MS = 15 * 60 * 1000

let binding: Promise<string> | undefined

/**
 * The path of better-sqlite3-multiple-ciphers compiled for Node-API 9. The package's own
 * binaries want Node-API 10 and crash an older runtime. Its sources and flags are used as they
 * are, the result is cached by their hash. The scripts hand the path to the app in the
 * environment variable `XIAOER_SQLITE_BINDING`.
 */
export function ensureSqliteBinding(): Promise<string> {
  binding ??= make()
  return binding
}

interface Unit {
  readonly compiler: 'gcc' | 'g++'
  readonly source: string
  readonly object: string
  readonly flags: readonly string[]
}

async function make(): Promise<string> {
  const source = join(modules, 'better-sqlite3-multiple-ciphers')
  const defines = parseDefines(await readFile(join(source, 'deps', 'defines.gypi'), 'utf8'))
  const units = describeUnits(source, defines)
  const key = await hashOf(source, units)
  const folder = await cached(`sqlite/napi9-${process.arch}-${key}`, (dir) => compile(units, dir))
  return join(folder, 'better_sqlite3.node')
}

/** The strings of the one list in deps/defines.gypi (a Python literal with one entry a line). */
export function parseDefines(gypi: string): string[] {
  const list = /'defines'\s*:\s*\[([^\]]*)\]/.exec(gypi)?.[1]
  const defines = list
    ?.split('\n')
    .map((line) => /^\s*'([^']+)'\s*,?\s*$/.exec(line)?.[1])
    .filter((define) => define !== undefined)
  if (defines === undefined || defines.length === 0) {
    throw new Error('no defines were found in better-sqlite3-multiple-ciphers/deps/defines.gypi')
  }
  return defines
}

function describeUnits(source: string, defines: readonly string[]): Unit[] {
  const common = ['-c', '-fPIC', '-O1', '-w', '-DNDEBUG', '-fvisibility=hidden']
  const macros = defines.map((define) => `-D${define}`)
  return [
    {
      compiler: 'g++',
      source: join(source, 'src', 'better_sqlite3.cpp'),
      object: 'better_sqlite3.o',
      flags: [
        ...common,
        '-std=c++20',
        '-fvisibility-inlines-hidden',
        '-DNAPI_VERSION=9',
        '-DNAPI_DISABLE_CPP_EXCEPTIONS',
        '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
        '-DBUILDING_NODE_EXTENSION',
        '-DNODE_GYP_MODULE_NAME=better_sqlite3',
        `-I${join(modules, 'node-api-headers', 'include')}`,
        `-I${join(modules, 'node-addon-api')}`,
        `-I${join(source, 'deps', 'sqlite3')}`,
        ...macros,
        '-include',
        join(here, 'napi9-string-ref.h'),
      ],
    },
    {
      compiler: 'gcc',
      source: join(source, 'deps', 'sqlite3', 'sqlite3.c'),
      object: 'sqlite3.o',
      flags: [...common, '-std=c99', ...macros],
    },
  ]
}

/** Everything that decides the result, except the place of the repository. */
async function hashOf(source: string, units: readonly Unit[]): Promise<string> {
  const hash = createHash('sha256')
  hash.update(JSON.stringify(units).replaceAll(JSON.stringify(repository).slice(1, -1), ''))
  const folders = [
    join(source, 'src'),
    join(source, 'deps'),
    join(modules, 'node-api-headers', 'include'),
  ]
  const files = [
    join(here, 'napi9-string-ref.h'),
    join(modules, 'node-addon-api', 'napi.h'),
    join(modules, 'node-addon-api', 'napi-inl.h'),
  ]
  for (const folder of folders) {
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name))
    }
  }
  for (const file of files.sort()) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}

async function compile(units: readonly Unit[], dir: string): Promise<void> {
  await ensureCompiler()
  say('compiling the encrypted SQLite for this Electron, once (about a minute)')
  const build = async (unit: Unit) => {
    const args = [...unit.flags, unit.source, '-o', join(dir, unit.object)]
    await tool(unit.compiler, args)
  }
  await withProgress(
    'compiling the encrypted SQLite',
    (async () => {
      if (availableParallelism() > 1) await Promise.all(units.map(build))
      else for (const unit of units) await build(unit)
      await tool('g++', [
        '-shared',
        '-Wl,-Bsymbolic',
        '-Wl,--exclude-libs,ALL',
        '-Wl,-s',
        ...units.map((unit) => join(dir, unit.object)),
        '-o',
        join(dir, 'better_sqlite3.node'),
        '-ldl',
        '-lpthread',
        '-lm',
      ])
    })(),
  )
  for (const unit of units) await rm(join(dir, unit.object))
}

async function tool(program: string, args: readonly string[]): Promise<void> {
  try {
    await run(program, [...args], { timeout: COMPILE_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 })
  } catch (error) {
    const output = error instanceof Error ? error.message : String(error)
    throw new Error(`the encrypted SQLite could not be compiled:\n${output.slice(0, 4_000)}`)
  }
}
