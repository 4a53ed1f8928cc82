import type { DoctorMend } from '#shared/dispatch/doctor.ts'
import type { AccountCommandChanges, Command } from '#shared/protocol/frames.ts'
import type { AccountId, AccountView, Role } from '#shared/protocol/model.ts'
import { isWide } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'

/** What the button of a finding does for the person who looks at it. */
export type MendStep =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'handover'; readonly from: AccountId }
  | { readonly kind: 'hours' }
  | { readonly kind: 'reconnect' }
  /** No button: somebody else must do it, or time. Locale `monitor:doctor.say.<who>.<mend>`. */
  | { readonly kind: 'say'; readonly who: 'self' | 'other' | 'main' }

export interface Viewer {
  readonly id: AccountId
  readonly role: Role
}

/**
 * Resuming and becoming visible are the person's own (D3): nobody is put back to work by another.
 * Settings of accounts are the main account's (A4).
 */
export function stepOf(
  mend: DoctorMend,
  account: Pick<AccountView, 'id' | 'groups'>,
  viewer: Viewer,
): MendStep {
  const own = account.id === viewer.id
  const change = (changes: AccountCommandChanges): MendStep =>
    RIGHTS.commands['account.change'][viewer.role] !== 'no'
      ? { kind: 'command', command: { type: 'account.change', account: account.id, changes } }
      : { kind: 'say', who: 'main' }
  switch (mend.kind) {
    case 'enable':
      return change({ disabled: false })
    case 'participate':
      return RIGHTS.commands.participate[viewer.role] !== 'no'
        ? {
            kind: 'command',
            command: { type: 'participate', account: account.id, on: true },
          }
        : { kind: 'say', who: 'main' }
    case 'raise_limit':
      return change({ limit: mend.to })
    case 'set_weight':
      return change({ weight: mend.to })
    case 'join_group':
      return change({ groups: [...new Set([...account.groups, mend.group])] })
    case 'resume':
      return own ? { kind: 'command', command: { type: 'resume' } } : { kind: 'say', who: 'other' }
    case 'visible':
      return own
        ? { kind: 'command', command: { type: 'invisible', on: false } }
        : { kind: 'say', who: 'other' }
    case 'forward_some':
      return own || isWide(RIGHTS.commands.handover[viewer.role])
        ? { kind: 'handover', from: account.id }
        : { kind: 'say', who: 'main' }
    case 'edit_hours':
      return RIGHTS.commands['settings.set'][viewer.role] !== 'no'
        ? { kind: 'hours' }
        : { kind: 'say', who: 'main' }
    case 'check_network':
      return own ? { kind: 'reconnect' } : { kind: 'say', who: 'other' }
    case 'sign_in':
    case 'update_client':
    case 'set_clock':
    case 'wait':
      return { kind: 'say', who: own ? 'self' : 'other' }
  }
}
