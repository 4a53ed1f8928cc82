import type { BuyerReply, SessionReply, SignInRequest } from '#shared/protocol/api.ts'
import type { AccountId } from '#shared/protocol/model.ts'
import { noteAudit } from '../desk/audit.ts'
import type { CredentialStore, SessionRow, Shop } from '../desk/contract.ts'
import type { Entry } from './entry.ts'
import type { Lockout } from './lockout.ts'
import { placeOf } from './place.ts'
import { ok, refuse, type Result } from './result.ts'
import type { SessionTable } from './session-table.ts'
import type { KnownOrigins } from './store.ts'

/** Signing in from the proof to the session, with what main is told of it (A6). */
export interface Welcome {
  signIn(request: SignInRequest, address: string): Promise<Result<SessionReply>>
  refresh(token: string, address: string): Promise<Result<SessionReply | BuyerReply>>
}

export function createWelcome(parts: {
  readonly credentials: CredentialStore
  readonly entry: Entry
  readonly lockout: Lockout
  readonly table: SessionTable
  readonly now: () => number
}): Welcome {
  const { credentials, entry, lockout, table, now } = parts

  /**
   * Notes what is new about where it comes from. The first device and the first place ever are no
   * news: there is nothing yet that they would differ from.
   */
  async function noteOrigin(
    shop: Shop,
    account: AccountId,
    row: SessionRow,
    known: KnownOrigins,
  ): Promise<Result<null>> {
    const place = placeOf(row.address)
    const about = { account }
    const values = { device: row.device.name, place, address: row.address, session: row.id }
    const isNew = (before: ReadonlySet<string>, value: string) =>
      before.size > 0 && !before.has(value)
    const kinds = [
      ...(isNew(known.devices, row.device.id) ? (['new_device'] as const) : []),
      ...(isNew(known.places, place) ? (['new_place'] as const) : []),
    ]
    for (const kind of kinds) {
      const noted = await noteAudit(shop, { kind, by: account, about, values })
      if (!noted.ok) return refuse(noted.code, noted.message)
    }
    const at = now()
    await credentials.rememberOrigin(shop.id, account, 'device', row.device.id, at)
    await credentials.rememberOrigin(shop.id, account, 'place', place, at)
    return ok(null)
  }

  return {
    async signIn(request, address) {
      const proven = await entry.prove(request, address)
      if (!proven.ok) return proven
      const second = await entry.second(proven.value, request, address)
      if (!second.ok) return second
      const { shop, account, attempt, known } = proven.value
      lockout.succeeded(attempt)
      const { device, app = '' } = request
      const { row, refresh } = await table.open(
        shop,
        { kind: 'account', account: account.id },
        { device, address, app },
      )
      // Nobody gets in unseen: what can't be noted is undone.
      const noted = await noteAudit(shop, {
        kind: 'signed_in',
        by: account.id,
        about: { account: account.id },
        values: { device: device.name, place: placeOf(address), address, session: row.id },
      })
      const seen = noted.ok
        ? await noteOrigin(shop, account.id, row, known)
        : refuse(noted.code, noted.message)
      if (!seen.ok) {
        await table.end([row.id])
        return seen
      }
      return table.reply(row, refresh) as Result<SessionReply>
    },

    async refresh(token, address) {
      const outcome = await table.refresh(token, address)
      if (!outcome.ok) return outcome
      const { reply, row, moved } = outcome.value
      const { subject } = row
      const shop = table.shopOf(row)
      if (moved && shop && subject.kind === 'account') {
        const known = await credentials.knownOrigins(shop.id, subject.account)
        const noted = await noteOrigin(shop, subject.account, row, known)
        if (!noted.ok) return noted
      }
      return ok(reply)
    },
  }
}
