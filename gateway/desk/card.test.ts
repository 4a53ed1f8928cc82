import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { join } from 'node:path'
import type { Command } from '#shared/protocol/frames.ts'
import { newKey, openTestShop, tempFolder, writeAs, type OpenShop } from '../store/store.fixture.ts'
import type { Actor, Viewer } from './contract.ts'

const HONG = { kind: 'account', account: 's1' } as const
const MAIN = { kind: 'account', account: 'main' } as const
const BUYER = { kind: 'buyer', buyer: 'b' } as const
const agent = (account: string): Viewer => ({ kind: 'agent', account })
const PICTURE = { id: 'a'.repeat(64), name: 'a.png', type: 'image/png', size: 1 }

const TIME: unknown = expect.any(Number)
const SOMEONE: unknown = expect.any(Array)

describe('a shop on its log, what is known of a buyer', () => {
  let folder: ReturnType<typeof tempFolder>
  let open: OpenShop
  let cids = 0

  beforeEach(async () => {
    folder = tempFolder()
    open = await openTestShop(join(folder.path, 'gateway.db'), newKey())
  })
  afterEach(async () => {
    await open.close()
    folder.remove()
  })
  const act = (by: Actor, command: Command) =>
    open.shop.submit({ type: 'command', by, cid: `x${++cids}`, command })
  const answer = (conversation: string, holderEpoch: number, picture = false) =>
    open.shop.submit({
      type: 'send',
      by: HONG,
      cid: `y${++cids}`,
      conversation,
      holderEpoch,
      body: picture ? { kind: 'image', file: PICTURE } : { kind: 'text', text: 'words' },
    })
  const card = async (viewer: Viewer) => {
    const found = await open.shop.overview.card(viewer, 'b')
    if (typeof found === 'string') throw new Error(found)
    return found
  }

  /** b.1 by Hong, closed, rated; taken up again by main and closed; b.2 open. */
  async function twoConversations() {
    await writeAs(open.shop, 'b', 'c1', 'text')
    await answer('b.1', 1)
    await act(HONG, {
      type: 'close',
      conversation: 'b.1',
      holderEpoch: 1,
      summary: { topic: 'Size', text: 'asked for L' },
    })
    await act(BUYER, { type: 'rate', conversation: 'b.1', score: 4, text: 'kind' })
    await act(MAIN, { type: 'reopen', conversation: 'b.1' })
    await act(MAIN, { type: 'close', conversation: 'b.1', holderEpoch: 2 })
    await act(HONG, { type: 'buyer.note', buyer: 'b', text: 'likes tea' })
    await open.shop.submit({
      type: 'send',
      by: BUYER,
      cid: 'c2',
      conversation: null,
      body: { kind: 'text', text: 'again' },
      source: { page: '/cups' },
    })
  }

  it('[S50] its conversations newest first: who held them, how they ended, what it said of them', async () => {
    await twoConversations()
    const found = await card(agent('s1'))
    expect(found).toMatchObject({
      buyer: { id: 'b' },
      notes: [{ nick: 'Hong', text: 'likes tea' }],
      looks: [],
      satisfaction: { count: 1, average: 4 },
    })
    expect(found.conversations).toEqual([
      {
        conversation: 'b.2',
        openedAt: TIME,
        closedAt: null,
        held: SOMEONE,
        messages: 1,
        source: { page: '/cups' },
        summary: null,
        rating: null,
      },
      {
        conversation: 'b.1',
        openedAt: TIME,
        closedAt: TIME,
        held: ['Hong', 'Main'],
        messages: 2,
        source: null,
        summary: { topic: 'Size', text: 'asked for L' },
        rating: { score: 4, text: 'kind', at: TIME },
      },
    ])
  })

  it('[S50] one that goes on is not over, and keeps what was said of it', async () => {
    await writeAs(open.shop, 'b', 'c1', 'text')
    const summary = { topic: null, text: 'asked for L' }
    await act(HONG, { type: 'close', conversation: 'b.1', holderEpoch: 1, summary })
    expect((await card(agent('main'))).conversations[0]).toMatchObject({ summary })
    await act(MAIN, { type: 'reopen', conversation: 'b.1' })
    expect((await card(agent('main'))).conversations[0]).toMatchObject({
      summary,
      closedAt: null,
    })
  })

  it('[T1][D6] for who may read the buyer; to others, buyers and strangers there is none', async () => {
    await twoConversations()
    for (const [sub, role] of [
      ['lan', 'senior'],
      ['lead', 'supervisor'],
    ] as const)
      await open.shop.submit({ type: 'account.open', sub, nick: sub, role })
    const code = async (viewer: Viewer, buyer = 'b') => {
      const found = await open.shop.overview.card(viewer, buyer)
      return typeof found === 'string' ? found : 'card'
    }
    const all = () => Promise.all(['main', 's1', 's2', 's3'].map((id) => code(agent(id))))
    expect(await all()).toEqual(['card', 'card', 'not_found', 'card'])
    expect(await code({ kind: 'buyer', buyer: 'b' })).toBe('not_allowed')
    expect(await code(agent('main'), 'nobody')).toBe('not_found')
    await act(MAIN, { type: 'buyer.mark', buyer: 'b', private: true })
    expect(await all()).toEqual(['card', 'not_found', 'not_found', 'not_found'])
  })

  it('[S46] history and files tell nothing of what was taken back', async () => {
    const { shop } = open
    await writeAs(shop, 'b', 'c1', 'text')
    const words = await answer('b.1', 1)
    const picture = await answer('b.1', 1, true)
    expect(await shop.mayReadFile(BUYER, PICTURE.id)).toBe(true)
    const cseqs = [words, picture].map((one) => (one.ok && one.cseq) || 0)
    for (const cseq of cseqs)
      expect(await act(HONG, { type: 'recall', conversation: 'b.1', cseq })).toMatchObject({
        ok: true,
      })
    for (const viewer of [BUYER, agent('s1'), agent('main')]) {
      const page = await shop.history(viewer, 'b.1', undefined, 50)
      const messages = 'messages' in page ? page.messages : []
      expect(messages.map((one) => one.cseq)).toEqual([1, 2, 3, 4, 5].slice(0, messages.length))
      for (const cseq of cseqs)
        expect(messages.find((one) => one.cseq === cseq)?.body).toEqual({ kind: 'recalled' })
      expect(JSON.stringify(page)).not.toMatch(/words|a\.png/)
      expect(await shop.mayReadFile(viewer, PICTURE.id)).toBe(false)
    }
    expect(shop.buyerSnapshot('b').view.conversation?.cseq).toBe(cseqs[1])
  })

  it('[M] the account’s own day', async () => {
    await writeAs(open.shop, 'b', 'c1', 'text')
    await answer('b.1', 1)
    const hour = new Date(Date.now() + 8 * 3600_000).getUTCHours()
    const counted = hour >= 8 && hour < 23 ? 1 : 0
    expect(open.shop.figures('s1')).toMatchObject({ rounds: counted, quick: counted })
    expect(open.shop.figures('nobody')).toMatchObject({ rounds: 0 })
  })
})
