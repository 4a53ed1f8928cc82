import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SessionReply, UploadReply } from '#shared/protocol/api.ts'
import type { KnownPhrase, Phrase, PhraseBook } from '#shared/phrases/model.ts'
import { apiOf } from '../support/api.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

/** 1 × 1 pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const aPhrase = (changes: Partial<Phrase> = {}): Phrase => ({
  id: randomUUID(),
  scope: 'personal',
  group: '发货',
  code: '',
  title: '发货时效',
  text: '{buyer}您好，48 小时内发货',
  files: [],
  place: 1,
  ...changes,
})

describe('quick replies', () => {
  let test: TestGateway
  let main: SessionReply
  let hong: SessionReply
  let ming: SessionReply
  let ask: ReturnType<typeof apiOf>
  beforeEach(async () => {
    test = await startTestGateway()
    ask = apiOf(test.url)
    main = await test.signIn('demoshop')
    hong = await test.signIn('demoshop:xiaohong')
    ming = await test.signIn('demoshop:xiaoming')
  })
  afterEach(() => test.stop())

  const save = (who: SessionReply, phrase: Phrase, revision = 0) =>
    ask<PhraseBook>(who.access, '/api/phrases', { save: [{ phrase, revision }] })
  const book = async (who: SessionReply): Promise<readonly KnownPhrase[]> =>
    (await ask<PhraseBook>(who.access, '/api/phrases')).value.phrases

  it("the team's are changed by supervisors and main, personal ones by their owner, and seen so", async () => {
    const team = aPhrase({ scope: 'team', code: 'fh' })
    expect(await save(hong, team)).toMatchObject({ status: 403, value: { code: 'not_allowed' } })
    expect((await save(main, team)).value.phrases).toMatchObject([
      { ...team, revision: 1, uses: 0 },
    ])
    const own = aPhrase({ code: 'fh' })
    expect((await save(hong, own)).status).toBe(200)
    expect((await book(hong)).map(({ id }) => id)).toEqual([team.id, own.id])
    expect((await book(ming)).map(({ id }) => id)).toEqual([team.id])
    expect((await save(ming, { ...own, text: 'x' }, 1)).value.code).toBe('phrase_changed')
    expect((await save(hong, { ...team, text: 'x' }, 1)).status).toBe(403)
    const buyer = await test.newBuyer()
    expect((await ask(buyer.access, '/api/phrases')).status).toBe(403)
    expect((await ask(null, '/api/phrases')).status).toBe(401)
  })

  it('nothing is overwritten unseen, and a code belongs to one', async () => {
    const one = aPhrase({ code: 'FH' })
    await save(hong, one)
    await save(hong, { ...one, text: 'b' }, 1)
    expect(await save(hong, { ...one, text: 'c' }, 1)).toMatchObject({
      status: 409,
      value: { code: 'phrase_changed' },
    })
    expect(await save(hong, aPhrase({ code: 'fh' }))).toMatchObject({
      status: 409,
      value: { code: 'phrase_code_taken' },
    })
    expect(await book(hong)).toMatchObject([{ text: 'b', revision: 2, by: hong.account.id }])
  })

  it('every workstation is told that they changed, buyers are not', async () => {
    const agent = await test.agent('demoshop:xiaoming')
    const buyer = await test.buyer()
    await save(main, aPhrase({ scope: 'team' }))
    await agent.until('told', () => agent.changes('phrases').length === 1)
    await buyer.say('在吗')
    expect(buyer.loose).toEqual([])
  })

  it('uses are counted for each account and told as a sum', async () => {
    const team = aPhrase({ scope: 'team' })
    await save(main, team)
    const used = (who: SessionReply, count: number) =>
      ask(who.access, '/api/phrases/uses', { uses: { [team.id]: count, [randomUUID()]: 1 } })
    expect((await used(hong, 2)).status).toBe(200)
    await used(ming, 3)
    await used(ming, 1)
    expect(await book(hong)).toMatchObject([{ uses: 6 }])
    expect((await used(hong, 0)).status).toBe(400)
  })

  it('an import of hundreds of long ones is one request', async () => {
    const many = Array.from({ length: 500 }, () => ({
      phrase: aPhrase({ scope: 'team', text: '长'.repeat(2000) }),
      revision: 0,
    }))
    const { status, value } = await ask<PhraseBook>(main.access, '/api/phrases', { save: many })
    expect(status).toBe(200)
    expect(value.phrases).toHaveLength(500)
  })

  it('a picture goes with its phrase: to who may see it, and to no one by its hash alone', async () => {
    const upload = async (who: SessionReply): Promise<UploadReply> => {
      const response = await fetch(`${test.url}/api/files`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${who.access}`,
          'content-type': 'image/png',
          'x-file-name': 'table.png',
        },
        body: PNG,
      })
      return (await response.json()) as UploadReply
    }
    const reads = async (who: SessionReply, id: string) =>
      (
        await fetch(`${test.url}/api/files/${id}`, {
          headers: { authorization: `Bearer ${who.access}` },
        })
      ).status
    const file = await upload(hong)
    const files = [{ ...file, width: 1, height: 1 }]
    expect(await save(ming, aPhrase({ files }))).toMatchObject({
      status: 404,
      value: { code: 'not_found' },
    })
    const own = aPhrase({ files })
    expect((await save(hong, own)).status).toBe(200)
    expect(await reads(ming, file.id)).toBe(404)
    expect(await reads(main, file.id)).toBe(404)
    // main uploads the same and gives it to the team.
    await upload(main)
    await save(main, aPhrase({ scope: 'team', files }))
    expect(await reads(ming, file.id)).toBe(200)

    // And so it can be sent.
    const agents = [await test.agent('demoshop:xiaoming')]
    const buyer = await test.buyer()
    await buyer.say('尺码表')
    const [agent] = agents
    if (!agent) throw new Error('no agent')
    const conversation = await agent.served(buyer.id)
    await agent.submit({
      t: 'send',
      conversation: conversation.id,
      holderEpoch: conversation.holderEpoch,
      body: { kind: 'image', file },
    })
    await buyer.until('the picture', () =>
      buyer.messages(conversation.id).some(({ body }) => body.kind === 'image'),
    )
  })
})
