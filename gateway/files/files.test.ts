import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkFiles } from './check.ts'
import { openFiles, safeName } from './files.ts'
import { sniffPicture } from './sniff.ts'

describe('pictures by their bytes', () => {
  const pictures: Record<string, string> = {
    'image/png': '89504e470d0a1a0a0000000d494844520000000300000002',
    'image/gif': '47494638396103000200',
    'image/jpeg': 'ffd8ffe000040000ffc0000b080002000301011100ffd9',
    'image/webp': '524946460000000057454250565038580a000000000000000200000100000000',
    'image/avif':
      '00000018667479706176696600000000617669666d6966310000001469737065000000000000000300000002',
  }
  it.each(Object.entries(pictures))('%s, with its size', (type, hex) => {
    expect(sniffPicture(Buffer.from(hex, 'hex'))).toEqual({ type, width: 3, height: 2 })
  })
  it('nothing else, however it begins or ends', () => {
    for (const text of ['', '<svg xmlns="x"/>', 'GIF8', '\u0089PNG'])
      expect(sniffPicture(Buffer.from(text))).toBeNull()
    for (const hex of Object.values(pictures))
      for (let length = 0; length < 9; length++)
        expect(sniffPicture(Buffer.from(hex, 'hex').subarray(0, length))).toBeNull()
  })
})

describe('names', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\evil\\a.exe', 'a.exe'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['.htaccess', 'htaccess'],
    ['a\r\nb: c', 'ab c'],
    ['', 'file'],
  ])('%j becomes %j', (given, wanted) => {
    expect(safeName(given)).toBe(wanted)
  })
})

describe('encrypted files', () => {
  const key = Buffer.alloc(32, 1)
  const by = { kind: 'buyer', buyer: 'b' } as const
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xiaoer-files-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const put = async (name = 'a.txt') => {
    const files = await openFiles(folder, key)
    const done = await files.put('shop', by, { name, type: 'x/y', bytes: Buffer.from('canary') })
    if (!done.ok) throw new Error(done.code)
    return { files, id: done.value.id }
  }

  it('come back whole, in their own shop alone, and after a restart', async () => {
    const { id } = await put()
    const files = await openFiles(folder, key)
    expect(await files.get('shop', id)).toMatchObject({ ok: true })
    expect(await files.get('other', id)).toMatchObject({ ok: false, code: 'not_found' })
    expect(files.uploaded('shop', by, id)).toBe(true)
    expect(files.uploaded('shop', { kind: 'buyer', buyer: 'x' }, id)).toBe(false)
  })

  it('that were changed on the disk do not open, are found by the check, and mended by a new upload', async () => {
    const { files, id } = await put()
    const path = join(folder, 'shop', id.slice(0, 2), id)
    const bytes = await readFile(path)
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    await writeFile(path, bytes)
    await expect(files.get('shop', id)).rejects.toThrow(/authenticate/)
    expect((await checkFiles(folder, key)).damaged).toEqual([join('shop', id.slice(0, 2), id)])
    await put()
    expect(await checkFiles(folder, key)).toEqual({ checked: 1, damaged: [] })
    expect((await readdir(folder, { recursive: true })).filter((n) => n.endsWith('.part'))).toEqual(
      [],
    )
  })
})
