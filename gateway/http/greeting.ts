import { CLOSE_CODES, type ErrorCode } from '#shared/protocol/codes.ts'
import type { HelloFrame, WelcomeFrame } from '#shared/protocol/frames.ts'
import { LIMITS, PROTOCOL_VERSION } from '#shared/protocol/limits.ts'
import type { Shop } from '../desk/contract.ts'
import { Bucket } from './bucket.ts'
import type { SessionHost, Signed } from './session-host.ts'

export type Greeting =
  | { readonly ok: true; readonly signed: Signed }
  | {
      readonly ok: false
      readonly code: ErrorCode
      readonly message: string
      readonly closeCode: number
    }

/** Who says hello, and whether it is let in (S2, S3). */
export function greet(host: SessionHost, frame: HelloFrame): Greeting {
  const no = (code: ErrorCode, message: string, closeCode: number): Greeting => ({
    ok: false,
    code,
    message,
    closeCode,
  })
  if (frame.v !== PROTOCOL_VERSION)
    return no(
      'version_unsupported',
      `this gateway speaks version ${PROTOCOL_VERSION}`,
      CLOSE_CODES.version.code,
    )
  const identity = host.accounts.identify(frame.token)
  if (!identity.ok) {
    const { code, message } = identity.error
    const close =
      code === 'token_expired'
        ? CLOSE_CODES.expired
        : code === 'session_revoked'
          ? CLOSE_CODES.revoked
          : CLOSE_CODES.unauthorized
    return no(code, message, close.code)
  }
  const { session: tokenSession, shop, viewer } = identity.value
  const hub = host.hubOf(shop.id)
  if (!hub) return no('not_found', 'the shop is not served here', CLOSE_CODES.unauthorized.code)
  if (host.isFull(tokenSession, viewer.kind === 'buyer'))
    return no('overloaded', 'no room for more connections', CLOSE_CODES.overloaded.code)
  const { agentRate, agentBurst, buyerRate, buyerBurst } = host.settings
  const bucket =
    viewer.kind === 'agent'
      ? new Bucket(agentRate, agentBurst, host.monotonic())
      : new Bucket(buyerRate, buyerBurst, host.monotonic())
  const actor: Signed['actor'] =
    viewer.kind === 'agent'
      ? { kind: 'account', account: viewer.account }
      : { kind: 'buyer', buyer: viewer.buyer }
  return { ok: true, signed: { tokenSession, viewer, actor, hub, bucket } }
}

/** Why this cursor can't be gone on from; null: it can (S5, S7). */
export function resetReason(
  shop: Shop,
  resume: NonNullable<HelloFrame['resume']>,
): 'epoch' | 'too_far_behind' | null {
  // Ahead of our head: it has seen another history, whatever it calls it.
  if (resume.epoch !== shop.epoch || resume.pos > shop.head()) return 'epoch'
  return resume.pos < shop.oldestResumable() ? 'too_far_behind' : null
}

export function welcomeFrame(
  { settings, now }: SessionHost,
  { hub: { shop }, viewer }: Signed,
  resumed: boolean,
): WelcomeFrame {
  return {
    t: 'welcome',
    v: PROTOCOL_VERSION,
    epoch: shop.epoch,
    head: shop.head(),
    serverTime: now(),
    heartbeat: settings.heartbeatMs,
    limits: LIMITS,
    mode: resumed ? 'resumed' : 'snapshot',
    viewer:
      viewer.kind === 'agent' ? { kind: 'agent', account: viewer.account } : { kind: 'buyer' },
  }
}
