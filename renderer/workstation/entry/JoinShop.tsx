import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useWork, useWorkstation } from '../app/context.ts'
import { EntryTools } from './EntryTools.tsx'
import { useEscape } from './useEscape.ts'

interface JoinShopProps {
  readonly onBack: () => void
  readonly onJoined: (joined: { gateway: string; shopName: string | null }) => void
}

export function JoinShop({ onBack, onJoined }: JoinShopProps) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const practice = useWork((state) => state.app?.practice === true)
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  useEscape(onBack, busy || code !== '')

  async function submit() {
    setBusy(true)
    setError(null)
    const result = await call('setup.joinShop', { code: code.trim() })
    setBusy(false)
    if (result.ok) onJoined(result.value)
    else setError(result.error.code)
  }
  return (
    <main className="entry">
      <EntryTools />
      <form
        className="entry-card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (code.trim() !== '' && !busy) void submit()
        }}
      >
        <h1>{t(practice ? 'app:join.titleClass' : 'app:join.title')}</h1>
        <TextField
          label={t(practice ? 'app:join.codeClass' : 'app:join.code')}
          hint={t(practice ? 'app:join.hintClass' : 'app:join.hint')}
          error={error && t(`error:${error}`)}
          value={code}
          disabled={busy}
          onChange={(event) => setCode(event.target.value)}
          autoFocus
          spellCheck={false}
          autoComplete="off"
        />
        <div className="entry-foot">
          <Button look="plain" onClick={onBack} disabled={busy}>
            <ArrowLeft size={16} aria-hidden="true" />
            {t('common:back')}
          </Button>
          <Button look="primary" type="submit" disabled={busy || code.trim() === ''}>
            {busy ? t('app:join.busy') : t('app:join.submit')}
          </Button>
        </div>
      </form>
    </main>
  )
}
