import { describe, expect, it } from 'vitest'
import type { AccountCommandChanges } from '#shared/protocol/frames.ts'
import { PaperShop } from '../desk.fixture.ts'
import { agentView } from '../views.ts'

function change(shop: PaperShop, account: string, changes: AccountCommandChanges, by = 'main') {
  return shop.command(by, { type: 'account.change', account, changes })
}
const remove = (shop: PaperShop, account: string, by = 'main') =>
  shop.command(by, { type: 'account.delete', account })
const view = (shop: PaperShop, account: string) => shop.state.accounts.get(account)?.view
function open(shop: PaperShop, sub: string, nick = sub, by?: string) {
  return shop.do({ type: 'account.open', sub, nick, role: 'junior', by })
}

describe('opening accounts', () => {
  it('[A2] the main account opens one with all it is to have', () => {
    const shop = new PaperShop()
    shop.command('main', {
      type: 'settings.set',
      revision: 0,
      change: { groups: [{ id: 'sale', name: 'Sale' }] },
    })
    const outcome = shop.do({
      type: 'account.open',
      by: 'main',
      sub: '小红',
      nick: '小红',
      role: 'senior',
      groups: ['sale', 'sale'],
      weight: 2,
      limit: 5,
      participates: false,
    })
    expect(outcome).toMatchObject({ ok: true, account: 's1' })
    expect(view(shop, 's1')).toMatchObject({
      name: 'papershop:小红',
      role: 'senior',
      groups: ['sale'],
      weight: 2,
      limit: 5,
      participates: false,
    })
    expect(
      shop.do({ type: 'account.open', sub: 'lan', nick: 'Lan', role: 'junior', groups: ['gone'] }),
    ).toMatchObject({ code: 'bad_settings' })
  })

  it('[A4] nobody else does', () => {
    const shop = new PaperShop()
    const lead = shop.sub('Lead', { role: 'supervisor' })
    expect(open(shop, 'other', 'Other', lead)).toMatchObject({ code: 'not_allowed' })
  })

  it('[A1] names that are none are refused, the full-width colon in its own words', () => {
    const shop = new PaperShop()
    const code = (sub: string) => {
      const outcome = open(shop, sub, 'Nick')
      return outcome.ok ? null : outcome.code
    }
    expect(code('123')).toBe('name_invalid')
    expect(code('a b')).toBe('name_invalid')
    expect(code('')).toBe('name_invalid')
    expect(code('a:b')).toBe('name_invalid')
    expect(code('小'.repeat(11))).toBe('name_invalid')
    expect(code('a：b')).toBe('name_full_width_colon')
    expect(code('小'.repeat(10))).toBeNull()
  })

  it('[A1] a name or nick that a living account has is taken, in capital letters, too', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    expect(open(shop, 'hONG', 'Other')).toMatchObject({ code: 'name_taken' })
    expect(open(shop, 'other', 'hong ')).toMatchObject({ code: 'name_taken' })
    expect(open(shop, 'other', 'Main')).toMatchObject({ code: 'name_taken' })
    remove(shop, hong)
    expect(open(shop, 'hong', 'Hong')).toMatchObject({ ok: true, account: 's2' })
  })

  it('[A3] the quota of the level counts all but deleted ones', () => {
    const shop = new PaperShop()
    shop.do({ type: 'shop.level', level: 'starter', quota: 2 })
    const hong = shop.sub('Hong')
    shop.sub('Lan')
    expect(open(shop, 'third')).toMatchObject({ code: 'quota_reached' })
    change(shop, hong, { disabled: true })
    expect(open(shop, 'third')).toMatchObject({ code: 'quota_reached' })
    remove(shop, hong)
    expect(open(shop, 'third')).toMatchObject({ ok: true })
    shop.do({ type: 'shop.level', level: 'standard', quota: 3 })
    expect(open(shop, 'fourth')).toMatchObject({ ok: true })
  })
})

describe('changing accounts', () => {
  it('[A2] by the main account, and the row says who did it; a sub-account may not', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lead = shop.sub('Lead', { role: 'supervisor' })
    const changes = { nick: '红', role: 'senior', limit: 3, weight: 0.5 } as const
    expect(change(shop, hong, changes, lead)).toMatchObject({ code: 'not_allowed' })
    expect(change(shop, hong, changes)).toMatchObject({ ok: true })
    expect(shop.events().at(-1)).toEqual({
      type: 'account.changed',
      account: hong,
      changes,
      by: 'main',
    })
    const { pos } = shop.state.root
    expect(change(shop, hong, changes)).toMatchObject({ ok: true, pos })
    expect(change(shop, 'nobody', changes)).toMatchObject({ code: 'not_found' })
  })

  it('[A1] renaming keeps to the rules of names', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.sub('Lan')
    expect(change(shop, hong, { sub: 'lan' })).toMatchObject({ code: 'name_taken' })
    expect(change(shop, hong, { nick: 'LAN' })).toMatchObject({ code: 'name_taken' })
    expect(change(shop, hong, { sub: '12' })).toMatchObject({ code: 'name_invalid' })
    expect(change(shop, hong, { sub: 'x：y' })).toMatchObject({ code: 'name_full_width_colon' })
    expect(change(shop, hong, { sub: 'HONG' })).toMatchObject({ ok: true })
    expect(view(shop, hong)?.name).toBe('papershop:HONG')
    expect(change(shop, hong, { groups: ['gone'] })).toMatchObject({ code: 'bad_settings' })
  })

  it('[D1] of itself main changes what dispatch asks, and not what it is', () => {
    const shop = new PaperShop()
    const alike = { nick: 'Boss', participates: false, limit: 2, weight: 2 }
    expect(change(shop, 'main', alike)).toMatchObject({ ok: true })
    expect(view(shop, 'main')).toMatchObject(alike)
    for (const changes of [{ sub: 'x' }, { disabled: true }, { role: 'junior' as const }])
      expect(change(shop, 'main', changes)).toMatchObject({ code: 'not_allowed' })
    expect(remove(shop, 'main')).toMatchObject({ code: 'not_allowed' })
    const hong = shop.sub('Hong')
    expect(
      shop.do({ type: 'account.change', account: hong, changes: { role: 'main' } }),
    ).toMatchObject({ code: 'not_allowed' })
  })

  it('[D15] the buyers of a disabled account are dispatched again; nobody there: main has them', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('a')
    const lan = shop.sub('Lan')
    change(shop, hong, { disabled: true })
    expect(shop.view('a.1')).toMatchObject({
      holder: lan,
      reason: { rule: 'D13', sentence: 'holder_disabled', values: { from: 'Hong' } },
    })
    change(shop, lan, { disabled: true })
    expect(shop.view('a.1')).toMatchObject({ holder: 'main', state: 'waiting_main' })
    expect(shop.view('a.1')?.reason).toMatchObject({ rule: 'D5', sentence: 'last_resort_away' })
  })

  it('[D12] an offer to an account that is disabled or deleted ends', () => {
    for (const end of [
      (shop: PaperShop, id: string) => change(shop, id, { disabled: true }),
      (shop: PaperShop, id: string) => remove(shop, id),
    ]) {
      const shop = new PaperShop()
      const { dispatch } = shop.state.root.settings
      shop.command('main', {
        type: 'settings.set',
        revision: 0,
        change: { dispatch: { ...dispatch, forwardAcceptMs: 60_000 } },
      })
      const hong = shop.sub('Hong')
      shop.buyer('a')
      const lan = shop.sub('Lan')
      shop.forward(hong, 'a.1', lan)
      expect(shop.view('a.1')?.offer?.to).toBe(lan)
      end(shop, lan)
      expect(shop.view('a.1')).toMatchObject({ offer: null, holder: hong })
      expect(shop.view('a.1')?.asides.at(-1)).toMatchObject({ kind: 'gone' })
    }
  })
})

describe('deleting accounts', () => {
  it('[A2] ends it for good: it can neither act nor be changed, and its buyers go on', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('a')
    const lan = shop.sub('Lan')
    expect(remove(shop, hong, lan)).toMatchObject({ code: 'not_allowed' })
    expect(remove(shop, hong)).toMatchObject({ ok: true })
    expect(view(shop, hong)).toMatchObject({ deleted: true, disabled: true })
    expect(shop.holder('a.1')).toBe(lan)
    expect(shop.command(hong, { type: 'resume' })).toMatchObject({ code: 'not_allowed' })
    expect(change(shop, hong, { disabled: false })).toMatchObject({ code: 'not_found' })
    expect(remove(shop, hong)).toMatchObject({ code: 'not_found' })
    expect(shop.do({ type: 'account.delete', account: lan })).toMatchObject({ ok: true })
  })

  it('[A7] what it wrote stays, under its nick', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.buyer('a')
    shop.answer(hong, 'a.1')
    remove(shop, hong)
    const sent = shop.rows.find(
      ({ event }) => event.type === 'message.sent' && event.message.sender.kind === 'account',
    )
    expect(sent?.event).toMatchObject({ message: { sender: { account: hong, nick: 'Hong' } } })
    expect(agentView(shop.state, 'main').accounts[hong]).toMatchObject({ deleted: true })
  })
})
