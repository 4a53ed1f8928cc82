import { useCallback, useEffect, useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { SessionView } from '#shared/protocol/api.ts'
import { Button } from '../ui/Button.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { FieldError } from '../ui/TextField.tsx'
import { useWorkstation } from '../workstation/app/context.ts'
import { useTimes } from '../workstation/app/times.ts'
import { addSecurityTexts } from './texts.ts'
import './security.css'

addSecurityTexts()

/** Where an account is signed in, newest use first; absent `account`: oneself. */
export function Sessions({ account }: { readonly account?: string }) {
  const { t } = useTranslation()
  const times = useTimes()
  const { call } = useWorkstation()
  const place = usePlace()
  const [sessions, setSessions] = useState<readonly SessionView[] | null>(null)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const [told, setTold] = useState('')

  const ask = useCallback(
    () => call('security.sessions', account === undefined ? {} : { account }),
    [call, account],
  )
  useEffect(() => {
    let over = false
    void ask().then((result) => {
      if (over) return
      if (result.ok) setSessions(result.value.sessions)
      setError(result.ok ? null : result.error.code)
    })
    return () => {
      over = true
    }
  }, [ask])

  async function end(ids: readonly string[]) {
    const result = await call('security.endSessions', {
      ...(account === undefined ? {} : { account }),
      sessions: [...ids],
    })
    setError(result.ok ? null : result.error.code)
    setTold(result.ok ? t('security:sessions.ended') : '')
    const now = await ask()
    if (now.ok) setSessions(now.value.sessions)
  }
  const others = sessions?.filter(({ current }) => !current) ?? []
  return (
    <>
      <div role="alert">{error && <FieldError>{t(`error:${error}`)}</FieldError>}</div>
      {sessions === null && error === null && <p role="status">{t('common:loading')}</p>}
      {sessions?.length === 0 && <p>{t('security:sessions.none')}</p>}
      <ul className="sessions">
        {sessions?.map((session) => {
          const device = session.device === '' ? t('security:sessions.unnamed') : session.device
          return (
            <li key={session.id}>
              <span className="session-lines">
                <span className="session-device">
                  <span className="clip">{device}</span>
                  {session.current ? (
                    <span className="session-mark">{t('security:sessions.current')}</span>
                  ) : (
                    session.connected && (
                      <span className="session-mark">{t('security:sessions.connected')}</span>
                    )
                  )}
                </span>
                <small>
                  {[place(session.place), session.app].filter((part) => part !== '').join(' · ')}
                </small>
                <small>
                  {t('security:sessions.since', { at: times.full(session.createdAt) })}
                  {' · '}
                  {t('security:sessions.seen', { at: times.full(session.lastSeenAt) })}
                </small>
              </span>
              {!session.current && (
                <Button
                  aria-label={t('security:sessions.endOf', { device })}
                  onClick={() => void end([session.id])}
                >
                  {t('security:sessions.end')}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      {account === undefined && others.length > 1 && (
        <div className="factor-row">
          <Button onClick={() => void end(others.map(({ id }) => id))}>
            {t('security:sessions.endOthers')}
          </Button>
        </div>
      )}
      <p role="status" className="visually-hidden">
        {told}
      </p>
    </>
  )
}

/** An address block as people read it. */
export function usePlace(): (place: string) => string {
  const { t } = useTranslation()
  return (place) =>
    place === 'local' || place === 'unknown' ? t(`security:place.${place}`) : place
}
