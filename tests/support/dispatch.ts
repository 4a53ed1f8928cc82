import fc from 'fast-check'
import {
  DEFAULT_DISPATCH,
  dispatch,
  type DispatchAccount,
  type DispatchInput,
} from '#shared/dispatch/dispatch.ts'

/** For tests alone. */
export const HOUR = 3600_000
export const NOW = 1_000 * HOUR

export function account(id: string, patch: Partial<DispatchAccount> = {}): DispatchAccount {
  return {
    id,
    nick: id,
    main: id === 'main',
    online: true,
    invisible: false,
    participates: true,
    suspended: false,
    disabled: false,
    held: 0,
    limit: 10,
    weight: 1,
    onlineMs: HOUR,
    taken: 0,
    groups: [],
    ...patch,
  }
}

export function input(patch: Partial<DispatchInput> = {}): DispatchInput {
  return {
    now: NOW,
    accounts: [account('main', { participates: false }), account('s1'), account('s2')],
    buyer: { private: false, vip: false, last: null, servedBy: [] },
    addressed: null,
    group: null,
    not: [],
    outsideHours: false,
    settings: DEFAULT_DISPATCH,
    ...patch,
  }
}

/** Rule and account, or the rule alone for the queue. */
export function who(given: DispatchInput): string {
  const result = dispatch(given)
  return result.kind === 'assign'
    ? `${result.decision.rule} ${result.account}`
    : result.decision.rule
}

export function served(id: string, ago = HOUR): DispatchInput['buyer'] {
  return { private: false, vip: false, last: { account: id, at: NOW - ago }, servedBy: [id] }
}

const IDS = ['main', 's1', 's2', 's3', 's10']
const GROUPS = ['pre', 'after']

const anyAccount = (id: string) =>
  fc.record({
    online: fc.boolean(),
    invisible: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.boolean()),
    participates: fc.boolean(),
    suspended: fc.boolean(),
    disabled: id === 'main' ? fc.constant(false) : fc.boolean(),
    held: fc.nat(3),
    limit: fc.integer({ min: 1, max: 3 }),
    weight: fc.constantFrom(0, 0.5, 1, 2),
    onlineMs: fc.nat(9 * HOUR),
    taken: fc.nat(40),
    groups: fc.subarray(GROUPS),
  })

/** Small numbers, so that all the states of a few accounts and the edges of every rule come up. */
export const anyInput: fc.Arbitrary<DispatchInput> = fc
  .record({
    accounts: fc.tuple(...IDS.map(anyAccount)),
    private: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.boolean()),
    vip: fc.boolean(),
    last: fc.option(fc.record({ account: fc.constantFrom(...IDS), ago: fc.nat(14 * 24 * HOUR) })),
    addressed: fc.option(fc.constantFrom(...IDS, 'gone')),
    group: fc.option(fc.constantFrom(...GROUPS, 'nobody')),
    not: fc.subarray(['main', 's1', 's2']),
    outsideHours: fc.boolean(),
    suspendedGets: fc.constantFrom(
      'served_and_addressed' as const,
      'addressed' as const,
      'nothing' as const,
    ),
  })
  .map((given) =>
    input({
      accounts: given.accounts.map((patch, index) => account(IDS[index] ?? '', patch)),
      buyer: {
        private: given.private,
        vip: given.vip,
        last: given.last && { account: given.last.account, at: NOW - given.last.ago },
        servedBy: given.last ? [given.last.account] : [],
      },
      addressed: given.addressed,
      group: given.group === null ? null : { id: given.group, name: given.group.toUpperCase() },
      not: given.not,
      outsideHours: given.outsideHours,
      settings: { ...DEFAULT_DISPATCH, suspendedGets: given.suspendedGets },
    }),
  )
