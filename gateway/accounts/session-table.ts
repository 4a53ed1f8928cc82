import type { BuyerReply, SessionReply, SessionView } from '#shared/protocol/api.ts'
import type { AccountId } from '#shared/protocol/model.ts'
import type { CredentialStore, Desk, SessionRow, Shop, Viewer } from '../desk/contract.ts'
import { placeOf } from './place.ts'
import { ok, refuse, type Result } from './result.ts'
import {
  ACCESS_MS,
  newRefresh,
  newSessionId,
  readAccess,
  sameHash,
  signAccess,
  splitRefresh,
} from './tokens.ts'

/** Who speaks, as a token says it and the session table confirms it. */
export interface Identity {
  readonly session: string
  readonly shop: Shop
  readonly viewer: Viewer
}

/** A buyer's unused for so long is forgotten; an account's goes by `settings.security.sessionDays`. */
const FORGET_MS = 90 * 24 * 3600_000
const DAY_MS = 24 * 3600_000
/** `lastSeenAt` is written no oftener than this; in memory it is exact. */
const SEEN_MS = 3600_000

export type SessionTable = Awaited<ReturnType<typeof openSessionTable>>

/** Every session in memory, so that each frame can ask whether its own is still good. */
export async function openSessionTable(parts: {
  readonly credentials: CredentialStore
  readonly desk: Desk
  readonly secret: Buffer
  readonly now: () => number
}) {
  const { credentials, desk, secret, now } = parts
  const listeners = new Set<(sessions: readonly string[]) => void>()
  const sessions = new Map<string, SessionRow>()
  /** When the row was written last. */
  const written = new Map<string, number>()

  function put(row: SessionRow): void {
    sessions.set(row.id, row)
  }

  /** Out of memory first: from this moment no frame of theirs is accepted (I12). */
  function drop(ids: readonly string[]): void {
    const gone = ids.filter((id) => sessions.delete(id))
    for (const id of gone) written.delete(id)
    if (gone.length > 0) for (const listener of listeners) listener(gone)
  }

  function isUnused(row: SessionRow, at: number): boolean {
    const shop = desk.shops.get(row.shop)
    const days = row.subject.kind === 'account' ? shop?.settings().security.sessionDays : undefined
    return at - row.lastSeenAt > (days === undefined ? FORGET_MS : days * DAY_MS)
  }

  async function end(ids: readonly string[]): Promise<void> {
    drop(ids)
    for (const id of ids) await credentials.removeSession(id)
  }

  async function sweep(): Promise<void> {
    const at = now()
    await end([...sessions.values()].filter((row) => isUnused(row, at)).map(({ id }) => id))
  }

  for (const row of await credentials.sessions()) {
    put(row)
    written.set(row.id, row.lastSeenAt)
  }
  await sweep()

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

  function reply(row: SessionRow, refresh?: string): Result<SessionReply | BuyerReply> {
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

  function ofAccount(shop: string, account: AccountId): SessionRow[] {
    return [...sessions.values()].filter(
      (row) =>
        row.shop === shop && row.subject.kind === 'account' && row.subject.account === account,
    )
  }

  return {
    async open(
      shop: Shop,
      subject: SessionRow['subject'],
      from: Pick<SessionRow, 'device' | 'address' | 'app'>,
    ): Promise<{ readonly row: SessionRow; readonly refresh: string }> {
      const id = newSessionId()
      const refresh = newRefresh(id)
      const at = now()
      const row: SessionRow = {
        id,
        shop: shop.id,
        subject,
        refreshHash: refresh.hash,
        ...from,
        createdAt: at,
        lastSeenAt: at,
      }
      await credentials.addSession(row)
      put(row)
      written.set(id, at)
      return { row, refresh: refresh.token }
    },
    reply,
    get: (id: string): SessionRow | undefined => sessions.get(id),

    shopOf: (row: SessionRow): Shop | undefined => desk.shops.get(row.shop),

    /** `moved`: an account's, from another place than it was used last. */
    async refresh(
      token: string,
      address: string,
    ): Promise<
      Result<{
        readonly reply: SessionReply | BuyerReply
        readonly row: SessionRow
        readonly moved: boolean
      }>
    > {
      const given = splitRefresh(token)
      const row = given ? sessions.get(given.session) : undefined
      if (!given) return refuse('token_invalid', 'the refresh token has not the right form')
      if (!row) return refuse('session_revoked', 'the session has ended')
      if (!sameHash(given.hash, row.refreshHash))
        return refuse('token_invalid', 'the refresh token is unknown')
      const at = now()
      if (isUnused(row, at)) {
        await end([row.id])
        return refuse('session_revoked', 'the session was not used for too long')
      }
      const made = reply(row, row.subject.kind === 'buyer' ? token : undefined)
      if (!made.ok) return made
      const isAgent = row.subject.kind === 'account'
      const moved = isAgent && placeOf(address) !== placeOf(row.address)
      const seen: SessionRow = { ...row, lastSeenAt: at, address: isAgent ? address : row.address }
      put(seen)
      if (moved || Math.abs(at - (written.get(row.id) ?? 0)) > SEEN_MS) {
        written.set(row.id, at)
        await credentials.addSession(seen)
        // It was ended meanwhile: what was just written would bring it back at the next start.
        if (!sessions.has(row.id)) await credentials.removeSession(row.id)
      }
      return ok({ reply: made.value, row: seen, moved })
    },

    identify(token: string): Result<Identity> {
      const reading = readAccess(secret, token, now())
      if (!reading.ok)
        return refuse(
          reading.code,
          reading.code === 'token_expired' ? 'the token has run out' : 'the token is unknown',
        )
      const row = sessions.get(reading.session)
      return row ? identityOf(row) : refuse('session_revoked', 'the session has ended')
    },
    alive: (session: string): boolean => sessions.has(session),
    end,
    async endOf(shop: string, account: AccountId, except?: string): Promise<void> {
      drop(
        ofAccount(shop, account)
          .map(({ id }) => id)
          .filter((id) => id !== except),
      )
      await credentials.removeSessionsOf(shop, account, except)
    },
    /** Newest first. `current`: the session that asks. */
    list(shop: string, account: AccountId, current: string): SessionView[] {
      return ofAccount(shop, account)
        .toSorted((a, b) => b.lastSeenAt - a.lastSeenAt)
        .map(({ id, device, app, address, createdAt, lastSeenAt }) => ({
          id,
          device: device.name,
          app,
          place: address === '' ? 'unknown' : placeOf(address),
          address,
          createdAt,
          lastSeenAt,
          connected: false,
          current: id === current,
        }))
    },
    /** Each page that brings an identity is a session: of one customer the newest `keep` stay. */
    async endOldestOf(shop: string, buyer: string, keep: number): Promise<void> {
      await end(
        [...sessions.values()]
          .filter(
            ({ shop: of, subject }) =>
              of === shop && subject.kind === 'buyer' && subject.buyer === buyer,
          )
          .toSorted((a, b) => a.createdAt - b.createdAt)
          .map(({ id }) => id)
          .slice(0, -keep),
      )
    },
    lastSeenAt(shop: string, account: AccountId): number | null {
      const seen = ofAccount(shop, account).map((row) => row.lastSeenAt)
      return seen.length === 0 ? null : Math.max(...seen)
    },
    sweep,
    onEnded(listener: (sessions: readonly string[]) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
