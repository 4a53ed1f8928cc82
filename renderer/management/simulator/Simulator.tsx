import { Alert, Button, Empty, Skeleton } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { Screen } from '../parts/Screen.tsx'
import { Elsewhere } from './Elsewhere.tsx'
import { AccountsTable, TotalsTable } from './Results.tsx'
import { Settings } from './Settings.tsx'
import { Source, yesterdayIn } from './Source.tsx'
import { TakeOver } from './TakeOver.tsx'
import { countChanges, NO_CHANGES, presentOf, trialOf, type Changes } from './trial.ts'
import { useComparison } from './useComparison.ts'
import { useDay, type DaySource } from './useDay.ts'
import '../monitor/shared.css'
import './simulator.css'

/** «What if»: a day played through under the shop's settings and under others, side by side. */
export function Simulator() {
  const { t } = useTranslation()
  const settings = useWork((state) => state.view?.settings)
  const accounts = useWork((state) => state.view?.accounts)
  const main = useWork((state) => state.view?.accounts[state.view.me]?.role === 'main')
  const [source, setSource] = useState<DaySource>(() => ({
    kind: 'date',
    date: yesterdayIn(settings?.hours.timeZone ?? 'UTC'),
  }))
  const [token, setToken] = useState(0)
  const [changes, setChanges] = useState<Changes>(NO_CHANGES)
  const [taking, setTaking] = useState(false)
  const loaded = useDay(source, token)
  const day = loaded.kind === 'ready' ? loaded.day : null
  // Whoever comes online meanwhile changes the accounts' record, but nothing that is simulated.
  const presentKey = useMemo(
    () => (settings && accounts ? JSON.stringify(presentOf(settings, accounts, day)) : null),
    [settings, accounts, day],
  )
  const present = useMemo(
    () => (presentKey === null ? null : (JSON.parse(presentKey) as ReturnType<typeof presentOf>)),
    [presentKey],
  )
  const trial = useMemo(() => present && trialOf(present, changes), [present, changes])
  const { comparison, running } = useComparison(day, settings, present, trial)
  const count = countChanges(changes)
  return (
    <Screen
      title={t('monitor:sim.title')}
      lead={t('monitor:sim.lead')}
      wide
      footer={
        <>
          <span className="quiet" role="status">
            {running
              ? t('monitor:sim.running')
              : comparison
                ? t('monitor:sim.done', { buyers: comparison.buyers, count })
                : ''}
          </span>
          <span className="grow" />
          <Button disabled={count === 0} onClick={() => setChanges(NO_CHANGES)}>
            {t('monitor:sim.reset')}
          </Button>
          {main && (
            <Button
              type="primary"
              disabled={count === (changes.routes === undefined ? 0 : 1)}
              onClick={() => setTaking(true)}
            >
              {t('monitor:sim.take')}
            </Button>
          )}
        </>
      }
    >
      <Source source={source} onChange={setSource} />
      {present && trial && settings && (
        <Settings
          present={present}
          trial={trial}
          changes={changes}
          hasRoutes={settings.routes.length > 0}
          onChange={setChanges}
        />
      )}
      {loaded.kind === 'failed' && (
        <Alert
          type="error"
          showIcon
          title={t(`error:${loaded.code}`)}
          action={
            <Button size="small" onClick={() => setToken(token + 1)}>
              {t('common:retry')}
            </Button>
          }
        />
      )}
      {loaded.kind === 'loading' && <Skeleton active paragraph={{ rows: 8 }} title={false} />}
      {day?.buyers.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('monitor:sim.empty')} />
      ) : (
        comparison &&
        present &&
        trial && (
          <>
            <TotalsTable comparison={comparison} />
            <p className="sim-legend quiet">
              <span className="sim-key now" aria-hidden="true" />
              {t('monitor:sim.legendNow')}
              <span className="sim-key tried" aria-hidden="true" />
              {t('monitor:sim.legendTried')}
            </p>
            <AccountsTable
              comparison={comparison}
              present={present}
              trial={trial}
              changes={changes}
              onChange={setChanges}
            />
            <Elsewhere comparison={comparison} />
          </>
        )
      )}
      {taking && present && trial && (
        <TakeOver
          present={present}
          changes={changes}
          trial={trial}
          onDone={() => {
            setTaking(false)
            setChanges(NO_CHANGES)
          }}
          onCancel={() => setTaking(false)}
        />
      )}
    </Screen>
  )
}
