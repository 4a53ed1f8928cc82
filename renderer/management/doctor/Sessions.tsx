import type { DoctorReport } from '#shared/dispatch/doctor.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { duration } from '../../workstation/app/duration.ts'
import { useTimes } from '../../workstation/app/times.ts'

/** Beyond this a clock is told to be wrong; the doctor has its own finding for it. */
const SKEW_TOLD = 2000

/** The devices on which the account is connected right now. */
export function Sessions({ report }: { readonly report: DoctorReport }) {
  const { t } = useTranslation()
  const times = useTimes()
  if (report.sessions.length === 0)
    return <p className="quiet">{t('monitor:doctor.sessions.none')}</p>
  return (
    <table className="sessions">
      <thead>
        <tr>
          <th scope="col">{t('monitor:doctor.sessions.device')}</th>
          <th scope="col">{t('monitor:doctor.sessions.app')}</th>
          <th scope="col">{t('monitor:doctor.sessions.since')}</th>
          <th scope="col">{t('monitor:doctor.sessions.heard')}</th>
          <th scope="col">{t('monitor:doctor.sessions.skew')}</th>
        </tr>
      </thead>
      <tbody>
        {report.sessions.map((session) => (
          <tr key={`${session.device} ${session.connectedSince}`}>
            <td>{session.device}</td>
            <td>{session.app}</td>
            <td className="tabular">{times.short(session.connectedSince)}</td>
            <td className="tabular">
              {t('monitor:doctor.sessions.ago', {
                time: duration((report.at - session.heardAt) / 1000),
              })}
            </td>
            <td className="tabular">
              {session.skew === null
                ? t('monitor:doctor.sessions.unknown')
                : Math.abs(session.skew) < SKEW_TOLD
                  ? t('monitor:doctor.sessions.right')
                  : t(
                      session.skew > 0
                        ? 'monitor:doctor.sessions.slow'
                        : 'monitor:doctor.sessions.fast',
                      { time: duration(Math.abs(session.skew) / 1000) },
                    )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
