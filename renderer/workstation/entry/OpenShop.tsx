import { ArrowLeft } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { parseSignInName } from '#shared/names/names.ts'
import { PASSWORD_MIN } from '#shared/protocol/limits.ts'
import { usePasswordHint, usePasswordProblem } from '../../security/usePasswordProblem.ts'
import { Button } from '../../ui/Button.tsx'
import { FieldError, TextField } from '../../ui/TextField.tsx'
import { useWorkstation } from '../app/context.ts'
import { EntryTools } from './EntryTools.tsx'
import { useEscape } from './useEscape.ts'

/** Locale key of what is wrong with a main account's name, or null. */
export function mainProblem(main: string): string | null {
  const parsed = parseSignInName(main)
  if (!parsed.ok) return `app:name.${parsed.problem}`
  return parsed.sub === null ? null : 'app:name.main_only'
}

type Field = 'shopName' | 'main' | 'nick' | 'password' | 'repeat'

/** Which field an answer of the gateway belongs to. */
const fieldOf: Partial<Record<BridgeErrorCode, Field>> = {
  name_invalid: 'main',
  name_taken: 'main',
  name_full_width_colon: 'main',
  password_too_short: 'password',
  password_breached: 'password',
  password_names: 'password',
}

export function OpenShop({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const formId = useId()
  const form = useRef<HTMLFormElement>(null)
  const [values, setValues] = useState<Record<Field, string>>({
    shopName: '',
    main: '',
    nick: '',
    password: '',
    repeat: '',
  })
  /** Fields that were left once, or all after the first try: only these complain. */
  const [touched, setTouched] = useState<ReadonlySet<Field>>(new Set())
  const [refused, setRefused] = useState<{ code: BridgeErrorCode; values: typeof values } | null>(
    null,
  )
  const [busy, setBusy] = useState(false)

  const weak = usePasswordProblem(values.password, [values.main, values.shopName])
  const hintOf = usePasswordHint()
  const wrong: Record<Field, string | null> = {
    shopName: values.shopName.trim() === '' ? t('app:open.required') : null,
    main: keyed(mainProblem(values.main)),
    nick: values.nick.trim() === '' ? t('app:open.required') : null,
    password:
      weak === 'password_too_short'
        ? t('app:open.passwordHint', { min: PASSWORD_MIN })
        : hintOf(weak, values.password),
    repeat: values.repeat === values.password ? null : t('app:open.repeatWrong'),
  }
  function keyed(key: string | null): string | null {
    return key === null ? null : t(key)
  }
  const refusedField = refused ? (fieldOf[refused.code] ?? null) : null
  const errorOf = (field: Field) => {
    if (refused && refusedField === field && refused.values[field] === values[field])
      return t(`error:${refused.code}`)
    // The name is checked as it is typed; the others when they are left.
    const live = field === 'main' && values.main !== ''
    return touched.has(field) || live ? wrong[field] : null
  }
  const bind = (field: Field) => ({
    value: values[field],
    disabled: busy,
    error: errorOf(field),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      setValues({ ...values, [field]: event.target.value }),
    onBlur: () => values[field] !== '' && setTouched(new Set([...touched, field])),
  })
  useEscape(onBack, busy || Object.values(values).some((value) => value !== ''))

  async function submit() {
    setTouched(new Set<Field>(['shopName', 'main', 'nick', 'password', 'repeat']))
    const first = (Object.keys(wrong) as Field[]).find((field) => wrong[field] !== null)
    if (first) {
      form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus()
      return
    }
    setBusy(true)
    const { shopName, main, nick, password } = values
    const result = await call('setup.openShop', {
      shopName: shopName.trim(),
      main,
      nick: nick.trim(),
      password,
    })
    setBusy(false)
    if (!result.ok) setRefused({ code: result.error.code, values })
  }
  return (
    <main className="entry">
      <EntryTools />
      <form
        ref={form}
        id={formId}
        className="entry-card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <h1>{t('app:open.title')}</h1>
        <TextField
          {...bind('shopName')}
          name="shopName"
          label={t('app:open.shopName')}
          hint={t('app:open.shopNameHint')}
          autoFocus
          autoComplete="organization"
          maxLength={40}
        />
        <TextField
          {...bind('main')}
          name="main"
          label={t('app:open.main')}
          hint={
            values.main !== '' && wrong.main === null
              ? t('app:open.mainGood')
              : t('app:open.mainHint')
          }
          autoComplete="username"
          spellCheck={false}
        />
        <TextField
          {...bind('nick')}
          name="nick"
          label={t('app:open.nick')}
          hint={t('app:open.nickHint')}
          autoComplete="nickname"
          maxLength={25}
        />
        <div className="two">
          <TextField
            {...bind('password')}
            name="password"
            type="password"
            label={t('app:open.password')}
            hint={
              values.password === ''
                ? t('app:open.passwordHint', { min: PASSWORD_MIN })
                : (hintOf(weak, values.password) ?? t('security:password.strong'))
            }
            autoComplete="new-password"
          />
          <TextField
            {...bind('repeat')}
            name="repeat"
            type="password"
            label={t('app:open.repeat')}
            hint={t('app:open.noRecovery')}
            autoComplete="new-password"
          />
        </div>
        <div role="alert">
          {refused && refusedField === null && (
            <FieldError>{t(`error:${refused.code}`)}</FieldError>
          )}
        </div>
        <div className="entry-foot">
          <Button look="plain" onClick={onBack} disabled={busy}>
            <ArrowLeft size={16} aria-hidden="true" />
            {t('common:back')}
          </Button>
          <Button look="primary" type="submit" disabled={busy}>
            {busy ? t('app:open.busy') : t('app:open.submit')}
          </Button>
        </div>
      </form>
    </main>
  )
}
