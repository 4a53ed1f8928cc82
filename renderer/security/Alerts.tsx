import { isSignInAlert } from '#shared/audit/alerts.ts'
import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { ALERTS_ALONE, openSection } from '../management/store.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import type { WorkState } from '../state/model.ts'
import { unseenAlerts, type SecurityAlert } from '../state/alerts.ts'
import { Button } from '../ui/Button.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { FieldError } from '../ui/TextField.tsx'
import { useActions, useWork, useWorkstation } from '../workstation/app/context.ts'
import { useTimes } from '../workstation/app/times.ts'
import { usePlace } from './Sessions.tsx'
import { addSecurityTexts } from './texts.ts'
import './security.css'

addSecurityTexts()

/** The oldest unseen one, quietly; what came behind it waits. */
export function Alerts() {
  const { t } = useTranslation()
  const alerts = useWork((state) => state.alerts)
  const kept = useWork((state) => state.kept)
  const { alerts: seen } = useWorkstation()
  const { chats } = useActions()
  const [first, ...more] = unseenAlerts({ alerts, kept })
  const last = more.at(-1)
  return (
    <div className="alerts" role="status" aria-label={t('security:alert.label')}>
      {first && (
        <Alert key={first.pos} alert={first}>
          {last && (
            <div className="factor-row">
              <p>{t('security:alert.more', { count: more.length })}</p>
              <Button
                look="plain"
                onClick={() => {
                  seen.seen(last.pos)
                  // One list has them all where some are not about signing in.
                  if (more.every(({ entry }) => isSignInAlert(entry))) openSection('security')
                  else openSection('audit', ALERTS_ALONE)
                  chats.show('management')
                }}
              >
                {t('security:alert.open')}
              </Button>
            </div>
          )}
        </Alert>
      )}
    </div>
  )
}

function Alert({
  alert,
  children,
}: {
  readonly alert: SecurityAlert
  readonly children: React.ReactNode
}) {
  const { t } = useTranslation()
  const times = useTimes()
  const place = usePlace()
  const { alerts } = useWorkstation()
  const { entry, at, pos } = alert
  const { chats } = useActions()
  const who = entry.about.account ?? entry.by
  const nick = useWork((state) => state.view?.accounts[who ?? '']?.nick ?? who ?? '')
  const buyer = useWork((state) => buyerOf(state.view, entry.about.conversation))
  const [busy, setBusy] = useState(false)
  const [ended, setEnded] = useState(false)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const device = String(entry.values['device'] ?? '')
  const where = String(entry.values['place'] ?? '')
  const word = entry.kind === 'words' ? t(`chats:words.kind.${String(entry.values['kind'])}`) : ''
  const canEnd = entry.values['session'] !== undefined && !ended

  async function end() {
    setBusy(true)
    const result = await alerts.end(alert)
    setBusy(false)
    setEnded(result.ok)
    setError(result.ok ? null : result.error.code)
  }
  return (
    <div className="security-alert">
      <strong>
        <ShieldAlert size={16} aria-hidden="true" />{' '}
        {t([`security:alert.${entry.kind}`, 'security:alert.other'], { nick })}
      </strong>
      <p>
        {[device, where === '' ? '' : place(where), word, buyer, times.full(at)]
          .filter((part) => part !== '')
          .join(' · ')}
      </p>
      {ended && <p>{t('security:alert.ended', { device, nick })}</p>}
      {error && <FieldError>{t(`error:${error}`)}</FieldError>}
      <div className="factor-row">
        {canEnd && (
          <Button disabled={busy} onClick={() => void end()}>
            {t('security:alert.endSession')}
          </Button>
        )}
        <Button look="plain" onClick={() => alerts.seen(pos)}>
          {canEnd ? t('security:alert.wasMe') : t('security:alert.seen')}
        </Button>
        {!isSignInAlert(entry) && (
          <Button
            look="plain"
            onClick={() => {
              alerts.seen(pos)
              openSection('audit', entry.kind)
              chats.show('management')
            }}
          >
            {t('security:alert.inAudit')}
          </Button>
        )}
      </div>
      {children}
    </div>
  )
}

/** With whom it was, where this workstation knows the conversation. */
function buyerOf(view: WorkState['view'], id: ConversationId | undefined): string {
  if (!view || id === undefined) return ''
  const known = view.conversations[id] ?? view.closed.find((one) => one.view.id === id)?.view
  return known?.buyer.name ?? ''
}
