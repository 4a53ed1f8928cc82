import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { DEFAULT_DISPATCH, dispatch, shareOf, type DispatchAccount } from './dispatch.ts'
import { account, anyInput, HOUR, input, served, who } from '#tests/support/dispatch.ts'

describe('dispatch', () => {
  it('[D1] main and sub-accounts are treated alike', () => {
    expect(
      who(input({ accounts: [account('main', { taken: 0 }), account('s1', { taken: 3 })] })),
    ).toBe('D8 main')
    expect(
      who(input({ accounts: [account('main', { taken: 3 }), account('s1', { taken: 0 })] })),
    ).toBe('D8 s1')
  })

  it('[D2] only who is online and participates is chosen', () => {
    const accounts = [
      account('main', { participates: false }),
      account('s1', { online: false }),
      account('s2', { participates: false }),
      account('s3', { taken: 99 }),
    ]
    expect(who(input({ accounts }))).toBe('D8 s3')
  })

  it('[D3] a suspended account gets no new buyer, but whom it served and who addresses it', () => {
    const accounts = [account('main'), account('s1', { suspended: true }), account('s2')]
    expect(who(input({ accounts }))).not.toContain('s1')
    expect(who(input({ accounts, buyer: served('s1') }))).toBe('D4 s1')
    expect(who(input({ accounts, addressed: 's1' }))).toBe('D3 s1')
  })

  it('[D3a] the shop may set that a suspended account gets nothing', () => {
    const accounts = [account('main'), account('s1', { suspended: true }), account('s2')]
    const nothing = { ...DEFAULT_DISPATCH, suspendedGets: 'nothing' as const }
    const addressed = { ...DEFAULT_DISPATCH, suspendedGets: 'addressed' as const }
    expect(who(input({ accounts, buyer: served('s1'), settings: nothing }))).not.toContain('s1')
    expect(who(input({ accounts, addressed: 's1', settings: nothing }))).not.toContain('s1')
    expect(who(input({ accounts, addressed: 's1', settings: addressed }))).toBe('D3 s1')
    expect(who(input({ accounts, buyer: served('s1'), settings: addressed }))).not.toContain('s1')
  })

  it('[D4] a returning buyer goes to who served last, within the window, limit or not', () => {
    const accounts = [
      account('main'),
      account('s1', { taken: 90, held: 10 }),
      account('s2', { taken: 0 }),
    ]
    expect(who(input({ accounts, buyer: served('s1') }))).toBe('D4 s1')
    expect(who(input({ accounts, buyer: served('s1', 8 * 24 * HOUR) }))).not.toContain('s1')
    const offline = [
      account('main', { participates: false }),
      account('s1', { online: false }),
      account('s2'),
    ]
    expect(who(input({ accounts: offline, buyer: served('s1') }))).toBe('D8 s2')
  })

  it('[D4] the window ends with its last millisecond', () => {
    const { recentMs } = DEFAULT_DISPATCH
    const accounts = [account('main'), account('s1', { taken: 90 }), account('s2')]
    expect(who(input({ accounts, buyer: served('s1', recentMs) }))).toBe('D4 s1')
    expect(who(input({ accounts, buyer: served('s1', recentMs + 1) }))).toBe('D8 s2')
  })

  it.each([
    ['online', {}],
    ['suspended', { suspended: true }],
    ['not participating', { participates: false }],
    ['offline', { online: false }],
    ['full', { held: 10 }],
  ])('[D5] nobody else: main, even when it is %s', (_state, patch) => {
    for (const sub of [{ online: false }, { suspended: true }, { participates: false }]) {
      const result = dispatch(input({ accounts: [account('main', patch), account('s1', sub)] }))
      expect(result).toMatchObject({
        kind: 'assign',
        account: 'main',
        waits: 'online' in patch,
        decision: { rule: 'D5' },
      })
    }
  })

  it('[D6] a private contact goes to main and to nobody else, in every state', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const result = dispatch({ ...given, buyer: { ...given.buyer, private: true } })
        expect(result).toMatchObject({ kind: 'assign', account: 'main', decision: { rule: 'D6' } })
      }),
    )
  })

  it('[D8] with equal time online the counts differ by at most one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(200), (agents, buyers) => {
        const taken = new Map(Array.from({ length: agents }, (_, n) => [`s${n + 1}`, 0]))
        for (let n = 0; n < buyers; n++) {
          const result = dispatch(
            input({
              accounts: [
                account('main', { participates: false }),
                ...[...taken].map(([id, count]) => account(id, { taken: count })),
              ],
            }),
          )
          if (result.kind !== 'assign') throw new Error('queued')
          taken.set(result.account, taken.get(result.account)! + 1)
        }
        const counts = [...taken.values()]
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('[D8] with uneven time online and weights each stays within one of its proportion', () => {
    const agents = [
      { id: 's1', onlineMs: 8 * HOUR, weight: 1 },
      { id: 's2', onlineMs: 4 * HOUR, weight: 1 },
      { id: 's3', onlineMs: 4 * HOUR, weight: 2 },
      { id: 's4', onlineMs: HOUR, weight: 1 },
    ]
    const taken = new Map(agents.map(({ id }) => [id, 0]))
    const whole = agents.reduce((sum, one) => sum + one.onlineMs * one.weight, 0)
    for (let n = 1; n <= 500; n++) {
      const result = dispatch(
        input({
          accounts: [
            account('main', { participates: false }),
            ...agents.map((one) => account(one.id, { ...one, taken: taken.get(one.id)! })),
          ],
        }),
      )
      if (result.kind !== 'assign') throw new Error('queued')
      taken.set(result.account, taken.get(result.account)! + 1)
      for (const one of agents)
        expect(
          Math.abs(taken.get(one.id)! - (n * one.onlineMs * one.weight) / whole),
        ).toBeLessThanOrEqual(1)
    }
  })

  it('[D8] of equal shares sub-accounts go before main, and the older before the newer', () => {
    const accounts = ['main', 's10', 's9', 's2'].map((id) => account(id))
    expect(who(input({ accounts }))).toBe('D8 s2')
    expect(who(input({ accounts: accounts.slice(0, 3) }))).toBe('D8 s9')
    expect(who(input({ accounts: accounts.slice(0, 2) }))).toBe('D8 s10')
  })

  it('[D8] ties break the same way whatever the order of the accounts', () => {
    fc.assert(
      fc.property(anyInput, fc.infiniteStream(fc.double({ min: 0, max: 1 })), (given, keys) => {
        const shuffled = given.accounts
          .map((one) => ({ one, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one)
        expect(who({ ...given, accounts: shuffled })).toBe(who(given))
      }),
    )
  })

  it('[D9] all full: the queue; a free one is never passed over', () => {
    const full = [account('main', { participates: false }), account('s1', { held: 10 })]
    expect(who(input({ accounts: full }))).toBe('D9')
    expect(who(input({ accounts: [...full, account('s2', { taken: 99, held: 9 })] }))).toBe('D8 s2')
  })

  it('[D10] a group narrows; nobody of it there: the shop; all of it full: the queue', () => {
    const accounts = [
      account('main', { participates: false }),
      account('s1'),
      account('s2', { taken: 5, groups: ['after'] }),
    ]
    expect(who(input({ accounts, group: { id: 'after', name: 'After' } }))).toBe('D10 s2')
    expect(who(input({ accounts, group: { id: 'pre', name: 'Pre' } }))).toBe('D8 s1')
    const busy = [accounts[0]!, accounts[1]!, account('s2', { held: 10, groups: ['after'] })]
    expect(who(input({ accounts: busy, group: { id: 'after', name: 'After' } }))).toBe('D9')
  })

  it('[D13] who vanished is not chosen again for this buyer', () => {
    expect(who(input({ buyer: served('s1'), not: ['s1'] }))).toBe('D8 s2')
  })

  it('[D14] the decision tells rule, sentence and every account with its reason', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const { decision } = dispatch(given)
        expect(decision.sentence).not.toBe('')
        expect(decision.candidates.map((one) => one.account)).toEqual(
          given.accounts.map((one) => one.id),
        )
      }),
    )
  })

  it('[D2] [D3] [D5] [D9] [D15] every combination: assigned to one who may, or queued because all are full', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const result = dispatch(given)
        const can = (one: DispatchAccount) =>
          one.online &&
          !one.invisible &&
          one.participates &&
          one.weight > 0 &&
          !one.suspended &&
          !one.disabled &&
          !given.not.includes(one.id)
        if (result.kind === 'queue') {
          expect(given.accounts.some((one) => !one.main && can(one))).toBe(true)
          const inGroup = given.accounts.filter(
            (one) => can(one) && one.groups.includes(given.group?.id ?? ''),
          )
          for (const one of inGroup.length > 0 ? inGroup : given.accounts.filter(can))
            expect(one.held).toBeGreaterThanOrEqual(one.limit)
          return
        }
        const chosen = given.accounts.find((one) => one.id === result.account)!
        const { rule } = result.decision
        if (rule === 'D5' || rule === 'D6' || rule === 'D11') {
          expect(chosen.main).toBe(true)
          if (rule !== 'D6') expect(given.accounts.some((one) => !one.main && can(one))).toBe(false)
          return
        }
        expect(chosen.online && chosen.participates && !chosen.disabled).toBe(true)
        if (rule === 'D8' || rule === 'D10') {
          expect(can(chosen)).toBe(true)
          expect(chosen.held).toBeLessThan(chosen.limit)
          for (const other of given.accounts)
            if (
              can(other) &&
              other.held < other.limit &&
              (rule === 'D8' || other.groups.includes(given.group!.id))
            )
              expect(shareOf(chosen)).toBeLessThanOrEqual(shareOf(other))
        }
      }),
      { numRuns: 1000 },
    )
  })
})
