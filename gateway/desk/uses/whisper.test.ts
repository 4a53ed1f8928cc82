import { describe, expect, it } from 'vitest'
import { present } from '../audience.ts'
import { PaperShop } from '../desk.fixture.ts'

const whisper = (shop: PaperShop, by: string, conversation: string, text = 'be kind') =>
  shop.command(by, { type: 'whisper', conversation, text })

describe('whispering', () => {
  it('[T1] from main or a supervisor to the holder, who may answer; to nobody else', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('b')
    const lan = shop.sub('Lan')
    const lead = shop.sub('Lead', { role: 'supervisor' })
    const before = shop.state.root.pos
    expect(whisper(shop, lan, 'b.1')).toMatchObject({ code: 'not_allowed' })
    expect(whisper(shop, lead, 'b.1')).toMatchObject({ ok: true, conversation: 'b.1' })
    expect(whisper(shop, hong, 'b.1', 'I am')).toMatchObject({ ok: true })
    expect(whisper(shop, 'main', 'b.1')).toMatchObject({ ok: true })
    expect(shop.view('b.1')?.asides).toMatchObject([
      { kind: 'whisper', account: lead, nick: 'Lead', text: 'be kind' },
      { kind: 'whisper', account: hong, nick: 'Hong', text: 'I am' },
      { kind: 'whisper', account: 'main', nick: 'Main' },
    ])
    const seen = (account: string) =>
      shop.rows.filter(
        (row) => row.pos > before && present(shop.state, { kind: 'agent', account }, row) !== null,
      ).length
    expect([hong, lan, lead, 'main'].map(seen)).toEqual([3, 0, 3, 3])
  })

  it('[I12] a buyer is never given an aside, and no cseq is missing', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('b')
    const { pos } = shop.state.root
    whisper(shop, 'main', 'b.1')
    for (const row of shop.rows.filter((one) => one.pos > pos))
      expect(present(shop.state, { kind: 'buyer', buyer: 'b' }, row)).toBeNull()
    const cseq = shop.view('b.1')?.cseq ?? 0
    expect(shop.answer(hong, 'b.1')).toMatchObject({ cseq: cseq + 1 })
  })

  it('only into an open conversation', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('b')
    shop.close(hong, 'b.1')
    expect(whisper(shop, 'main', 'b.1')).toMatchObject({ code: 'conversation_closed' })
    expect(whisper(shop, 'main', 'c.1')).toMatchObject({ code: 'not_found' })
  })
})
