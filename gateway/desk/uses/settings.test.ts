import { describe, expect, it } from 'vitest'
import {
  DEFAULT_SETTINGS,
  type SettingsChange,
  type ShopSettings,
} from '#shared/protocol/settings.ts'
import { PaperShop } from '../desk.fixture.ts'

const sale = { id: 'sale', name: '售前' }
const after = { id: 'after', name: '售后' }

function set(shop: PaperShop, change: SettingsChange, by = 'main', revision?: number) {
  return shop.command(by, {
    type: 'settings.set',
    revision: revision ?? shop.state.root.settings.revision,
    change,
  })
}

describe('settings of the shop', () => {
  it('[A4] the main account alone changes them', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong', { role: 'supervisor' })
    expect(set(shop, { groups: [sale] }, hong)).toMatchObject({ ok: false, code: 'not_allowed' })
    expect(shop.state.root.settings).toEqual(DEFAULT_SETTINGS)
  })

  it('each change raises the revision; one made from an older revision is refused', () => {
    const shop = new PaperShop()
    expect(set(shop, { groups: [sale] })).toMatchObject({ ok: true })
    expect(set(shop, { groups: [] }, 'main', 0)).toMatchObject({ code: 'settings_changed' })
    const { settings } = shop.state.root
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, revision: 1, groups: [sale] })
    expect(shop.events().at(-1)).toEqual({
      type: 'shop.settings',
      settings,
      by: 'main',
      sections: ['groups'],
    })
  })

  const { hours, replies } = DEFAULT_SETTINGS
  const noon = { from: '12:00', to: '14:00' }
  const weekOf = (spans: ShopSettings['hours']['week'][number]) =>
    hours.week.map((day, index) => (index === 2 ? spans : day))
  const holiday = { date: '2026-10-01', name: '国庆', spans: [] }
  const route = { id: 'r', by: 'page' as const, match: 'x', group: 'sale' }
  const wrong: readonly [string, SettingsChange][] = [
    ['groups.id', { groups: [sale, { id: 'sale', name: 'other' }] }],
    ['groups.name', { groups: [sale, { id: 'other', name: sale.name }] }],
    ['routes.id', { groups: [sale], routes: [route, route] }],
    ['routes.0.group', { routes: [route] }],
    [
      'choices.id',
      {
        choices: [
          { id: 'c', label: 'x' },
          { id: 'c', label: 'y' },
        ],
      },
    ],
    [
      'replies.busy.byGroup',
      { replies: { ...replies, busy: { on: true, text: '', byGroup: { gone: 'x' } } } },
    ],
    ['hours.timeZone', { hours: { ...hours, timeZone: 'Asia/Atlantis' } }],
    ['hours.week.2', { hours: { ...hours, week: weekOf([noon, { from: '08:00', to: '12:01' }]) } }],
    [
      'hours.holidays.0.spans',
      { hours: { ...hours, holidays: [{ ...holiday, spans: [noon, noon] }] } },
    ],
    ['hours.holidays.date', { hours: { ...hours, holidays: [holiday, holiday] } }],
  ]
  it.each(wrong)('%s that makes no sense is refused, and the field is named', (field, change) => {
    const shop = new PaperShop()
    const outcome = set(shop, change)
    expect(outcome).toMatchObject({ ok: false, code: 'bad_settings' })
    expect(outcome.ok ? '' : outcome.message).toContain(field)
    expect(shop.state.root.settings).toEqual(DEFAULT_SETTINGS)
  })

  it('spans that only touch are in order', () => {
    const shop = new PaperShop()
    const spans = [noon, { from: '09:00', to: '12:00' }, { from: '14:00', to: '24:00' }]
    expect(set(shop, { hours: { ...hours, week: weekOf(spans) } })).toMatchObject({ ok: true })
  })

  it('[D10] a deleted group leaves the accounts in the same append', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    const lan = shop.sub('Lan')
    set(shop, { groups: [sale, after] })
    for (const [account, groups] of [
      [hong, ['sale', 'after']],
      [lan, ['after']],
    ] as const)
      shop.command('main', { type: 'account.change', account, changes: { groups: [...groups] } })
    const before = shop.state.root.pos
    set(shop, { groups: [after] })
    expect(shop.events(before)).toMatchObject([
      { type: 'shop.settings', by: 'main' },
      { type: 'account.changed', account: hong, changes: { groups: ['after'] }, by: 'main' },
    ])
  })

  it('[D9] the queue is served when more may be chosen', () => {
    const shop = new PaperShop()
    const hong = shop.sub('Hong')
    shop.limit(hong, 1)
    shop.buyer('first')
    shop.buyer('waits')
    expect(shop.view('waits.1')?.state).toBe('queued')
    shop.command('main', { type: 'account.change', account: hong, changes: { limit: 2 } })
    expect(shop.holder('waits.1')).toBe(hong)
  })
})
