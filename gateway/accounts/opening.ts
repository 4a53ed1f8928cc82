import type { ApiError, OpenAccountRequest } from '#shared/protocol/api.ts'
import { NAME_RULES, nameKey, parseSignInName } from '#shared/names/names.ts'
import type { AccountId, AccountView } from '#shared/protocol/model.ts'
import type { CredentialStore, Shop } from '../desk/contract.ts'
import { refusedPassword } from './breached.ts'
import type { Passwords } from './passwords.ts'

export type Opened =
  | { readonly ok: true; readonly value: AccountView }
  | { readonly ok: false; readonly error: ApiError }

/**
 * A1 for the part behind the colon. Whoever types the whole name, or begins with a full-width colon,
 * is offered the name as it is meant, where there is one.
 */
export function subAccountName(main: string, sub: string): ApiError | null {
  const whole = /[:\uFF1A]/.test(sub)
  const typed = !whole
    ? `${main}${NAME_RULES.separator}${sub}`
    : sub.startsWith('\uFF1A')
      ? `${main}${sub}`
      : sub
  const parsed = parseSignInName(typed)
  if (parsed.ok)
    return whole
      ? { code: 'name_invalid', message: 'only the part behind the colon is wanted' }
      : null
  if (parsed.problem !== 'full_width_colon')
    return { code: 'name_invalid', message: `the name breaks rule A1: ${parsed.problem}` }
  const { suggestion } = parsed
  return {
    code: 'name_full_width_colon',
    message: 'the name has a full-width colon where an ASCII one is meant',
    ...(suggestion?.startsWith(`${main}${NAME_RULES.separator}`) ? { suggestion } : {}),
  }
}

/**
 * Opens a sub-account with its password (A2, A3). The slow hash comes first and what the shop would
 * refuse before it, so that between the account and its password lies one write; when that fails, the
 * account goes again.
 *
 * @param options.still asked when the hash is made: may it still be done?
 */
export async function openSubAccount(
  parts: { readonly credentials: CredentialStore; readonly passwords: Passwords },
  shop: Shop,
  request: OpenAccountRequest,
  options: { readonly by?: AccountId; readonly still?: () => boolean } = {},
): Promise<Opened> {
  const no = (error: ApiError): Opened => ({ ok: false, error })
  const { password, ...account } = request
  const { main, quota } = shop.view
  const wrong = subAccountName(main, account.sub)
  if (wrong) return no(wrong)
  const bad = refusedPassword(password, [main, account.sub, shop.view.name])
  if (bad) return bad
  const known = shop.accounts().filter(({ deleted }) => !deleted)
  const key = nameKey(`${main}${NAME_RULES.separator}${account.sub}`)
  if (known.some(({ name }) => nameKey(name) === key))
    return no({ code: 'name_taken', message: 'the name exists' })
  if (known.filter(({ role }) => role !== 'main').length >= quota)
    return no({ code: 'quota_reached', message: "the shop's level allows no more sub-accounts" })

  const hash = await parts.passwords.hash(password)
  if (options.still?.() === false)
    return no({ code: 'session_revoked', message: 'the session has ended' })
  const outcome = await shop.submit({
    type: 'account.open',
    ...account,
    ...(options.by === undefined ? {} : { by: options.by }),
  })
  if (!outcome.ok) return no({ code: outcome.code, message: outcome.message })
  const made = outcome.account === undefined ? undefined : shop.account(outcome.account)
  if (!made) return no({ code: 'internal', message: 'the account was not made' })
  try {
    await parts.credentials.setPasswordHash(shop.id, made.id, hash)
  } catch {
    // Without a password nobody can sign in with it: it would only take the name and a place.
    await shop.submit({ type: 'account.delete', account: made.id })
    return no({ code: 'storage_failed', message: 'the password could not be stored' })
  }
  return { ok: true, value: made }
}
