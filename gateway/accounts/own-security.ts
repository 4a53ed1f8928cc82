import { noteAudit } from '../desk/audit.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import type { Shop } from '../desk/contract.ts'
import type { OwnSecondFactor } from './accounts.ts'
import type { Entry } from './entry.ts'
import { ok, refuse, resultOf, type Result } from './result.ts'
import type { SecondFactors } from './second-factors.ts'
import type { Identity, SessionTable } from './session-table.ts'

export function createOwnSecurity(parts: {
  readonly entry: Entry
  readonly factors: SecondFactors
  readonly table: SessionTable
}): OwnSecondFactor {
  const { entry, factors, table } = parts

  function accountOf({ shop, viewer }: Identity): AccountView | null {
    return (viewer.kind === 'agent' ? shop.account(viewer.account) : undefined) ?? null
  }

  async function asked(
    who: Identity,
    password: string,
    address: string,
  ): Promise<Result<AccountView>> {
    const account = accountOf(who)
    if (!account) return refuse('not_allowed', 'accounts alone have a second factor')
    const own = await entry.own(who.shop, account, table.get(who.session), password, address)
    return own.ok ? ok(account) : own
  }

  async function noted(
    shop: Shop,
    kind: 'second_factor_on' | 'second_factor_off',
    account: string,
    by: string | null,
  ): Promise<Result<null>> {
    return resultOf(await noteAudit(shop, { kind, by, about: { account } }))
  }

  return {
    async state(shop, id) {
      const account = shop.account(id)
      if (!account || account.deleted) return refuse('not_found', 'no such account')
      return ok(await factors.state(shop, account))
    },

    async offer(who, password, address) {
      const account = await asked(who, password, address)
      return account.ok ? ok(factors.offer(who.shop, account.value)) : account
    },

    async confirm(who, code, address) {
      const account = accountOf(who)
      if (!account) return refuse('not_allowed', 'accounts alone have a second factor')
      const recovery = await factors.confirm(who.shop, account, code)
      if (recovery === null)
        return (
          (await entry.failedCode(who.shop, account, table.get(who.session), address)) ??
          refuse('second_factor_wrong', 'the code is wrong, or too late')
        )
      const note = await noted(who.shop, 'second_factor_on', account.id, account.id)
      return note.ok ? ok({ recovery }) : note
    },

    async off(who, password, address) {
      const account = await asked(who, password, address)
      if (!account.ok) return account
      if (factors.required(who.shop, account.value))
        return refuse('second_factor_setup', 'the shop wants a second factor of this account')
      if (!(await factors.remove(who.shop, account.value))) return ok(null)
      return noted(who.shop, 'second_factor_off', account.value.id, account.value.id)
    },

    async newRecovery(who, password, address) {
      const account = await asked(who, password, address)
      if (!account.ok) return account
      if (!(await factors.has(who.shop, account.value)))
        return refuse('not_found', 'there is no second factor')
      return ok({ recovery: await factors.newRecovery(who.shop, account.value) })
    },

    async takeAway(shop, id, by) {
      const account = shop.account(id)
      if (!account || account.deleted) return refuse('not_found', 'no such account')
      if (!(await factors.remove(shop, account))) return ok(null)
      return noted(shop, 'second_factor_off', id, by)
    },
  }
}
