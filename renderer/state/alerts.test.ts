import { describe, expect, it } from 'vitest'
import type { AuditEntry, AuditKind } from '#shared/audit/model.ts'
import type { Delivered, ShopEvent } from '#shared/protocol/events.ts'
import { ALERTS_KEY } from '#shared/audit/alerts.ts'
import { unseenAlerts, withAlerts } from './alerts.ts'

function noted(pos: number, kind: AuditKind, alert: boolean): Delivered<ShopEvent> {
  const entry: AuditEntry = { kind, by: 's1', about: { account: 's1' }, values: {}, alert }
  return { pos, prev: pos - 1, at: pos, event: { type: 'audit.noted', entry } }
}

describe('[A6] security alerts', () => {
  const nothing = { alerts: [], kept: {} }

  it('are whatever the gateway marks as such, in their order', () => {
    const events = [
      noted(1, 'signed_in', false),
      noted(2, 'new_device', true),
      noted(3, 'words', true),
      noted(4, 'locked', true),
      noted(5, 'unmasked', false),
      noted(6, 'unmasked', true),
      noted(7, 'backup_failed', true),
    ]
    expect(withAlerts(nothing, events).map(({ pos }) => pos)).toEqual([2, 3, 4, 6, 7])
    expect(withAlerts(nothing, [noted(1, 'signed_in', false)])).toBe(nothing.alerts)
  })

  it('come no second time where they were seen, here or at another workstation', () => {
    const kept = { [ALERTS_KEY]: '4' }
    const alerts = withAlerts({ alerts: [], kept }, [
      noted(4, 'new_place', true),
      noted(5, 'new_place', true),
    ])
    expect(alerts.map(({ pos }) => pos)).toEqual([5])
    expect(unseenAlerts({ alerts, kept: { [ALERTS_KEY]: '5' } })).toEqual([])
    expect(unseenAlerts({ alerts, kept })).toBe(alerts)
    expect(unseenAlerts({ alerts, kept: { [ALERTS_KEY]: 'nonsense' } })).toBe(alerts)
  })

  it('stay few', () => {
    const many = Array.from({ length: 100 }, (_, index) => noted(index + 1, 'locked', true))
    const alerts = withAlerts(nothing, many)
    expect(alerts).toHaveLength(20)
    expect(alerts.at(-1)?.pos).toBe(100)
  })
})
