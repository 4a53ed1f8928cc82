import { randomUUID } from 'node:crypto'
import type { Scenario } from '#shared/practice/scenario.ts'
import type { CredentialStore, Shop } from '../desk/contract.ts'

const SETTING = 'practice.colleagues'
/** They take whatever is forwarded to them. */
const LIMIT = 1000

/**
 * Simulated colleagues of the practice shop: accounts that nobody can sign in to, one for each group
 * that scenarios forward to. They get no buyer by dispatch.
 */
export interface Colleagues {
  /** Makes what is missing; account ids by group. Throws where the shop refuses. */
  ensure(shop: Shop, scenario: Scenario): Promise<Readonly<Record<string, string>>>
  /** Ids of all there are. */
  ids(shop: string): Promise<ReadonlySet<string>>
}

export function openColleagues(credentials: CredentialStore): Colleagues {
  // One after the other: two runs that start at once need the same colleague once.
  let turn: Promise<unknown> = Promise.resolve()

  async function known(shop: string): Promise<Record<string, string>> {
    const text = await credentials.setting(`${SETTING}.${shop}`)
    return text === null ? {} : (JSON.parse(text) as Record<string, string>)
  }

  async function ensure(shop: Shop, { colleagues }: Scenario) {
    const all = await known(shop.id)
    const mine: Record<string, string> = {}
    const { groups, revision } = shop.settings()
    const missing = colleagues.filter(({ group }) => !groups.some(({ id }) => id === group))
    if (missing.length > 0) {
      const added = missing.map(({ group, title }) => ({ id: group, name: title }))
      await must(shop, {
        type: 'command',
        by: { kind: 'gateway' },
        cid: randomUUID(),
        command: { type: 'settings.set', revision, change: { groups: [...groups, ...added] } },
      })
    }
    for (const { group, nick } of colleagues) {
      const before = all[group]
      const account = before === undefined ? undefined : shop.account(before)
      mine[group] =
        account && !account.disabled && account.groups.includes(group)
          ? account.id
          : await open(shop, group, nick)
      await must(shop, { type: 'presence', account: mine[group], online: true })
    }
    if (Object.entries(mine).some(([group, id]) => all[group] !== id))
      await credentials.setSetting(`${SETTING}.${shop.id}`, JSON.stringify({ ...all, ...mine }))
    return mine
  }

  async function open(shop: Shop, group: string, nick: string): Promise<string> {
    const taken = (test: (account: { name: string; nick: string }) => boolean) =>
      shop.accounts().some((account) => !account.deleted && test(account))
    let n = 1
    while (taken(({ name }) => name === `${shop.view.main}:c${n}`)) n++
    const ownNick = taken((account) => account.nick === nick) ? `${nick} ${n}` : nick
    const { account } = await must(shop, {
      type: 'account.open',
      sub: `c${n}`,
      nick: ownNick,
      role: 'junior',
      groups: [group],
      limit: LIMIT,
      participates: false,
    })
    if (account === undefined) throw new Error('no account was opened')
    return account
  }

  return {
    ids: async (shop) => new Set(Object.values(await known(shop))),
    ensure(shop, scenario) {
      const done = turn.then(() => ensure(shop, scenario))
      turn = done.catch(() => undefined)
      return done
    },
  }
}

/** What the gateway itself does in its own shop is refused by a fault alone, or for want of room. */
export async function must(shop: Shop, command: Parameters<Shop['submit']>[0]) {
  const outcome = await shop.submit(command)
  if (outcome.ok) return outcome
  throw new PracticeRefusal(outcome.code, outcome.message)
}

export class PracticeRefusal extends Error {
  override readonly name = 'PracticeRefusal'
  readonly code: Extract<Awaited<ReturnType<Shop['submit']>>, { ok: false }>['code']

  constructor(code: PracticeRefusal['code'], message: string) {
    super(message)
    this.code = code
  }
}
