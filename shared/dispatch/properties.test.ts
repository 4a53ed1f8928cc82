import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { account, anyInput, HOUR, input, NOW, who } from '#tests/support/dispatch.ts'
import {
  dispatch,
  fairestOf,
  shareOf,
  type DispatchAccount,
  type DispatchInput,
} from './dispatch.ts'

const RUNS = { numRuns: 1000 }
function always(property: (given: DispatchInput) => void): void {
  fc.assert(fc.property(anyInput, property), RUNS)
}

const there = (one: DispatchAccount) => one.online && !one.invisible && !one.disabled
/** D2, D3, D8: may get a new buyer, has room or not. */
const may = (one: DispatchAccount, { not }: DispatchInput) =>
  there(one) && one.participates && one.weight > 0 && !one.suspended && !not.includes(one.id)
const chosen = (given: DispatchInput): DispatchAccount | null => {
  const result = dispatch(given)
  if (result.kind === 'queue') return null
  return given.accounts.find(({ id }) => id === result.account) ?? null
}
const ruleOf = (given: DispatchInput) => dispatch(given).decision.rule
const setOf = (
  given: DispatchInput,
  patch: (one: DispatchAccount) => Partial<DispatchAccount>,
) => ({
  ...given,
  accounts: given.accounts.map((one) => ({ ...one, ...patch(one) })),
})

/** The rules once more, in the order and nearly in the words of the product. */
function oracle(given: DispatchInput): string {
  const { accounts, buyer, settings } = given
  if (buyer.private) return 'D6 main'
  const comes = (id: string | undefined, why: 'served' | 'addressed') =>
    accounts.some(
      (one) =>
        one.id === id &&
        there(one) &&
        one.participates &&
        !given.not.includes(id) &&
        (!one.suspended ||
          settings.suspendedGets === 'served_and_addressed' ||
          (settings.suspendedGets === 'addressed' && why === 'addressed')),
    )
  if (comes(given.addressed ?? undefined, 'addressed')) return `D3 ${given.addressed}`
  if (buyer.last && NOW - buyer.last.at <= settings.recentMs && comes(buyer.last.account, 'served'))
    return `D4 ${buyer.last.account}`
  const able = accounts.filter((one) => may(one, given))
  if (!able.some((one) => !one.main)) {
    // A group of which main is the only one there, or the shop of which it is: D5 or D11 all the same.
    return given.outsideHours ? 'D11 main' : 'D5 main'
  }
  const inGroup = able.filter((one) => given.group && one.groups.includes(given.group.id))
  const pool = inGroup.length > 0 ? inGroup : able
  const [first] = pool
    .filter((one) => one.held < one.limit)
    .toSorted(
      (a, b) =>
        shareOf(a) - shareOf(b) ||
        Number(a.main) - Number(b.main) ||
        Number(a.id.slice(1)) - Number(b.id.slice(1)),
    )
  if (!first) return 'D9'
  return `${inGroup.length > 0 ? 'D10' : 'D8'} ${first.id}`
}

describe('the rules of dispatch, whatever the state', () => {
  it('[D1] [D2] [D3] [D4] [D5] [D6] [D8] [D9] [D10] [D11] in the order of the product', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        expect(who(given)).toBe(oracle(given))
      }),
      { numRuns: 5000 },
    )
  })

  it('[D1] main is chosen like any other account', () => {
    always((given) => {
      const plain = { ...given, buyer: { ...given.buyer, private: false } }
      const first = chosen(plain)
      const rule = ruleOf(plain)
      if (!first || first.main || (rule !== 'D8' && rule !== 'D10')) return
      // Whoever was chosen, main in the same state with a smaller share goes before it.
      const least = { ...first, id: 'main', nick: 'main', main: true, taken: -0.25 }
      const accounts = plain.accounts.map((one) => (one.main ? least : one))
      const alike = {
        ...plain,
        accounts,
        addressed: null,
        not: plain.not.filter((id) => id !== 'main'),
        buyer: { ...plain.buyer, last: null },
      }
      expect(chosen(alike)?.id).toBe('main')
    })
  })

  it('[D2] but for the last resort nobody is chosen who is not there or does not participate', () => {
    always((given) => {
      if (['D5', 'D6', 'D11', 'D9'].includes(ruleOf(given))) return
      const one = chosen(given)
      expect(one && there(one) && one.participates).toBe(true)
    })
  })

  it.each([
    ['offline', { online: false }],
    ['invisible', { invisible: true }],
    ['disabled', { disabled: true }],
    ['not participating', { participates: false }],
  ])('[D2] a sub-account that is %s gets nobody at all, by no rule', (_state, patch) => {
    always((given) => {
      const one = chosen(setOf(given, ({ id }) => (id === 's1' ? patch : {})))
      expect(one?.id).not.toBe('s1')
    })
  })

  it('[D3] [D3a] a suspended sub-account is chosen by D3 and D4 alone, and by the setting', () => {
    always((given) => {
      const suspended = setOf(given, ({ id }) => (id === 's1' ? { suspended: true } : {}))
      if (chosen(suspended)?.id !== 's1') return
      const allowed = { served_and_addressed: ['D3', 'D4'], addressed: ['D3'], nothing: [] }
      expect(allowed[suspended.settings.suspendedGets]).toContain(ruleOf(suspended))
    })
  })

  it('[D4] behind the window a returning buyer is a new one', () => {
    always((given) => {
      const { last } = given.buyer
      if (!last) return
      const at = NOW - given.settings.recentMs
      const seen = (ago: number) => ({
        ...given,
        buyer: { ...given.buyer, last: { ...last, at: at - ago } },
      })
      const unknown = { ...given, buyer: { ...given.buyer, last: null } }
      expect(who(seen(1))).toBe(who(unknown))
      expect([`D4 ${last.account}`, who(unknown)]).toContain(who(seen(0)))
    })
  })

  it('[D5] [D15] there is always an answer: an account of the shop, or the queue', () => {
    always((given) => {
      const result = dispatch(given)
      const answers = ['queue', ...given.accounts.map(({ id }) => id)]
      expect(answers).toContain(result.kind === 'queue' ? 'queue' : result.account)
    })
  })

  it('[D5] [D6] what waits is main’s and main is away; nothing else waits', () => {
    always((given) => {
      const result = dispatch(given)
      if (result.kind === 'queue') return
      const one = chosen(given)
      expect(result.waits).toBe(one?.main === true && (!one.online || one.invisible))
    })
  })

  it('[D6] a private contact changes nothing for others, and nothing changes it', () => {
    always((given) => {
      const kept = { ...given, buyer: { ...given.buyer, private: true } }
      const other = setOf(kept, ({ main }) => (main ? {} : { online: true, held: 0, limit: 99 }))
      expect(who(kept)).toBe('D6 main')
      expect(who(other)).toBe('D6 main')
    })
  })

  it('[D8] all weights times the same, or all times online: the same choice', () => {
    always((given) => {
      expect(who(setOf(given, ({ weight }) => ({ weight: weight * 4 })))).toBe(who(given))
      const long = setOf(given, ({ onlineMs }) => ({ onlineMs: onlineMs + HOUR }))
      const double = setOf(long, ({ onlineMs }) => ({ onlineMs: onlineMs * 2 }))
      expect(who(double)).toBe(who(long))
    })
  })

  it('[D8] who took fewer, was there longer or weighs more stays chosen', () => {
    always((given) => {
      const rule = ruleOf(given)
      const first = chosen(given)
      if (!first || (rule !== 'D8' && rule !== 'D10')) return
      for (const better of [
        { taken: first.taken - 1 },
        { onlineMs: first.onlineMs + 9 * HOUR },
        { weight: first.weight * 2 },
        { held: 0 },
      ])
        expect(who(setOf(given, ({ id }) => (id === first.id ? better : {})))).toBe(
          `${rule} ${first.id}`,
        )
    })
  })

  it('[D8] a weight of 0 is no share: new buyers never, those who ask for it still', () => {
    always((given) => {
      const weightless = setOf(given, ({ id }) => (id === 's1' ? { weight: 0 } : {}))
      if (chosen(weightless)?.id !== 's1') return
      expect(['D3', 'D4']).toContain(ruleOf(weightless))
    })
  })

  it('[D9] in the queue only while all who may are full; one more free place and nobody waits', () => {
    always((given) => {
      const result = dispatch(given)
      if (result.kind !== 'queue') return
      expect(result.decision.rule).toBe('D9')
      const counts = given.accounts.filter(
        (one) => may(one, given) && (result.group === null || one.groups.includes(result.group)),
      )
      expect(counts.length).toBeGreaterThan(0)
      for (const one of counts) expect(one.held).toBeGreaterThanOrEqual(one.limit)
      const [first] = counts
      const freed = setOf(given, ({ id, limit }) => (id === first?.id ? { held: limit - 1 } : {}))
      expect(chosen(freed)?.id).toBe(first?.id)
    })
  })

  it('[D10] somebody of the group who may: nobody else of fair share; nobody: as without a group', () => {
    always((given) => {
      const { group } = given
      if (!group) return
      const result = dispatch(given)
      if (!['D8', 'D9', 'D10'].includes(result.decision.rule)) return
      const members = given.accounts.filter(
        (one) => may(one, given) && one.groups.includes(group.id),
      )
      if (members.length === 0) {
        expect(who(given)).toBe(who({ ...given, group: null }))
        expect(result.group).toBeNull()
        return
      }
      expect(result.group).toBe(group.id)
      expect(result.decision.values['group']).toBe(group.name)
      if (result.kind === 'assign') expect(members).toContainEqual(chosen(given))
    })
  })

  it('[D11] outside hours whoever is there serves as ever; only the last resort says so', () => {
    always((given) => {
      const open = { ...given, outsideHours: false }
      const closed = { ...given, outsideHours: true }
      expect(who(closed)).toBe(who(open).replace('D5', 'D11'))
      expect(ruleOf(open)).not.toBe('D11')
    })
  })

  it('[D12] [D13a] the fairest of a group: there, not suspended, with room if anyone has', () => {
    always(({ accounts, group, not }) => {
      const fits = accounts.filter(
        (one) =>
          there(one) &&
          !one.suspended &&
          !not.includes(one.id) &&
          (!group || one.groups.includes(group.id)),
      )
      const id = fairestOf(accounts, group?.id ?? null, not)
      const one = fits.find((candidate) => candidate.id === id)
      expect(id === null).toBe(fits.length === 0)
      if (!one) return
      const free = fits.filter(({ held, limit }) => held < limit)
      if (free.length > 0) {
        expect(free).toContain(one)
        for (const other of free) expect(shareOf(one)).toBeLessThanOrEqual(shareOf(other))
      } else
        for (const other of fits)
          expect(one.held / one.limit).toBeLessThanOrEqual(other.held / other.limit)
      expect(fairestOf(accounts.toReversed(), group?.id ?? null, not)).toBe(id)
    })
  })

  it('[D13] from whom it was taken does not get it again, but as the last resort', () => {
    always((given) => {
      const one = chosen(given)
      if (one && given.not.includes(one.id)) {
        expect(one.main).toBe(true)
        expect(['D5', 'D6', 'D11']).toContain(ruleOf(given))
      }
    })
  })

  it('[D14] each candidate is told with a reason that is true of it', () => {
    always((given) => {
      const { decision, group } = dispatch(given)
      for (const [index, { excluded, ...told }] of decision.candidates.entries()) {
        const one = given.accounts[index]
        if (!one) throw new Error('more candidates than accounts')
        const reasons = {
          disabled: one.disabled,
          had_it: given.not.includes(one.id),
          offline: !one.online,
          invisible: one.invisible,
          not_participating: !one.participates || one.weight === 0,
          suspended: one.suspended,
          group: given.group !== null && !one.groups.includes(given.group.id),
          full: one.held >= one.limit,
        }
        if (excluded !== null) expect(reasons[excluded], excluded).toBe(true)
        else expect(may(one, given) && one.held < one.limit).toBe(true)
        if (group !== null && excluded === null) expect(one.groups).toContain(group)
        // As it is written to the log and read back.
        expect(JSON.parse(JSON.stringify(told))).toEqual(told)
      }
      const first = chosen(given)
      if (decision.rule === 'D8' || decision.rule === 'D10') {
        const told = decision.candidates.find((one) => one.account === first?.id)
        const free = decision.candidates.filter((one) => one.excluded === null)
        expect(told?.excluded).toBeNull()
        expect(decision.values['free']).toBe(free.length)
      }
    })
  })

  it('[D14] every sentence has its words in three languages, for those who may read less, too', () => {
    const texts = ['zh-CN', 'zh-TW', 'en'].map(
      (language) =>
        JSON.parse(
          readFileSync(
            join(import.meta.dirname, `../../resources/locales/${language}/reason.json`),
            'utf8',
          ),
        ) as Record<string, string> & {
          open: Record<string, string>
          rule: Record<string, string>
        },
    )
    const asks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1])
    always((given) => {
      const { rule, sentence, values } = dispatch(given).decision
      for (const text of texts) {
        const counted = 'free' in values
        const words = counted ? text[`${sentence}_other`] : text[sentence]
        const open = text.open[sentence] ?? text[sentence]
        expect(words, sentence).toBeDefined()
        expect(open, `open ${sentence}`).toBeDefined()
        expect(text.rule[rule], rule).toBeDefined()
        const known = new Set([...Object.keys(values), 'count'])
        for (const value of asks(words ?? '')) expect(known).toContain(value)
        for (const value of asks(open ?? '')) expect(['nick', 'group']).toContain(value)
      }
    })
  })

  it('the same state gives the same decision, and the state stays as it was', () => {
    always((given) => {
      const before = JSON.stringify(given)
      expect(dispatch(given)).toEqual(dispatch(given))
      expect(JSON.stringify(given)).toBe(before)
    })
  })

  it('a shop without a main account is no shop', () => {
    expect(() => dispatch(input({ accounts: [account('s1')] }))).toThrow('main account')
  })
})
