import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { BridgeErrorCode, BridgeFailure, Credentials } from '#shared/bridge/contract.ts'
import type { SecondFactorOffer, SignInSetup } from '#shared/protocol/api.ts'
import { Button } from '../ui/Button.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { FieldError, TextField } from '../ui/TextField.tsx'
import { useWorkstation } from '../workstation/app/context.ts'
import { Recovery } from './Recovery.tsx'
import { Setup } from './Setup.tsx'
import { addSecurityTexts } from './texts.ts'
import './security.css'

addSecurityTexts()

export interface SecondStepProps {
  readonly credentials: Credentials
  /** What the gateway asked for when the password was right. */
  readonly wanted: 'second_factor_required' | 'second_factor_setup'
  readonly onBack: () => void
  /** Null: signed in. */
  readonly signIn: (second: {
    readonly code?: string
    readonly ticket?: string
  }) => Promise<BridgeFailure | null>
  /** What belongs back to the first step, such as a password changed meanwhile. */
  readonly onRefused: (failure: BridgeFailure) => void
}

const HERE: ReadonlySet<BridgeErrorCode> = new Set(['second_factor_wrong', 'locked_for_a_time'])

/** The second step of signing in: a code, or first setting up where they come from. */
export function SecondStep(props: SecondStepProps) {
  return (
    <div className="second-step">
      {props.wanted === 'second_factor_required' ? <Code {...props} /> : <SetUp {...props} />}
    </div>
  )
}

function Back({ onBack, busy }: { readonly onBack: () => void; readonly busy: boolean }) {
  const { t } = useTranslation()
  return (
    <Button look="plain" onClick={onBack} disabled={busy}>
      <ArrowLeft size={16} aria-hidden="true" />
      {t('common:back')}
    </Button>
  )
}

function Code({ credentials, onBack, signIn, onRefused }: SecondStepProps) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<BridgeErrorCode | null>(null)
  const field = useRef<HTMLInputElement>(null)

  async function submit() {
    setBusy(true)
    setFailed(null)
    const failure = await signIn({ code })
    if (failure === null) return
    setBusy(false)
    if (!HERE.has(failure.code)) {
      onRefused(failure)
      return
    }
    setFailed(failure.code)
    field.current?.select()
  }
  return (
    <form
      className="entry-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy && code.trim() !== '') void submit()
      }}
    >
      <h2>{t('security:code.title')}</h2>
      <p className="lead">{t('security:code.lead', { name: credentials.name })}</p>
      <TextField
        ref={field}
        label={t('security:code.label')}
        hint={t('security:code.hint')}
        value={code}
        readOnly={busy}
        error={failed && t(`error:${failed}`)}
        autoComplete="one-time-code"
        spellCheck={false}
        maxLength={40}
        autoFocus
        className="factor-code"
        onChange={(event) => setCode(event.target.value)}
      />
      <div className="entry-foot">
        <Back onBack={onBack} busy={busy} />
        <Button look="primary" type="submit" disabled={busy || code.trim() === ''}>
          {busy ? t('security:code.busy') : t('security:code.submit')}
        </Button>
      </div>
    </form>
  )
}

function SetUp({ credentials, onBack, signIn, onRefused }: SecondStepProps) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const [offer, setOffer] = useState<SecondFactorOffer | null>(null)
  const [done, setDone] = useState<SignInSetup | null>(null)
  const [failed, setFailed] = useState<BridgeErrorCode | null>(null)
  const asked = useRef(false)
  useEffect(() => {
    // Asked for once: a second secret would make the first one worthless on the phone.
    if (asked.current) return
    asked.current = true
    const { gateway, name, password } = credentials
    void call('account.offerSecondFactor', { gateway, name, password }).then((result) => {
      if (result.ok) setOffer(result.value)
      else setFailed(result.error.code)
    })
  }, [call, credentials])

  async function confirm(code: string): Promise<BridgeErrorCode | null> {
    const result = await call('account.confirmSecondFactor', { ...credentials, code })
    if (result.ok) setDone(result.value)
    return result.ok ? null : result.error.code
  }
  async function enter(ticket: string) {
    const failure = await signIn({ ticket })
    if (failure) onRefused(failure)
  }
  if (done)
    return (
      <>
        <h2>{t('security:recovery.title')}</h2>
        <Recovery
          codes={done.recovery}
          name={credentials.name}
          onKept={() => void enter(done.ticket)}
        />
      </>
    )
  return (
    <>
      <h2>{t('security:setup.title')}</h2>
      <p className="lead">{t('security:setup.must')}</p>
      {offer ? (
        <Setup offer={offer} confirm={confirm} back={<Back onBack={onBack} busy={false} />} />
      ) : (
        <>
          <div role="alert">{failed && <FieldError>{t(`error:${failed}`)}</FieldError>}</div>
          {!failed && <p role="status">{t('common:loading')}</p>}
          <div className="entry-foot">
            <Back onBack={onBack} busy={false} />
          </div>
        </>
      )}
    </>
  )
}
