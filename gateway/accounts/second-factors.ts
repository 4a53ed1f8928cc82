import { randomBytes } from 'node:crypto'
import type { SecondFactorOffer, SecondFactorState } from '#shared/protocol/api.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import type { Shop } from '../desk/contract.ts'
import type { SignInStore } from './store.ts'
import { newRecoveryCodes, newSecret, recoveryHash, stepOf, uriOf } from './totp.ts'

/** An offer that isn't confirmed by then is forgotten. */
const OFFER_MS = 15 * 60_000
const OFFERS = 1000

export type Checked = 'wrong' | 'code' | 'recovery'

export interface SecondFactors {
  state(shop: Shop, account: AccountView): Promise<SecondFactorState>
  has(shop: Shop, account: AccountView): Promise<boolean>
  /** Must it have one (`settings.security.secondFactor`)? */
  required(shop: Shop, account: AccountView): boolean
  /** A secret for its app; it counts only when a code of it has been brought back. */
  offer(shop: Shop, account: AccountView): SecondFactorOffer
  /**
   * In place of an earlier one, with new recovery codes, told this once; null: the code is wrong, or
   * there is no offer any more.
   */
  confirm(shop: Shop, account: AccountView, code: string): Promise<readonly string[] | null>
  /** A code works once, and so does a recovery code. */
  check(shop: Shop, account: AccountView, code: string): Promise<Checked>
  remove(shop: Shop, account: AccountView): Promise<boolean>
  newRecovery(shop: Shop, account: AccountView): Promise<readonly string[]>
}

/** Secrets and codes pass through here and lie in the encrypted database; they are in no log or error. */
export function createSecondFactors(parts: {
  readonly store: SignInStore
  /** Unix milliseconds: codes go by it. */
  readonly now: () => number
  readonly monotonic: () => number
}): SecondFactors {
  const { store, now, monotonic } = parts
  const offers = new Map<string, { readonly secret: string; readonly until: number }>()
  const keyOf = (shop: Shop, account: AccountView) => `${shop.id}\n${account.id}`

  async function freshRecovery(shop: Shop, account: AccountView) {
    const codes = newRecoveryCodes()
    const hashes = codes.map((code) => recoveryHash(shop.id, account.id, code) ?? '')
    return { codes, hashes }
  }

  function required(shop: Shop, account: AccountView): boolean {
    const { secondFactor } = shop.settings().security
    return secondFactor === 'everyone' || (secondFactor === 'main' && account.role === 'main')
  }

  return {
    required,
    has: async (shop, account) => (await store.secondFactor(shop.id, account.id)) !== null,

    async state(shop, account) {
      const factor = await store.secondFactor(shop.id, account.id)
      return {
        since: factor?.since ?? null,
        recoveryLeft: factor ? await store.recoveryLeft(shop.id, account.id) : 0,
        required: required(shop, account),
      }
    },

    offer(shop, account) {
      const secret = newSecret()
      const key = keyOf(shop, account)
      offers.delete(key)
      offers.set(key, { secret, until: monotonic() + OFFER_MS })
      if (offers.size > OFFERS) {
        const oldest = offers.keys().next()
        if (!oldest.done) offers.delete(oldest.value)
      }
      return { secret, uri: uriOf(secret, shop.view.name, account.name) }
    },

    async confirm(shop, account, code) {
      const key = keyOf(shop, account)
      const offered = offers.get(key)
      if (!offered || offered.until < monotonic()) return null
      const step = stepOf(offered.secret, code, now())
      if (step === null) return null
      // Taken before the first await: confirmed twice at once, one of them comes too late.
      offers.delete(key)
      const { codes, hashes } = await freshRecovery(shop, account)
      const factor = { secret: offered.secret, since: now() }
      await store.setSecondFactor(shop.id, account.id, factor, hashes)
      await store.useStep(shop.id, account.id, step)
      return codes
    },

    async check(shop, account, code) {
      const factor = await store.secondFactor(shop.id, account.id)
      if (!factor) return 'wrong'
      const step = stepOf(factor.secret, code, now())
      if (step !== null) return (await store.useStep(shop.id, account.id, step)) ? 'code' : 'wrong'
      const hash = recoveryHash(shop.id, account.id, code)
      if (hash === null) return 'wrong'
      return (await store.useRecovery(shop.id, account.id, hash)) ? 'recovery' : 'wrong'
    },

    remove: (shop, account) => store.removeSecondFactor(shop.id, account.id),

    async newRecovery(shop, account) {
      const { codes, hashes } = await freshRecovery(shop, account)
      await store.setRecovery(shop.id, account.id, hashes)
      return codes
    },
  }
}

const TICKET_MS = 10 * 60_000
const TICKETS = 1000

/**
 * Stands for the code that was just typed to set a second factor up: that one works no second time,
 * and the next comes half a minute later. Good once, for the account and device it was made for.
 */
export function createTickets(monotonic: () => number) {
  const tickets = new Map<string, { readonly whose: string; readonly until: number }>()
  return {
    make(whose: string): string {
      const ticket = randomBytes(24).toString('base64url')
      tickets.set(ticket, { whose, until: monotonic() + TICKET_MS })
      if (tickets.size > TICKETS) {
        const oldest = tickets.keys().next()
        if (!oldest.done) tickets.delete(oldest.value)
      }
      return ticket
    },
    take(ticket: string, whose: string): boolean {
      const known = tickets.get(ticket)
      tickets.delete(ticket)
      return known?.whose === whose && known.until >= monotonic()
    },
  }
}
export type Tickets = ReturnType<typeof createTickets>
