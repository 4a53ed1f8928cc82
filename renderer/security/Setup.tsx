import { useRef, useState, type ReactNode } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { SecondFactorOffer } from '#shared/protocol/api.ts'
import { Button } from '../ui/Button.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { TextField } from '../ui/TextField.tsx'
import { Qr } from './Qr.tsx'
import './security.css'

/** The secret goes into the app, and the app's first code comes back. */
export function Setup({
  offer,
  lead,
  back,
  confirm,
}: {
  readonly offer: SecondFactorOffer
  readonly lead?: ReactNode
  readonly back: ReactNode
  /** Null: it was right. */
  readonly confirm: (code: string) => Promise<BridgeErrorCode | null>
}) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<BridgeErrorCode | null>(null)
  const field = useRef<HTMLInputElement>(null)

  async function submit() {
    setBusy(true)
    setFailed(null)
    const error = await confirm(code)
    if (error === null) return
    setBusy(false)
    setFailed(error)
    field.current?.select()
  }
  return (
    <form
      className="factor-setup"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy && code.trim() !== '') void submit()
      }}
    >
      {lead}
      <div className="factor-scan">
        <Qr text={offer.uri} label={t('security:setup.qr')} />
        <div>
          <p className="factor-step">{t('security:setup.scan')}</p>
          <p className="field-hint">{t('security:setup.apps')}</p>
          <p className="field-hint">{t('security:setup.byHand')}</p>
          <code className="factor-secret">{offer.secret.match(/.{1,4}/g)?.join(' ')}</code>
        </div>
      </div>
      <TextField
        ref={field}
        label={t('security:setup.first')}
        value={code}
        readOnly={busy}
        error={failed && t(`error:${failed}`)}
        inputMode="numeric"
        autoComplete="one-time-code"
        spellCheck={false}
        maxLength={10}
        autoFocus
        className="factor-code"
        onChange={(event) => setCode(event.target.value)}
      />
      <div className="entry-foot">
        {back}
        <Button look="primary" type="submit" disabled={busy || code.trim() === ''}>
          {busy ? t('security:setup.busy') : t('security:setup.submit')}
        </Button>
      </div>
    </form>
  )
}
