import type { Days, Filter, Scope } from '../../state/search.ts'
import { mayManage } from '../../state/chats.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork, useWorkShallow } from '../app/context.ts'

const DAYS: readonly Days[] = [null, 1, 7, 30]

interface ScopesProps {
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
  /** What can be chosen besides all: the chat in front and its buyer. */
  readonly near: readonly Scope[]
}

/** Where and when is searched. For overseers: whose conversations, ALL or one account's (T2). */
export function Scopes({ filter, onChange, near }: ScopesProps) {
  const { t } = useTranslation()
  const oversees = useWork(mayManage)
  const scopes: readonly Scope[] = [...near, { kind: 'all' }]
  return (
    <div className="palette-scopes">
      {near.length > 0 && (
        <div className="scopes" role="group" aria-label={t('chats:palette.scope.label')}>
          {scopes.map((scope) => (
            <button
              key={scope.kind}
              type="button"
              className="scope"
              aria-pressed={scope.kind === filter.scope.kind}
              onClick={() => onChange({ ...filter, scope })}
            >
              {t(`chats:palette.scope.${scope.kind}`)}
            </button>
          ))}
        </div>
      )}
      <div className="scopes" role="group" aria-label={t('chats:palette.days.label')}>
        {DAYS.map((days) => (
          <button
            key={days ?? 0}
            type="button"
            className="scope"
            aria-pressed={days === filter.days}
            onClick={() => onChange({ ...filter, days })}
          >
            {t(`chats:palette.days.d${days ?? 0}`)}
          </button>
        ))}
      </div>
      {oversees && (
        <Accounts value={filter.account} onChange={(account) => onChange({ ...filter, account })} />
      )}
    </div>
  )
}

interface AccountsProps {
  readonly value: string | null
  readonly onChange: (account: string | null) => void
}

function Accounts({ value, onChange }: AccountsProps) {
  const { t } = useTranslation()
  const accounts = useWorkShallow((state) => Object.values(state.view?.accounts ?? {}))
  return (
    <select
      className="scope"
      aria-label={t('chats:palette.account')}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
    >
      <option value="">{t('chats:palette.allAccounts')}</option>
      {accounts.map(({ id, nick, name }) => (
        <option key={id} value={id}>
          {nick} ({name})
        </option>
      ))}
    </select>
  )
}
