import type { SecondFactorOffer, SignInRequest, SignInSetup } from '#shared/protocol/api.ts'
import { nameKey, parseSignInName } from '#shared/names/names.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { noteAudit } from '../desk/audit.ts'
import type { CredentialStore, Desk, SessionRow, Shop } from '../desk/contract.ts'
import type { Attempt, Lockout } from './lockout.ts'
import type { Passwords } from './passwords.ts'
import { limitKeyOf, placeOf } from './place.ts'
import { ok, refuse, type Result } from './result.ts'
import type { SecondFactors, Tickets } from './second-factors.ts'
import type { KnownOrigins } from './store.ts'

/** A lock of the same account is told to main no oftener than this: a stranger must not fill the log. */
const LOCK_NOTE_MS = 15 * 60_000

/**
 * Passwords of one address that are looked at, or wait for it: each takes a core for a time, and whoever
 * sends thousands at once, before the first of them has failed, must not keep all others waiting.
 */
const AT_ONCE = 200
const AGAIN_MS = 2000

export interface Proven {
  readonly shop: Shop
  readonly account: AccountView
  readonly attempt: Attempt
  readonly known: KnownOrigins
}
export type Credentials = Pick<SignInRequest, 'name' | 'password' | 'device'>

/** How an account proves who it is: password, second factor, within the limits of both (A6). */
export interface Entry {
  /** The password is right; of the second factor nothing is known yet. */
  prove(given: Credentials, address: string): Promise<Result<Proven>>
  /** The second step of signing in, for who has proven the password. */
  second(
    proven: Proven,
    given: Pick<SignInRequest, 'code' | 'ticket' | 'device'>,
    address: string,
  ): Promise<Result<null>>
  /** For one who must have a second factor and has none yet. */
  offer(given: Credentials, address: string): Promise<Result<SecondFactorOffer>>
  /** Its first code: from now on it counts, and the ticket takes its place once. */
  confirm(given: Credentials & { code: string }, address: string): Promise<Result<SignInSetup>>
  /** The password of one who is signed in, asked again. */
  own(
    shop: Shop,
    account: AccountView,
    session: SessionRow | undefined,
    password: string,
    address: string,
  ): Promise<Result<null>>
  /** A wrong first code of one who is signed in counts like a wrong password; a refusal when locked. */
  failedCode(
    shop: Shop,
    account: AccountView,
    session: SessionRow | undefined,
    address: string,
  ): Promise<Extract<Result<never>, { ok: false }> | null>
}

export function createEntry(parts: {
  readonly credentials: CredentialStore
  readonly desk: Desk
  readonly passwords: Passwords
  readonly lockout: Lockout
  readonly factors: SecondFactors
  readonly tickets: Tickets
  readonly monotonic: () => number
}): Entry {
  const { credentials, desk, passwords, lockout, factors, tickets, monotonic } = parts
  /** Account → when its last lock was noted. As many as there are accounts. */
  const lockNoted = new Map<string, number>()

  const asking = new Map<string, number>()

  /** Null: too many of this address are asked already. */
  async function isRight(
    { address }: Attempt,
    stored: string | null,
    password: string,
  ): Promise<boolean | null> {
    const before = asking.get(address) ?? 0
    if (before >= AT_ONCE) return null
    asking.set(address, before + 1)
    try {
      return await passwords.verify(stored, password)
    } finally {
      const left = (asking.get(address) ?? 1) - 1
      if (left > 0) asking.set(address, left)
      else asking.delete(address)
    }
  }
  const tooMany = () =>
    refuse('rate_limited', 'too many sign-ins at once', { retryAfterMs: AGAIN_MS })

  function waiting(attempt: Attempt) {
    const wait = lockout.waitMs(attempt, monotonic())
    return wait > 0
      ? refuse('locked_for_a_time', 'too many failed sign-ins', { retryAfterMs: wait })
      : null
  }

  async function failed(
    attempt: Attempt,
    address: string,
    whose?: { readonly shop: Shop; readonly account: AccountView },
  ): Promise<void> {
    const at = monotonic()
    if (!lockout.failed(attempt, at) || !whose) return
    const { shop, account } = whose
    const key = `${shop.id}\n${account.id}`
    const before = lockNoted.get(key)
    if (before !== undefined && at - before < LOCK_NOTE_MS) return
    lockNoted.set(key, at)
    await noteAudit(shop, {
      kind: 'locked',
      by: null,
      about: { account: account.id },
      values: { address, place: placeOf(address) },
    })
  }

  async function attemptOf(
    name: string,
    whose: { readonly shop: Shop; readonly account: AccountView } | null,
    device: string,
    address: string,
  ): Promise<{ readonly attempt: Attempt; readonly known: KnownOrigins }> {
    // Asked for unknown names, too, so that they take as long.
    const known = await credentials.knownOrigins(whose?.shop.id ?? '', whose?.account.id ?? '')
    const attempt: Attempt = {
      name: nameKey(name),
      exists: whose !== null,
      address: limitKeyOf(address),
      knownDevice: known.devices.has(device) ? device : null,
      knownPlace: known.places.has(placeOf(address)),
    }
    return { attempt, known }
  }

  const prove: Entry['prove'] = async (given, address) => {
    const name = parseSignInName(given.name)
    if (!name.ok) {
      if (name.problem !== 'full_width_colon')
        return refuse('name_invalid', `the name breaks rule A1: ${name.problem}`)
      return refuse(
        'name_full_width_colon',
        'the name has a full-width colon where an ASCII one is meant',
        name.suggestion === undefined ? {} : { suggestion: name.suggestion },
      )
    }
    const shop = desk.shopByMain(name.main)
    const account = shop?.accountByName(name.name)
    const whose = shop && account ? { shop, account } : null
    const { attempt, known } = await attemptOf(name.name, whose, given.device.id, address)
    const before = waiting(attempt)
    if (before) return before
    const stored = whose ? await credentials.passwordHash(whose.shop.id, whose.account.id) : null
    const right = await isRight(attempt, stored, given.password)
    if (right === null) return tooMany()
    // Many at once all came here before the first of them had failed.
    const meanwhile = waiting(attempt)
    if (meanwhile) return meanwhile
    if (!whose || !right) {
      await failed(attempt, address, whose ?? undefined)
      return refuse('credentials_wrong', 'the name or the password is wrong')
    }
    // Said only to who knows the password: otherwise it would tell which names exist.
    if (whose.account.disabled) return refuse('account_disabled', 'the account is disabled')
    return ok({ ...whose, attempt, known })
  }

  const ticketFor = ({ shop, account }: Proven, device: string) =>
    `${shop.id}\n${account.id}\n${device}`

  return {
    prove,

    async second(proven, { code, ticket, device }, address) {
      const { shop, account, attempt } = proven
      if (!(await factors.has(shop, account))) {
        if (!factors.required(shop, account)) return ok(null)
        return refuse('second_factor_setup', 'the shop wants a second factor of this account')
      }
      if (ticket !== undefined && tickets.take(ticket, ticketFor(proven, device.id)))
        return ok(null)
      if (code === undefined) return refuse('second_factor_required', 'a code is needed')
      const checked = await factors.check(shop, account, code)
      const meanwhile = waiting(attempt)
      if (meanwhile) return meanwhile
      if (checked === 'wrong') {
        await failed(attempt, address, { shop, account })
        return refuse('second_factor_wrong', 'the code is wrong, or was used before')
      }
      if (checked === 'recovery') {
        const { recoveryLeft } = await factors.state(shop, account)
        const noted = await noteAudit(shop, {
          kind: 'recovery_used',
          by: account.id,
          about: { account: account.id },
          values: { left: recoveryLeft, device: device.name },
          alert: true,
        })
        if (!noted.ok) return refuse(noted.code, noted.message)
      }
      return ok(null)
    },

    async offer(given, address) {
      const proven = await prove(given, address)
      if (!proven.ok) return proven
      const { shop, account } = proven.value
      if (await factors.has(shop, account))
        return refuse('second_factor_required', 'there is one already: its code is needed')
      if (!factors.required(shop, account))
        return refuse('not_allowed', 'it can be set up when signed in')
      return ok(factors.offer(shop, account))
    },

    async confirm(given, address) {
      const proven = await prove(given, address)
      if (!proven.ok) return proven
      const { shop, account, attempt } = proven.value
      if (await factors.has(shop, account))
        return refuse('second_factor_required', 'there is one already: its code is needed')
      const recovery = await factors.confirm(shop, account, given.code)
      if (recovery === null) {
        await failed(attempt, address, { shop, account })
        return refuse('second_factor_wrong', 'the code is wrong, or too late')
      }
      const noted = await noteAudit(shop, {
        kind: 'second_factor_on',
        by: account.id,
        about: { account: account.id },
      })
      if (!noted.ok) return refuse(noted.code, noted.message)
      const ticket = tickets.make(ticketFor(proven.value, given.device.id))
      return ok({ recovery, ticket })
    },

    async own(shop, account, session, password, address) {
      const device = session?.device.id ?? ''
      const { attempt } = await attemptOf(account.name, { shop, account }, device, address)
      const before = waiting(attempt)
      if (before) return before
      const stored = await credentials.passwordHash(shop.id, account.id)
      const right = await isRight(attempt, stored, password)
      if (right === null) return tooMany()
      const meanwhile = waiting(attempt)
      if (meanwhile) return meanwhile
      if (!right) {
        await failed(attempt, address, { shop, account })
        return refuse('credentials_wrong', 'the password is wrong')
      }
      lockout.succeeded(attempt)
      return ok(null)
    },

    async failedCode(shop, account, session, address) {
      const device = session?.device.id ?? ''
      const { attempt } = await attemptOf(account.name, { shop, account }, device, address)
      const before = waiting(attempt)
      if (!before) await failed(attempt, address, { shop, account })
      return before
    },
  }
}
