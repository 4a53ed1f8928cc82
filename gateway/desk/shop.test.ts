import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { join } from 'node:path'
import type { Command } from '#shared/protocol/frames.ts'
import { openSqlite, type SqliteEngine } from '../store/sqlite/engine.ts'
import { newKey, openTestShop, tempFolder, writeAs, type OpenShop } from '../store/store.fixture.ts'
import { verify } from '../store/verify.ts'
import { comparable } from './desk.fixture.ts'
import { openShop, type ShopActor } from './shop.ts'

describe('a shop on its log', () => {
  const key = newKey()
  let folder: ReturnType<typeof tempFolder>
  let file: string
  let open: OpenShop

  beforeEach(async () => {
    folder = tempFolder()
    file = join(folder.path, 'gateway.db')
    open = await openTestShop(file, key)
  })
  afterEach(async () => {
    await open.close()
    folder.remove()
  })
  const reopen = async () => {
    await open.close()
    open = await openTestShop(file, key)
  }
  const actor = () => open.shop as ShopActor

  it('[S10] what arrives together is one commit, and is told only afterwards', async () => {
    const heads: number[] = []
    open.shop.onCommit((head) => heads.push(head))
    const before = open.shop.head()
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) => writeAs(open.shop, 'b', `c${n}`, `text ${n}`)),
    )
    expect(outcomes.map((one) => one.ok && one.cseq)).toEqual(
      // Behind the first comes the welcome.
      outcomes.map((_, n) => (n === 0 ? 2 : n + 3)),
    )
    expect(heads).toEqual([open.shop.head()])
    const rows = await open.shop.rows(before, 1000)
    expect(rows.map((row) => row.pos)).toEqual(rows.map((_, n) => before + n + 1))
  })

  it('[I2] the same cid twice in one batch is written once', async () => {
    const [first, again, other] = await Promise.all([
      writeAs(open.shop, 'b', 'c', 'text'),
      writeAs(open.shop, 'b', 'c', 'text', true),
      writeAs(open.shop, 'b', 'c', 'another'),
    ])
    expect(again).toEqual({ ...first, duplicate: true })
    expect(other).toMatchObject({ ok: false, code: 'cid_conflict' })
  })

  it('[S11] a resend is known after a restart, and long after memory forgot it', async () => {
    const first = await writeAs(open.shop, 'b', 'old', 'text')
    const last = await writeAs(open.shop, 'b', 'c0', 'text 0')
    for (let n = 1; n < 200; n++) await writeAs(open.shop, 'b', `c${n}`, `text ${n}`)
    await reopen()
    expect(await writeAs(open.shop, 'b', 'old', 'text', true)).toEqual({
      ...first,
      duplicate: true,
    })
    expect(await writeAs(open.shop, 'b', 'c0', 'text 0', true)).toEqual({
      ...last,
      duplicate: true,
    })
    expect(await writeAs(open.shop, 'b', 'old', 'changed', true)).toMatchObject({
      code: 'cid_conflict',
    })
  })

  it('a restart gives the same state, from the snapshot and from the log alone', async () => {
    for (let n = 0; n < 60; n++) await writeAs(open.shop, `b${n % 5}`, `c${n}`, 'text')
    const before = comparable(actor().state)
    await reopen()
    expect(comparable(actor().state)).toEqual(before)
    await open.close()
    const engine = await openSqlite(file, key)
    engine.db.exec('DELETE FROM snapshot_part; DELETE FROM snapshot')
    await engine.close()
    open = await openTestShop(file, key)
    expect(comparable(actor().state)).toEqual(before)
  })

  it('[I4] rows are read from memory and from the log alike', async () => {
    for (let n = 0; n < 30; n++) await writeAs(open.shop, 'b', `c${n}`, 'text')
    const kept = await open.shop.rows(0, 1000)
    await reopen()
    const read: unknown[] = []
    for (;;) {
      const rows = await open.shop.rows(read.length, 7)
      if (rows.length === 0) break
      read.push(...rows)
    }
    // The text of an event is made when someone first needs it.
    const known = kept.map(({ eventText: _made, ...row }) => row)
    expect(read).toEqual(known)
    expect(open.shop.oldestResumable()).toBe(-1)
  })

  it('[S32] history: pages, the way to the conversation before, and who may read', async () => {
    const { shop } = open
    for (let n = 0; n < 7; n++) await writeAs(shop, 'b', `c${n}`, `text ${n}`)
    const command = { type: 'close', conversation: 'b.1', holderEpoch: 1 } as const
    const by = { kind: 'account', account: 's1' } as const
    await shop.submit({ type: 'command', by, cid: 'close', command })
    await writeAs(shop, 'b', 'next', 'again')
    await shop.submit({ type: 'account.open', sub: 'lan', nick: 'Lan', role: 'junior' })
    await shop.submit({ type: 'account.open', sub: 'lead', nick: 'Lead', role: 'supervisor' })
    const buyer = { kind: 'buyer', buyer: 'b' } as const
    const cseqs = async (before: number | undefined) => {
      const page = await shop.history(buyer, 'b.1', before, 4)
      return 'messages' in page ? [page.messages.map((one) => one.cseq), page.complete] : page
    }
    expect(await cseqs(undefined)).toEqual([[7, 8, 9, 10], false])
    expect(await cseqs(7)).toEqual([[3, 4, 5, 6], false])
    expect(await cseqs(3)).toEqual([[1, 2], true])
    const may = async (account: string) => {
      const page = await shop.history({ kind: 'agent', account }, 'b.2', undefined, 50)
      return 'messages' in page ? page.previous : page.code
    }
    expect(await Promise.all(['main', 's1', 's2', 's3'].map(may))).toEqual([
      'b.1',
      'b.1',
      'not_allowed',
      'b.1',
    ])
    const others = { kind: 'buyer', buyer: 'other' } as const
    expect(await shop.history(others, 'b.1', undefined, 9)).toEqual({ code: 'not_found' })
    expect(await shop.history(buyer, 'b.3', undefined, 9)).toEqual({ code: 'not_found' })
  })

  it('a file is read by those who may read a message with it', async () => {
    const { shop } = open
    const id = 'a'.repeat(64)
    const file_ = { id, name: 'a.png', type: 'image/png', size: 1 }
    await shop.submit({
      type: 'send',
      by: { kind: 'buyer', buyer: 'b' },
      cid: 'c',
      conversation: null,
      body: { kind: 'image', file: file_ },
    })
    await writeAs(shop, 'other', 'c', 'x')
    expect(await shop.mayReadFile({ kind: 'buyer', buyer: 'b' }, id)).toBe(true)
    expect(await shop.mayReadFile({ kind: 'buyer', buyer: 'other' }, id)).toBe(false)
    expect(await shop.mayReadFile({ kind: 'agent', account: 's1' }, id)).toBe(true)
    expect(await shop.mayReadFile({ kind: 'agent', account: 's1' }, 'b'.repeat(64))).toBe(false)
  })

  it('[D6][I12] history and files of a private contact are main’s alone; and others’ again when it is none', async () => {
    const { shop } = open
    const id = 'c'.repeat(64)
    await shop.submit({ type: 'account.open', sub: 'lead', nick: 'Lead', role: 'supervisor' })
    await shop.submit({
      type: 'send',
      by: { kind: 'buyer', buyer: 'b' },
      cid: 'c',
      conversation: null,
      body: { kind: 'image', file: { id, name: 'a.png', type: 'image/png', size: 1 } },
    })
    const main = { kind: 'account', account: 'main' } as const
    const mark = (on: boolean) =>
      shop.submit({
        type: 'command',
        by: main,
        cid: `mark ${on}`,
        command: { type: 'buyer.mark', buyer: 'b', private: on },
      })
    const reads = async (account: string) => {
      const viewer = { kind: 'agent', account } as const
      const page = await shop.history(viewer, 'b.1', undefined, 50)
      return ['messages' in page ? 'read' : page.code, await shop.mayReadFile(viewer, id)]
    }
    const all = () => Promise.all(['main', 's1', 's2'].map(reads))
    const readable = ['read', true]
    const hidden = ['not_found', false]
    expect(await all()).toEqual([readable, readable, readable])
    expect(await mark(true)).toMatchObject({ ok: true })
    expect(await all()).toEqual([readable, hidden, hidden])
    await reopen()
    expect(open.shop.holderOf('b.1')).toMatchObject({ holder: 'main' })
    await open.shop.submit({
      type: 'command',
      by: main,
      cid: 'back',
      command: { type: 'buyer.mark', buyer: 'b', private: false },
    })
    const page = await open.shop.history({ kind: 'agent', account: 's1' }, 'b.1', undefined, 50)
    expect(page).toHaveProperty('messages')
  })

  it('[D12] who is offered a conversation may read it, and no more when the offer is over', async () => {
    const { shop } = open
    await shop.submit({ type: 'account.open', sub: 'lan', nick: 'Lan', role: 'junior' })
    await writeAs(shop, 'b', 'c', 'text')
    await shop.submit({ type: 'presence', account: 's2', online: true })
    const command = (by: string, what: Command) =>
      shop.submit({
        type: 'command',
        by: { kind: 'account', account: by },
        cid: `${by} ${what.type}`,
        command: what,
      })
    const { revision, dispatch } = shop.settings()
    await command('main', {
      type: 'settings.set',
      revision,
      change: { dispatch: { ...dispatch, forwardAcceptMs: 60_000 } },
    })
    const named = { conversation: 'b.1', holderEpoch: 1 }
    const reads = async () =>
      'messages' in (await shop.history({ kind: 'agent', account: 's2' }, 'b.1', undefined, 50))
    expect(await reads()).toBe(false)
    await command('s1', { type: 'forward', ...named, to: { account: 's2' } })
    expect(await reads()).toBe(true)
    await command('s2', { type: 'forward.answer', ...named, accept: false })
    expect(await reads()).toBe(false)
  })

  it('a closed shop answers what was submitted before, and refuses what comes after', async () => {
    const early = writeAs(open.shop, 'b', 'c', 'text')
    const closing = open.close()
    expect(await early).toMatchObject({ ok: true })
    await closing
    expect(await writeAs(open.shop, 'b', 'd', 'text')).toMatchObject({ code: 'draining' })
    open = await openTestShop(file, key)
  })
})

describe('a database that is full', () => {
  it('[S18] the senders are told, nobody sees anything of it, and the shop goes on', async () => {
    const folder = tempFolder()
    const file = join(folder.path, 'gateway.db')
    const key = newKey()
    await (await openTestShop(file, key)).close()
    const engine: SqliteEngine = await openSqlite(file, key)
    const shop = await openShop(engine, 'shop', { now: Date.now })
    await writeAs(shop, 'b', 'first', 'text')
    const before = comparable(shop.state)
    const head = shop.head()
    const heads: number[] = []
    shop.onCommit((to) => heads.push(to))

    const pages = Number(engine.db.pragma('page_count', { simple: true }))
    engine.db.pragma(`max_page_count = ${pages}`)
    const long = 'x'.repeat(5000)
    const refused = await Promise.all(
      Array.from({ length: 20 }, (_, n) => writeAs(shop, 'b', `c${n}`, long)),
    )
    for (const outcome of refused)
      expect(outcome).toMatchObject({ ok: false, code: 'storage_failed' })
    expect([shop.head(), heads, comparable(shop.state)]).toEqual([head, [], before])
    expect(await shop.rows(head, 10)).toEqual([])

    engine.db.pragma(`max_page_count = ${pages + 10_000}`)
    expect(await writeAs(shop, 'b', 'c0', long, true)).toMatchObject({ ok: true, cseq: 4 })
    await shop.close()
    await engine.close()
    expect((await verify(file, key)).ok).toBe(true)
    folder.remove()
  })
})
