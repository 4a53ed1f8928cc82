import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CLOSE_CODES, ERROR_CODES } from '#shared/protocol/codes.ts'
import { PROTOCOL_VERSION } from '#shared/protocol/limits.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { CANARY, plausible, rawText, seedOf, spoiled } from '../support/fuzz.ts'
import { PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawClient } from '../support/raw.ts'

/** How long each of these tries, ms: bounded, so that the run of all tests stays short. */
const FOR_MS = 12_000
/** Between two looks at whether the others are still served. */
const ROUND = 100
/** Our close codes, and those by which a socket itself refuses what is no text or too large. */
const CLOSED = new Set([
  1000,
  1002,
  1006,
  1007,
  1009,
  ...Object.values(CLOSE_CODES).map((c) => c.code),
])

let gateway: TestGateway
let agent: AgentClient
let buyer: BuyerClient
let logged = ''

beforeAll(async () => {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString()
      done()
    },
  })
  gateway = await startTestGateway({
    subs: ['xiaohong', 'xiaoming'],
    log: pino({ level: 'debug' }, stream),
    settings: { newBuyerBurst: 1_000_000 },
  })
  agent = await gateway.agent('demoshop:xiaohong')
  buyer = await gateway.buyer({ name: '李雷' })
  await buyer.say('在吗')
  await agent.served(buyer.id)
})
afterAll(() => gateway.stop())

/** The others' words come through, whole and in order, and nothing was polluted or told. */
async function othersAreServed(round: number): Promise<void> {
  const conversation = await agent.served(buyer.id)
  const words = `第 ${round} 句`
  await buyer.say(words)
  await agent.until(words, () => agent.texts(conversation.id).at(-1) === words)
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
  expect('polluted' in {}).toBe(false)
  expect(logged.includes(CANARY), 'a log tells what a stranger sent').toBe(false)
}

/** What JSON has no word for goes as nothing. */
function toText(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value)
}

function framesOf(conversation: string, token: string): readonly unknown[] {
  const open = { conversation, holderEpoch: 1 }
  const commands = [
    { type: 'claim', ...open },
    { type: 'forward', ...open, to: { account: 'x' }, note: 'n' },
    { type: 'forward.answer', ...open, accept: true },
    { type: 'handover', from: 'x', to: null },
    { type: 'close', ...open, summary: { topic: null, text: 't' } },
    { type: 'recall', conversation, cseq: 1 },
    { type: 'rate', conversation, score: 5, text: 'ok' },
    { type: 'read', conversation, upTo: 1 },
    { type: 'whisper', conversation, text: 'w' },
    { type: 'suspend', reason: 'r' },
    { type: 'account.change', account: 'x', changes: { nick: 'n' } },
    { type: 'buyer.mark', buyer: 'b', vip: true },
    { type: 'buyer.tag', buyer: 'b', tags: ['a'] },
    { type: 'settings.set', revision: 0, change: {} },
  ]
  const cid = randomUUID()
  return [
    { t: 'hello', v: PROTOCOL_VERSION, token, device: { id: 'd', name: 'n', app: 'a' } },
    { t: 'send', cid, conversation, body: { kind: 'text', text: 'hi', quote: 1 }, holderEpoch: 1 },
    {
      t: 'send',
      cid,
      conversation: null,
      body: { kind: 'text', text: 'hi' },
      source: { page: 'p' },
    },
    {
      t: 'send',
      cid,
      conversation,
      body: { kind: 'image', file: { id: 'a'.repeat(64), name: 'n', type: 't', size: 1 } },
    },
    ...commands.map((command) => ({ t: 'cmd', cid, command })),
    { t: 'ack', pos: 1 },
    { t: 'history', q: 1, conversation, limit: 10 },
    { t: 'typing', conversation, on: true, text: 'x' },
    { t: 'look', page: 'p', title: 't' },
    { t: 'keep', key: 'k', value: 'v' },
    { t: 'ping' },
  ]
}

/**
 * One of each kind of wrong, with its answer: what chance brings may lack one, and a command is answered
 * some time after the ping behind it.
 */
function surelyWrong(): readonly Input[] {
  const cid = randomUUID()
  const gone = { conversation: 'b_gone.1', holderEpoch: 1 }
  const command = (value: object) => JSON.stringify({ t: 'cmd', cid, command: value })
  return [
    { as: 'nobody', text: '{', code: 'bad_json' },
    { as: 'nobody', text: JSON.stringify({ t: 'ack', pos: 1 }), code: 'hello_required' },
    { as: 'agent', text: JSON.stringify({ t: 'no such frame' }), code: 'bad_frame' },
    { as: 'buyer', text: command({ type: 'claim', ...gone }), code: 'not_allowed' },
    { as: 'agent', text: command({ type: 'claim', ...gone }), code: 'not_found' },
  ]
}

interface Input {
  readonly as: 'nobody' | 'agent' | 'buyer'
  readonly text: string
  readonly binary?: boolean
  /** Waited for. */
  readonly code?: string
}

test('[S40][I11] frames of any kind: an answer of the catalogue or a clear end, the others are served', async () => {
  const seed = seedOf('frames')
  const access = (await gateway.signIn('demoshop:xiaoming')).access
  const valid = framesOf((await agent.served(buyer.id)).id, access)
  const random = fc.sample<Input>(
    fc.record({
      as: fc.constantFrom('nobody', 'agent', 'buyer'),
      text: fc.oneof(spoiled(valid).map(toText), plausible(valid).map(toText), rawText(valid)),
      binary: fc.boolean(),
    }),
    { seed, numRuns: 6000 },
  )
  const inputs = [...surelyWrong(), ...random]
  const memory = process.memoryUsage().rss
  const until = performance.now() + FOR_MS
  let tried = 0
  let answers = 0
  const codes = new Set<string>()
  for (const { as, text, binary = false, code } of inputs) {
    if (performance.now() > until) break
    tried++
    const raw = await RawClient.open(gateway.wsUrl)
    if (as !== 'nobody') {
      raw.hello(as === 'agent' ? access : (await gateway.newBuyer()).access)
      await raw.frame('welcome')
    }
    const before = raw.frames.length
    raw.socket.send(Buffer.from(text), { binary })
    // Behind it comes a ping: whoever still talks to us has read the frame, whatever it was.
    raw.send({ t: 'ping' })
    await raw.until(
      `an answer or an end (seed ${seed}, try ${tried})`,
      () => raw.closeCode !== null || raw.frames.slice(before).some(({ t }) => t === 'pong'),
    )
    if (code !== undefined)
      await raw.until(`${code} for ${text}`, () =>
        raw.frames.slice(before).some((frame) => frame.t === 'error' && frame.code === code),
      )
    if (raw.closeCode !== null) expect(CLOSED).toContain(raw.closeCode)
    for (const frame of raw.frames.slice(before))
      if (frame.t === 'error') {
        answers++
        codes.add(frame.code)
        expect(Object.keys(ERROR_CODES)).toContain(frame.code)
        expect(frame.message.includes(CANARY)).toBe(false)
        expect(frame.code, `seed ${seed}, try ${tried}`).not.toBe('internal')
      }
    raw.end()
    if (tried % ROUND === 0) await othersAreServed(tried)
  }
  process.stdout.write(`frames: ${tried} tries, ${answers} errors, ${[...codes].join(' ')}\n`)
  expect(tried).toBeGreaterThan(300)
  await othersAreServed(tried)
  expect((process.memoryUsage().rss - memory) / 2 ** 20).toBeLessThan(400)
})

test('[S40] bytes that are no websocket at all', async () => {
  const seed = seedOf('bytes')
  const { port } = new URL(gateway.url)
  let ended = 0
  const inputs = fc.sample(
    fc.oneof(
      fc.uint8Array({ maxLength: 4000 }).map((bytes) => Buffer.from(bytes)),
      fc
        .string({ maxLength: 300 })
        .map((text) => Buffer.from(`GET /${text} HTTP/1.1\r\nhost: x\r\n\r\n`)),
      fc.nat(100_000).map((length) => Buffer.from(`GET / HTTP/1.1\r\nx: ${'y'.repeat(length)}`)),
      fc
        .nat(400)
        .map((length) =>
          Buffer.from(`POST /api/sign-in HTTP/1.1\r\ncontent-length: ${length}\r\n\r\n{`),
        ),
    ),
    { seed, numRuns: 150 },
  )
  for (const bytes of inputs) {
    const socket = connect(Number(port), '127.0.0.1')
    await new Promise<void>((resolve) => {
      socket.on('error', () => resolve())
      socket.on('close', () => resolve())
      socket.on('data', () => socket.destroy())
      socket.end(bytes)
    })
    ended++
  }
  expect(ended).toBe(inputs.length)
  await othersAreServed(10_001)
})

test('[S40] requests of any kind to every route: 4xx with a code, never a fault, no echo', async () => {
  const seed = seedOf('requests')
  const main = (await gateway.signIn('demoshop')).access
  const junior = (await gateway.signIn('demoshop:xiaoming')).access
  const all = Object.keys(RIGHTS.routes).map((name) => {
    const [method = 'GET', path = '/'] = name.split(' ')
    return { method, path }
  })
  expect(all.length).toBeGreaterThan(20)
  const bodies: readonly unknown[] = [
    { name: 'demoshop', password: PASSWORD, device: { id: 'd', name: 'n' } },
    { refresh: 'r' },
    { old: 'o', new: 'n' },
    { shop: 'demoshop', name: 'n', identity: 'i' },
    { sub: 's', nick: 'n', role: 'junior', password: PASSWORD },
    { conversation: 'c', cseq: 1, buyer: 'b', text: 't', id: 'x', revision: 0, limit: 5 },
  ]
  const inputs = fc.sample(
    fc.record({
      route: fc.constantFrom(...all),
      access: fc.constantFrom(null, main, junior, CANARY),
      body: fc.oneof(spoiled(bodies).map(toText), plausible(bodies).map(toText), rawText(bodies)),
      query: fc.dictionary(
        fc.constantFrom('text', 'before', 'limit', 'from', 'buyer', CANARY),
        fc.string(),
      ),
      type: fc.constantFrom('application/json', 'text/plain', 'multipart/form-data', ''),
      part: fc.constantFrom(
        'x',
        '..%2f..%2fetc',
        '%00',
        encodeURIComponent(CANARY),
        'a'.repeat(300),
      ),
    }),
    { seed, numRuns: 5000 },
  )
  const until = performance.now() + FOR_MS
  let tried = 0
  for (const { route, access, body, query, type, part } of inputs) {
    if (performance.now() > until) break
    tried++
    const path = route.path.replaceAll(/:\w+|\*/g, part)
    const headers = {
      ...(access === null ? {} : { authorization: `Bearer ${encodeURIComponent(access)}` }),
      ...(type === '' ? {} : { 'content-type': type }),
    }
    const search = new URLSearchParams(query).toString()
    const response = await fetch(`${gateway.url}${path}?${search}`, {
      method: route.method,
      headers,
      redirect: 'manual',
      ...(route.method === 'GET' || route.method === 'HEAD' ? {} : { body }),
    })
    const text = await response.text()
    const told = `seed ${seed}, try ${tried}: ${route.method} ${route.path}`
    // 503: a limit of uploads or buyers at once; nothing else of 5xx is an answer to a stranger.
    expect([500, 501, 502, 504], told).not.toContain(response.status)
    if (response.status >= 400) expect(text.includes(CANARY), told).toBe(false)
    if (tried % ROUND === 0) await othersAreServed(20_000 + tried)
  }
  process.stdout.write(`requests: ${tried} tries over ${all.length} routes\n`)
  expect(tried).toBeGreaterThan(300)
  await othersAreServed(30_000)
})
