import { Button, Drawer } from 'antd'
import { useTranslation } from '../../ui/i18n.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { useWork } from '../../workstation/app/context.ts'
import { AccountForm } from './AccountForm.tsx'
import { AccountSecurity } from './AccountSecurity.tsx'
import { PasswordReset } from './PasswordReset.tsx'

export type Opened =
  | { readonly kind: 'open' }
  | { readonly kind: 'edit'; readonly account: string; readonly at?: 'password' }

/** A sub-account is opened, or what is known of one is changed, beside the list. */
export function AccountDrawer({
  opened,
  onClose,
  onDisable,
  onEnable,
  onDelete,
}: {
  readonly opened: Opened | null
  readonly onClose: () => void
  readonly onDisable: (account: AccountView) => void
  readonly onEnable: (account: AccountView) => void
  readonly onDelete: (account: AccountView) => void
}) {
  const { t } = useTranslation()
  const account = useWork((state) =>
    opened?.kind === 'edit' ? (state.view?.accounts[opened.account] ?? null) : null,
  )
  const shown = opened?.kind === 'open' || account !== null
  const isSub = account !== null && account.role !== 'main' && !account.deleted
  return (
    <Drawer
      open={shown}
      size={480}
      rootStyle={{ position: 'absolute' }}
      onClose={onClose}
      destroyOnHidden
      title={account ? account.nick : t('manage:accounts.openTitle')}
    >
      {shown && (
        <>
          <AccountForm key={account?.id ?? 'new'} account={account} onClose={onClose} />
          {isSub && (
            <>
              <PasswordReset
                key={`password-${account.id}`}
                account={account}
                first={opened?.kind === 'edit' && opened.at === 'password'}
              />
              <AccountSecurity key={`security-${account.id}`} account={account} />
              <section className="form-fields">
                <h2>{t('manage:accounts.access')}</h2>
                <p className="form-lead">{t('manage:accounts.accessLead')}</p>
                <div className="button-row">
                  {account.disabled ? (
                    <Button onClick={() => onEnable(account)}>
                      {t('manage:accounts.enableNick', { nick: account.nick })}
                    </Button>
                  ) : (
                    <Button onClick={() => onDisable(account)}>
                      {t('manage:accounts.ask.disable.act', { nick: account.nick })}
                    </Button>
                  )}
                  <Button danger onClick={() => onDelete(account)}>
                    {t('manage:accounts.ask.delete.act', { nick: account.nick })}
                  </Button>
                </div>
              </section>
            </>
          )}
        </>
      )}
    </Drawer>
  )
}
