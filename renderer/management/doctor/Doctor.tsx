import { Alert, Button, Empty, Skeleton } from 'antd'
import { RotateCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { AccountSelect } from '../decisions/AccountSelect.tsx'
import { useDoors } from '../monitor/doors.ts'
import { Screen } from '../parts/Screen.tsx'
import { management } from '../store.ts'
import { Findings } from './Findings.tsx'
import { Sessions } from './Sessions.tsx'
import { useDoctor } from './useDoctor.ts'
import '../monitor/shared.css'
import './doctor.css'

/** «Why does this account get no messages»: each cause with its mend. */
export function Doctor() {
  const { t } = useTranslation()
  const argument = useStore(management, (state) => state.argument)
  const token = useStore(management, (state) => state.token)
  const [account, setAccount] = useState(argument)
  useEffect(() => {
    if (argument !== null) setAccount(argument)
  }, [argument, token])
  return (
    <Screen title={t('monitor:doctor.title')} lead={t('monitor:doctor.lead')}>
      <div className="question">
        <AccountSelect
          label={t('monitor:question.account')}
          value={account}
          onChange={setAccount}
        />
      </div>
      {account === null ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('monitor:doctor.choose')} />
      ) : (
        <Examination key={account} account={account} />
      )}
    </Screen>
  )
}

function Examination({ account: id }: { readonly account: string }) {
  const { t } = useTranslation()
  const times = useTimes()
  const doors = useDoors()
  const account = useWork((state) => state.view?.accounts[id])
  const { examined, busy, again } = useDoctor(id)
  if (!account) return <Alert type="warning" showIcon title={t('error:not_found')} />
  if (examined.kind === 'running') return <Skeleton active paragraph={{ rows: 4 }} title={false} />
  if (examined.kind === 'failed')
    return (
      <Alert
        type="error"
        showIcon
        title={t(`error:${examined.code}`)}
        action={
          <Button size="small" onClick={again}>
            {t('common:retry')}
          </Button>
        }
      />
    )
  const { report } = examined
  return (
    <div className="examination">
      <div className="examined">
        <span className="quiet" role="status">
          {t('monitor:doctor.at', { time: times.full(report.at) })}
        </span>
        <Button size="small" icon={<RotateCw size={13} />} loading={busy} onClick={again}>
          {t('monitor:doctor.again')}
        </Button>
        <Button size="small" type="link" onClick={() => doors.decisions(id)}>
          {t('monitor:doctor.toLog')}
        </Button>
      </div>
      <Findings account={account} findings={report.findings} onMended={again} />
      <h2>{t('monitor:doctor.sessions.title')}</h2>
      <Sessions report={report} />
    </div>
  )
}
