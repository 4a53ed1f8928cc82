import { KeyRound, X } from 'lucide-react'
import type { BridgeErrorCode, SavedAccount } from '#shared/bridge/contract.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { FieldError } from '../../ui/TextField.tsx'
import { useWorkstation } from '../app/context.ts'

interface AccountCardsProps {
  readonly accounts: readonly SavedAccount[]
  /** The one that is signing in; null: none. */
  readonly busy: string | null
  readonly failed: { readonly id: string; readonly code: BridgeErrorCode } | null
  /** Told elsewhere on the screen, with the ways out. */
  readonly silent: BridgeErrorCode
  readonly onChoose: (account: SavedAccount) => void
  readonly onPassword: (account: SavedAccount) => void
}

/** Who signed in here before: one click, or the password. */
export function AccountCards(props: AccountCardsProps) {
  const { accounts, busy, failed, silent, onChoose, onPassword } = props
  const { t } = useTranslation()
  const { call } = useWorkstation()
  return (
    <ul className="accounts">
      {accounts.map((account) => (
        <li key={account.id}>
          <button
            type="button"
            className="account-card"
            disabled={busy !== null}
            onClick={() => onChoose(account)}
          >
            <Avatar name={account.nick} size={40} />
            <span className="account-lines">
              <span className="account-nick clip">
                {account.nick}
                <span className="account-role">{t(`common:role.${account.role}`)}</span>
              </span>
              <span className="account-name clip">
                {account.name} · {account.shopName}
              </span>
              <span className="account-name">
                {busy === account.id
                  ? t('app:signIn.busy')
                  : account.remembered
                    ? t('app:signIn.oneClick')
                    : t('app:signIn.needsPassword')}
              </span>
            </span>
          </button>
          <IconButton
            label={t('app:signIn.forget', { name: account.name })}
            onClick={() => void call('account.forgetSaved', { id: account.id })}
          >
            <X size={16} />
          </IconButton>
          <div role="alert" className="account-error">
            {failed?.id === account.id && (
              <>
                {failed.code !== silent && <FieldError>{t(`error:${failed.code}`)}</FieldError>}
                <Button look="plain" onClick={() => onPassword(account)}>
                  <KeyRound size={15} aria-hidden="true" />
                  {t('app:signIn.usePassword')}
                </Button>
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
