import { useEffect, useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { SecondFactorOffer, SecondFactorState } from '#shared/protocol/api.ts'
import { Button } from '../ui/Button.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { FieldError, TextField } from '../ui/TextField.tsx'
import { useWork, useWorkstation } from '../workstation/app/context.ts'
import { useTimes } from '../workstation/app/times.ts'
import { Recovery } from './Recovery.tsx'
import { Setup } from './Setup.tsx'

type Wish = 'on' | 'off' | 'recovery'
type Step =
  | { readonly kind: 'rest' }
  | { readonly kind: 'password'; readonly wish: Wish }
  | { readonly kind: 'setup'; readonly offer: SecondFactorOffer }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }

const FEW = 3

/** One's own second factor: on, off, another phone, new recovery codes. */
export function OwnFactor({ onHold }: { readonly onHold: (held: boolean) => void }) {
  const { t } = useTranslation()
  const times = useTimes()
  const { call } = useWorkstation()
  const name = useWork((state) => state.app?.signedIn?.name ?? '')
  const [state, setState] = useState<SecondFactorState | null>(null)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const [step, setStep] = useState<Step>({ kind: 'rest' })
  const [told, setTold] = useState('')
  const rests = step.kind === 'rest'
  useEffect(() => {
    let over = false
    if (rests)
      void call('security.state').then((result) => {
        if (over) return
        if (result.ok) setState(result.value)
        setError(result.ok ? null : result.error.code)
      })
    return () => {
      over = true
    }
  }, [call, rests])

  function show(next: Step) {
    setStep(next)
    onHold(next.kind === 'codes')
  }
  async function act(wish: Wish, password: string): Promise<BridgeErrorCode | null> {
    switch (wish) {
      case 'on': {
        const result = await call('security.offer', { password })
        if (!result.ok) return result.error.code
        show({ kind: 'setup', offer: result.value })
        return null
      }
      case 'recovery': {
        const result = await call('security.recovery', { password })
        if (!result.ok) return result.error.code
        show({ kind: 'codes', codes: result.value.recovery })
        return null
      }
      case 'off': {
        const result = await call('security.off', { password })
        if (!result.ok) return result.error.code
        setTold(t('security:own.done'))
        show({ kind: 'rest' })
        return null
      }
    }
  }
  const cancel = (
    <Button look="plain" onClick={() => show({ kind: 'rest' })}>
      {t('common:cancel')}
    </Button>
  )
  switch (step.kind) {
    case 'password':
      return (
        <AskPassword
          onCancel={() => show({ kind: 'rest' })}
          act={(password) => act(step.wish, password)}
        />
      )
    case 'setup':
      return (
        <Setup
          offer={step.offer}
          back={cancel}
          confirm={async (code) => {
            const result = await call('security.confirm', { code })
            if (result.ok) show({ kind: 'codes', codes: result.value.recovery })
            return result.ok ? null : result.error.code
          }}
        />
      )
    case 'codes':
      return <Recovery codes={step.codes} name={name} onKept={() => show({ kind: 'rest' })} />
    case 'rest':
      break
  }
  if (state === null)
    return error === null ? (
      <p role="status">{t('common:loading')}</p>
    ) : (
      <div role="alert">
        <FieldError>{t(`error:${error}`)}</FieldError>
      </div>
    )
  const isOn = state.since !== null
  return (
    <>
      <p role="status">
        {state.since === null
          ? t('security:own.off')
          : `${t('security:own.on', { since: times.full(state.since) })} ${t('security:own.left', { count: state.recoveryLeft })}`}
        {isOn && state.recoveryLeft < FEW && ` ${t('security:own.few')}`}
        {isOn && state.required && ` ${t('security:own.required')}`}
        {!isOn && told !== '' && <span className="visually-hidden">{told}</span>}
      </p>
      <div className="factor-row">
        {isOn ? (
          <>
            <Button onClick={() => show({ kind: 'password', wish: 'recovery' })}>
              {t('security:own.newCodes')}
            </Button>
            <Button onClick={() => show({ kind: 'password', wish: 'on' })}>
              {t('security:own.anew')}
            </Button>
            {!state.required && (
              <Button onClick={() => show({ kind: 'password', wish: 'off' })}>
                {t('security:own.turnOff')}
              </Button>
            )}
          </>
        ) : (
          <Button look="primary" onClick={() => show({ kind: 'password', wish: 'on' })}>
            {t('security:own.turnOn')}
          </Button>
        )}
      </div>
    </>
  )
}

/** Whoever finds the workstation open must not change how its account signs in. */
function AskPassword({
  act,
  onCancel,
}: {
  readonly act: (password: string) => Promise<BridgeErrorCode | null>
  readonly onCancel: () => void
}) {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<BridgeErrorCode | null>(null)
  return (
    <form
      className="factor-setup"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (busy || password === '') return
        setBusy(true)
        void act(password).then((error) => {
          setFailed(error)
          setBusy(false)
        })
      }}
    >
      <TextField
        label={t('security:own.ask')}
        type="password"
        value={password}
        error={failed && t(`error:${failed}`)}
        autoComplete="current-password"
        autoFocus
        onChange={(event) => setPassword(event.target.value)}
      />
      <div className="entry-foot">
        <Button look="plain" onClick={onCancel}>
          {t('common:cancel')}
        </Button>
        <Button look="primary" type="submit" disabled={busy || password === ''}>
          {t('security:own.continue')}
        </Button>
      </div>
    </form>
  )
}
