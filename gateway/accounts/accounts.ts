import { randomBytes } from 'node:crypto'
import type {
  ApiError,
  BuyerReply,
  OpenAccountRequest,
  SessionReply,
  SignInRequest,
} from '#shared/protocol/api.ts'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import { nameKey, parseSignInName } from '#shared/names/names.ts'
import type { CredentialStore, Desk, SessionRow, Shop, Viewer } from '../desk/contract.ts'
import { createIdentities, type Identities } from './identity.ts'
import { createLockout } from './lockout.ts'
import { openSubAccount, type Opened } from './opening.ts'
import { passwordLongEnough, type Passwords } from './passwords.ts'
import {
  ACCESS_MS,
  newRefresh,
  newSessionId,
  readAccess,
  sameHash,
  signAccess,
  splitRefresh,
} from './tokens.ts'

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ApiError }

/** Who speaks, as a token says it and the session table confirms it. */
export interface Identity {
  readonly session: string
  readonly shop: Shop
  readonly viewer: Viewer
}

export interface Accounts {
  signIn(request: SignInRequest, address: string): Promise<Result<SessionReply>>
  refresh(refresh: string): Promise<Result<SessionReply | BuyerReply>>
  signOut(session: string): Promise<void>
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
  /** Sets without the old one and ends every session of the account at once (A2). */
  resetPassword(shop: Shop, account: string, password: string): Promise<Result<null>>
  newBuyer(shop: Shop, name: string): Promise<Result<BuyerReply>>
  /**
   * The buyer that the shop's site signed for, with a new session. The token's name renames it; `name`
   * is for one who has none yet.
   */
  signedBuyer(shop: Shop, token: string, name: string): Promise<Result<BuyerReply>>
  readonly identities: Identities
  identify(token: string): Result<Identity>
  /** Is the session still good? Asked on each inbound frame, so it must cost next to nothing. */
  alive(session: string): boolean
  endSessionsOf(shop: string, account: string, except?: string): Promise<void>
  /** When the account's sessions that are still good were used last; null: there is none. */
  lastSeenAt(shop: string, account: string): number | null
  /** Told with the ids of sessions that have just ended, before the ending promise resolves. */
  onEnded(listener: (sessions: readonly string[]) => void): () => void
}

/** Unused for so long, a session is forgotten. */
const FORGET_MS = 90 * 24 * 3600_000
const SESSIONS_OF_CUSTOMER = 20
/** `lastSeenAt` is written no oftener than this. */
const SEEN_MS = 12 * 3600_000

const refuse = (
  code: ErrorCode,
  message: string,
  more?: Partial<ApiError>,
): { ok: false; error: ApiError } => ({ ok: false, error: { code, message, ...more } })

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
  const listeners = new Set<(sessions: readonly string[]) => void>()
  const sessions = new Map<string, SessionRow>()
  const loaded = now()
  for (const row of await credentials.sessions()) {
    if (loaded - row.lastSeenAt > FORGET_MS) await credentials.removeSession(row.id)
    else sessions.set(row.id, row)
  }

  function ended(ids: readonly string[]): void {
    const gone = ids.filter((id) => sessions.delete(id))
    if (gone.length > 0) for (const listener of listeners) listener(gone)
  }

  function identityOf(row: SessionRow): Result<Identity> {
    const shop = desk.shops.get(row.shop)
    const { subject } = row
    if (!shop || subject.kind === 'gateway') return refuse('session_revoked', 'the shop is gone')
    if (subject.kind === 'buyer')
      return ok({ session: row.id, shop, viewer: { kind: 'buyer', buyer: subject.buyer } })
    const account = shop.account(subject.account)
    if (!account || account.disabled) return refuse('session_revoked', 'the account is disabled')
    return ok({ session: row.id, shop, viewer: { kind: 'agent', account: subject.account } })
  }

  function access(session: string) {
    const serverTime = now()
    const expiresAt = serverTime + ACCESS_MS
    return { access: signAccess(secret, session, expiresAt), expiresAt, serverTime }
  }

  function sessionReply(row: SessionRow, refresh?: string): Result<SessionReply | BuyerReply> {
    const identity = identityOf(row)
    if (!identity.ok) return identity
    const { shop, viewer } = identity.value
    if (viewer.kind === 'buyer') {
      const { view } = shop.buyerSnapshot(viewer.buyer)
      return ok({ ...access(row.id), refresh: refresh ?? '', buyer: view.buyer })
    }
    const account = shop.account(viewer.account)
    if (!account) return refuse('session_revoked', 'the account is gone')
    return ok({
      ...access(row.id),
      ...(refresh === undefined ? {} : { refresh }),
      account,
      shop: shop.view,
    })
  }

  async function open(
    shop: Shop,
    subject: SessionRow['subject'],
    device: SessionRow['device'],
  ): Promise<{ row: SessionRow; refresh: string }> {
    const id = newSessionId()
    const refresh = newRefresh(id)
    const at = now()
    const row: SessionRow = {
      id,
      shop: shop.id,
      subject,
      refreshHash: refresh.hash,
      device,
      createdAt: at,
      lastSeenAt: at,
    }
    await credentials.addSession(row)
    sessions.set(id, row)
    return { row, refresh: refresh.token }
  }

  async function openBuyer(
    shop: Shop,
    seen: { readonly buyer: string; readonly name: string; readonly customer?: string },
  ): Promise<Result<BuyerReply>> {
    const outcome = await shop.submit({ type: 'buyer.seen', ...seen })
    if (!outcome.ok) return refuse(outcome.code, outcome.message)
    const { row, refresh } = await open(
      shop,
      { kind: 'buyer', buyer: seen.buyer },
      { id: 'page', name: 'page' },
    )
    return sessionReply(row, refresh) as Result<BuyerReply>
  }

  /** Each page that brings an identity is a session: of one customer the newest stay. */
  async function endOldestOf(shop: string, buyer: string): Promise<void> {
    const ids = [...sessions.values()]
      .filter(
        ({ shop: of, subject }) =>
          of === shop && subject.kind === 'buyer' && subject.buyer === buyer,
      )
      .toSorted((a, b) => a.createdAt - b.createdAt)
      .map(({ id }) => id)
      .slice(0, -SESSIONS_OF_CUSTOMER)
    ended(ids)
    for (const id of ids) await credentials.removeSession(id)
  }

  async function endSessionsOf(shop: string, account: string, except?: string): Promise<void> {
    // Out of memory first: from this moment no frame of theirs is accepted (I12).
    const ids = [...sessions.values()]
      .filter(
        (row) =>
          row.shop === shop &&
          row.subject.kind === 'account' &&
          row.subject.account === account &&
          row.id !== except,
      )
      .map((row) => row.id)
    ended(ids)
    await credentials.removeSessionsOf(shop, account, except)
  }

  return {
    async signIn(request, address) {
      const name = parseSignInName(request.name)
      if (!name.ok) {
        if (name.problem !== 'full_width_colon')
          return refuse('name_invalid', `the name breaks rule A1: ${name.problem}`)
        return refuse(
          'name_full_width_colon',
          'the name has a full-width colon where an ASCII one is meant',
          name.suggestion === undefined ? {} : { suggestion: name.suggestion },
        )
      }
      const key = nameKey(name.name)
      const wait = lockout.waitMs(key, address, monotonic())
      if (wait > 0)
        return refuse('locked_for_a_time', 'too many failed sign-ins', { retryAfterMs: wait })
      const shop = desk.shopByMain(name.main)
      const account = shop?.accountByName(name.name)
      const stored = shop && account ? await credentials.passwordHash(shop.id, account.id) : null
      const right = await passwords.verify(stored, request.password)
      if (!shop || !account || !right) {
        lockout.failed(key, address, monotonic())
        return refuse('credentials_wrong', 'the name or the password is wrong')
      }
      lockout.succeeded(key, address)
      // Said only to who knows the password: otherwise it would tell which names exist.
      if (account.disabled) return refuse('account_disabled', 'the account is disabled')
      const { row, refresh } = await open(
        shop,
        { kind: 'account', account: account.id },
        request.device,
      )
      return sessionReply(row, refresh) as Result<SessionReply>
    },

    async refresh(token) {
      const given = splitRefresh(token)
      const row = given ? sessions.get(given.session) : undefined
      if (!given) return refuse('token_invalid', 'the refresh token has not the right form')
      if (!row) return refuse('session_revoked', 'the session has ended')
      if (!sameHash(given.hash, row.refreshHash))
        return refuse('token_invalid', 'the refresh token is unknown')
      const reply = sessionReply(row, row.subject.kind === 'buyer' ? token : undefined)
      const at = now()
      if (reply.ok && Math.abs(at - row.lastSeenAt) > SEEN_MS) {
        const seen = { ...row, lastSeenAt: at }
        sessions.set(row.id, seen)
        await credentials.addSession(seen)
      }
      return reply
    },

    async signOut(session) {
      ended([session])
      await credentials.removeSession(session)
    },

    async changePassword(identity, old, next, address) {
      const { shop, viewer, session } = identity
      if (viewer.kind !== 'agent') return refuse('not_allowed', 'buyers have no password')
      const account = shop.account(viewer.account)
      if (!account) return refuse('session_revoked', 'the account is gone')
      const key = nameKey(account.name)
      const wait = lockout.waitMs(key, address, monotonic())
      if (wait > 0)
        return refuse('locked_for_a_time', 'too many failed sign-ins', { retryAfterMs: wait })
      if (!passwordLongEnough(next))
        return refuse('password_too_short', 'a password has at least 10 characters')
      const stored = await credentials.passwordHash(shop.id, viewer.account)
      if (!(await passwords.verify(stored, old))) {
        lockout.failed(key, address, monotonic())
        return refuse('credentials_wrong', 'the old password is wrong')
      }
      await credentials.setPasswordHash(shop.id, viewer.account, await passwords.hash(next))
      await endSessionsOf(shop.id, viewer.account, session)
      return ok(null)
    },

    openAccount: (shop, request, by) =>
      openSubAccount(
        { credentials, passwords },
        shop,
        request,
        by ? { by: by.account, still: () => sessions.has(by.session) } : {},
      ),

    async resetPassword(shop, account, password) {
      const known = shop.account(account)
      if (!known || known.deleted) return refuse('not_found', 'no such account')
      if (!passwordLongEnough(password))
        return refuse('password_too_short', 'a password has at least 10 characters')
      await credentials.setPasswordHash(shop.id, account, await passwords.hash(password))
      // Whoever forgot it has tried: the new one is not locked out with the old one.
      lockout.forgive(nameKey(known.name))
      await endSessionsOf(shop.id, account)
      return ok(null)
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
      if (reply.ok) await endOldestOf(shop.id, buyer)
      return reply
    },

    identities,

    identify(token) {
      const reading = readAccess(secret, token, now())
      if (!reading.ok)
        return refuse(
          reading.code,
          reading.code === 'token_expired' ? 'the token has run out' : 'the token is unknown',
        )
      const row = sessions.get(reading.session)
      return row ? identityOf(row) : refuse('session_revoked', 'the session has ended')
    },

    alive: (session) => sessions.has(session),
    endSessionsOf,
    lastSeenAt(shop, account) {
      let at: number | null = null
      for (const row of sessions.values())
        if (
          row.shop === shop &&
          row.subject.kind === 'account' &&
          row.subject.account === account &&
          row.lastSeenAt > (at ?? 0)
        )
          at = row.lastSeenAt
      return at
    },
    onEnded(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}

/** Made once, kept in the encrypted database: tokens outlive a restart. */
async function signingSecret(credentials: CredentialStore): Promise<Buffer> {
  const known = await credentials.setting('signing_secret')
  if (known !== null) return Buffer.from(known, 'base64url')
  const secret = randomBytes(32)
  await credentials.setSetting('signing_secret', secret.toString('base64url'))
  return secret
}
