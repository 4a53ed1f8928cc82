import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

describe("the buyer's page and the widget", () => {
  let test: TestGateway
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xiaoer-page-'))
    const page = join(folder, 'page')
    await mkdir(join(page, 'assets'), { recursive: true })
    await writeFile(join(folder, 'secret.txt'), 'canary')
    await writeFile(join(page, 'secret.json'), 'canary')
    await writeFile(join(page, 'index.html'), '<!doctype html><title>page</title>')
    await writeFile(join(page, 'assets', 'a.js'), 'export {}')
    await writeFile(join(page, 'widget.js'), 'void 0')
    test = await startTestGateway({
      buyerPageDir: page,
      allowedOrigins: ['https://shop.example'],
    })
  })
  afterAll(async () => {
    await test.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** fetch would tidy the path. */
  const raw = (path: string): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(test.url)
      request({ hostname, port, path }, (response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => (body += chunk.toString()))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      })
        .on('error', reject)
        .end()
    })

  it('serves the page under a strict policy, in frames of the listed sites alone', async () => {
    const response = await fetch(`${test.url}/s/${test.shop}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/html')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'self' https://shop.example")
    expect(policy).not.toContain('unsafe')
    expect((await fetch(`${test.url}/s/nobody`)).status).toBe(404)
    expect((await fetch(`${test.url}/s/assets/a.js`)).headers.get('content-type')).toContain(
      'javascript',
    )
  })

  it.each([
    '/s/assets/../../secret.txt',
    '/s/assets/..%2f..%2fsecret.txt',
    '/s/assets/..%2fsecret.json',
    '/s/assets/%2e%2e/%2e%2e/secret.txt',
    '/s/assets/..%5c..%5csecret.txt',
    '/s/assets//etc/passwd',
    '/s/assets/a.js%00',
  ])('keeps to its folder: %s', async (path) => {
    const { status, body } = await raw(path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body).not.toContain('canary')
    expect(body).not.toContain('root:')
  })

  it('gives the widget to every site, and the api to the listed ones alone', async () => {
    const widget = await fetch(`${test.url}/widget.js`)
    expect(widget.headers.get('access-control-allow-origin')).toBe('*')
    const ask = (origin: string) =>
      fetch(`${test.url}/api/shops/${test.shop}`, { headers: { origin } })
    expect((await ask('https://shop.example')).headers.get('access-control-allow-origin')).toBe(
      'https://shop.example',
    )
    expect(
      (await ask('https://evil.example')).headers.get('access-control-allow-origin'),
    ).toBeNull()
  })
})
