import { Alert, Button, Input } from 'antd'
import { Check, Copy, Dices } from 'lucide-react'
import { useState } from 'react'
import type { AccountView } from '#shared/protocol/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork, useWorkstation } from '../../workstation/app/context.ts'
import { Field, type FieldIds } from '../parts/Field.tsx'
import { usePasswordHint, usePasswordProblem } from '../../security/usePasswordProblem.ts'
import { generatePassword } from './password.ts'

/** To be typed, or made by chance; what is made is shown, since someone must hand it on. */
export function PasswordInput({
  ids,
  value,
  onChange,
}: {
  readonly ids: FieldIds
  readonly value: string
  readonly onChange: (password: string) => void
}) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(value !== '')
  return (
    <div className="password-input">
      <Input.Password
        {...ids}
        value={value}
        maxLength={200}
        autoComplete="new-password"
        spellCheck={false}
        visibilityToggle={{ visible: shown, onVisibleChange: setShown }}
        onChange={(event) => onChange(event.target.value)}
      />
      <Button
        icon={<Dices size={16} />}
        onClick={() => {
          onChange(generatePassword())
          setShown(true)
        }}
      >
        {t('manage:accounts.generate')}
      </Button>
    </div>
  )
}

/** A2: without the old one; it ends the account's sessions at once. */
export function PasswordReset({
  account,
  first,
}: {
  readonly account: AccountView
  /** The drawer was opened for this. */
  readonly first: boolean
}) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const [open, setOpen] = useState(first)
  const [password, setPassword] = useState(() => generatePassword())
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const [done, setDone] = useState(false)
  const shop = useWork((state) => state.view?.shop.name ?? '')
  const weak = usePasswordProblem(password, [account.name, shop])
  const hintOf = usePasswordHint()

  async function reset(): Promise<void> {
    setBusy(true)
    setFailed(null)
    const result = await call('manage.resetPassword', { account: account.id, password })
    if (result.ok) setDone(true)
    else setFailed(result.error.code)
    setBusy(false)
  }
  function close(): void {
    setOpen(false)
    setDone(false)
    setPassword(generatePassword())
  }
  return (
    <section
      className="form-fields"
      ref={(element) => {
        if (element && first) element.scrollIntoView({ block: 'center' })
      }}
    >
      <h2>{t('manage:accounts.resetPassword')}</h2>
      {done ? (
        <HandOver
          title={t('manage:accounts.passwordSet', { nick: account.nick })}
          name={account.name}
          password={password}
          onDone={close}
        />
      ) : open ? (
        <>
          <Field
            label={t('manage:accounts.newPassword')}
            error={hintOf(weak, password)}
            hint={t('manage:accounts.resetHint', { nick: account.nick })}
          >
            {(ids) => <PasswordInput ids={ids} value={password} onChange={setPassword} />}
          </Field>
          {failed !== null && <Alert type="error" showIcon title={t(`error:${failed}`)} />}
          <div className="button-row">
            <Button
              type="primary"
              loading={busy}
              disabled={weak !== null}
              onClick={() => void reset()}
            >
              {t('manage:accounts.resetNick', { nick: account.nick })}
            </Button>
            <Button onClick={close}>{t('common:cancel')}</Button>
          </div>
        </>
      ) : (
        <div className="button-row">
          <Button onClick={() => setOpen(true)}>{t('manage:accounts.resetPassword')}…</Button>
        </div>
      )}
    </section>
  )
}

/** Name and password to be handed on. They are shown this once; nobody can read the password later. */
export function HandOver({
  title,
  name,
  password,
  onDone,
}: {
  readonly title: string
  readonly name: string
  readonly password: string
  readonly onDone: () => void
}) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const [refused, setRefused] = useState(false)
  function copy(): void {
    const text = `${t('manage:accounts.name')}: ${name}\n${t('manage:accounts.password')}: ${password}`
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setRefused(true),
    )
  }
  return (
    <div className="hand-over">
      <Alert type="success" showIcon title={title} description={t('manage:accounts.shownOnce')} />
      <dl>
        <dt>{t('manage:accounts.name')}</dt>
        <dd>{name}</dd>
        <dt>{t('manage:accounts.password')}</dt>
        <dd className="secret">{password}</dd>
      </dl>
      {refused && <p className="form-error">{t('manage:accounts.copyByHand')}</p>}
      <div className="button-row">
        <Button
          type="primary"
          autoFocus
          icon={copied ? <Check size={16} /> : <Copy size={16} />}
          onClick={copy}
        >
          {copied ? t('common:copied') : t('manage:accounts.copy')}
        </Button>
        <Button onClick={onDone}>{t('manage:done')}</Button>
      </div>
    </div>
  )
}
