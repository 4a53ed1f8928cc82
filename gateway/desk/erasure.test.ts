import { createDecipheriv } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { indexTokens } from '#shared/words/grams.ts'
import { connect } from '../store/sqlite/connection.ts'
import { newKey, openTestShop, tempFolder, writeAs, type OpenShop } from '../store/store.fixture.ts'
import { verify } from '../store/verify.ts'

const WORDS = '龘靐齉爩麤灪'
const NAME = '鱻犇骉'

let folder: ReturnType<typeof tempFolder>
let file: string
let key: string
let open: OpenShop

beforeEach(async () => {
  folder = tempFolder()
  file = join(folder.path, 'gateway.db')
  key = newKey()
  open = await openTestShop(file, key)
})
afterEach(async () => {
  await open.close()
  folder.remove()
})

const account = { kind: 'account', account: 's1' } as const
const MAIN = { kind: 'agent', account: 'main' } as const
let cids = 0
const cid = () => `00000000-0000-4000-8000-${String(++cids).padStart(12, '0')}`

async function command(command: Record<string, unknown>) {
  const outcome = await open.shop.submit({
    type: 'command',
    by: 'by' in command ? (command['by'] as never) : account,
    cid: cid(),
    command: command as never,
  })
  expect(outcome).toMatchObject({ ok: true })
  return outcome
}

/** A conversation with words in every place where there can be some. */
async function talk(buyer: string, words: string, long = 0): Promise<string> {
  await open.shop.submit({
    type: 'buyer.seen',
    buyer,
    name: `${NAME}${buyer}`,
    customer: `c-${words}`,
  })
  const sent = await open.shop.submit({
    type: 'send',
    by: { kind: 'buyer', buyer },
    cid: cid(),
    conversation: null,
    body: { kind: 'text', text: words },
    source: { page: `/${words}`, product: words },
  })
  if (!sent.ok) throw new Error(sent.code)
  const conversation = sent.conversation ?? ''
  // So long that it lies in pages of its own, which are free then.
  for (let more = 0; more < long; more++)
    await open.shop.submit({
      type: 'send',
      by: { kind: 'buyer', buyer },
      cid: cid(),
      conversation: null,
      body: { kind: 'text', text: `${words}${'长'.repeat(4000)}${words}` },
    })
  const holderEpoch = () =>
    open.shop.agentSnapshot('main').view.conversations[conversation]?.holderEpoch ?? 0
  await open.shop.submit({
    type: 'send',
    by: account,
    cid: cid(),
    conversation,
    holderEpoch: holderEpoch(),
    body: {
      kind: 'file',
      file: { id: 'f'.repeat(64), name: `${words}.pdf`, type: 'application/pdf', size: 3 },
    },
  })
  const recalled = await open.shop.submit({
    type: 'send',
    by: account,
    cid: cid(),
    conversation,
    holderEpoch: holderEpoch(),
    body: { kind: 'text', text: `${words}回` },
  })
  if (!recalled.ok) throw new Error(recalled.code)
  await command({ type: 'recall', conversation, cseq: recalled.cseq })
  await command({ type: 'buyer.note', buyer, text: `记 ${words}` })
  await command({ type: 'buyer.tag', buyer, tags: [words] })
  const main = { kind: 'account', account: 'main' } as const
  await open.shop.submit({
    type: 'command',
    by: main,
    cid: cid(),
    command: { type: 'whisper', conversation, text: `悄 ${words}` },
  })
  await command({
    type: 'close',
    conversation,
    holderEpoch: holderEpoch(),
    summary: { topic: null, text: `结 ${words}` },
  })
  return conversation
}

const PAGE = 4096
/** At the end of each page: 16 bytes to begin with and 64 of a digest. */
const RESERVED = 80

/**
 * Every page of a file, free ones too, as they lie there: SQLCipher's format 4, decrypted here since
 * `rekey` leaves no free page. The gateway is closed: there is no WAL.
 */
function pagesOf(path: string): Buffer[] {
  const bytes = readFileSync(path)
  const pages: Buffer[] = []
  for (let at = 0; at < bytes.length; at += PAGE) {
    // In the first one the salt stands where SQLite's name stood.
    const from = at === 0 ? 16 : at
    const end = at + PAGE - RESERVED
    const decipher = createDecipheriv(
      'aes-256-cbc',
      Buffer.from(key, 'hex'),
      bytes.subarray(end, end + 16),
    ).setAutoPadding(false)
    pages.push(
      Buffer.concat([
        Buffer.alloc(from - at),
        decipher.update(bytes.subarray(from, end)),
        decipher.final(),
      ]),
    )
  }
  expect(pages[0]?.readUInt16BE(16)).toBe(PAGE)
  expect(pages[0]?.readUInt32BE(28)).toBe(pages.length)
  return pages
}

function everything(): Buffer {
  return Buffer.concat(
    ['gateway.db', 'gateway.db.views', 'gateway.db.search'].flatMap((name) =>
      pagesOf(join(folder.path, name)),
    ),
  )
}

/** The pages that nothing is kept in, without those that list them (sqlite.org/fileformat2). */
function freePages(pages: readonly Buffer[]): Buffer[] {
  const page = (number: number) => pages[number - 1] ?? fail()
  const free: Buffer[] = []
  for (let trunk = page(1).readUInt32BE(32); trunk !== 0; trunk = page(trunk).readUInt32BE(0))
    for (let leaf = 0; leaf < page(trunk).readUInt32BE(4); leaf++)
      free.push(page(page(trunk).readUInt32BE(8 + 4 * leaf)))
  return free
}

function walSizes(): number[] {
  return readdirSync(folder.path)
    .filter((name) => name.endsWith('-wal'))
    .map((name) => statSync(join(folder.path, name)).size)
}

/** The index keeps pairs of signs as numbers. */
function grams(words: string): string[] {
  return indexTokens(words).split(' ')
}

describe('[T3] erasing one buyer', () => {
  it('[T5] leaves no word in any page of any file, and the record verifies', async () => {
    await talk('lin', WORDS, 8)
    await talk('lin', `${WORDS}二`)
    await talk('other', '留下这句话')
    await open.shop.submit({
      type: 'command',
      by: { kind: 'account', account: 'main' },
      cid: cid(),
      command: { type: 'buyer.mark', buyer: 'lin', vip: true },
    })
    // A snapshot with the words in it, which is then deleted.
    await open.close()
    open = await openTestShop(file, key)
    expect(
      await open.shop.search({ kind: 'agent', account: 'main' }, { text: '龘靐' }),
    ).toMatchObject({ hits: { length: 12 } })
    const before = JSON.stringify(open.shop.agentSnapshot('main').view)
    const erased = await open.shop.records.erase('main', 'lin')
    expect(erased).toMatchObject({ ok: true })
    // Emptied behind the rows; since then only that it is done was written.
    expect(Math.max(...walSizes())).toBeLessThan(5 * 4120)
    expect(erased).toHaveProperty('erased', expect.any(Number))
    expect(await open.shop.search({ kind: 'agent', account: 'main' }, { text: '龘靐' })).toEqual({
      hits: [],
      next: null,
    })
    expect(JSON.stringify(open.shop.agentSnapshot('main').view)).not.toContain(WORDS)
    expect(before).toBeTypeOf('string')
    const page = await open.shop.history({ kind: 'agent', account: 'main' }, 'lin.1', undefined, 50)
    expect(
      'messages' in page && page.messages.filter(({ body }) => body.kind === 'erased'),
    ).toHaveLength(10)
    await open.close()
    const report = await verify(file, key)
    expect(report.shops).toMatchObject([{ problems: [] }])
    expect(report.shops[0]?.erased).toBeGreaterThan(8)
    const all = everything()
    expect(all.includes('留下这句话')).toBe(true)
    for (const gone of [WORDS, WORDS.slice(0, 2), '麤灪', `${NAME}lin`, ...grams(WORDS)])
      expect(all.includes(gone), gone).toBe(false)
    expect(all.includes(`${NAME}other`)).toBe(true)
    for (const kept of grams('留下这句话')) expect(all.includes(kept), kept).toBe(true)
  })
  it('[T5] leaves nothing in pages that the index of words has freed', async () => {
    // Each batch is a segment of the index; merged, their pages are free and hold what they held.
    for (let batch = 0; batch < 12; batch++) {
      await Promise.all(
        Array.from({ length: 150 }, (_, at) =>
          writeAs(open.shop, 'lin', cid(), `${WORDS}${batch}号${at} ${'字'.repeat(at % 40)}`),
        ),
      )
      await open.shop.search(MAIN, { text: WORDS })
    }
    await open.close()
    open = await openTestShop(file, key)
    expect(await open.shop.records.erase('main', 'lin')).toMatchObject({ ok: true })
    await open.close()
    const free = freePages(pagesOf(`${file}.search`))
    expect(free.length).toBeGreaterThan(1)
    expect(free.filter((page) => page.some((byte) => byte !== 0))).toEqual([])
  })

  it('[T5] cut off while rows are rewritten, it hides the words and is finished at the next start', async () => {
    await talk('lin', WORDS)
    const announced = new Promise<void>((resolve) => {
      const stop = open.shop.onCommit((head) => {
        void Promise.resolve(open.shop.rows(head - 1, 1)).then(([row]) => {
          if (row?.event.type !== 'transcript.erased') return
          stop()
          resolve()
        })
      })
    })
    const erasing = open.shop.records.erase('main', 'lin').catch((error: unknown) => error)
    await announced
    await open.close()
    expect(await erasing).toBeInstanceOf(Error)
    const cut = await verify(file, key)
    expect(cut.shops[0]?.problems).toEqual([expect.stringContaining('is not finished')])
    open = await openTestShop(file, key)
    const history = () => open.shop.history(MAIN, 'lin.1', undefined, 50)
    // Announced is announced: nobody reads them any more, whatever the rows still hold.
    expect(JSON.stringify(await history())).not.toContain('龘靐')
    expect(await open.shop.search(MAIN, { text: '龘靐' })).toEqual({ hits: [], next: null })
    await open.shop.records.finishErasures()
    await open.shop.records.finishErasures()
    expect(JSON.stringify(await history())).toContain('erased')
    await open.close()
    expect((await verify(file, key)).shops[0]?.problems).toEqual([])
    const all = everything()
    for (const gone of [WORDS, `${NAME}lin`, ...grams(WORDS)])
      expect(all.includes(gone), gone).toBe(false)
  })
})

describe('[T3] the time limit', () => {
  it('[T5] erases what is older but what is held, keeps names, and a request may follow', async () => {
    await talk('lin', WORDS)
    await talk('held', '留下这句话')
    await open.shop.submit({
      type: 'command',
      by: { kind: 'account', account: 'main' },
      cid: cid(),
      command: { type: 'buyer.mark', buyer: 'held', evidence: true },
    })
    const before = Date.now() + 60_000
    let after = 0
    for (;;) {
      const { next } = await open.shop.records.expire(before, after)
      if (next === null) break
      after = next
    }
    expect(await open.shop.records.expire(before, after)).toEqual({ next: null, rows: 0 })
    expect(await open.shop.search(MAIN, { text: '龘靐' })).toEqual({ hits: [], next: null })
    expect(await open.shop.search(MAIN, { text: '留下' })).not.toEqual({ hits: [], next: null })
    const card = await open.shop.overview.card(MAIN, 'lin')
    expect(card).toMatchObject({ buyer: { name: `${NAME}lin` }, notes: [] })
    // Rows that were reduced once are reduced once more, and prove both.
    expect(await open.shop.records.erase('main', 'lin')).toMatchObject({ ok: true })
    await open.close()
    const report = await verify(file, key)
    expect(report.shops[0]?.problems).toEqual([])
    const all = everything()
    for (const gone of [WORDS, `${NAME}lin`]) expect(all.includes(gone), gone).toBe(false)
    expect(all.includes('留下这句话')).toBe(true)
  })

  it('[S11] a resend of an erased message gets the first answer', async () => {
    const body = { kind: 'text', text: WORDS } as const
    const send = (resend?: true) =>
      open.shop.submit({
        type: 'send',
        by: { kind: 'buyer', buyer: 'lin' },
        cid: '22222222-2222-4222-8222-222222222222',
        conversation: null,
        body,
        resend,
      })
    await open.shop.submit({ type: 'buyer.seen', buyer: 'lin', name: 'Lin' })
    const first = await send()
    expect(await open.shop.records.erase('main', 'lin')).toMatchObject({ ok: true })
    expect(await send(true)).toEqual({ ...first, duplicate: true })
    await open.close()
    open = await openTestShop(file, key)
    expect(await send(true)).toEqual({ ...first, duplicate: true })
  })
})

describe('[T5] verify', () => {
  it('finds whatever is changed in log, snapshot, seals and what is left of erased rows', async () => {
    await talk('lin', WORDS)
    await talk('other', '留下这句话')
    await open.shop.records.erase('main', 'lin')
    for (let at = 0; at < 12; at++) await talk(`more${at}`, `话 ${at}`)
    await open.close()
    expect((await verify(file, key)).ok).toBe(true)
    const whole = readFileSync(file)
    const db = connect(file, key)
    const places = [
      ...columns(db, 'log', 'id', ['row', 'row_hash', 'chain', 'id']),
      ...columns(db, 'snapshot_part', 'part', ['text']),
      ...columns(db, 'seal', 'pos', ['signature', 'at', 'pos']),
    ]
    db.close()
    const random = pseudoRandom(20261122)
    for (let round = 0; round < 80; round++) {
      writeFileSync(file, whole)
      const { table, key: by, id, column } = places[Math.floor(random() * places.length)] ?? fail()
      const tampered = connect(file, key)
      const value = tampered
        .prepare<[number], { v: string | number | Uint8Array | null }>(
          `SELECT ${column} AS v FROM ${table} WHERE ${by} = ?`,
        )
        .get(id)?.v
      const what = `${table}.${column} of ${id}`
      const omit = random() < 0.15
      const other = changed(value ?? null, random)
      if (omit) tampered.prepare<[number]>(`DELETE FROM ${table} WHERE ${by} = ?`).run(id)
      else
        tampered
          .prepare<[never, number]>(`UPDATE OR REPLACE ${table} SET ${column} = ? WHERE ${by} = ?`)
          .run(other as never, id)
      tampered.close()
      const report = await verify(file, key).catch(() => ({ ok: false }))
      // Without its last seal the record is as it was: one is made at the next commit.
      const harmless = table === 'seal' && omit
      if (!harmless) expect(report.ok, `${omit ? 'without ' : ''}${what}`).toBe(false)
    }
    writeFileSync(file, whole)
    open = await openTestShop(file, key)
  })
})

interface Place {
  readonly table: string
  readonly key: string
  readonly id: number
  readonly column: string
}

function columns(
  db: ReturnType<typeof connect>,
  table: string,
  key: string,
  names: readonly string[],
): Place[] {
  const places: Place[] = []
  for (const column of names)
    for (const { id } of db
      .prepare<[], { id: number }>(`SELECT ${key} AS id FROM ${table} WHERE length(${column}) > 0`)
      .all())
      places.push({ table, key, id, column })
  return places
}

function changed(value: string | number | Uint8Array | null, random: () => number): unknown {
  if (typeof value === 'number') return value + 500_000
  const bytes = Buffer.from(value ?? 'x')
  // A digit or a letter for another one: what is still JSON must be found, too.
  const at = Math.floor(random() * bytes.length)
  bytes[at] = bytes[at] === 0x31 ? 0x32 : 0x31
  return typeof value === 'string' ? bytes.toString() : bytes
}

function pseudoRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function fail(): never {
  throw new Error('nothing to tamper with')
}
