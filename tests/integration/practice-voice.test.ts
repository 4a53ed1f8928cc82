import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { RunReply } from '#shared/practice/api.ts'
import type { RunView } from '#shared/practice/courses.ts'
import { score } from '#shared/practice/score/score.ts'
import type { VoiceTried, VoiceView } from '#shared/practice/voice/settings.ts'
import { apiOf } from '#tests/support/api.ts'
import type { AgentClient } from '#tests/support/client.ts'
import { startTestGateway, type TestGateway } from '#tests/support/gateway.ts'
import { bundledWits, markedRuns, runFiles } from '../practice/load.ts'

const KEY = 'sk-only-for-the-model-7788'
const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

interface Got {
  readonly url: string
  readonly key: string | undefined
  readonly body: { model: string; messages: { role: string; content: string }[] }
  readonly line: string
}
type Answer = (got: Got, response: ServerResponse) => void

/** A real server that speaks the format of chat completions. */
async function model(answer: Answer): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = []
  const server: Server = createServer((request, response) => {
    void (async () => {
      const body = JSON.parse(await read(request)) as Got['body']
      const line = body.messages.at(-1)?.content.split('other words: ')[1] ?? ''
      const one = { url: request.url ?? '', key: request.headers.authorization, body, line }
      got.push(one)
      answer(one, response)
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, got }
}
async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
const says =
  (word: (line: string) => string): Answer =>
  ({ line }, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ choices: [{ message: { content: word(line) } }] }))
  }
const HUMS = says((line) => `“嗯…${line}”`)
/** Later than any line is typed at this pace: the buyer types on until the answer has come. */
const HUMS_LATER: Answer = (got, response) => void setTimeout(() => HUMS(got, response), 1100)

async function gateway(): Promise<TestGateway> {
  const test = await startTestGateway({ practice: { pace: 6 } })
  stops.push(() => test.stop())
  return test
}
const save = (test: TestGateway, agent: AgentClient, settings: object) =>
  apiOf(test.url)<VoiceView>(agent.access, '/api/practice/voice', {
    on: true,
    model: 'small',
    seconds: 2,
    ...settings,
  })
const attempt = async (test: TestGateway, agent: AgentClient, line: string) =>
  (
    await apiOf(test.url)<VoiceTried>(agent.access, '/api/practice/voice/try', {
      line,
      persona: '急性子',
      mood: 30,
    })
  ).value

const LINES = [
  '亲，您好！让您久等了，您别着急，我马上帮您看看',
  '麻烦您把订单号发我一下好吗？',
  '查到了，您这一单走的是中通快递，已经到金华转运中心，正在等转运',
  '正常明天就能送到您妈妈那边，我会帮您盯着',
  '不客气，祝阿姨生日快乐，再见',
]

/** Answers each time the buyer has spoken; gives what came of the run, and what stood in the chat. */
async function played(test: TestGateway) {
  const agent = await test.agent('demoshop:xiaohong')
  const ask = apiOf(test.url)
  const { value: run } = await ask<RunView>(agent.access, '/api/practice/runs', {
    scenario: 'where-is-my-parcel',
    seed: 7,
  })
  const conversation = await agent.served()
  const fromBuyer = () =>
    agent.messages(conversation.id).filter(({ sender }) => sender.kind === 'buyer')
  let answered = 0
  for (const line of LINES) {
    await agent.until(`words before «${line}»`, () => fromBuyer().length > answered)
    answered = fromBuyer().length
    await agent.reply(agent.view?.conversations[conversation.id] ?? conversation, line)
  }
  await agent.until('closed', () => agent.held().length === 0)
  const { value } = await ask<RunReply>(agent.access, `/api/practice/runs/${run.id}`)
  const shown = fromBuyer().map(({ body }) => (body.kind === 'text' ? body.text : ''))
  const entries = value.record?.entries ?? []
  const asked = entries.flatMap((one) => (one.kind === 'asked' ? [one] : []))
  const marks = value.score?.marks.map(({ id, got, how }) => [id, got, how])
  return { asked, shown, marks, score: value.score }
}

describe('a model that voices the buyers', () => {
  it('says each line in its words, in order; the record keeps both, and the score is the same as without', async () => {
    const without = await played(await gateway())
    expect(without.asked.every(({ voiced }) => voiced === undefined)).toBe(true)
    const { url, got } = await model(HUMS_LATER)
    const test = await gateway()
    const { status } = await save(test, await test.agent('demoshop'), {
      url,
      key: KEY,
      seconds: 10,
    })
    expect(status).toBe(200)
    const voiced = await played(test)
    expect(voiced.asked.map(({ text }) => text)).toEqual(without.asked.map(({ text }) => text))
    expect(voiced.marks).toEqual(without.marks)
    expect(voiced.score?.total).toBe(without.score?.total)
    // The first words come at once; all that is typed is voiced.
    const told = voiced.asked.map((one) => one.voiced ?? one.text)
    expect(voiced.shown).toEqual(told)
    expect(told.slice(1).every((one) => one.startsWith('嗯…'))).toBe(true)
    expect(got.length).toBeGreaterThan(0)
    for (const { url: path, key, body } of got) {
      expect([path, key]).toEqual(['/v1/chat/completions', `Bearer ${KEY}`])
      expect(Object.keys(body).toSorted()).toEqual([
        'max_tokens',
        'messages',
        'model',
        'temperature',
      ])
      const sent = JSON.stringify(body)
      // Neither orders nor people of the shop: the number only once the buyer says it itself.
      for (const other of ['xiaohong', 'demoshop', '13700001234', '林芳', '75400012345678'])
        expect(sent).not.toContain(other)
    }
  })

  it('slow, broken, lying or gone: the line itself is said, in order, and the score is the same', async () => {
    const without = await played(await gateway())
    const kinds: Readonly<Record<string, Answer>> = {
      slow: () => undefined,
      refusing: (_, response) => response.writeHead(500).end(`no such key ${KEY}`),
      broken: (_, response) => response.end('{"choices": [{"mess'),
      lying: says((line) => `${line} 订单号 2026000000000 退我 99 元`),
      endless: (_, response) => response.end(`{"a": "${'x'.repeat(200_000)}"}`),
    }
    for (const [kind, answer] of Object.entries(kinds)) {
      const { url } = await model(answer)
      const test = await gateway()
      await save(test, await test.agent('demoshop'), { url, key: KEY, seconds: 1 })
      const { asked, shown, marks } = await played(test)
      expect([kind, asked.map(({ voiced }) => voiced)]).toEqual([kind, asked.map(() => undefined)])
      expect([kind, shown]).toEqual([kind, without.shown])
      expect([kind, marks]).toEqual([kind, without.marks])
    }
  }, 120_000)

  it('is tried with a line, and says why it was not taken; the key is told to nobody', async () => {
    const test = await gateway()
    const main = await test.agent('demoshop')
    const cases: readonly (readonly [Answer, Partial<VoiceTried>])[] = [
      [HUMS, { said: '嗯…要 2 个', failure: null }],
      [says(() => '要 3 个'), { said: '要 2 个', failure: 'unfit', answered: '要 3 个' }],
      [(_, response) => response.writeHead(401).end(), { said: '要 2 个', failure: 'refused' }],
      [(_, response) => response.end('hello'), { failure: 'malformed' }],
      [() => undefined, { failure: 'slow' }],
      [(_, response) => response.destroy(), { failure: 'unreachable' }],
      // A key goes to no other address than the one that was typed in.
      [
        (_, response) => response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
        { failure: 'unreachable' },
      ],
    ]
    for (const [answer, expected] of cases) {
      const { url } = await model(answer)
      const saved = await save(test, main, { url, key: KEY, seconds: 1 })
      expect(saved.value).toEqual({ on: true, url, model: 'small', hasKey: true, seconds: 1 })
      const tried = await attempt(test, main, '要 2 个')
      expect(tried).toMatchObject(expected)
      expect(JSON.stringify(tried)).not.toContain(KEY)
    }
  })

  it('is off until the main account says so; nobody else may see or set it', async () => {
    const test = await gateway()
    const main = await test.agent('demoshop')
    const ask = apiOf(test.url)
    const off = { on: false, url: '', model: '', hasKey: false, seconds: 5 }
    expect((await ask<VoiceView>(main.access, '/api/practice/voice')).value).toEqual(off)
    const trainee = await test.agent('demoshop:xiaohong')
    expect((await ask(trainee.access, '/api/practice/voice')).status).toBe(403)
    expect((await save(test, trainee, { url: 'http://127.0.0.1:1/v1' })).status).toBe(403)
    for (const url of ['', 'ftp://example.com', 'file:///etc/passwd', 'http://a:b@example.com/v1'])
      expect([url, (await save(test, main, { url })).status]).toEqual([url, 400])
  })

  it('keeps its key over a restart, encrypted, and for this address alone', async () => {
    const first = await startTestGateway({ practice: { pace: 6 } })
    const { url, got } = await model(HUMS)
    const main = await first.agent('demoshop')
    await save(first, main, { url, key: KEY })
    for (const name of ['gateway.db', 'gateway.db-wal']) {
      const bytes = await readFile(join(first.folder, name)).catch(() => Buffer.alloc(0))
      expect(bytes.includes(KEY)).toBe(false)
    }
    const second = await first.restart()
    stops.push(() => second.stop())
    const again = await second.agent('demoshop')
    // As it was: no key is given.
    expect((await save(second, again, { url: `${url}/`, model: 'other' })).value.hasKey).toBe(true)
    await attempt(second, again, '在吗')
    expect(got.at(-1)).toMatchObject({ key: `Bearer ${KEY}`, body: { model: 'other' } })
    const other = await model(HUMS)
    expect((await save(second, again, { url: other.url })).value.hasKey).toBe(false)
    await attempt(second, again, '在吗')
    expect(other.got.at(-1)?.key).toBeUndefined()
  })
})

it('no score reads what a model said: each marked run, voiced throughout, scores the same', () => {
  const wits = bundledWits()
  for (const { scenario, record } of runFiles.flatMap((name) => markedRuns(name))) {
    const entries = record.entries.map((one) =>
      one.kind === 'asked' ? { ...one, voiced: '2026031101277 陈女士 13800000000' } : one,
    )
    expect(score(scenario, { ...record, entries }, wits)).toEqual(score(scenario, record, wits))
  }
})
