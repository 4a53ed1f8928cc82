import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { CachedMessage } from '#electron/transcripts/calls.ts'
import { createTranscripts, type Transcripts } from '#electron/transcripts/client.ts'
import { connect, type Connection } from '#electron/transcripts/database.ts'
import { createCorpus, type Corpus } from './corpus/texts.ts'
import { figure, type BenchOptions, type Figure } from './figure.ts'

/**
 * The transcript cache at full size, through its thread as the app uses it. Beside it, in the same
 * run and with the same cipher and durability: a bare table without indexes, and LIKE over all of it.
 *
 * Size: `--messages=<n>` or XIAOER_BENCH_MESSAGES; 1,000,000 unless told.
 */

const batchSize = 100
const newest = 50
const longConversation = 'long-conversation'
const longLength = 10_000
const bareQueries = 24

function sizeOf(args: readonly string[]): number {
  const told = args.find((arg) => arg.startsWith('--messages='))?.slice('--messages='.length)
  const size = Number(told ?? process.env['XIAOER_BENCH_MESSAGES'] ?? 1_000_000)
  if (!Number.isSafeInteger(size) || size < 20_000) throw new Error('at least 20000 messages')
  return size
}

/** Of ascending or unordered times, the one that `share` of them don't exceed. */
function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

async function timed<Result>(action: () => Promise<Result> | Result): Promise<[number, Result]> {
  const start = performance.now()
  const result = await action()
  return [performance.now() - start, result]
}

/** Every tenth message or fewer belong to the one long conversation, the others to many. */
function messageOf(corpus: Corpus, pos: number, total: number): CachedMessage {
  const every = Math.floor(total / longLength)
  const long = pos % every === 0 && pos / every <= longLength
  const other = Math.floor(pos / 400) * 20 + (pos % 20)
  return {
    conversation: long ? longConversation : `conversation-${other}`,
    cseq: long ? pos / every : Math.floor((pos % 400) / 20) + 1,
    pos,
    at: 1_750_000_000_000 + pos * 5_000,
    sender:
      pos % 2 ? { kind: 'buyer' } : { kind: 'account', account: `account-${pos % 5}`, nick: 'N' },
    cid: `00000000-0000-4000-8000-${String(pos).padStart(12, '0')}`,
    body: { kind: 'text', text: corpus.text(pos) },
    buyer: long ? 'buyer-long' : `buyer-${other % 50_000}`,
  }
}

interface Bare {
  readonly connection: Connection
  readonly seconds: number
}

/** Wraps around the same number of texts in batches of the same size. */
function ingestBare(file: string, key: Uint8Array, corpus: Corpus, total: number): Bare {
  const connection = connect(file, key)
  connection.write((handle) =>
    handle.script(`
      CREATE TABLE bare (pos INTEGER PRIMARY KEY, body TEXT NOT NULL);
      CREATE TABLE long (conversation INTEGER, cseq INTEGER, body TEXT, PRIMARY KEY (conversation, cseq)) WITHOUT ROWID;`),
  )
  const start = performance.now()
  for (let first = 1; first <= total; first += batchSize) {
    connection.write((handle) => {
      for (let pos = first; pos < first + batchSize && pos <= total; pos++)
        handle.run('INSERT INTO bare (pos, body) VALUES (?, ?)', pos, corpus.text(pos))
    })
  }
  const seconds = (performance.now() - start) / 1000
  connection.write((handle) => {
    for (let cseq = 1; cseq <= longLength; cseq++)
      handle.run('INSERT INTO long VALUES (1, ?, ?)', cseq, corpus.text(cseq))
  })
  return { connection, seconds }
}

interface Ingest {
  readonly seconds: number
  readonly slowest: number
}

async function ingest(
  transcripts: Transcripts,
  corpus: Corpus,
  total: number,
  progress: (line: string) => void,
): Promise<Ingest> {
  let slowest = 0
  const start = performance.now()
  for (let first = 1; first <= total; first += batchSize) {
    const last = Math.min(total, first + batchSize - 1)
    const messages = Array.from({ length: last - first + 1 }, (_, index) =>
      messageOf(corpus, first + index, total),
    )
    const batch = { epoch: 'e', pos: last, conversations: [], messages }
    const [time] = await timed(() => transcripts.applyBatch(batch))
    slowest = Math.max(slowest, time)
    if (last % 200_000 < batchSize) progress(`${last} messages in the cache`)
  }
  return { seconds: (performance.now() - start) / 1000, slowest }
}

export async function figures({ args, progress }: BenchOptions): Promise<readonly Figure[]> {
  const total = sizeOf(args)
  const folder = mkdtempSync(join(tmpdir(), 'xiaoer-bench-cache-'))
  const key = Uint8Array.from(randomBytes(32))
  const file = join(folder, 'transcripts.db')
  const corpus = createCorpus(1, total)
  const transcripts = createTranscripts()
  try {
    const bare = ingestBare(join(folder, 'bare.db'), key, corpus, total)
    progress(`${total} messages in the bare table`)
    await transcripts.open({ file, key })
    const ingested = await ingest(transcripts, corpus, total, progress)

    const queries = corpus.queries(1000)
    const times: number[] = []
    for (const query of queries) {
      const [time, { hits }] = await timed(() => transcripts.search({ ...query, limit: newest }))
      times.push(time)
      if (hits.length === 0 && !query.mayMiss) throw new Error('a search found nothing')
    }
    progress('searched')
    const bareTimes: number[] = []
    for (const { text } of queries.filter(
      (_, index) => index % Math.ceil(queries.length / bareQueries) === 0,
    )) {
      const [time] = await timed(() =>
        bare.connection.read.all(
          `SELECT pos, body FROM bare WHERE body LIKE '%' || ? || '%' ORDER BY pos DESC LIMIT ${newest}`,
          text,
        ),
      )
      bareTimes.push(time)
    }

    const pages: number[] = []
    const barePages: number[] = []
    for (let round = 0; round < 200; round++) {
      const [time, page] = await timed(() =>
        transcripts.page({ conversation: longConversation, limit: newest }),
      )
      pages.push(time)
      if (page.length !== newest) throw new Error('the page is not full')
      const [bareTime] = await timed(() =>
        bare.connection.read.all(
          `SELECT cseq, body FROM long WHERE conversation = 1 AND cseq < 1e9 ORDER BY cseq DESC LIMIT ${newest}`,
        ),
      )
      barePages.push(bareTime)
    }
    bare.connection.close()
    await transcripts.close()
    const [reopening] = await timed(() => transcripts.open({ file, key }))

    return [
      figure({
        name: 'ingest in batches of 100, indexed',
        value: total / ingested.seconds,
        unit: 'msg/s',
        baseline: total / bare.seconds,
        goal: { of: 'value', is: 'at least', bound: 4000 },
      }),
      figure({ name: 'slowest batch', value: ingested.slowest, unit: 'ms' }),
      figure({
        name: `search p50 at ${total} messages`,
        value: percentile(times, 0.5),
        unit: 'ms',
        baseline: percentile(bareTimes, 0.5),
      }),
      figure({
        name: `search p99 at ${total} messages`,
        value: percentile(times, 0.99),
        unit: 'ms',
        baseline: percentile(bareTimes, 0.99),
        goal: { of: 'value', is: 'under', bound: 30 },
      }),
      figure({ name: 'slowest search', value: Math.max(...times), unit: 'ms' }),
      figure({
        name: `newest ${newest} of a conversation of ${longLength}, p99`,
        value: percentile(pages, 0.99),
        unit: 'ms',
        baseline: percentile(barePages, 0.99),
        goal: { of: 'value', is: 'under', bound: 16.7 },
      }),
      figure({ name: 'opening again', value: reopening, unit: 'ms' }),
      figure({
        name: 'size on the disk',
        value: statSync(file).size / 1e6,
        unit: 'MB',
        baseline: statSync(join(folder, 'bare.db')).size / 1e6,
      }),
    ]
  } finally {
    await transcripts.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
