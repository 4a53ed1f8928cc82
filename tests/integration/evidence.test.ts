import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditPage } from '#shared/audit/model.ts'
import type { ErasureReply, SealState } from '#shared/protocol/api.ts'
import type { ApiError } from '#shared/protocol/api.ts'
import type { FileRef } from '#shared/protocol/model.ts'
import { keyFingerprint, readZip, verifyEvidence } from '#gateway/evidence/verifier.ts'
import { zipOf } from '#gateway/evidence/zip.ts'
import { verify } from '#gateway/store/verify.ts'
import { apiOf } from '../support/api.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const HOSTILE = `<img src=x onerror=alert(1)>"'&\``

let test: TestGateway
let main: AgentClient
let agent: AgentClient
let buyer: BuyerClient
let picture: FileRef
let conversation: string
const ask = <T>(access: string, path: string, body?: unknown) =>
  apiOf(test.url)<T>(access, path, body)

beforeAll(async () => {
  test = await startTestGateway({ subs: ['xiaohong', 'xiaoming'] })
  main = await test.agent('demoshop')
  agent = await test.agent('demoshop:xiaohong')
  buyer = await test.buyer({ name: '林女士' })
  const response = await fetch(`${test.url}/api/files`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${buyer.access}`,
      'content-type': 'image/png',
      'x-file-name': 'p.png',
    },
    body: new Uint8Array(PNG),
  })
  picture = (await response.json()) as FileRef
  await buyer.say('龘靐齉 我的电话 13812345678')
  await buyer.say('', { body: { kind: 'image', file: picture } })
  await buyer.say(HOSTILE)
  const chat = await agent.served(buyer.id)
  conversation = chat.id
  await agent.reply(chat, '您好')
  // Others in between, whose words must not be in the evidence.
  const other = await test.buyer()
  await other.say('别人的话')
  await agent.command({ type: 'buyer.note', buyer: buyer.id, text: '内部备注' })
  await buyer.say('再见')
})
afterAll(() => test.stop())

async function evidence(access: string, format = 'zip', of = buyer.id): Promise<Response> {
  return fetch(
    `${test.url}/api/evidence/${encodeURIComponent(of)}?format=${format}&language=zh-CN`,
    {
      headers: { authorization: `Bearer ${access}` },
    },
  )
}
const zip = async () => Buffer.from(await (await evidence(main.access)).arrayBuffer())

describe('[T5] evidence of one buyer', () => {
  it('is proven whole, by the gateway and by the program inside it', async () => {
    const bytes = await zip()
    const verdict = verifyEvidence(bytes)
    expect(verdict).toMatchObject({ code: 0, problems: [] })
    const { value: seals } = await ask<SealState>(main.access, '/api/seals')
    expect(verdict.proven.join('\n')).toContain(seals.fingerprint)
    expect(keyFingerprint(seals.publicKey)).toBe(seals.fingerprint)
    const members = readZip(bytes)
    const all = Buffer.concat([...members.values()]).toString()
    expect(all).toContain('13812345678')
    expect(all).not.toContain('别人的话')
    expect([...members.keys()]).toContain(`files/${picture.id}.png`)
    const folder = mkdtempSync(join(tmpdir(), 'xiaoer-evidence-'))
    const file = join(folder, 'e.zip')
    const program = join(folder, 'verify.mjs')
    writeFileSync(program, members.get('verify.mjs') ?? '')
    const run = (content: Buffer) => {
      writeFileSync(file, content)
      return spawnSync(process.execPath, [program, file], { encoding: 'utf8' })
    }
    const proven = run(bytes)
    expect(proven.status).toBe(0)
    expect(proven.stdout).toContain('PROVEN')
    const changed = await edited(bytes, 'transcript.html', (text) => text.replace('您好', '再会'))
    expect(run(changed)).toMatchObject({ status: 1 })
    expect(run(Buffer.from('no zip'))).toMatchObject({ status: 2 })
    rmSync(folder, { recursive: true })
  })

  it('the page for people is escaped, has no program and loads nothing', async () => {
    const html = await (await evidence(main.access, 'html')).text()
    expect(html).not.toContain('<img src=x')
    expect(html).not.toMatch(/<script|https?:/)
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;&#34;&#39;&#38;&#96;')
    expect(html).toContain('data:image/png;base64,')
    expect(html).toContain('内部备注')
  })

  it('[T4] is for main and supervisors; noted before it goes out', async () => {
    expect((await evidence(agent.access)).status).toBe(403)
    expect((await evidence(buyer.access)).status).toBe(403)
    expect((await evidence(main.access, 'zip', 'nobody')).status).toBe(404)
    const { value } = await ask<AuditPage>(main.access, '/api/audit?kind=evidence_exported')
    expect(value.records[0]).toMatchObject({ by: 'main', about: { buyer: buyer.id } })
    expect(value.buyers[buyer.id]).toBe('林女士')
    // To be printed: the page, and the trace says what was made of it.
    expect(await (await evidence(main.access, 'pdf')).text()).toMatch(/^<!doctype html>/i)
    const after = await ask<AuditPage>(main.access, '/api/audit?kind=evidence_exported')
    expect(after.value.records[0]).toMatchObject({ values: { format: 'pdf' } })
    expect((await ask(agent.access, '/api/audit')).status).toBe(403)
  })

  it('each kind of tampering is found', async () => {
    const bytes = await zip()
    const tampered: [string, Buffer][] = []
    const record = (name: string, change: (record: Loose) => void) =>
      edited(bytes, 'record.json', (text) => {
        const value = JSON.parse(text) as Loose
        change(value)
        return JSON.stringify(value)
      }).then((file) => tampered.push([name, file]))
    const own = ({ stretches }: Loose) => stretches[0]?.commits ?? []
    const isText = (entry: unknown) => typeof entry !== 'string'
    await record('a word', (value) => {
      const row = own(value).flat().find(isText) as { text: string }
      row.text = row.text.replace('"at":', '"at": ')
    })
    await record('a row as if it were another’s', (value) => {
      const commit = own(value).findLast((one) => one.some(isText)) ?? []
      commit[commit.findLastIndex(isText)] = Buffer.alloc(32).toString('base64')
    })
    await record('a commit left out', (value) => own(value).splice(2, 1))
    await record('two commits swapped', (value) => own(value).reverse())
    await record('a seal changed', (value) => {
      const [seal] = value.seals
      if (seal) seal.at += 1
    })
    await record('all seals gone', (value) => value.seals.splice(0))
    await record('nothing left', (value) => value.stretches.splice(0))
    const members = [...readZip(bytes)].map(([path, content]) => ({ path, bytes: content }))
    for (const { path } of members)
      tampered.push([`without ${path}`, await zipOf(members.filter((one) => one.path !== path))])
    tampered.push(['with more', await zipOf([...members, { path: 'x', bytes: Buffer.from('x') }])])
    tampered.push([
      'another signature',
      await edited(bytes, 'manifest.sig', (text) =>
        text.replace(/^./, (a) => (a === 'A' ? 'B' : 'A')),
      ),
    ])
    // The same bytes in base64, by bits that it does not use and by a space for the line's end.
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    tampered.push([
      'the signature written in another way',
      await edited(bytes, 'manifest.sig', (text) =>
        text.replace(/.(?===\n$)/, (a) => digits[digits.indexOf(a) ^ 1] ?? ''),
      ),
    ])
    tampered.push([
      'another end of the signature’s line',
      await edited(bytes, 'manifest.sig', (text) => text.replace(/\n$/, ' ')),
    ])
    tampered.push([
      'another exporter',
      await edited(bytes, 'manifest.json', (text) => text.replace('demoshop', 'demoshoq')),
    ])
    for (const [name, file] of tampered) expect(verifyEvidence(file).code, name).not.toBe(0)
  })

  it('each byte that is changed is found, or changed nothing that is in it', async () => {
    const bytes = await zip()
    const whole = readZip(bytes)
    let harmless = 0
    for (let round = 0; round < 400; round++) {
      const changed = Buffer.from(bytes)
      const at = (round * 7919 + 13) % changed.length
      changed[at] = (changed[at] ?? 0) ^ (1 << (round % 8))
      if (verifyEvidence(changed).code !== 0) continue
      // A time or a version in the ZIP's own lists.
      harmless++
      expect([...readZip(changed)]).toEqual([...whole])
    }
    expect(harmless).toBeLessThan(100)
  })
})

describe('[T3] erasing a buyer over HTTP', () => {
  it('is refused while it is held, by others, and unless it is said twice', async () => {
    const body = { buyer: buyer.id, confirm: buyer.id }
    expect((await ask(agent.access, '/api/erasures', body)).status).toBe(403)
    const once = await ask<ApiError>(main.access, '/api/erasures', { ...body, confirm: 'x' })
    expect(once.value.code).toBe('bad_request')
    await main.command({ type: 'buyer.mark', buyer: buyer.id, evidence: true })
    const held = await ask<ApiError>(main.access, '/api/erasures', body)
    expect(held.value.code).toBe('held_as_evidence')
    await main.command({ type: 'buyer.mark', buyer: buyer.id, evidence: false })
  })

  it('[I5] takes words, picture and name from everyone; cursors, counts and resends go on', async () => {
    const cid = '11111111-1111-4111-8111-111111111111'
    const first = await buyer.say('这句会被重发', { cid })
    const before = agent.cursor
    const { status, value } = await ask<ErasureReply>(main.access, '/api/erasures', {
      buyer: buyer.id,
      confirm: buyer.id,
    })
    expect(status).toBe(200)
    expect(value.rows).toBeGreaterThan(5)
    await agent.until('told', () =>
      agent.events.some(({ event }) => event.type === 'transcript.erased'),
    )
    await buyer.until('told', () => buyer.events.some(({ event }) => event.type === 'buyer.erased'))
    // The live view is what a snapshot gives.
    const fresh = await test.agent('demoshop:xiaohong', { device: 'another' })
    expect(agent.view?.closed).toEqual(fresh.view?.closed)
    expect(JSON.stringify([agent.view, main.view])).not.toContain('林女士')
    const page = await main.protocol.history(conversation, undefined, 50)
    expect(page.messages.map(({ cseq }) => cseq)).toEqual(page.messages.map((_, at) => at + 1))
    expect(page.messages.filter(({ body }) => body.kind === 'erased').length).toBeGreaterThan(4)
    expect((await buyer.say('这句会被重发', { cid, tried: true })).pos).toBe(first.pos)
    const files = readdirSync(join(test.folder, 'files'), { recursive: true, encoding: 'utf8' })
    expect(files.filter((name) => name.endsWith(picture.id))).toEqual([])
    expect(before?.pos).toBeLessThan(agent.cursor?.pos ?? 0)
    // What was exported before still proves itself; what is exported now proves the erasure.
    expect(verifyEvidence(await zip())).toMatchObject({ code: 0 })
    const { value: audit } = await ask<AuditPage>(main.access, `/api/audit?buyer=${buyer.id}`)
    expect(audit.records.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['erased', 'held', 'released', 'evidence_exported']),
    )
    const page1 = await ask<AuditPage>(main.access, `/api/audit?account=main&limit=2`)
    expect(page1.value.records).toHaveLength(2)
    const page2 = await ask<AuditPage>(
      main.access,
      `/api/audit?account=main&limit=2&before=${page1.value.next}`,
    )
    expect(page2.value.records[0]?.pos).toBeLessThan(page1.value.records[1]?.pos ?? 0)
    const report = await verify(join(test.folder, 'gateway.db'), test.key)
    expect(report.shops.map(({ problems }) => problems)).toEqual([[]])
  })
})

interface Loose {
  readonly stretches: { commits: unknown[][] }[]
  readonly seals: { at: number }[]
}

/** The same with one member changed and nothing else. */
async function edited(
  bytes: Buffer,
  path: string,
  change: (text: string) => string,
): Promise<Buffer> {
  const members = [...readZip(bytes)].map(([name, content]) => ({
    path: name,
    bytes: name === path ? Buffer.from(change(content.toString())) : content,
  }))
  const changed = await zipOf(members)
  if (members.every((one) => one.bytes.equals(readZip(bytes).get(one.path) ?? Buffer.alloc(0))))
    throw new Error('nothing was changed')
  return changed
}
