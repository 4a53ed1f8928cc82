import type { AccountId, AccountView, Role } from '../protocol/model.ts'
import type { ShopSettings } from '../protocol/settings.ts'

/**
 * The connection doctor: «why does this account get no messages». Pure: what the gateway (and, for
 * one's own account, the workstation) knows in, findings with their mends out, the surest first.
 */
export type DoctorCause =
  | 'deleted'
  | 'disabled'
  | 'never_signed_in'
  | 'no_network'
  | 'old_client'
  | 'clock_wrong'
  | 'invisible'
  | 'not_participating'
  | 'no_weight'
  | 'suspended'
  | 'full'
  | 'outside_hours'
  | 'no_group'
  | 'routes_elsewhere'
  | 'main_is_last'
  | 'nobody_came'
  | 'fair_share'

export type DoctorMend =
  | { readonly kind: 'enable' | 'participate' | 'resume' | 'visible' | 'forward_some' }
  | { readonly kind: 'raise_limit'; readonly to: number }
  | { readonly kind: 'set_weight'; readonly to: number }
  | { readonly kind: 'join_group'; readonly group: string }
  /** The person's own to do: words only. */
  | {
      readonly kind:
        'sign_in' | 'check_network' | 'update_client' | 'set_clock' | 'edit_hours' | 'wait'
    }

export interface Finding {
  readonly cause: DoctorCause
  /** stops: no new buyer can come while it is so. hinders: fewer come. note: worth knowing. */
  readonly weight: 'stops' | 'hinders' | 'note'
  /** For the sentence (locale `doctor.<cause>`): numbers, names, times as ms. */
  readonly values: Readonly<Record<string, string | number>>
  readonly mend: DoctorMend | null
}

export interface DoctorSession {
  readonly device: string
  readonly app: string
  readonly connectedSince: number
  readonly heardAt: number
  /** The gateway's clock minus the client's at its hello, ms; null: an older client does not say. */
  readonly skew: number | null
}

export interface DoctorInput {
  readonly now: number
  readonly account: AccountView
  readonly settings: ShopSettings
  readonly held: number
  readonly sessions: readonly DoctorSession[]
  /** Unix ms of its last session; null: never signed in. */
  readonly lastSeenAt: number | null
  /** Newest version of the workstation that this gateway knows, such as 0.1.0. */
  readonly appVersion: string
  /** New buyers of the last hour: of the shop, of this account, and by the reason it was passed over. */
  readonly lastHour: {
    readonly shop: number
    readonly got: number
    readonly passed: Readonly<Record<string, number>>
  }
}

export interface DoctorReport {
  readonly at: number
  readonly account: AccountId
  readonly role: Role
  readonly sessions: readonly DoctorSession[]
  readonly findings: readonly Finding[]
}
