import { describe, expect, it } from 'vitest'
import type { Receiver } from '#shared/protocol/frames.ts'
import { SetShop } from './uses.fixture.ts'

function shift(buyers: number) {
  const shop = new SetShop()
  const hong = shop.sub('Hong')
  for (let n = 0; n < buyers; n++) shop.buyer(`b${n}`)
  const ids = Array.from({ length: buyers }, (_, n) => `b${n}.1`)
  return { shop, hong, ids }
}

function handover(shop: SetShop, by: string, from: string, to: Receiver | null, note?: string) {
  return shop.command(by, {
    type: 'handover',
    from,
    to,
    ...(note === undefined ? {} : { note }),
  })
}

describe('handover of a shift', () => {
  it('[D13a] all to one account, with one note; buyers read one line', () => {
    const { shop, hong, ids } = shift(3)
    const lan = shop.sub('Lan')
    expect(handover(shop, hong, hong, { account: lan }, 'night shift')).toMatchObject({
      ok: true,
      moved: 3,
      stayed: 0,
    })
    for (const id of ids) {
      expect(shop.view(id)).toMatchObject({
        holder: lan,
        holderEpoch: 2,
        reason: { sentence: 'handed_over', values: { nick: 'Lan', from: 'Hong' } },
      })
      expect(shop.asides(id)).toEqual([
        { kind: 'note', account: hong, nick: 'Hong', text: 'night shift' },
      ])
      expect(shop.notices(id)).toEqual(['served_by', 'forwarded'])
    }
    expect(shop.state.accounts.get(hong)?.held).toBe(0)
  })

  it('[D13a][D8] by dispatch: spread evenly; where nobody has room it stays', () => {
    const { shop, hong, ids } = shift(6)
    const [lan, mei] = ['Lan', 'Mei'].map((nick) => shop.sub(nick)) as [string, string]
    for (const id of [lan, mei]) shop.limit(id, 2)
    expect(handover(shop, hong, hong, null)).toMatchObject({ ok: true, moved: 4, stayed: 2 })
    const holders = ids.map((id) => shop.holder(id))
    expect(holders.filter((id) => id === lan)).toHaveLength(2)
    expect(holders.filter((id) => id === mei)).toHaveLength(2)
    expect(holders.filter((id) => id === hong)).toHaveLength(2)
    const moved = ids.find((id) => shop.holder(id) === lan)!
    // Where all have room it is still one after the other.
    const wide = shift(6)
    const two = ['Lan', 'Mei'].map((nick) => wide.shop.sub(nick))
    handover(wide.shop, wide.hong, wide.hong, null)
    for (const id of two) expect(wide.shop.state.accounts.get(id)?.held).toBe(3)
    expect(shop.asides(moved)).toEqual([{ kind: 'moved', account: hong, nick: 'Hong', text: '' }])
  })

  it('[D13a][D10] to a group: the fairest for each, one after the other', () => {
    const { shop, hong, ids } = shift(4)
    const members = ['Lan', 'Mei'].map((nick) => shop.sub(nick))
    shop.sub('Rui')
    shop.group('night', members)
    expect(handover(shop, hong, hong, { group: 'night' })).toMatchObject({ moved: 4, stayed: 0 })
    for (const member of members)
      expect(ids.filter((id) => shop.holder(id) === member)).toHaveLength(2)
    for (const member of members) shop.limit(member, 3)
    for (let n = 0; n < 4; n++) shop.buyer(`c${n}`, 'hello', 'Hong')
    expect(handover(shop, hong, hong, { group: 'night' })).toMatchObject({ moved: 2, stayed: 2 })
  })

  it('[D13a] refused before anything moves', () => {
    const { shop, hong, ids } = shift(2)
    const lan = shop.sub('Lan', { online: false })
    const mei = shop.sub('Mei')
    shop.group('night', [lan])
    const code = (by: string, from: string, to: Receiver | null) => {
      const outcome = handover(shop, by, from, to)
      return outcome.ok ? 'ok' : outcome.code
    }
    expect(code(hong, hong, { account: hong })).toBe('same_holder')
    expect(code(hong, hong, { account: lan })).toBe('account_unavailable')
    expect(code(hong, hong, { account: 's99' })).toBe('not_found')
    expect(code(hong, hong, { group: 'night' })).toBe('group_unavailable')
    expect(code(hong, hong, { group: 'none' })).toBe('not_found')
    expect(code(mei, hong, { account: mei })).toBe('not_allowed')
    expect(code('main', 's99', null)).toBe('not_found')
    for (const id of ids) expect(shop.holder(id)).toBe(hong)
  })

  it('[D13a][D6] by a supervisor for others; of private contacts it moves none, nor are they counted', () => {
    const { shop, hong, ids } = shift(2)
    const lead = shop.sub('Lead', { role: 'supervisor' })
    expect(handover(shop, lead, hong, { account: lead })).toMatchObject({ moved: 2, stayed: 0 })
    for (const id of ids) expect(shop.holder(id)).toBe(lead)
    shop.presence('main', true)
    shop.mark('p', { private: true })
    shop.buyer('p')
    shop.claim('main', 'b0.1')
    expect(handover(shop, lead, 'main', { account: hong })).toMatchObject({ moved: 1, stayed: 0 })
    expect(handover(shop, 'main', 'main', { account: hong })).toMatchObject({ moved: 0, stayed: 1 })
    expect(shop.holder('p.1')).toBe('main')
  })

  it('[D13a][D9] whom it leaves free is served from the queue', () => {
    const { shop, hong } = shift(1)
    const lan = shop.sub('Lan')
    shop.limit(hong, 1)
    shop.limit(lan, 1)
    shop.buyer('c')
    shop.buyer('waits')
    expect(shop.view('waits.1')?.state).toBe('queued')
    handover(shop, 'main', hong, { account: lan })
    expect(shop.holder('waits.1')).toBe(hong)
  })
})
