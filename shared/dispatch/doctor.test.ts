import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { anAccount } from '../protocol/fixtures.ts'
import type { AccountView } from '../protocol/model.ts'
import { DEFAULT_SETTINGS, type ShopSettings } from '../protocol/settings.ts'
import { diagnose, type DoctorCause, type DoctorInput, type DoctorMend } from './doctor.ts'

const MINUTE = 60_000
const now = Date.parse('2026-03-02T12:00:00+08:00')

const session = {
  device: 'd1',
  app: 'xiaoer-desktop 0.2.0',
  connectedSince: now - 60 * MINUTE,
  heardAt: now - 5_000,
  skew: 120,
}
const groups = [
  { id: 'after', name: '售后' },
  { id: 'pre', name: '售前' },
  { id: 'idle', name: '闲' },
]
const routes: ShopSettings['routes'] = [
  { id: 'r1', by: 'page', match: '/help', group: 'after' },
  { id: 'r2', by: 'page', match: '/item', group: 'pre' },
]
const routed: ShopSettings = { ...DEFAULT_SETTINGS, groups, routes }

/** An account to which buyers come, in a shop with groups and hours. */
function input(patch: Partial<AccountView> = {}, rest: Partial<DoctorInput> = {}): DoctorInput {
  return {
    now,
    account: { ...anAccount('s1', { groups: ['after'], ...patch }) },
    settings: { ...routed, hours: { ...DEFAULT_SETTINGS.hours, on: true } },
    held: 3,
    sessions: [session],
    lastSeenAt: now - 5_000,
    appVersion: '0.2.0',
    lastHour: { shop: 8, got: 2, passed: { group: 4, share: 2 } },
    ...rest,
  }
}
const suspended = { reason: '午休', since: now - MINUTE, by: 'person', text: null } as const
const main: Partial<AccountView> = { role: 'main', name: 'shop' }
const closed: ShopSettings['hours'] = {
  ...DEFAULT_SETTINGS.hours,
  on: true,
  week: [[], [], [], [], [], [], []],
}

interface Planted {
  readonly cause: DoctorCause
  readonly given: DoctorInput
  readonly mend: DoctorMend | null
  readonly weight?: 'hinders' | 'note'
  readonly values?: Record<string, string | number>
}
const PLANTED: readonly Planted[] = [
  { cause: 'deleted', given: input({ deleted: true, disabled: true }), mend: null },
  {
    cause: 'disabled',
    given: input({ disabled: true, online: false }, { sessions: [] }),
    mend: { kind: 'enable' },
  },
  {
    cause: 'never_signed_in',
    given: input({ online: false }, { sessions: [], lastSeenAt: null }),
    mend: { kind: 'sign_in' },
  },
  {
    cause: 'no_network',
    given: input({ online: false }, { sessions: [], lastSeenAt: now - 9 * MINUTE }),
    mend: { kind: 'check_network' },
    values: { lastSeenAt: now - 9 * MINUTE },
  },
  {
    cause: 'no_network',
    given: input({}, { sessions: [{ ...session, heardAt: now - 2 * MINUTE }] }),
    mend: { kind: 'check_network' },
    values: { device: 'd1', heardAt: now - 2 * MINUTE },
  },
  {
    cause: 'old_client',
    given: input({}, { sessions: [session, { ...session, device: 'd2', app: 'xiaoer 0.1.12' }] }),
    mend: { kind: 'update_client' },
    weight: 'hinders',
    values: { device: 'd2', app: 'xiaoer 0.1.12', newest: '0.2.0' },
  },
  {
    cause: 'clock_wrong',
    given: input({}, { sessions: [{ ...session, skew: -5 * MINUTE }] }),
    mend: { kind: 'set_clock' },
    weight: 'hinders',
    values: { device: 'd1', skewMs: -5 * MINUTE },
  },
  { cause: 'invisible', given: input({ invisible: true }), mend: { kind: 'visible' } },
  {
    cause: 'not_participating',
    given: input({ participates: false }),
    mend: { kind: 'participate' },
  },
  { cause: 'no_weight', given: input({ weight: 0 }), mend: { kind: 'set_weight', to: 1 } },
  {
    cause: 'suspended',
    given: input({ suspended }),
    mend: { kind: 'resume' },
    values: { reason: '午休', since: now - MINUTE, by: 'person' },
  },
  {
    cause: 'suspended',
    given: input({ suspended: { ...suspended, by: 'load' } }),
    mend: { kind: 'forward_some' },
  },
  {
    cause: 'full',
    given: input({ limit: 3 }),
    mend: { kind: 'raise_limit', to: 5 },
    values: { held: 3, limit: 3 },
  },
  {
    cause: 'full',
    given: input({ limit: 1000 }, { held: 1000 }),
    mend: { kind: 'forward_some' },
  },
  {
    cause: 'outside_hours',
    given: input({}, { now: now + 12 * 60 * MINUTE, sessions: [] }),
    mend: { kind: 'edit_hours' },
    weight: 'hinders',
    values: { opensAt: Date.parse('2026-03-03T09:00:00+08:00') },
  },
  {
    cause: 'outside_hours',
    given: input({}, { settings: { ...routed, hours: closed } }),
    mend: { kind: 'edit_hours' },
    weight: 'hinders',
    values: {},
  },
  {
    cause: 'no_group',
    given: input({ groups: [] }),
    mend: { kind: 'join_group', group: 'after' },
    weight: 'hinders',
    values: { passed: 4, group: '售后' },
  },
  {
    cause: 'routes_elsewhere',
    given: input({ groups: ['idle'] }),
    mend: { kind: 'join_group', group: 'after' },
    weight: 'hinders',
  },
  {
    cause: 'routes_elsewhere',
    given: input({}, { lastHour: { shop: 6, got: 0, passed: { group: 6 } } }),
    mend: { kind: 'join_group', group: 'pre' },
    weight: 'hinders',
    values: { passed: 6, group: '售前' },
  },
  {
    cause: 'main_is_last',
    given: input({ ...main, participates: false }),
    mend: { kind: 'participate' },
    weight: 'hinders',
  },
  {
    cause: 'nobody_came',
    given: input({}, { lastHour: { shop: 0, got: 0, passed: {} } }),
    mend: { kind: 'wait' },
    weight: 'note',
  },
  {
    cause: 'fair_share',
    given: input({}, { lastHour: { shop: 9, got: 0, passed: { share: 8, group: 1 } } }),
    mend: { kind: 'wait' },
    weight: 'note',
    values: { shop: 9, got: 0, passed: 8 },
  },
]
// Outside hours the plant moves the clock, so the session moves along.
const atHand = ({ given }: Planted): DoctorInput =>
  given.now === now ? given : { ...given, sessions: [{ ...session, heardAt: given.now - 5_000 }] }

describe('the connection doctor', () => {
  it.each(
    PLANTED.map((planted) => [planted.cause, JSON.stringify(planted.mend), planted] as const),
  )('finds %s and mends by %s', (cause, _mend, planted) => {
    const [first, ...others] = diagnose(atHand(planted))
    expect(first).toMatchObject({
      cause,
      weight: planted.weight ?? 'stops',
      mend: planted.mend,
    })
    if (planted.values) expect(first?.values).toEqual(planted.values)
    // Nothing else is made up besides: at most the note of the last hour.
    for (const { weight } of others) expect(weight).toBe('note')
  })

  it('a healthy account is given a note and nothing else', () => {
    expect(diagnose(input()).map(({ cause, weight }) => [cause, weight])).toEqual([
      ['fair_share', 'note'],
    ])
  })

  it('every cause is planted', () => {
    const causes: Record<DoctorCause, true> = {
      deleted: true,
      disabled: true,
      never_signed_in: true,
      no_network: true,
      old_client: true,
      clock_wrong: true,
      invisible: true,
      not_participating: true,
      no_weight: true,
      suspended: true,
      full: true,
      outside_hours: true,
      no_group: true,
      routes_elsewhere: true,
      main_is_last: true,
      nobody_came: true,
      fair_share: true,
    }
    expect(new Set(PLANTED.map(({ cause }) => cause))).toEqual(new Set(Object.keys(causes)))
  })

  it('several at once: all are told, what stops before what hinders, each once', () => {
    fc.assert(
      fc.property(
        fc.record({
          invisible: fc.boolean(),
          participates: fc.boolean(),
          weight: fc.constantFrom(0, 1),
          groups: fc.constantFrom([], ['after']),
          suspended: fc.constantFrom(null, suspended),
          limit: fc.constantFrom(3, 10),
        }),
        fc.boolean(),
        (patch, wrongClock) => {
          const found = diagnose(
            input(patch, { sessions: [{ ...session, skew: wrongClock ? 10 * MINUTE : 0 }] }),
          )
          const weights = found.map(({ weight }) => ['stops', 'hinders', 'note'].indexOf(weight))
          expect(weights).toEqual(weights.toSorted())
          const causes = found.map(({ cause }) => cause)
          expect(new Set(causes).size).toBe(causes.length)
          expect(causes.includes('invisible')).toBe(patch.invisible)
          expect(causes.includes('not_participating')).toBe(!patch.participates)
          expect(causes.includes('no_weight')).toBe(patch.weight === 0)
          expect(causes.includes('suspended')).toBe(patch.suspended !== null)
          expect(causes.includes('full')).toBe(patch.limit === 3)
          expect(causes.includes('no_group')).toBe(patch.groups.length === 0)
          expect(causes.includes('clock_wrong')).toBe(wrongClock)
        },
      ),
    )
  })

  it('versions are compared as numbers, and what names none is not judged', () => {
    const judged = (app: string, appVersion: string) =>
      diagnose(input({}, { sessions: [{ ...session, app }], appVersion }))[0]?.cause
    expect(judged('xiaoer-desktop 0.9.0', '0.10.0')).toBe('old_client')
    expect(judged('xiaoer-desktop 0.10.0', '0.9.9')).toBe('fair_share')
    expect(judged('xiaoer-desktop 0.2', '0.2.0')).toBe('fair_share')
    expect(judged('test', '0.2.0')).toBe('fair_share')
    expect(judged('xiaoer-desktop 1.0.0', '')).toBe('fair_share')
  })
})
