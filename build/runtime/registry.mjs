// Fetches pinned packages through the npm client and keeps what is made of them in a cache
// outside the repository. Plain JavaScript, because `build/run.mjs` needs it before there is
// a Node that reads TypeScript; its types are in registry.d.mts.
import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

const HEARTBEAT_MS = 2_000
const LOCK_STALE_MS = 15_000
const LEFTOVER_MS = 24 * 60 * 60 * 1000
const TAR_BLOCK = 512

/** One line on stderr, so that stdout stays for what a command prints as its result. */
export function say(line) {
  process.stderr.write(`xiaoer: ${line}\n`)
}

/** The user's cache folder for this product; `XIAOER_CACHE` overrides it. */
export function cacheRoot(env = process.env, platform = process.platform) {
  if (env.XIAOER_CACHE) return env.XIAOER_CACHE
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'xiaoer', 'Cache')
  }
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'xiaoer')
  const xdg = env.XDG_CACHE_HOME
  // The XDG rule: a relative path there is invalid and has to be ignored.
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.cache'), 'xiaoer')
}

/** Numeric comparison of dotted versions: negative, 0 or positive. A prerelease tail is ignored. */
export function compareVersions(a, b) {
  const parts = (version) =>
    version
      .replace(/^v/, '')
      .split('-', 1)[0]
      .split('.')
      .map((part) => Number.parseInt(part, 10) || 0)
  const left = parts(a)
  const right = parts(b)
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Says `what` after a second of work and then every five, until the promise is settled. */
export async function withProgress(what, work) {
  const started = Date.now()
  let next = 1_000
  const timer = setInterval(() => {
    const passed = Date.now() - started
    if (passed < next) return
    next = passed + 5_000
    say(`${what} … ${Math.round(passed / 1000)} s`)
  }, 250)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}

/** sha512 of a file in the form of npm's lock files. */
export async function integrityOf(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}

/** @throws when the file is not, byte for byte, the pinned one. */
export async function verifyIntegrity(file, pin) {
  const actual = await integrityOf(file)
  if (actual !== pin.integrity) {
    throw new Error(
      `${pin.name}@${pin.version} is not the pinned package and was refused.\n` +
        `  pinned: ${pin.integrity}\n  got:    ${actual}`,
    )
  }
}

function runNpm(args, cwd, timeoutMs) {
  return new Promise((resolve, reject) => {
    const child =
      process.platform === 'win32'
        ? // npm is a .cmd file there, which Node refuses to start without a shell.
          spawn(['npm', ...args].map((arg) => `"${arg}"`).join(' '), { cwd, shell: true })
        : spawn('npm', args, { cwd })
    let output = ''
    const collect = (chunk) => {
      output = (output + chunk).slice(-4_000)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const timer = setTimeout(() => {
      output += `\n(no answer within ${timeoutMs / 1000} s)`
      child.kill('SIGKILL')
    }, timeoutMs)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(new Error(`the npm client could not be started: ${error.message}`))
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      if (code === 0) resolve(output)
      else reject(new Error(`\`npm ${args.slice(0, 2).join(' ')}\` failed:\n${briefly(output)}`))
    })
  })
}

/** npm's own lines without the stack and the dump of the error object. */
function briefly(output) {
  const lines = output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^npm error (\s|}|at )|^npm error$/.test(line))
  return `${lines.join('\n')}\nLook at the network and npm's registry and proxy settings, then run this again.`
}

/**
 * The verified tarball of a pinned package in the folder `into`.
 * npm's own settings (registry, proxy, credentials, its cache) apply.
 */
export async function fetchPinned(pin, into, { timeoutMs = 15 * 60 * 1000 } = {}) {
  const spec = `${pin.name}@${pin.version}`
  const args = [
    'pack',
    spec,
    '--ignore-scripts',
    '--loglevel=error',
    '--fetch-retries=2',
    '--fetch-retry-mintimeout=2000',
    '--fetch-retry-maxtimeout=10000',
  ]
  await withProgress(`fetching ${spec} from the npm registry`, runNpm(args, into, timeoutMs))
  const tarball = (await readdir(into)).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error(`\`npm pack ${spec}\` left no package in ${into}`)
  const file = join(into, tarball)
  await verifyIntegrity(file, pin)
  return file
}

/**
 * Writes one entry of an npm tarball to `target`. Entries have to have names under 100
 * characters (plain ustar), which is true for the few that are pinned.
 */
export async function extractEntry(tarball, entry, target, mode = 0o755) {
  const source = createReadStream(tarball)
  const gunzip = createGunzip()
  // Errors of the file have to reach the loop below; leaving the loop early destroys both.
  source.on('error', (error) => gunzip.destroy(error))
  source.pipe(gunzip)
  const blocks = fileBlocks(gunzip, entry)
  const first = await blocks.next()
  if (first.done) throw new Error(`${basename(tarball)} holds no ${entry}`)
  await mkdir(dirname(target), { recursive: true })
  await pipeline(async function* () {
    yield first.value
    yield* blocks
  }, createWriteStream(target))
  source.destroy()
  await chmod(target, mode)
}

async function* fileBlocks(stream, entry) {
  let pending = Buffer.alloc(0)
  /** @type {{ wanted: boolean, left: number, padding: number } | undefined} */
  let current
  for await (const chunk of stream) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (;;) {
      if (current === undefined) {
        if (pending.length < TAR_BLOCK) break
        const header = pending.subarray(0, TAR_BLOCK)
        pending = pending.subarray(TAR_BLOCK)
        const name = header.subarray(0, 100).toString('utf8').replace(/\0.*$/s, '')
        const size = Number.parseInt(header.subarray(124, 136).toString('latin1'), 8) || 0
        const regular = header[156] === 0x30 || header[156] === 0
        current = {
          wanted: regular && name === entry,
          left: size,
          padding: (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK,
        }
      }
      const data = pending.subarray(0, current.left)
      pending = pending.subarray(data.length)
      current.left -= data.length
      if (current.wanted && data.length > 0) yield data
      if (current.left > 0) break
      if (current.wanted) return
      const padding = Math.min(current.padding, pending.length)
      pending = pending.subarray(padding)
      current.padding -= padding
      if (current.padding > 0) break
      current = undefined
    }
  }
  if (current?.wanted) throw new Error(`the package ends in the middle of ${entry}`)
}

/**
 * The folder `key` of the cache, made by `make(dir)` when it is not there.
 *
 * `make` works in a scratch folder beside the target, and one rename publishes the result: a
 * folder under its final name is always whole, whatever was killed. The lock only saves work
 * when two start at once; when it is lost (a stopped machine), the second rename simply finds
 * the target there and its copy is dropped.
 */
export async function cached(key, make, { root = cacheRoot() } = {}) {
  const target = join(root, key)
  if (existsSync(target)) return target
  await mkdir(dirname(target), { recursive: true })
  const release = await lock(`${target}.lock`, () => existsSync(target), key)
  if (release === undefined) return target
  const scratch = await mkdtemp(`${target}.new-`)
  try {
    await removeLeftovers(target, scratch)
    await make(scratch)
    // mkdtemp makes it private; tests run the app as another user too.
    await chmod(scratch, 0o755)
    try {
      await rename(scratch, target)
    } catch (error) {
      if (!existsSync(target)) throw error
    }
    return target
  } finally {
    await rm(scratch, { recursive: true, force: true })
    await release()
  }
}

/** Waits for the lock; undefined when `done()` became true meanwhile. */
async function lock(path, done, key) {
  let told = false
  for (;;) {
    try {
      await mkdir(path)
      if (done()) {
        await rm(path, { recursive: true, force: true })
        return undefined
      }
      // A living owner touches its lock; one that was killed stops doing so.
      const timer = setInterval(() => {
        const now = new Date()
        utimes(path, now, now).catch(() => {})
      }, HEARTBEAT_MS)
      timer.unref()
      return async () => {
        clearInterval(timer)
        await rm(path, { recursive: true, force: true })
      }
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (done()) return undefined
    const age = await stat(path).then(
      (info) => Date.now() - info.mtimeMs,
      () => 0,
    )
    if (age > LOCK_STALE_MS) {
      // Renaming first lets exactly one of several waiters take a dead owner's lock away.
      const dead = `${path}.${randomUUID()}`
      await rename(path, dead).then(
        () => rm(dead, { recursive: true, force: true }),
        () => {},
      )
      continue
    }
    if (!told) say(`waiting for another process that is preparing ${key}`)
    told = true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function removeLeftovers(target, own) {
  const folder = dirname(target)
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (path === own || !name.startsWith(`${basename(target)}.new-`)) continue
    const info = await stat(path).catch(() => undefined)
    if (info !== undefined && Date.now() - info.mtimeMs > LEFTOVER_MS) {
      await rm(path, { recursive: true, force: true })
    }
  }
}

/** A scratch folder for `use`, removed afterwards. */
export async function withScratch(use) {
  const scratch = await mkdtemp(join(tmpdir(), 'xiaoer-'))
  try {
    return await use(scratch)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Writes a small file so that a reader sees either the old or the new text. */
export async function writeAtomically(file, text) {
  await mkdir(dirname(file), { recursive: true })
  const scratch = `${file}.${randomUUID()}`
  await writeFile(scratch, text)
  await rename(scratch, file)
}
