import { useTranslation } from '../../ui/i18n.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { useTimes } from '../../workstation/app/times.ts'

const STATES = ['online', 'suspended', 'invisible', 'offline', 'disabled', 'deleted'] as const
export type State = (typeof STATES)[number]

export function stateOf(account: AccountView): State {
  if (account.deleted) return 'deleted'
  if (account.disabled) return 'disabled'
  if (!account.online) return 'offline'
  if (account.invisible) return 'invisible'
  return account.suspended ? 'suspended' : 'online'
}

export function stateRank(account: AccountView): number {
  return STATES.indexOf(stateOf(account))
}

export function AccountState({ account }: { readonly account: AccountView }) {
  const { t } = useTranslation()
  const times = useTimes()
  const state = stateOf(account)
  const { suspended } = account
  const more =
    state === 'suspended' && suspended
      ? `${suspended.reason} · ${times.short(suspended.since)}`
      : state === 'online' || state === 'invisible' || (state === 'offline' && account.since > 0)
        ? t('manage:accounts.since', { since: times.short(account.since) })
        : null
  return (
    <div className={`account-state ${state}`}>
      <span>
        <i aria-hidden="true" />
        {t(`manage:accounts.stateOf.${state}`)}
      </span>
      {more !== null && (
        <small className="clip" title={more}>
          {more}
        </small>
      )}
    </div>
  )
}
