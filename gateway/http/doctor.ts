import { diagnose, type DoctorInput, type DoctorReport } from '#shared/dispatch/doctor.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import type { Shop } from '../desk/contract.ts'
import { newestVersion, versionIn } from '../version.ts'
import type { HttpContext } from './context.ts'

/** Gathers what the gateway knows of an account that gets no messages, and asks the doctor. */
export async function examine(
  context: Pick<HttpContext, 'accounts' | 'now' | 'sockets'>,
  shop: Shop,
  account: AccountView,
): Promise<DoctorReport> {
  const { accounts, sockets } = context
  const sessions = sockets.sessionsOf(shop.id, account.id)
  const [lastHour, lastPresence] = await Promise.all([
    shop.overview.lastHour(account.id),
    shop.overview.lastPresence(account.id),
  ])
  const now = context.now()
  const signedIn = accounts.lastSeenAt(shop.id, account.id)
  const input: DoctorInput = {
    now,
    account,
    settings: shop.settings(),
    held: shop.heldCounts()[account.id] ?? 0,
    sessions,
    lastSeenAt: account.online ? now : latest(signedIn, lastPresence),
    appVersion: newestVersion(
      sockets.appsOf(shop.id).flatMap((app) => {
        const version = versionIn(app)
        return version === null ? [] : [version]
      }),
    ),
    lastHour,
  }
  return {
    at: now,
    account: account.id,
    role: account.role,
    sessions,
    findings: diagnose(input),
  }
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}
