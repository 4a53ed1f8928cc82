import { Alert, Button, Drawer } from 'antd'
import { useState, type SyntheticEvent } from 'react'
import '../../management/accounts/accounts.css'
import { generatePassword } from '../../management/accounts/password.ts'
import { HandOver, PasswordReset } from '../../management/accounts/PasswordReset.tsx'
import { useWho, WhoFields, type Who } from '../../management/accounts/WhoFields.tsx'
import { addManagementTexts } from '../../management/texts.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork, useWorkstation } from '../../workstation/app/context.ts'

addManagementTexts()

export type AccountOpened =
  { readonly kind: 'open' } | { readonly kind: 'password'; readonly account: string }

/** A trainee's account is opened, or given a new password, beside the class. */
export function AccountDrawer({
  opened,
  onClose,
  onOpened,
}: {
  readonly opened: AccountOpened | null
  readonly onClose: () => void
  readonly onOpened?: () => void
}) {
  const { t } = useTranslation()
  const account = useWork((state) =>
    opened?.kind === 'password' ? (state.view?.accounts[opened.account] ?? null) : null,
  )
  return (
    <Drawer
      open={opened !== null}
      size={480}
      rootStyle={{ position: 'absolute' }}
      onClose={onClose}
      destroyOnHidden
      title={account ? account.nick : t('practiceClass:account.open')}
    >
      {opened?.kind === 'open' && <OpenForm onClose={onClose} onOpened={onOpened} />}
      {account && <PasswordReset key={account.id} account={account} first />}
    </Drawer>
  )
}

function OpenForm({
  onClose,
  onOpened,
}: {
  readonly onClose: () => void
  readonly onOpened: (() => void) | undefined
}) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const [value, setValue] = useState<Who>(() => ({
    sub: '',
    nick: '',
    role: 'senior',
    password: generatePassword(),
  }))
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const [done, setDone] = useState<{ name: string; nick: string } | null>(null)
  const who = useWho(value, tried, null)
  const set = (part: Partial<Who>) => setValue((old) => ({ ...old, ...part }))
  const mend = () => set({ sub: who.suggestion ?? value.sub })

  async function open() {
    if (who.suggestion !== null) {
      // One key accepts the mended name; the next one sends the form.
      mend()
      return
    }
    setTried(true)
    if (!who.fits) return
    const { sub, nick, role, password } = value
    setBusy(true)
    const result = await call('manage.openAccount', { sub, nick: nick.trim(), role, password })
    setBusy(false)
    setFailed(result.ok ? null : result.error.code)
    if (!result.ok) return
    setDone({ name: result.value.name, nick: result.value.nick })
    onOpened?.()
  }
  if (done)
    return (
      <HandOver
        title={t('practiceClass:account.opened', { nick: done.nick })}
        name={done.name}
        password={value.password}
        onDone={onClose}
      />
    )
  return (
    <form
      className="account-form"
      noValidate
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault()
        void open()
      }}
    >
      <WhoFields
        value={value}
        who={who}
        account={null}
        nickHint={t('practiceClass:account.nickHint')}
        roleSays={(role) => t(`practiceClass:account.role.${role}`)}
        onChange={(part) => {
          set(part)
          if ('sub' in part || 'nick' in part) setFailed(null)
        }}
        onMend={mend}
      />
      {failed !== null && (
        <Alert type="error" showIcon className="form-alert" title={t(`error:${failed}`)} />
      )}
      <div className="button-row">
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('practiceClass:account.open')}
        </Button>
        <Button onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </form>
  )
}
