import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  cached,
  cacheRoot,
  compareVersions,
  extractEntry,
  integrityOf,
  verifyIntegrity,
} from './registry.mjs'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'xiaoer-test-'))
})
afterEach(async () => {
  await rm(root, { recursive: true })
})

function tar(entries: Readonly<Record<string, Buffer>>): Buffer {
  const blocks: Buffer[] = []
  for (const [name, data] of Object.entries(entries)) {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write(data.length.toString(8).padStart(11, '0'), 124)
    header.write('0', 156)
    blocks.push(header, data, Buffer.alloc((512 - (data.length % 512)) % 512))
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

describe('pinned packages', () => {
  test('a tarball with one changed byte is refused and both hashes are named', async () => {
    const file = join(root, 'package.tgz')
    const bytes = tar({ 'package/bin/node': Buffer.from('program') })
    await writeFile(file, bytes)
    const pin = { name: 'thing', version: '1.0.0', integrity: await integrityOf(file), entry: '' }
    await verifyIntegrity(file, pin)

    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
    await writeFile(file, bytes)
    await expect(verifyIntegrity(file, pin)).rejects.toThrow(/thing@1\.0\.0 is not the pinned/)
    await expect(verifyIntegrity(file, pin)).rejects.toThrow(pin.integrity)
  })

  test('an entry comes out byte for byte, whatever lies before it', async () => {
    const file = join(root, 'package.tgz')
    const wanted = Buffer.alloc(300_001, 'x')
    await writeFile(
      file,
      tar({
        'package/empty': Buffer.alloc(0),
        'package/LICENSE': Buffer.alloc(70_000, 'l'),
        'package/bin/node': wanted,
        'package/last': Buffer.from('l'),
      }),
    )
    await extractEntry(file, 'package/bin/node', join(root, 'out', 'node'))
    expect((await readFile(join(root, 'out', 'node'))).equals(wanted)).toBe(true)
    await expect(extractEntry(file, 'package/none', join(root, 'none'))).rejects.toThrow(
      'holds no package/none',
    )
  })

  test('a tarball that was cut off is an error, not a short program', async () => {
    const file = join(root, 'package.tgz')
    const whole = tar({
      'package/bin/node': Buffer.from(Array.from({ length: 5000 }, Math.random)),
    })
    await writeFile(file, whole.subarray(0, whole.length - 200))
    await expect(extractEntry(file, 'package/bin/node', join(root, 'node'))).rejects.toThrow(
      'unexpected end of file',
    )
  })
})

describe('the cache', () => {
  test('two at once make it once', async () => {
    let made = 0
    const make = async (dir: string) => {
      made += 1
      await writeFile(join(dir, 'file'), 'whole')
    }
    const folders = await Promise.all([
      cached('kind/1', make, { root }),
      cached('kind/1', make, { root }),
    ])
    expect(folders).toEqual([join(root, 'kind/1'), join(root, 'kind/1')])
    expect(made).toBe(1)
    expect(await readdir(join(root, 'kind'))).toEqual(['1'])
  })

  test('a failed attempt leaves nothing, and the next one works', async () => {
    const fail = async (dir: string) => {
      await writeFile(join(dir, 'file'), 'half')
      throw new Error('no disk')
    }
    await expect(cached('kind/1', fail, { root })).rejects.toThrow('no disk')
    expect(await readdir(join(root, 'kind'))).toEqual([])
    const folder = await cached('kind/1', (dir) => writeFile(join(dir, 'file'), 'whole'), { root })
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('whole')
  })

  test('a process killed in the middle leaves no folder, and its stale lock is taken over', async () => {
    const script = `
      import { cached } from ${JSON.stringify(new URL('registry.mjs', import.meta.url).href)}
      import { writeFileSync } from 'node:fs'
      await cached('kind/1', async (dir) => {
        writeFileSync(dir + '/file', 'half')
        console.log('in the middle')
        await new Promise((resolve) => setTimeout(resolve, 60_000))
      }, { root: ${JSON.stringify(root)} })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(existsSync(join(root, 'kind/1'))).toBe(false)

    const longAgo = new Date(Date.now() - 60_000)
    await utimes(join(root, 'kind/1.lock'), longAgo, longAgo)
    const folder = await cached('kind/1', (dir) => writeFile(join(dir, 'file'), 'whole'), { root })
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('whole')
    expect(existsSync(join(root, 'kind/1.lock'))).toBe(false)
  })

  test('when another one published meanwhile, its result stays', async () => {
    const folder = await cached(
      'kind/1',
      async (dir) => {
        await writeFile(join(dir, 'file'), 'second')
        await mkdir(join(root, 'kind/1'))
        await writeFile(join(root, 'kind/1/file'), 'first')
      },
      { root },
    )
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('first')
    expect(await readdir(join(root, 'kind'))).toEqual(['1'])
  })

  test.each([
    [{ XIAOER_CACHE: '/c' }, 'linux', '/c'],
    [{ XDG_CACHE_HOME: '/x' }, 'linux', join('/x', 'xiaoer')],
    [{ LOCALAPPDATA: '/l' }, 'win32', join('/l', 'xiaoer', 'Cache')],
  ] as const)('%j on %s is %s', (env, platform, expected) => {
    expect(cacheRoot(env, platform)).toBe(expected)
  })

  test('a relative XDG_CACHE_HOME is ignored', () => {
    expect(cacheRoot({ XDG_CACHE_HOME: 'x' }, 'linux')).toMatch(/\.cache.xiaoer$/)
  })
})

test.each([
  ['22.18.0', '22.18.0', 0],
  ['v22.9.0', '22.18.0', -1],
  ['24.0.0', '22.18.0', 1],
  ['35.0.0-beta.1', '35.0.0', 0],
  ['35', '35.0.1', -1],
])('version %s against %s', (a, b, expected) => {
  expect(Math.sign(compareVersions(a, b))).toBe(expected)
})
