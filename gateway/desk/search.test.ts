import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SearchPage, SearchRequest } from '#shared/protocol/api.ts'
import { fold } from '#shared/words/fold.ts'
import { connect } from '../store/sqlite/connection.ts'
import { newKey, openTestShop, tempFolder, writeAs, type OpenShop } from '../store/store.fixture.ts'
import type { Outcome, Viewer } from './contract.ts'
import type { ShopActor } from './shop.ts'

const MAIN: Viewer = { kind: 'agent', account: 'main' }
const HONG: Viewer = { kind: 'agent', account: 's1' }

describe('search of transcripts', () => {
  const key = newKey()
  let folder: ReturnType<typeof tempFolder>
  let file: string
  let open: OpenShop
  let count = 0

  beforeEach(async () => {
    folder = tempFolder()
    file = join(folder.path, 'gateway.db')
    open = await openTestShop(file, key)
  })
  afterEach(async () => {
    await open.close()
    folder.remove()
  })
  const indexed = () => (open.shop as ShopActor).indexed()
  const say = (buyer: string, text: string) => writeAs(open.shop, buyer, `cid-${count++}`, text)

  async function find(request: SearchRequest, viewer = MAIN): Promise<SearchPage> {
    const page = await open.shop.search(viewer, request)
    if (typeof page === 'string') throw new Error(page)
    return page
  }
  const texts = async (request: SearchRequest, viewer = MAIN) =>
    (await find({ limit: 100, ...request }, viewer)).hits.map(({ snippet }) => snippet)

  it('[T2] finds what an exact scan finds, whether indexed, half or not at all', async () => {
    const pieces = [
      '退',
      '货',
      '退货',
      'ABC',
      'ａｂ',
      '1',
      ' ',
      '，',
      '😀',
      'é',
      '"',
      'a-b',
      '发货了吗',
    ]
    const sample = fc.sample(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 }), {
      numRuns: 300,
      seed: 7,
    })
    const said = sample.map((words) => words.join(''))
    const queries = [...pieces, 'bc', '货退', 'Ab', '吗退', 'a-', '没有']
    const check = async () => {
      for (const text of queries) {
        const hits: string[] = []
        let before: number | undefined
        do {
          const page = await find({ text, limit: 40, ...(before ? { before } : {}) })
          hits.push(...page.hits.map(({ snippet }) => snippet))
          before = page.next ?? undefined
        } while (before !== undefined)
        const wanted = said.filter((one) => fold(one).includes(fold(text))).toReversed()
        expect(hits, text).toEqual(wanted)
      }
    }
    const half = said.splice(150)
    await Promise.all(said.map((text) => say('b1', text)))
    await check()
    await indexed()
    await check()
    await Promise.all(half.map((text) => say('b1', text)))
    said.push(...half)
    await check()
    await indexed()
    await check()
    await open.close()
    open = await openTestShop(file, key)
    await check()
  })

  it('[T2] filters by buyer, holder and time, and marks what was found', async () => {
    await say('b1', '请问什么时候发货')
    await say('b2', '发货了吗')
    for (const when of ['scanned', 'indexed']) {
      if (when === 'indexed') await indexed()
      const { hits } = await find({ text: '发货' })
      expect(hits.map(({ buyer }) => buyer.id)).toEqual(['b2', 'b1'])
      expect(hits[1]).toMatchObject({
        conversation: 'b1.1',
        account: 's1',
        sender: { kind: 'buyer' },
        snippet: '请问什么时候发货',
        ranges: [[6, 8]],
      })
      expect(await texts({ text: '发货', buyer: 'b1' })).toEqual(['请问什么时候发货'])
      expect(await texts({ text: '发货', account: 'main' })).toEqual([])
      expect(await texts({ text: '发货', account: 's1' })).toHaveLength(2)
      expect(await texts({ buyer: 'b2' })).toEqual(['发货了吗'])
      const { at = 0 } = hits[0] ?? {}
      expect(await texts({ text: '发货', from: at + 1 })).toEqual([])
      expect(await texts({ text: '发货', from: at - 60_000, to: at + 1 })).toHaveLength(2)
    }
    expect(await open.shop.search(MAIN, {})).toBe('bad_request')
    expect(await open.shop.search({ kind: 'buyer', buyer: 'b1' }, { text: '发' })).toBe(
      'not_allowed',
    )
  })

  it('[T1] [D6] a sub-account finds the buyers it serves or served, nobody but main private ones', async () => {
    await open.shop.submit({ type: 'account.open', sub: 'ming', nick: 'Ming', role: 'junior' })
    await open.shop.submit({ type: 'account.open', sub: 'boss', nick: 'Boss', role: 'supervisor' })
    const ming: Viewer = { kind: 'agent', account: 's2' }
    const boss: Viewer = { kind: 'agent', account: 's3' }
    await say('b1', '秘密一')
    await say('b2', '秘密二')
    const rights = async () => ({
      main: await texts({ text: '秘密' }),
      boss: await texts({ text: '秘密' }, boss),
      hong: await texts({ text: '秘密' }, HONG),
      ming: await texts({ text: '秘密' }, ming),
      mingOfBuyer: await texts({ buyer: 'b1' }, ming),
    })
    const both = ['秘密二', '秘密一']
    for (const when of ['scanned', 'indexed']) {
      if (when === 'indexed') await indexed()
      expect(await rights()).toEqual({
        main: both,
        boss: both,
        hong: both,
        ming: [],
        mingOfBuyer: [],
      })
    }
    const marked = await open.shop.submit({
      type: 'command',
      by: { kind: 'account', account: 'main' },
      cid: 'mark',
      command: { type: 'buyer.mark', buyer: 'b1', private: true },
    })
    expect(marked.ok).toBe(true)
    expect(await rights()).toMatchObject({ main: both, boss: ['秘密二'], hong: ['秘密二'] })
  })

  it('[T2] what was taken back is not found, before and after it left the index', async () => {
    const first = await say('b1', '在吗')
    if (!first.ok) throw new Error('not said')
    const { conversation = '' } = first
    const replied = (cid: string, text: string): Promise<Outcome> =>
      open.shop.submit({
        type: 'send',
        by: { kind: 'account', account: 's1' },
        cid,
        conversation,
        holderEpoch: 1,
        body: { kind: 'text', text },
      })
    const recall = async (outcome: Outcome) => {
      if (!outcome.ok) throw new Error(outcome.message)
      const { cseq = 0, pos } = outcome
      const taken = await open.shop.submit({
        type: 'command',
        by: { kind: 'account', account: 's1' },
        cid: `recall-${cseq}`,
        command: { type: 'recall', conversation, cseq },
      })
      expect(taken).toMatchObject({ ok: true })
      return pos
    }
    const early = await replied('a', '错话一')
    await recall(early)
    expect(await texts({ text: '错话' })).toEqual([])
    await indexed()
    expect(await texts({ text: '错话' })).toEqual([])
    const late = await replied('b', '错话二')
    await indexed()
    expect(await texts({ text: '错话' })).toEqual(['错话二'])
    await recall(late)
    expect(await texts({ text: '错话' })).toEqual([])
    await indexed()
    expect(await texts({ text: '错话' })).toEqual([])
    expect(await texts({ buyer: 'b1' }, HONG)).toContain('在吗')

    // Not only hidden: the index itself names it no more.
    await open.close()
    const index = connect(`${file}.search`, key)
    const named = (word: string) =>
      index.prepare<[string]>('SELECT rowid FROM search WHERE search MATCH ?').all(`"${word}"`)
    expect(named('错话')).toEqual([])
    expect(named('在吗')).toHaveLength(1)
    index.close()
    open = await openTestShop(file, key)
  })
})
