import { FolderOpen, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { FieldError } from '../../ui/TextField.tsx'
import { useWorkstation } from '../../workstation/app/context.ts'

/** Where this computer's practice shop does not come up; what else fails has its words alone. */
const OF_THE_SHOP: ReadonlySet<BridgeErrorCode> = new Set([
  'gateway_failed',
  'gateway_damaged',
  'backup_damaged',
  'purpose_differs',
  'keychain_unavailable',
])
const OF_THE_DISK: ReadonlySet<BridgeErrorCode> = new Set(['storage_failed', 'cache_newer'])

interface TroubleProps {
  readonly code: BridgeErrorCode
  readonly onBusy: (busy: boolean) => void
  readonly onMended: () => void
}

/** The ways out: look at the folder, or begin anew with what there was kept beside. */
export function Trouble({ code, onBusy, onMended }: TroubleProps) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<BridgeErrorCode | null>(null)
  const anew = OF_THE_SHOP.has(code)
  if (!anew && !OF_THE_DISK.has(code)) return null

  async function renew() {
    setBusy(true)
    onBusy(true)
    const result = await call('practice.renew')
    setBusy(false)
    onBusy(false)
    if (result.ok) onMended()
    else setFailed(result.error.code)
  }
  return (
    <section className="practice-trouble" aria-label={t('practice:trouble.title')}>
      <p>{t(anew ? 'practice:trouble.anew' : 'practice:trouble.disk')}</p>
      <div role="alert">{failed && <FieldError>{t(`error:${failed}`)}</FieldError>}</div>
      <div className="practice-ways">
        {anew && (
          <Button disabled={busy} onClick={() => void renew()}>
            <RotateCcw size={16} aria-hidden="true" />
            {t('practice:trouble.renew')}
          </Button>
        )}
        <Button look="plain" onClick={() => void call('setup.showData')}>
          <FolderOpen size={16} aria-hidden="true" />
          {t('app:signIn.showData')}
        </Button>
      </div>
    </section>
  )
}
