import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import { answerFigures, type FromServer, type ToServer } from '../gateway/messages.ts'

/**
 * The bare alternative that the gateway is measured against: ws, one append-only table under the same
 * cipher with synchronous=FULL, group commit, coalesced frames, and each message given to its sender
 * and to one agent. No accounts, no rights, no dispatch, no state, no dedupe, no schema.
 */
interface Statement {
  run(...values: unknown[]): unknown
}
interface Sqlite {
  pragma(text: string): unknown
  exec(text: string): unknown
  prepare(text: string): Statement
}
const Database = createRequire(import.meta.url)('better-sqlite3-multiple-ciphers') as new (
  file: string,
) => Sqlite

interface Sent {
  readonly from: Client
  readonly cid: string
  readonly conversation: string
  readonly body: unknown
}
interface Client {
  readonly ws: WebSocket
  agent: Client | null
  conversation: string
  cseq: number
  prev: number
  out: string
}

answerFigures()
process.on('message', (message: ToServer) => {
  if (message.t === 'start') start(message)
})
process.on('disconnect', () => process.exit(0))

function start({ folder, size }: Extract<ToServer, { t: 'start' }>): void {
  const db = new Database(join(folder, 'baseline.db'))
  db.pragma("cipher = 'sqlcipher'")
  db.pragma('legacy = 4')
  db.pragma(`key = "x'${'ab'.repeat(32)}'"`)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE log (pos INTEGER PRIMARY KEY, row TEXT NOT NULL)')
  const insert = db.prepare('INSERT INTO log (pos, row) VALUES (?, ?)')
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')

  const agents: Client[] = []
  let pos = 0
  let queue: Sent[] = []
  let waiting = false
  let dirty: Client[] = []

  const put = (client: Client, json: string) => {
    if (client.out === '') dirty.push(client)
    client.out = client.out === '' ? json : `${client.out},${json}`
  }
  const flush = () => {
    const batch = dirty
    dirty = []
    for (const client of batch) {
      client.ws.send(`[${client.out}]`)
      client.out = ''
    }
  }
  const commitAll = () => {
    waiting = false
    const batch = queue
    queue = []
    const at = Date.now()
    const rows = batch.map(({ from, cid, conversation, body }) => {
      from.cseq++
      return {
        from,
        cid,
        conversation,
        pos: ++pos,
        cseq: from.cseq,
        text: JSON.stringify({
          type: 'message.sent',
          message: { conversation, cseq: from.cseq, sender: { kind: 'buyer' }, cid, body },
        }),
      }
    })
    begin.run()
    for (const row of rows) insert.run(row.pos, row.text)
    commit.run()
    for (const row of rows) {
      put(
        row.from,
        `{"t":"ok","cid":"${row.cid}","pos":${row.pos},"conversation":"${row.conversation}","cseq":${row.cseq}}`,
      )
      for (const client of [row.from, row.from.agent]) {
        if (!client) continue
        put(
          client,
          `{"t":"event","pos":${row.pos},"prev":${client.prev},"at":${at},"event":${row.text}}`,
        )
        client.prev = row.pos
      }
    }
    flush()
  }

  const http = createServer()
  const server = new WebSocketServer({ server: http, path: '/ws', perMessageDeflate: false })
  server.on('connection', (ws) => {
    const client: Client = { ws, agent: null, conversation: '', cseq: 0, prev: 0, out: '' }
    ws.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as {
        t: string
        token: string
        cid: string
        body: unknown
      }
      if (frame.t === 'hello') {
        const [kind, index] = frame.token.split(':')
        if (kind === 'agent') agents[Number(index)] = client
        else {
          client.agent = agents[Number(index) % size.agents] ?? null
          client.conversation = `conversation-${index}`
        }
        ws.send('[{"t":"welcome"},{"t":"snapshot"}]')
        return
      }
      if (frame.t !== 'send') return
      queue.push({
        from: client,
        cid: frame.cid,
        conversation: client.conversation,
        body: frame.body,
      })
      if (waiting) return
      waiting = true
      setTimeout(commitAll, 2)
    })
  })
  const checkpoint = setInterval(() => db.pragma('wal_checkpoint(PASSIVE)'), 1000)
  checkpoint.unref()
  http.listen(0, '127.0.0.1', 1024, () => {
    const list = (kind: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${kind}:${index}`)
    const reply: FromServer = {
      t: 'ready',
      url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ws`,
      agents: list('agent', size.agents),
      buyers: list('buyer', size.buyers),
      idle: list('idle', size.idle),
    }
    process.send?.(reply)
  })
}
