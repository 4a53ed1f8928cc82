import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Decision, ShopEvent } from '#shared/protocol/events.ts'
import { aConversation, anAccount } from '#shared/protocol/fixtures.ts'
import type { SessionRow } from '#gateway/desk/contract.ts'
import type { Row } from '#gateway/desk/row.ts'
import type { LogText, StoreEngine } from '#gateway/store/engine.ts'

/** A database that can be closed and opened again, as a test sees it. */
export interface ContractSubject {
  open(): Promise<StoreEngine>
  destroy(): Promise<void>
}

const texts = (from: number, to: number): LogText[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    pos: from + index,
    text: JSON.stringify({ at: 1, event: `row ${from + index} 有货吗` }),
  }))

function message(pos: number, conversation: string, cseq: number, file?: string): Row {
  const event: ShopEvent = {
    type: 'message.sent',
    message: {
      conversation,
      cseq,
      sender: { kind: 'buyer' },
      cid: `cid-${pos}`,
      body:
        file === undefined
          ? { kind: 'text', text: 'x' }
          : { kind: 'file', file: { id: file, name: 'a.pdf', type: 'application/pdf', size: 1 } },
    },
  }
  return { pos, at: 1, event, audience: { accounts: [], buyer: 'b', private: false }, origin: null }
}

function card(pos: number, conversation: string, cseq: number, picture: string): Row {
  const file = { id: picture, name: 'cup.png', type: 'image/png', size: 1 }
  return row(pos, {
    type: 'message.sent',
    message: {
      conversation,
      cseq,
      sender: { kind: 'account', account: 's1', nick: 'Hong' },
      cid: `cid-${pos}`,
      body: {
        kind: 'card',
        card: { kind: 'product', id: 'p', title: 'Cup', price: null, picture: file, url: null },
      },
    },
  })
}

const notice = (pos: number, conversation: string, cseq: number): Row =>
  row(pos, {
    type: 'message.sent',
    message: {
      conversation,
      cseq,
      sender: { kind: 'shop' },
      cid: null,
      body: { kind: 'notice', notice: { code: 'closed' } },
    },
  })

const recalled = (pos: number, conversation: string, cseq: number): Row =>
  row(pos, { type: 'message.recalled', conversation, cseq, by: 's1' })

/** A row of another kind, at the time of its pos. */
function row(pos: number, event: ShopEvent): Row {
  return {
    pos,
    at: pos,
    event,
    audience: { accounts: [], buyer: null, private: false },
    origin: null,
  }
}

const decided = (rule: Decision['rule'], candidates: number): Decision => ({
  rule,
  sentence: 'x',
  values: {},
  candidates: Array.from({ length: candidates }, (_, index) => ({
    account: `s${index}`,
    excluded: null,
    held: 0,
    limit: 1,
    share: 0,
    taken: 0,
    onlineMin: 0,
    weight: 1,
  })),
})

const assigned = (
  pos: number,
  conversation: string,
  from: string | null,
  to: string,
  decision = decided('D8', 2),
): Row =>
  row(pos, {
    type: 'conversation.assigned',
    conversation,
    from,
    to,
    note: null,
    waits: false,
    decision,
    view: aConversation({ id: conversation }),
  })

const queued = (pos: number, conversation: string, decision: Decision): Row =>
  row(pos, { type: 'conversation.queued', conversation, decision })

const presence = (pos: number, account: string, online: boolean): Row =>
  row(pos, { type: 'account.presence', account, online })

/** Two accounts and a conversation's life, one pos a millisecond. */
const life = (): Row[] => [
  row(1, { type: 'account.opened', account: anAccount('s1') }),
  presence(2, 's1', true),
  row(3, { type: 'conversation.opened', view: aConversation({ id: 'b.1' }) }),
  queued(4, 'b.1', decided('D9', 2)),
  queued(5, 'b.1', decided('D9', 0)),
  assigned(6, 'b.1', null, 's1'),
  row(7, { type: 'account.suspended', account: 's1', reason: 'lunch' }),
  assigned(8, 'b.1', 's1', 'main', decided('D13', 2)),
  // Main is back and takes up what waited for it.
  assigned(9, 'b.1', 'main', 'main', decided('D5', 0)),
  assigned(10, 'c.1', null, 's1'),
  presence(11, 's1', false),
  row(12, { type: 'conversation.closed', conversation: 'b.1', by: 'main' }),
]

const session = (id: string, account: string, over: Partial<SessionRow> = {}): SessionRow => ({
  id,
  shop: 'shop',
  subject: { kind: 'account', account },
  refreshHash: `hash of ${id}`,
  device: { id: 'device', name: 'Desk 1' },
  address: '203.0.113.7',
  app: 'test 1',
  createdAt: 1,
  lastSeenAt: 2,
  ...over,
})

/** What every engine must do. Call it in a `gateway/store/*.test.ts` with the engine's own subject. */
export function storeContract(name: string, create: () => Promise<ContractSubject>): void {
  describe(`store contract: ${name}`, () => {
    let subject: ContractSubject
    let engine: StoreEngine

    beforeEach(async () => {
      subject = await create()
      engine = await subject.open()
    })
    afterEach(async () => {
      await engine.close()
      await subject.destroy()
    })
    async function reopen(): Promise<void> {
      await engine.close()
      engine = await subject.open()
    }

    it('a new log is empty', async () => {
      const log = await engine.log('shop')
      expect([await log.head(), await log.first(), await log.read(0, 10)]).toEqual([0, 1, []])
      expect(await log.newestSnapshot()).toBeNull()
    })

    it('[I1] what was appended is there after reopening, in order', async () => {
      let log = await engine.log('shop')
      await log.append(0, texts(1, 3))
      await log.append(3, texts(4, 5))
      await reopen()
      log = await engine.log('shop')
      expect(await log.head()).toBe(5)
      expect(await log.read(0, 100)).toEqual(texts(1, 5))
      expect(await log.read(2, 2)).toEqual(texts(3, 4))
      expect(await log.readAt([2, 5, 99])).toEqual([...texts(2, 2), ...texts(5, 5)])
    })

    it('an append under another head is fenced and writes nothing', async () => {
      const log = await engine.log('shop')
      await log.append(0, texts(1, 3))
      await expect(log.append(2, texts(3, 3))).rejects.toMatchObject({ code: 'fenced' })
      await expect(log.append(4, texts(5, 5))).rejects.toMatchObject({ code: 'fenced' })
      expect(await log.read(0, 100)).toEqual(texts(1, 3))
      await log.append(3, texts(4, 4))
      expect(await log.head()).toBe(4)
    })

    it('an append is all or nothing', async () => {
      const log = await engine.log('shop')
      await log.append(0, texts(1, 1))
      await expect(log.append(1, [...texts(2, 3), ...texts(9, 9)])).rejects.toMatchObject({
        code: 'fenced',
      })
      expect(await log.head()).toBe(1)
      await log.append(1, texts(2, 2))
      expect(await log.read(0, 100)).toEqual(texts(1, 2))
    })

    it('[I12] shops do not see each other', async () => {
      const one = await engine.log('one')
      const two = await engine.log('two')
      await one.append(0, texts(1, 2))
      await two.append(0, texts(1, 1))
      await reopen()
      expect(await engine.shops()).toEqual(['one', 'two'])
      expect(await (await engine.log('one')).head()).toBe(2)
      expect(await (await engine.log('two')).read(0, 10)).toEqual(texts(1, 1))
    })

    it('the newest complete snapshot is given, a half-written one never', async () => {
      const log = await engine.log('shop')
      await log.append(0, texts(1, 9))
      await log.writeSnapshot({ pos: 3, parts: ['a', 'b'] })
      await log.writeSnapshot({ pos: 6, parts: ['c'] })
      function* broken() {
        yield 'd'
        throw new Error('the process ended here')
      }
      const unfinished = { pos: 9, parts: { [Symbol.iterator]: broken } }
      await expect(log.writeSnapshot(unfinished)).rejects.toThrow('ended here')
      await reopen()
      expect(await (await engine.log('shop')).newestSnapshot()).toEqual({ pos: 6, parts: ['c'] })
    })

    it('[S7] the epoch stays the same from opening to opening', async () => {
      const { epoch } = engine
      expect(epoch).toMatch(/^[a-f0-9]{32}$/)
      await reopen()
      expect(engine.epoch).toBe(epoch)
    })

    it('views page a conversation, know holders and files, and go on where they were', async () => {
      let views = await engine.views('shop')
      const file = 'f'.repeat(64)
      await views.follow([message(1, 'b.1', 1), message(2, 'c.1', 1), message(3, 'b.1', 2, file)])
      await reopen()
      views = await engine.views('shop')
      expect(views.reached()).toBe(3)
      await expect(views.follow([message(5, 'b.1', 3)])).rejects.toMatchObject({ code: 'fenced' })
      await views.follow([message(4, 'b.1', 3)])
      expect(await views.page('b.1', 99, 10)).toEqual([1, 3, 4])
      expect(await views.page('b.1', 3, 1)).toEqual([3])
      expect(await views.withCid('b.1', 'cid-3')).toEqual([3])
      expect(await views.withCid('c.1', 'cid-3')).toEqual([])
      expect(await views.withFile(file)).toEqual(['b.1'])
    })

    it('[S46] views know what was taken back: its words, its file, its card’s picture', async () => {
      const views = await engine.views('shop')
      const [one, two] = ['a'.repeat(64), 'f'.repeat(64)]
      await views.follow([
        message(1, 'b.1', 1, one),
        message(2, 'b.1', 2, one),
        message(3, 'c.1', 1, one),
        card(4, 'c.1', 2, two),
        recalled(5, 'b.1', 2),
        recalled(6, 'c.1', 2),
      ])
      expect(await views.recalled('b.1')).toEqual([2])
      expect(await views.recalled('d.1')).toEqual([])
      // Another message of the same conversation still shows it.
      expect(await views.withFile(one)).toEqual(['b.1', 'c.1'])
      expect(await views.withFile(two)).toEqual([])
      await views.follow([recalled(7, 'b.1', 1)])
      expect(await views.withFile(one)).toEqual(['c.1'])
      // The cid is still known (S11), and the place stays taken.
      expect(await views.withCid('b.1', 'cid-2')).toEqual([2])
      expect(await views.page('b.1', 99, 10)).toEqual([1, 2])
      expect(await (await engine.views('other')).recalled('b.1')).toEqual([])
    })

    it('views count what people wrote, and know when a conversation was rated and reopened', async () => {
      const views = await engine.views('shop')
      await views.follow([
        message(1, 'b.1', 1),
        notice(2, 'b.1', 2),
        message(3, 'b.1', 3),
        row(4, { type: 'conversation.closed', conversation: 'b.1', by: 's1' }),
        row(5, {
          type: 'conversation.rated',
          conversation: 'b.1',
          rating: { score: 5, text: '', at: 5 },
        }),
        row(6, {
          type: 'conversation.reopened',
          conversation: 'b.1',
          by: 's1',
          view: aConversation({ id: 'b.1' }),
        }),
      ])
      expect(await views.countMessages('b.1')).toBe(2)
      expect(await views.countMessages('c.1')).toBe(0)
      expect(await views.happeningsOf('b.1')).toEqual([4, 5, 6])
    })

    it('[D14] views find decisions by who got it, conversation and time, newest first', async () => {
      const views = await engine.views('shop')
      await views.follow(life())
      expect(await views.decisions({ limit: 10 })).toEqual([10, 8, 6, 4])
      expect(await views.decisions({ limit: 2, before: 10 })).toEqual([8, 6])
      expect(await views.decisions({ limit: 10, account: 's1' })).toEqual([10, 6])
      expect(await views.decisions({ limit: 10, conversation: 'b.1' })).toEqual([8, 6, 4])
      expect(await views.decisions({ limit: 10, from: 6, to: 10 })).toEqual([8, 6])
      const other = await engine.views('other')
      expect(await other.decisions({ limit: 10 })).toEqual([])
    })

    it('views find what makes a day, and how the accounts stood before it', async () => {
      const views = await engine.views('shop')
      await views.follow(life())
      expect(await views.happenings(2, 8)).toEqual([2, 3, 4, 6, 7])
      expect(await views.happeningsOf('b.1')).toEqual([3, 4, 6, 8, 12])
      expect(await views.standing(12)).toEqual([1, 7, 11])
      expect(await views.standing(7)).toEqual([1, 2])
      expect(await views.lastPresence('s1')).toBe(11)
      expect(await views.lastPresence('main')).toBeNull()
    })

    it('views dropped and rebuilt equal the kept ones', async () => {
      const views = await engine.views('shop')
      const rows = [
        ...life(),
        ...Array.from({ length: 50 }, (_, n) =>
          message(n + 13, `b${n % 7}.1`, Math.floor(n / 7) + 1),
        ),
      ]
      await views.follow(rows.slice(0, 20))
      await views.follow(rows.slice(20))
      const kept = await views.dump()
      await views.drop()
      expect(await views.dump()).toEqual([])
      await views.follow(rows)
      expect(await views.dump()).toEqual(kept)
    })

    it('[T2] the index of words names positions, newest first, of its own shop alone', async () => {
      const search = await engine.search('shop')
      const other = await engine.search('other')
      const entry = (pos: number, day: number, tokens: string) => ({
        pos,
        at: day * 86_400_000 + 5,
        tokens,
      })
      const gone = entry(5, 1, '退货 退 货')
      await search.follow(6, [entry(2, 1, '发货 发 货'), gone, entry(6, 3, '货')], [])
      await other.follow(9, [entry(9, 1, '货')], [])
      expect(search.reached()).toBe(6)
      expect(await search.candidates('"货"', 1, 10, 10)).toEqual([6, 5, 2])
      expect(await search.candidates('"货"', 1, 10, 2)).toEqual([6, 5])
      expect(await search.candidates('"货"', 2, 5, 10)).toEqual([5, 2])
      expect(await search.candidates('"发" AND "货"', 1, 10, 10)).toEqual([2])
      expect(await search.between(86_400_000, 2 * 86_400_000)).toEqual({ first: 2, last: 5 })
      expect(await search.between(-Infinity, Infinity)).toEqual({ first: 2, last: 6 })
      expect(await search.between(2 * 86_400_000, 2 * 86_400_000)).toBeNull()
      await search.follow(8, [], [gone])
      await reopen()
      const again = await engine.search('shop')
      expect(again.reached()).toBe(8)
      expect(await again.candidates('"货"', 1, 10, 10)).toEqual([6, 2])
      expect(await again.candidates('"退"', 1, 10, 10)).toEqual([])
      await again.drop()
      expect(again.reached()).toBe(0)
      expect(await (await engine.search('other')).candidates('"货"', 1, 10, 10)).toEqual([9])
    })

    it('credentials, sessions and settings', async () => {
      const { credentials } = engine
      expect(await credentials.passwordHash('shop', 'main')).toBeNull()
      await credentials.setPasswordHash('shop', 'main', 'one')
      await credentials.setPasswordHash('shop', 'main', 'two')
      await credentials.setSetting('secret', 'value')
      await credentials.addSession(session('a', 'main'))
      await credentials.addSession(session('b', 's1'))
      await credentials.addSession(session('c', 's1'))
      await credentials.addSession(session('d', 's1', { subject: { kind: 'buyer', buyer: 's1' } }))
      await credentials.addSession(session('b', 's1', { refreshHash: 'newer', lastSeenAt: 9 }))
      await reopen()
      const again = engine.credentials
      expect(await again.passwordHash('shop', 'main')).toBe('two')
      expect(await again.setting('secret')).toBe('value')
      expect(await again.setting('none')).toBeNull()
      expect((await again.sessions()).find((one) => one.id === 'b')).toEqual(
        session('b', 's1', { refreshHash: 'newer', lastSeenAt: 9 }),
      )
      expect(await again.removeSessionsOf('shop', 's1', 'c')).toEqual(['b'])
      await again.removeSession('a')
      expect((await again.sessions()).map((one) => one.id)).toEqual(['c', 'd'])
    })

    it('[T5] a reduced row keeps the hash of its first text, however often', async () => {
      const log = await engine.log('shop')
      await log.append(0, texts(1, 4))
      const [first] = await log.readAt([2])
      await log.reduce([{ pos: 2, text: 'less' }])
      await log.reduce([{ pos: 2, text: 'less' }])
      await log.reduce([{ pos: 2, text: 'least' }])
      await reopen()
      const again = await engine.log('shop')
      const hash = createHash('sha256')
        .update(first?.text ?? '')
        .digest()
      const [row] = await again.readAt([2])
      expect(row).toEqual({ pos: 2, text: 'least', hash: expect.anything() as unknown })
      expect(Buffer.from(row?.hash ?? []).equals(hash)).toBe(true)
      const chained = await again.chained(0, 10)
      expect(chained.map(({ chain }) => chain !== null)).toEqual([false, false, false, true])
      await again.append(4, texts(5, 5))
      expect(await again.head()).toBe(5)
    })

    it('[T5] the log is sealed every thousand rows, and when it is asked to', async () => {
      const log = await engine.log('shop')
      await log.append(0, texts(1, 1500))
      await log.append(1500, texts(1501, 1600))
      await log.append(1600, texts(1601, 2500))
      await log.seal()
      await log.append(2500, texts(2501, 2510))
      await log.seal()
      await log.seal()
      await reopen()
      const seals = await (await engine.log('shop')).seals()
      expect(seals.map(({ pos }) => pos)).toEqual([1500, 2500, 2510])
      expect(await (await engine.log('other')).seals()).toEqual([])
    })

    it('[T5] an erasure that is announced is told until it is done', async () => {
      const plan = {
        id: 'one',
        buyer: 'b',
        before: null,
        after: 0,
        upTo: 3,
        held: [],
        files: ['f'],
      }
      await (await engine.log('shop')).planErasure(plan)
      await reopen()
      const log = await engine.log('shop')
      expect(await log.erasures()).toEqual([plan])
      expect(await (await engine.log('other')).erasures()).toEqual([])
      await log.erasureDone('one')
      expect(await log.erasures()).toEqual([])
      await engine.scrub()
    })

    it('[T6] the audit is found by kind, account, buyer, time and alerts', async () => {
      const noted = (pos: number, by: string | null, about: object, alert = false) =>
        row(pos, {
          type: 'audit.noted',
          entry: { kind: pos % 2 === 0 ? 'copied' : 'locked', by, about, values: {}, alert },
        })
      const views = await engine.views('shop')
      await views.follow([
        noted(1, 'main', { account: 's1' }, true),
        noted(2, 's1', { buyer: 'b' }),
        noted(3, null, { account: 's2' }, true),
        noted(4, 's2', { buyer: 'c' }),
      ])
      const found = (query: object) => views.audit({ limit: 10, ...query })
      expect(await found({})).toEqual([4, 3, 2, 1])
      expect(await found({ kind: 'copied' })).toEqual([4, 2])
      expect(await found({ account: 's1' })).toEqual([2, 1])
      expect(await found({ account: 's1', before: 2 })).toEqual([1])
      expect(await found({ buyer: 'c' })).toEqual([4])
      expect(await found({ alerts: true })).toEqual([3, 1])
      expect(await found({ from: 2, to: 4, limit: 1 })).toEqual([3])
      expect(await found({ from: 2, to: 4 })).toEqual([3, 2])
    })
  })
}
