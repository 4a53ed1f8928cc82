import { randomBytes } from 'node:crypto'
import type {
  BuyerReply,
  OpenAccountRequest,
  RecoveryCodes,
  SecondFactorOffer,
  SecondFactorState,
  SessionReply,
  SessionView,
  SignInRequest,
  SignInSetup,
} from '#shared/protocol/api.ts'
import { nameKey } from '#shared/names/names.ts'
import type { AccountId } from '#shared/protocol/model.ts'
import { noteAudit } from '../desk/audit.ts'
import type { CredentialStore, Desk, Shop } from '../desk/contract.ts'
import { refusedPassword } from './breached.ts'
import { createEntry, type Credentials } from './entry.ts'
import { createIdentities, type Identities } from './identity.ts'
import { createLockout } from './lockout.ts'
import { openSubAccount, type Opened } from './opening.ts'
import { createOwnSecurity } from './own-security.ts'
import type { Passwords } from './passwords.ts'
import { ok, refuse, resultOf, type Result } from './result.ts'
import { createSecondFactors, createTickets } from './second-factors.ts'
import { openSessionTable, type Identity } from './session-table.ts'
import { createWelcome } from './welcome.ts'

export type { Identity } from './session-table.ts'
export type { Result } from './result.ts'

export interface Accounts {
  signIn(request: SignInRequest, address: string): Promise<Result<SessionReply>>
  /** For who must have a second factor before anything else works. */
  offerAtSignIn(request: Credentials, address: string): Promise<Result<SecondFactorOffer>>
  confirmAtSignIn(
    request: Credentials & { readonly code: string },
    address: string,
  ): Promise<Result<SignInSetup>>
  refresh(refresh: string, address: string): Promise<Result<SessionReply | BuyerReply>>
  signOut(identity: Identity): Promise<void>
  changePassword(
    identity: Identity,
    old: string,
    next: string,
    address: string,
  ): Promise<Result<null>>
  /** A2, A3. `session`: the main account's, asked again after the slow part; absent: the gateway's. */
  openAccount(
    shop: Shop,
    request: OpenAccountRequest,
    by?: { readonly account: string; readonly session: string },
  ): Promise<Opened>
  /**
   * Sets without the old one and ends every session of the account at once (A2). Its second factor
   * stays as it is. `by` null: the gateway's command line.
   */
  resetPassword(
    shop: Shop,
    account: string,
    password: string,
    by?: AccountId | null,
  ): Promise<Result<null>>
  newBuyer(shop: Shop, name: string): Promise<Result<BuyerReply>>
  /**
   * The buyer that the shop's site signed for, with a new session. The token's name renames it; `name`
   * is for one who has none yet.
   */
  signedBuyer(shop: Shop, token: string, name: string): Promise<Result<BuyerReply>>
  /** Of one who is signed in, before what opens more than a session does. */
  askPassword(who: Identity, password: string, address: string): Promise<Result<null>>
  readonly identities: Identities
  readonly secondFactor: OwnSecondFactor
  identify(token: string): Result<Identity>
  /** Is the session still good? Asked on each inbound frame, so it must cost next to nothing. */
  alive(session: string): boolean
  endSessionsOf(shop: string, account: string, except?: string): Promise<void>
  /** Newest first; `current` is the one that asks. */
  sessionsOf(shop: string, account: AccountId, current: string): readonly SessionView[]
  /**
   * `not_found` where one of them is not the account's. `forget`: its device is a stranger again,
   * whose next sign-in raises an alert.
   */
  endSessions(
    by: Identity,
    account: AccountId,
    sessions: readonly string[],
    forget: boolean,
  ): Promise<Result<null>>
  /** When the account's sessions that are still good were used last; null: there is none. */
  lastSeenAt(shop: string, account: string): number | null
  /** Ends what was not used for as long as the shop says. */
  sweep(): Promise<void>
  /** Told with the ids of sessions that have just ended, before the ending promise resolves. */
  onEnded(listener: (sessions: readonly string[]) => void): () => void
}

/** What one who is signed in does with its second factor; each needs the password (A6). */
export interface OwnSecondFactor {
  state(shop: Shop, account: AccountId): Promise<Result<SecondFactorState>>
  offer(who: Identity, password: string, address: string): Promise<Result<SecondFactorOffer>>
  /** The first code of what was offered. */
  confirm(who: Identity, code: string, address: string): Promise<Result<RecoveryCodes>>
  off(who: Identity, password: string, address: string): Promise<Result<null>>
  newRecovery(who: Identity, password: string, address: string): Promise<Result<RecoveryCodes>>
  /** A lost phone: by main for a sub-account, by the command line (`by` null) for anyone. */
  takeAway(shop: Shop, account: AccountId, by: AccountId | null): Promise<Result<null>>
}

const SESSIONS_OF_CUSTOMER = 20
const NO_ORIGIN = { address: '', app: '' } as const

export async function openAccounts(parts: {
  readonly credentials: CredentialStore
  readonly desk: Desk
  readonly passwords: Passwords
  /** Unix milliseconds. */
  readonly now: () => number
  /** Milliseconds that never jump. */
  readonly monotonic: () => number
}): Promise<Accounts> {
  const { credentials, desk, passwords, now, monotonic } = parts
  const secret = await signingSecret(credentials)
  const lockout = createLockout()
  const identities = createIdentities({ credentials, now })
  const table = await openSessionTable({ credentials, desk, secret, now })
  const factors = createSecondFactors({ store: credentials, now, monotonic })
  const tickets = createTickets(monotonic)
  const entry = createEntry({
    credentials,
    desk,
    passwords,
    lockout,
    factors,
    tickets,
    monotonic,
  })
  const welcome = createWelcome({ credentials, entry, lockout, table, now })

  async function openBuyer(
    shop: Shop,
    seen: { readonly buyer: string; readonly name: string; readonly customer?: string },
  ): Promise<Result<BuyerReply>> {
    const outcome = await shop.submit({ type: 'buyer.seen', ...seen })
    if (!outcome.ok) return refuse(outcome.code, outcome.message)
    const { row, refresh } = await table.open(
      shop,
      { kind: 'buyer', buyer: seen.buyer },
      { device: { id: 'page', name: 'page' }, ...NO_ORIGIN },
    )
    return table.reply(row, refresh) as Result<BuyerReply>
  }

  return {
    signIn: welcome.signIn,
    offerAtSignIn: entry.offer,
    confirmAtSignIn: entry.confirm,
    refresh: welcome.refresh,

    async signOut({ session, shop, viewer }) {
      await table.end([session])
      if (viewer.kind === 'agent')
        await noteAudit(shop, {
          kind: 'signed_out',
          by: viewer.account,
          about: { account: viewer.account },
        })
    },

    async changePassword(identity, old, next, address) {
      const { shop, viewer, session } = identity
      if (viewer.kind !== 'agent') return refuse('not_allowed', 'buyers have no password')
      const account = shop.account(viewer.account)
      if (!account) return refuse('session_revoked', 'the account is gone')
      const bad = refusedPassword(next, [account.name, shop.view.name])
      if (bad) return bad
      const own = await entry.own(shop, account, table.get(session), old, address)
      if (!own.ok) return own
      await credentials.setPasswordHash(shop.id, account.id, await passwords.hash(next))
      await table.endOf(shop.id, account.id, session)
      const about = { account: account.id }
      return resultOf(await noteAudit(shop, { kind: 'password_changed', by: account.id, about }))
    },

    openAccount: (shop, request, by) =>
      openSubAccount(
        { credentials, passwords },
        shop,
        request,
        by ? { by: by.account, still: () => table.alive(by.session) } : {},
      ),

    async resetPassword(shop, account, password, by = null) {
      const known = shop.account(account)
      if (!known || known.deleted) return refuse('not_found', 'no such account')
      const bad = refusedPassword(password, [known.name, shop.view.name])
      if (bad) return bad
      const hash = await passwords.hash(password)
      const first = (await credentials.passwordHash(shop.id, account)) === null
      await credentials.setPasswordHash(shop.id, account, hash)
      // Whoever forgot it has tried: the new one is not locked out with the old one.
      lockout.forgive(nameKey(known.name))
      await table.endOf(shop.id, account)
      if (first) return ok(null)
      return resultOf(await noteAudit(shop, { kind: 'password_reset', by, about: { account } }))
    },

    async newBuyer(shop, name) {
      const buyer = `b_${randomBytes(12).toString('base64url')}`
      return openBuyer(shop, { buyer, name })
    },

    async signedBuyer(shop, token, name) {
      const claims = await identities.read(shop.id, token)
      if (!claims)
        return refuse('identity_invalid', "the signed identity is not the shop's, or has run out")
      const buyer = await identities.buyerOf(shop.id, claims.sub)
      const known = shop.hasBuyer(buyer) ? shop.buyerSnapshot(buyer).view.buyer.name : name
      const reply = await openBuyer(shop, {
        buyer,
        name: claims.name ?? known,
        customer: claims.sub,
      })
      if (reply.ok) await table.endOldestOf(shop.id, buyer, SESSIONS_OF_CUSTOMER)
      return reply
    },

    identities,
    async askPassword({ session, shop, viewer }, password, address) {
      const account = viewer.kind === 'agent' ? shop.account(viewer.account) : undefined
      if (!account) return refuse('not_allowed', 'buyers have no password')
      return entry.own(shop, account, table.get(session), password, address)
    },

    secondFactor: createOwnSecurity({ entry, factors, table }),
    identify: table.identify,
    alive: table.alive,
    endSessionsOf: table.endOf,
    sessionsOf: table.list,

    async endSessions(by, account, sessions, forget) {
      const { shop, viewer } = by
      const rows = sessions.map((id) => table.get(id))
      const mine = rows.filter(
        (row) =>
          row?.shop === shop.id &&
          row.subject.kind === 'account' &&
          row.subject.account === account,
      )
      if (mine.length === 0 || mine.length < rows.length)
        return refuse('not_found', 'no such session')
      await table.end(sessions)
      for (const row of mine) {
        if (forget && row) await credentials.forgetOrigin(shop.id, account, 'device', row.device.id)
        await noteAudit(shop, {
          kind: 'session_ended',
          by: viewer.kind === 'agent' ? viewer.account : null,
          about: { account },
          values: { device: row?.device.name ?? '' },
        })
      }
      return ok(null)
    },
    lastSeenAt: table.lastSeenAt,
    sweep: table.sweep,
    onEnded: table.onEnded,
  }
}

/** Made once, kept in the encrypted database: tokens outlive a restart. */
async function signingSecret(credentials: CredentialStore): Promise<Buffer> {
  const known = await credentials.setting('signing_secret')
  if (known !== null) return Buffer.from(known, 'base64url')
  const secret = randomBytes(32)
  await credentials.setSetting('signing_secret', secret.toString('base64url'))
  return secret
}
