import { Button } from 'antd'
import { useCallback, useState } from 'react'
import type { AccountView } from '#shared/protocol/model.ts'
import { Sessions } from '../../security/Sessions.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useWorkstation } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { Confirm } from '../parts/Confirm.tsx'
import { useAsked } from '../parts/useAsked.ts'

/** A sub-account's second factor and where it is signed in (A6). */
export function AccountSecurity({ account }: { readonly account: AccountView }) {
  const { t } = useTranslation()
  const times = useTimes()
  const { call } = useWorkstation()
  const { id, nick } = account
  const { state, error, setError, again } = useAsked(
    useCallback(() => call('manage.secondFactor', { account: id }), [call, id]),
  )
  const [asking, setAsking] = useState(false)
  const [taken, setTaken] = useState(false)

  async function takeAway() {
    setAsking(false)
    const result = await call('manage.secondFactorOff', { account: id })
    setTaken(result.ok)
    if (result.ok) again()
    else setError(result.error.code)
  }
  return (
    <>
      <section className="form-fields">
        <h2>{t('manage:security.factorOf')}</h2>
        {error !== null && <p className="form-error">{t(`error:${error}`)}</p>}
        <p className="form-lead" role="status">
          {state === null
            ? error === null && t('common:loading')
            : state.since !== null
              ? t('manage:security.factorOn', { since: times.full(state.since) })
              : taken
                ? t('manage:security.taken', { nick })
                : t('manage:security.factorOff')}
        </p>
        {state !== null && state.since !== null && (
          <div className="button-row">
            <Button onClick={() => setAsking(true)}>
              {t('manage:security.takeAway', { nick })}
            </Button>
          </div>
        )}
      </section>
      <section className="form-fields">
        <h2>{t('security:sessions.title')}</h2>
        <Sessions account={id} />
      </section>
      <Confirm
        open={asking}
        danger
        title={t('manage:security.takeAwayTitle', { nick })}
        act={t('manage:security.takeAway', { nick }).replace(/\u2026$/, '')}
        onConfirm={() => void takeAway()}
        onCancel={() => setAsking(false)}
      >
        <p>{t('manage:security.takeAwayText', { nick })}</p>
      </Confirm>
    </>
  )
}
