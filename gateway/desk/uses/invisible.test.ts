import { describe, expect, it } from 'vitest'
import { present } from '../audience.ts'
import { PaperShop } from '../desk.fixture.ts'
import { agentView } from '../views.ts'

const invisible = (shop: PaperShop, account: string, on: boolean) =>
  shop.command(account, { type: 'invisible', on })

function given(shop: PaperShop, account: string, since: number) {
  return shop.rows
    .filter((row) => row.pos > since)
    .map((row) => present(shop.state, { kind: 'agent', account }, row))
    .filter((event) => event !== null)
}

describe('invisible accounts', () => {
  it('[D2] gets no buyers; visible again it is served from the queue', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan')
    shop.limit(lan, 1)
    expect(invisible(shop, hong, true)).toMatchObject({ ok: true })
    shop.buyer('a')
    shop.buyer('b')
    expect(shop.holder('a.1')).toBe(lan)
    expect(shop.view('b.1')?.state).toBe('queued')
    shop.now += 1000
    invisible(shop, hong, false)
    expect(shop.holder('b.1')).toBe(hong)
    const { pos } = shop.state.root
    expect(invisible(shop, hong, false)).toMatchObject({ ok: true, pos })
  })

  it('[D5] the last one that goes from sight: what waits goes to main, who finds it on coming back', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.limit(hong, 1)
    shop.buyer('a')
    shop.buyer('b')
    invisible(shop, 'main', true)
    shop.presence('main', true)
    expect(shop.view('b.1')?.state).toBe('queued')
    invisible(shop, hong, true)
    expect(shop.view('b.1')).toMatchObject({ holder: 'main', state: 'waiting_main' })
    shop.mark('c', { private: true })
    shop.buyer('c')
    expect(shop.view('c.1')).toMatchObject({ holder: 'main', state: 'waiting_main' })
    invisible(shop, 'main', false)
    for (const id of ['b.1', 'c.1'])
      expect(shop.view(id)).toMatchObject({ holder: 'main', state: 'held' })
    expect(shop.holder('a.1')).toBe(hong)
  })

  it('colleagues take it for offline, in events and snapshots; overseers and itself know', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan')
    const lead = shop.sub('Lead', { role: 'supervisor' })
    const before = shop.state.root.pos
    const seen = (account: string) => {
      const { online, invisible: hidden, since } = agentView(shop.state, account).accounts[hong]!
      return { online, hidden, since }
    }
    const hiddenAt = (shop.now += 1000)
    invisible(shop, hong, true)
    shop.now += 1000
    // Its devices come and go: nobody is to see that either, not even later.
    shop.presence(hong, false)
    const backAt = (shop.now += 1000)
    shop.presence(hong, true)
    expect(seen(lan)).toEqual({ online: false, hidden: false, since: hiddenAt })
    for (const account of [hong, lead, 'main'])
      expect(seen(account)).toEqual({ online: true, hidden: true, since: backAt })
    const visibleAt = (shop.now += 1000)
    invisible(shop, hong, false)
    expect(seen(lan)).toEqual({ online: true, hidden: false, since: visibleAt })
    expect(given(shop, lan, before)).toEqual([
      { type: 'account.presence', account: hong, online: false },
      { type: 'account.presence', account: hong, online: true },
    ])
    for (const account of [hong, lead, 'main'])
      expect(given(shop, account, before).map((event) => event.type)).toEqual([
        'account.invisible',
        'account.presence',
        'account.presence',
        'account.invisible',
      ])
  })

  it('[D8] time out of sight is no time online', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.now += 3600_000
    invisible(shop, hong, true)
    shop.now += 3600_000
    invisible(shop, hong, false)
    expect(shop.state.accounts.get(hong)?.onlineMs).toBe(3600_000)
  })
})
