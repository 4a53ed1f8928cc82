import { ArrowLeft } from 'lucide-react'
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeFailure } from '#shared/bridge/contract.ts'
import { parseSignInName } from '#shared/names/names.ts'
import { Button } from '../../ui/Button.tsx'
import { useSecond } from '../../ui/clock.ts'
import { FieldError, TextField } from '../../ui/TextField.tsx'
import { useWork, useWorkstation } from '../app/context.ts'
import { duration } from '../app/duration.ts'
import { useEscape } from './useEscape.ts'

const SecondStep = lazy(() =>
  import('../../security/SecondStep.tsx').then((m) => ({ default: m.SecondStep })),
)

/** A shop one can sign in to; null: the one on this computer. */
export interface Place {
  readonly gateway: string | null
  readonly label: string
}

interface SignInFormProps {
  readonly name: string
  readonly gateway: string | null
  readonly places: readonly Place[]
  readonly onBack?: (() => void) | undefined
}

const atName = new Set(['name_invalid', 'name_full_width_colon', 'account_disabled'])
const atPassword = new Set(['credentials_wrong', 'locked_for_a_time', 'password_too_short'])

export function SignInForm({ name: given, gateway: first, places, onBack }: SignInFormProps) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const keychain = useWork((state) => state.app?.keychain ?? true)
  const shopId = useId()
  const [gateway, setGateway] = useState(first)
  const [name, setName] = useState(given)
  const [password, setPassword] = useState('')
  const [remember, setRemember] = useState(keychain)
  const [busy, setBusy] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const [failed, setFailed] = useState<(BridgeFailure & { name: string; at: number }) | null>(null)
  const accept = useRef<HTMLButtonElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)

  const [second, setSecond] = useState<'second_factor_required' | 'second_factor_setup' | null>(
    null,
  )

  useEscape(onBack, busy || name !== given || password !== '')

  const suggestion = failed?.name === name ? failed.suggestion : undefined
  const problem = failed?.name === name ? failed : null
  useEffect(() => {
    // One key takes the mended name.
    if (suggestion !== undefined) accept.current?.focus()
  }, [suggestion])

  async function submit() {
    const parsed = parseSignInName(name)
    if (!parsed.ok) {
      setFailed({
        code: parsed.problem === 'full_width_colon' ? 'name_full_width_colon' : 'name_invalid',
        message: parsed.problem,
        name,
        at: Date.now(),
        ...(parsed.suggestion === undefined ? {} : { suggestion: parsed.suggestion }),
      })
      return
    }
    setBusy(true)
    setFailed(null)
    const error = await signIn({})
    setBusy(false)
    if (error === null) return
    if (error.code === 'second_factor_required' || error.code === 'second_factor_setup')
      setSecond(error.code)
    else refuse(error)
  }

  /** Null: signed in. */
  async function signIn(more: { readonly code?: string; readonly ticket?: string }) {
    const result = await call('account.signIn', {
      gateway,
      name,
      password,
      remember: remember && keychain,
      ...more,
    })
    return result.ok ? null : result.error
  }

  function refuse(error: BridgeFailure) {
    setFailed({ ...error, name, at: Date.now() })
    if (atPassword.has(error.code)) passwordField.current?.select()
  }

  const nameError = problem && atName.has(problem.code) && (
    <NameProblem
      failure={problem}
      name={name}
      button={
        suggestion !== undefined && (
          <button
            ref={accept}
            type="button"
            className="button"
            onClick={() => {
              setName(suggestion)
              setFailed(null)
              passwordField.current?.focus()
            }}
          >
            {t('app:signIn.accept', { name: suggestion })}
            <kbd>{t('app:signIn.acceptKey')}</kbd>
          </button>
        )
      }
    />
  )
  const passwordError = failed && atPassword.has(failed.code) && (
    <>
      {t(`error:${failed.code}`)}
      {failed.retryAfterMs !== undefined && <Lock until={failed.at + failed.retryAfterMs} />}
    </>
  )
  const elsewhere = failed && !atName.has(failed.code) && !atPassword.has(failed.code)
  if (second)
    return (
      <Suspense fallback={<p role="status">{t('common:loading')}</p>}>
        <SecondStep
          credentials={{ gateway, name, password }}
          wanted={second}
          signIn={signIn}
          onBack={() => setSecond(null)}
          onRefused={(error) => {
            setSecond(null)
            refuse(error)
          }}
        />
      </Suspense>
    )
  return (
    <form
      className="entry-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void submit()
      }}
    >
      {places.length > 1 ? (
        <div className="field">
          <label htmlFor={shopId}>{t('app:signIn.shop')}</label>
          <select
            id={shopId}
            className="input"
            value={gateway ?? ''}
            disabled={busy}
            onChange={(event) => setGateway(event.target.value === '' ? null : event.target.value)}
          >
            {places.map((place) => (
              <option key={place.gateway ?? ''} value={place.gateway ?? ''}>
                {place.label}
              </option>
            ))}
          </select>
        </div>
      ) : (
        places[0] && <p className="entry-place">{places[0].label}</p>
      )}
      <TextField
        label={t('app:signIn.name')}
        placeholder={t('app:signIn.namePlaceholder')}
        value={name}
        disabled={busy}
        error={nameError}
        autoFocus={given === ''}
        autoComplete="username"
        spellCheck={false}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        ref={passwordField}
        label={t('app:signIn.password')}
        type="password"
        value={password}
        disabled={busy}
        error={passwordError}
        hint={capsLock ? t('app:signIn.capsLock') : undefined}
        autoFocus={given !== ''}
        autoComplete="current-password"
        onChange={(event) => setPassword(event.target.value)}
        onKeyDown={(event) => setCapsLock(event.getModifierState('CapsLock'))}
        onBlur={() => setCapsLock(false)}
      />
      {keychain ? (
        <label className="check">
          <input
            type="checkbox"
            checked={remember}
            disabled={busy}
            onChange={(event) => setRemember(event.target.checked)}
          />
          {t('app:signIn.remember')}
        </label>
      ) : (
        <p className="field-hint">{t('app:signIn.keychainMissing')}</p>
      )}
      <div role="alert">{elsewhere && <FieldError>{t(`error:${failed.code}`)}</FieldError>}</div>
      <div className="entry-foot">
        {onBack && (
          <Button look="plain" onClick={onBack} disabled={busy}>
            <ArrowLeft size={16} aria-hidden="true" />
            {t('common:back')}
          </Button>
        )}
        <Button look="primary" type="submit" disabled={busy || name === '' || password === ''}>
          {busy ? t('app:signIn.busy') : t('app:signIn.submit')}
        </Button>
      </div>
    </form>
  )
}

interface NameProblemProps {
  readonly failure: BridgeFailure
  readonly name: string
  readonly button: React.ReactNode
}

function NameProblem({ failure, name, button }: NameProblemProps) {
  const { t } = useTranslation()
  if (failure.suggestion !== undefined)
    return (
      <div className="suggestion">
        {t('app:signIn.suggestion')}
        {button}
      </div>
    )
  const parsed = parseSignInName(name)
  return (
    <>
      {failure.code === 'name_invalid' && !parsed.ok
        ? t(`app:name.${parsed.problem}`)
        : t(`error:${failure.code}`)}
    </>
  )
}

function Lock({ until }: { readonly until: number }) {
  const { t } = useTranslation()
  const left = Math.ceil(until / 1000) - useSecond()
  return left > 0 ? (
    <span className="tabular"> {t('app:signIn.lockedFor', { time: duration(left) })}</span>
  ) : null
}
