import { isSignInAlert } from '#shared/audit/alerts.ts'
import { Alert, Button } from 'antd'
import { useCallback, useState } from 'react'
import type { AuditRecord } from '#shared/audit/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { usePlace } from '../../security/Sessions.tsx'
import { useWork, useWorkstation } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { useAsked } from '../parts/useAsked.ts'

/** Newest first; what comes while it is open shows as a toast, and here when it is asked for again. */
export function AlertList() {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const asked = useAsked(useCallback(() => call('security.alerts', {}), [call]))
  const [older, setOlder] = useState<{
    readonly records: readonly AuditRecord[]
    readonly next: number | null
  } | null>(null)
  const { state, error, setError, again } = asked
  const records = [...(state?.records ?? []), ...(older?.records ?? [])].filter(isSignInAlert)
  const next = older ? older.next : (state?.next ?? null)

  async function more(before: number) {
    const result = await call('security.alerts', { before })
    setError(result.ok ? null : result.error.code)
    if (result.ok)
      setOlder((held) => ({
        records: [...(held?.records ?? []), ...result.value.records],
        next: result.value.next,
      }))
  }
  return (
    <>
      {error !== null && (
        <Alert
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={<Button onClick={again}>{t('common:retry')}</Button>}
        />
      )}
      {records.length === 0 ? (
        <p className="dim" role="status">
          {state === null ? error === null && t('common:loading') : t('manage:security.noAlerts')}
        </p>
      ) : (
        <ul className="alert-list">
          {records.map((record) => (
            <Line key={record.pos} record={record} />
          ))}
        </ul>
      )}
      {next !== null && (
        <div className="button-row">
          <Button onClick={() => void more(next)}>{t('manage:security.more')}</Button>
        </div>
      )}
    </>
  )
}

function Line({ record }: { readonly record: AuditRecord }) {
  const { t } = useTranslation()
  const times = useTimes()
  const place = usePlace()
  const { kind, about, values, at } = record
  const nick = useWork((state) => state.view?.accounts[about.account ?? '']?.nick ?? '')
  const where = String(values['place'] ?? '')
  return (
    <li>
      <span>{t(`security:alert.${kind}`, { nick })}</span>
      <small>
        {[String(values['device'] ?? ''), where === '' ? '' : place(where), times.full(at)]
          .filter((part) => part !== '')
          .join(' · ')}
      </small>
    </li>
  )
}
