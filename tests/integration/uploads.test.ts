import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiError } from '#shared/protocol/api.ts'
import type { FileRef } from '#shared/protocol/model.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { pngChunk, pngWith } from '../support/picture.ts'

const SCRIPT = '<script>alert(document.domain)</script>'

/** Bytes that are a picture to one and a page or a program to another. */
describe('uploads that are two things at once', () => {
  let test: TestGateway
  let access = ''
  beforeAll(async () => {
    test = await startTestGateway()
    ;({ access } = await test.newBuyer())
  })
  afterAll(() => test.stop())

  async function upload(bytes: Buffer, type: string, name: string) {
    const response = await fetch(`${test.url}/api/files`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${access}`,
        'content-type': type,
        'x-file-name': encodeURIComponent(name),
      },
      body: new Uint8Array(bytes),
    })
    return { status: response.status, ...((await response.json()) as FileRef & ApiError) }
  }
  const shown = async (id: string) => {
    const response = await fetch(`${test.url}/api/files/${id}`, {
      headers: { authorization: `Bearer ${access}` },
    })
    return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
  }
  /** Whatever it is, no browser takes it for a page, a script or a style of ours. */
  const isHarmless = (headers: Headers) => {
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('cache-control')).toMatch(/^private,/)
    expect(headers.get('content-type')).toMatch(
      /^(?:image\/(?:png|jpeg|gif|webp|avif)|application\/octet-stream)$/,
    )
    expect(headers.get('content-disposition')).toMatch(
      headers.get('content-type')?.startsWith('image/') ? /^inline$/ : /^attachment$/,
    )
  }

  it('a PNG with a page in it and behind it loses both', async () => {
    const inside = pngChunk('tEXt', `Comment\u0000${SCRIPT}`)
    const both = Buffer.concat([pngWith('picture', [inside]), Buffer.from(SCRIPT)])
    const file = await upload(both, 'image/png', 'a.png')
    expect(file.type).toBe('image/png')
    const { headers, bytes } = await shown(file.id)
    isHarmless(headers)
    expect(bytes.includes('script')).toBe(false)
    expect(bytes.equals(pngWith('picture'))).toBe(true)
  })

  it.each([
    [
      'a GIF that is a program',
      Buffer.from('GIF89a/*..........*/=1;alert(1)'),
      'image/gif',
      'a.gif',
    ],
    [
      'a drawing with a script',
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`),
      'image/svg+xml',
      'a.svg',
    ],
    [
      'a page by the name of a picture',
      Buffer.from(`<!doctype html>${SCRIPT}`),
      'application/x-unknown',
      'a.jpg',
    ],
    ['a program that calls itself text', Buffer.from('alert(1)'), 'text/javascript', 'a.js'],
    [
      'a page behind the mark of a PDF',
      Buffer.from(`%PDF-1.7\n${SCRIPT}`),
      'application/pdf',
      'a.pdf',
    ],
    [
      'a page behind the mark of UTF-7',
      Buffer.from('+ADw-script+AD4-'),
      'text/html; charset=utf-7',
      'a.html',
    ],
  ])('%s is never more than a picture or bytes to be saved', async (_what, bytes, type, name) => {
    const file = await upload(bytes, type, name)
    if (file.status !== 200) {
      expect(file.code).toBe('file_type_refused')
      return
    }
    expect(file.type).not.toMatch(/svg|html|script|pdf/)
    isHarmless((await shown(file.id)).headers)
  })

  it.each([
    ['html', 'image/jpeg'],
    ['html', 'image/png'],
    ['html', 'image/webp'],
    ['html', 'image/avif'],
    ['html', 'image/gif'],
  ])('%s that calls itself %s is refused', async (_what, type) => {
    const { status, code } = await upload(Buffer.from(SCRIPT), type, 'a.jpg')
    expect([status, code]).toEqual([415, 'file_type_refused'])
  })

  it('a name is no path, no markup and no header', async () => {
    const names = [
      ['../../../etc/passwd', 'passwd'],
      ['..\\..\\evil.exe', 'evil.exe'],
      ['a\r\nset-cookie: x=1', 'aset-cookie x=1'],
      ['photo\u202Egnp.exe', 'photognp.exe'],
      ['.htaccess', 'htaccess'],
      ['"><img src=x onerror=alert(1)>.png', 'img src=x onerror=alert(1).png'],
    ]
    for (const [given = '', kept = ''] of names)
      expect((await upload(Buffer.from('bytes'), 'text/plain', given)).name).toBe(kept)
  })

  it('is found by nothing but its whole id, by who may read it', async () => {
    const file = await upload(Buffer.from('bytes of mine'), 'text/plain', 'a.txt')
    const get = async (path: string, token = access) =>
      (
        await fetch(`${test.url}/api/files/${path}`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).status
    expect(await get(file.id)).toBe(200)
    const other = await test.newBuyer()
    expect(await get(file.id, other.access)).toBe(404)
    for (const path of [
      file.id.toUpperCase(),
      file.id.slice(0, 63),
      `${file.id}.part`,
      `..%2f..%2fgateway.key`,
      `${file.id.slice(0, 2)}%2f${file.id}`,
      'uploads',
    ])
      expect(await get(path), path).toBe(404)
  })
})
