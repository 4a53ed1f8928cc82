import { describe, expect, it } from 'vitest'
import type { DeskCommand } from './contract.ts'
import { present } from './audience.ts'
import { PaperShop } from './desk.fixture.ts'

function buyerSend(cid: string, text: string): DeskCommand {
  return {
    type: 'send',
    by: { kind: 'buyer', buyer: 'b' },
    cid,
    conversation: null,
    body: { kind: 'text', text },
  }
}

describe('sending', () => {
  it('[S11][I2] the same cid with the same content gets the first answer, and writes nothing', () => {
    const shop = new PaperShop()
    shop.sub('Hong')
    const first = shop.do(buyerSend('c', 'hello'))
    const rows = shop.rows.length
    expect(shop.do({ ...buyerSend('c', 'hello'), resend: true } as DeskCommand)).toEqual({
      ...first,
      duplicate: true,
    })
    expect(shop.rows).toHaveLength(rows)
  })

  it('[S11] the same cid with another content is a conflict; of another sender it is its own', () => {
    const shop = new PaperShop()
    shop.sub('Hong')
    shop.do(buyerSend('c', 'hello'))
    expect(shop.do(buyerSend('c', 'bye'))).toMatchObject({ ok: false, code: 'cid_conflict' })
    expect(
      shop.do({ ...buyerSend('c', 'bye'), by: { kind: 'buyer', buyer: 'other' } } as DeskCommand),
    ).toMatchObject({ ok: true, conversation: 'other.1' })
  })

  it('[S11] a retried command answers as the first time, though the world moved on', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan')
    shop.buyer('b')
    const [from, to] = shop.holder('b.1') === hong ? [hong, lan] : [lan, hong]
    const command: DeskCommand = {
      type: 'command',
      by: { kind: 'account', account: from },
      cid: 'f',
      command: { type: 'forward', conversation: 'b.1', holderEpoch: 1, to: { account: to } },
    }
    const first = shop.do(command)
    expect(first).toMatchObject({ ok: true })
    expect(shop.do({ ...command, resend: true })).toEqual({ ...first, duplicate: true })
    expect(shop.holder('b.1')).toBe(to)
  })

  it('[S13][I3] cseq is dense over buyer, account and shop', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    for (let n = 0; n < 5; n++) {
      shop.buyer('b')
      shop.answer(hong, 'b.1')
    }
    shop.close(hong, 'b.1')
    const cseqs = shop.events().flatMap((e) => (e.type === 'message.sent' ? [e.message.cseq] : []))
    expect(cseqs).toEqual(cseqs.map((_, index) => index + 1))
  })

  it('[S14][I7] an old holder epoch is refused and nothing is written', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('b')
    const lan = shop.sub('Lan')
    shop.forward(hong, 'b.1', lan)
    const rows = shop.rows.length
    for (const outcome of [
      shop.answer(hong, 'b.1', 1),
      shop.command(hong, { type: 'close', conversation: 'b.1', holderEpoch: 1 }),
      shop.command(hong, {
        type: 'forward',
        conversation: 'b.1',
        holderEpoch: 1,
        to: { account: 'main' },
      }),
      shop.command('main', { type: 'claim', conversation: 'b.1', holderEpoch: 1 }),
    ])
      expect(outcome).toMatchObject({ ok: false, code: 'holder_changed' })
    expect(shop.rows).toHaveLength(rows)
  })

  it('[S14] agents send only where they hold, main and supervisors, too', () => {
    const shop = new PaperShop()
    shop.sub('Hong')
    const lead = shop.sub('Lead', { role: 'supervisor', online: false })
    shop.buyer('b')
    expect(shop.answer('main', 'b.1')).toMatchObject({ ok: false, code: 'not_allowed' })
    expect(shop.answer(lead, 'b.1')).toMatchObject({ ok: false, code: 'not_allowed' })
    expect(shop.claim(lead, 'b.1')).toMatchObject({ ok: true })
    expect(shop.answer(lead, 'b.1')).toMatchObject({ ok: true })
  })

  it('[S15] a buyer writes to its own open conversation or the next one, and to no other', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('b')
    shop.buyer('c')
    const named = (conversation: string) =>
      shop.do({ ...buyerSend(shop.cid(), 'x'), conversation } as DeskCommand)
    expect(named('b.1')).toMatchObject({ ok: true, conversation: 'b.1' })
    expect(named('c.1')).toMatchObject({ ok: false, code: 'not_found' })
    expect(named('b.9')).toMatchObject({ ok: false, code: 'not_found' })
    shop.close(hong, 'b.1')
    expect(named('b.1')).toMatchObject({ ok: false, code: 'conversation_closed' })
    expect(shop.buyer('b')).toMatchObject({ ok: true, conversation: 'b.2' })
  })

  it('[S34] read never goes back, and counts only for the holder', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan', { online: false })
    for (let n = 0; n < 3; n++) shop.buyer('b')
    const read = (by: string, upTo: number) =>
      shop.command(by, { type: 'read', conversation: 'b.1', upTo })
    expect(read(lan, 3)).toMatchObject({ ok: false, code: 'not_allowed' })
    // Served, hello, the welcome, and twice more hello.
    read('main', 5)
    expect(shop.view('b.1')).toMatchObject({ unread: 3, readByShop: 0 })
    read(hong, 4)
    expect(shop.view('b.1')).toMatchObject({ unread: 1, readByShop: 4 })
    read(hong, 2)
    expect(shop.view('b.1')).toMatchObject({ unread: 1, readByShop: 4 })
    read(hong, 99)
    expect(shop.view('b.1')).toMatchObject({ unread: 0, readByShop: 5 })
  })

  it('[S30][I12] who may have a row, by the rights then and now', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan', { online: false })
    const lead = shop.sub('Lead', { role: 'supervisor', online: false })
    shop.mark('p', { private: true })
    shop.buyer('p')
    shop.buyer('b')
    const given = (account: string, buyer: string) =>
      shop.rows.filter(
        (row) =>
          row.audience.buyer === buyer &&
          present(shop.state, { kind: 'agent', account }, row) !== null,
      ).length
    expect(given('main', 'p')).toBeGreaterThan(0)
    for (const sub of [hong, lan, lead]) expect(given(sub, 'p')).toBe(0)
    expect(given(hong, 'b')).toBe(4)
    expect(given(lead, 'b')).toBe(5)
    expect(given(lan, 'b')).toBe(0)
    // Made private afterwards: what Hong had the right to then is not given to it any more.
    shop.mark('b', { private: true })
    expect(given(hong, 'b')).toBe(0)
    expect(given(lead, 'b')).toBe(0)
  })

  it('[S30] sub-accounts get no candidates and no counts; buyers only who serves', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('b')
    const row = shop.rows.find((one) => one.event.type === 'conversation.assigned')!
    const forHong = present(shop.state, { kind: 'agent', account: hong }, row)
    expect(forHong).toMatchObject({
      decision: { candidates: [], values: { nick: 'Hong' } },
      view: { reason: { values: { nick: 'Hong' } } },
    })
    expect(JSON.stringify(forHong)).not.toContain('taken')
    expect(present(shop.state, { kind: 'buyer', buyer: 'b' }, row)).toEqual({
      type: 'buyer.conversation',
      conversation: 'b.1',
      state: 'held',
      servedBy: 'Hong',
      place: null,
    })
    expect(present(shop.state, { kind: 'buyer', buyer: 'c' }, row)).toBeNull()
    expect(present(shop.state, { kind: 'agent', account: 'main' }, row)).toBe(row.event)
  })

  it('[I13] a clock set back two hours changes neither order nor dedupe', () => {
    const shop = new PaperShop()
    shop.sub('Hong')
    shop.do(buyerSend('c', 'hello'))
    shop.now -= 2 * 3600_000
    shop.buyer('b', 'later')
    expect(shop.do(buyerSend('c', 'hello'))).toMatchObject({ ok: true, duplicate: true })
    const times = shop.rows.map((row) => row.at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(shop.rows.map((row) => row.pos)).toEqual(shop.rows.map((_, index) => index + 1))
  })
})
