import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiError } from '#shared/protocol/api.ts'
import type { FileRef } from '#shared/protocol/model.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { pngChunk, pngWith } from '../support/picture.ts'

const PNG = pngWith('canary-picture-bytes')

describe('files', () => {
  let test: TestGateway
  beforeAll(async () => {
    test = await startTestGateway()
  })
  afterAll(() => test.stop())

  const upload = async (access: string, bytes: Buffer, type: string, name: string) => {
    const response = await fetch(`${test.url}/api/files`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${access}`,
        'content-type': type,
        'x-file-name': encodeURIComponent(name),
      },
      body: new Uint8Array(bytes),
    })
    return { status: response.status, value: (await response.json()) as FileRef & ApiError }
  }
  const get = (access: string, id: string) =>
    fetch(`${test.url}/api/files/${id}`, { headers: { authorization: `Bearer ${access}` } })

  it('a picture goes from the buyer to the holder, and nobody else', async () => {
    const agent = await test.agent('demoshop:xiaohong')
    const buyer = await test.buyer()
    // Where it was taken is nobody's business.
    const taken = pngWith('canary-picture-bytes', [
      pngChunk('tEXt', 'Location\u000030.27N 120.15E'),
    ])
    const { value: file } = await upload(buyer.access, taken, 'image/png', '照片.png')
    expect(file).toMatchObject({ type: 'image/png', width: 3, height: 2, name: '照片.png' })
    await buyer.say('', { body: { kind: 'image', file } })
    await agent.served(buyer.id)
    const shown = await get(agent.access, file.id)
    expect(Buffer.from(await shown.arrayBuffer()).equals(PNG)).toBe(true)
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(shown.headers.get('content-disposition')).toBe('inline')
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
    const other = await test.agent('demoshop:xiaoming')
    const stranger = await test.buyer()
    for (const access of [other.access, stranger.access])
      expect((await get(access, file.id)).status).toBe(404)
    // Knowing the hash gives no right to it, not even by sending it on.
    await expect(stranger.say('', { body: { kind: 'image', file } })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await get(stranger.access, file.id)).status).toBe(404)
    expect((await get('nonsense', file.id)).status).toBe(401)
    agent.close()
    other.close()
  })

  it('lies encrypted on the disk', async () => {
    const buyer = await test.buyer()
    await upload(buyer.access, PNG, 'image/png', 'a.png')
    const entries = await readdir(join(test.folder, 'files'), {
      recursive: true,
      withFileTypes: true,
    })
    let files = 0
    for (const entry of entries.filter((each) => each.isFile())) {
      files++
      const bytes = await readFile(join(entry.parentPath, entry.name))
      expect(bytes.includes('canary-picture-bytes')).toBe(false)
      expect(bytes.includes(PNG.subarray(0, 8))).toBe(false)
    }
    expect(files).toBeGreaterThan(0)
  })

  it('what only calls itself a picture is refused; a page is an attachment of no type', async () => {
    const buyer = await test.buyer()
    const page = Buffer.from('<script>alert(1)</script>')
    expect((await upload(buyer.access, page, 'image/png', 'a.png')).value.code).toBe(
      'file_type_refused',
    )
    const { value } = await upload(buyer.access, page, 'text/html', '../../evil/a.html')
    expect(value).toMatchObject({ type: 'application/octet-stream', name: 'a.html' })
    const shown = await get(buyer.access, value.id)
    expect(shown.headers.get('content-disposition')).toBe('attachment')
    expect(shown.headers.get('content-type')).toBe('application/octet-stream')
    await expect(buyer.say('', { body: { kind: 'image', file: value } })).rejects.toMatchObject({
      code: 'file_type_refused',
    })
  })

  it('over 20 MiB is refused, and so is who is not signed in', async () => {
    const buyer = await test.buyer()
    const big = await upload(buyer.access, randomBytes(20 * 1024 * 1024 + 1), 'x/y', 'big')
    expect(big).toMatchObject({ status: 413, value: { code: 'file_too_large' } })
    expect((await upload('nonsense', PNG, 'image/png', 'a.png')).status).toBe(401)
  })
})
