import { Alert, Button, Empty, Segmented, Skeleton } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useDoors } from '../monitor/doors.ts'
import { AccountSelect } from './AccountSelect.tsx'
import { PERIODS, periodOf, type PeriodName } from './period.ts'
import { useAllDecisions } from './useDecisions.ts'
import { mendSection, summaryOf } from './why.ts'

interface WhyNoneProps {
  readonly account: string | null
  readonly onAccount: (account: string | null) => void
}

/** «Why did X get none»: what the buyers it did not get went by, and what to change. */
export function WhyNone({ account, onAccount }: WhyNoneProps) {
  const { t } = useTranslation()
  const doors = useDoors()
  const [name, setName] = useState<PeriodName>('today')
  const [asked, setAsked] = useState(() => Date.now())
  const [token, setToken] = useState(0)
  const nick = useWork((state) =>
    account === null ? '' : (state.view?.accounts[account]?.nick ?? account),
  )
  const query = useMemo(() => {
    if (account === null) return null
    const { from, to } = periodOf(name, asked)
    return {
      account,
      ...(from === null ? {} : { from }),
      ...(to === null ? {} : { to }),
    }
  }, [account, name, asked])
  const loaded = useAllDecisions(query, token)
  const summary = useMemo(
    () =>
      loaded.kind === 'ready' && account !== null
        ? summaryOf(loaded.value.decisions, account)
        : null,
    [loaded, account],
  )
  const again = () => {
    setAsked(Date.now())
    setToken(token + 1)
  }
  const top = summary?.reasons[0]?.count ?? 1
  return (
    <>
      <div className="question">
        <AccountSelect label={t('monitor:question.account')} value={account} onChange={onAccount} />
        <Segmented<PeriodName>
          aria-label={t('monitor:log.period')}
          value={name}
          onChange={(period) => {
            setName(period)
            setAsked(Date.now())
          }}
          options={PERIODS.map((value) => ({ value, label: t(`monitor:period.${value}`) }))}
        />
        <Button disabled={account === null} onClick={again}>
          {t('monitor:log.again')}
        </Button>
        {account === null && <span className="quiet">{t('monitor:question.choose')}</span>}
      </div>
      {account !== null && loaded.kind === 'loading' && (
        <Skeleton active paragraph={{ rows: 5 }} title={false} />
      )}
      {loaded.kind === 'failed' && (
        <Alert
          type="error"
          showIcon
          title={t(`error:${loaded.code}`)}
          action={
            <Button size="small" onClick={again}>
              {t('common:retry')}
            </Button>
          }
        />
      )}
      {account !== null && summary && (
        <>
          <div className="answer">
            <h2>
              {summary.got === 0
                ? t('monitor:question.whyNone', { nick })
                : t('monitor:question.whyFew', { nick })}
            </h2>
            <p className="answer-sentence">
              {t('monitor:question.sum', { got: summary.got, passed: summary.passed })}
            </p>
            {loaded.kind === 'ready' && loaded.value.more && (
              <p className="quiet">
                {t('monitor:question.cut', { count: loaded.value.decisions.length })}
              </p>
            )}
          </div>
          {summary.reasons.length === 0 ? (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={
                summary.got > 0
                  ? t('monitor:question.allGot', { nick })
                  : t('monitor:question.nobodyCame')
              }
            />
          ) : (
            <ol className="reasons">
              {summary.reasons.map(({ why, count }) => {
                const section = mendSection(why)
                return (
                  <li key={why}>
                    <span className="reason-count tabular">
                      {t('monitor:question.times', { count })}
                    </span>
                    <div className="reason-words">
                      <strong>{t(`monitor:passed.${why}.what`, { nick })}</strong>
                      <span className="reason-bar" aria-hidden="true">
                        <span style={{ width: `${(count / top) * 100}%` }} />
                      </span>
                      <span className="quiet">{t(`monitor:passed.${why}.mend`, { nick })}</span>
                    </div>
                    {section !== null && section !== 'doctor' && (
                      <Button size="small" onClick={() => doors.section(section, account)}>
                        {t(`monitor:question.to.${section}`)}
                      </Button>
                    )}
                  </li>
                )
              })}
            </ol>
          )}
          <Button type="primary" onClick={() => doors.doctor(account)}>
            {t('monitor:question.toDoctor', { nick })}
          </Button>
        </>
      )}
    </>
  )
}
