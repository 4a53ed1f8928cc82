import { Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useTranslation } from '../../ui/i18n.ts'
import { Screen } from '../parts/Screen.tsx'
import { management } from '../store.ts'
import { Log, type LogFilter } from './Log.tsx'
import { WhyGot } from './WhyGot.tsx'
import { WhyNone } from './WhyNone.tsx'
import '../monitor/shared.css'
import './decisions.css'

const VIEWS = ['log', 'got', 'none'] as const
type View = (typeof VIEWS)[number]

const everything = (account: string | null): LogFilter => ({
  account,
  outcome: 'all',
  period: { from: null, to: null },
  conversation: '',
})

/** D14: every decision with its reason, and the two questions that people ask of it. */
export function Decisions() {
  const { t } = useTranslation()
  const argument = useStore(management, (state) => state.argument)
  const token = useStore(management, (state) => state.token)
  const [view, setView] = useState<View>('log')
  const [filter, setFilter] = useState(() => everything(argument))
  // Opened again for another account while it stands.
  useEffect(() => {
    if (argument === null) return
    setView('log')
    setFilter(everything(argument))
  }, [argument, token])
  const onAccount = (account: string | null) => setFilter({ ...filter, account })
  return (
    <Screen
      title={t('monitor:log.title')}
      lead={t('monitor:log.lead')}
      wide
      actions={
        <Segmented<View>
          aria-label={t('monitor:log.views')}
          value={view}
          onChange={setView}
          options={VIEWS.map((value) => ({ value, label: t(`monitor:view.${value}`) }))}
        />
      }
    >
      {view === 'log' ? (
        <Log key={token} filter={filter} onFilter={setFilter} />
      ) : view === 'got' ? (
        <WhyGot account={filter.account} onAccount={onAccount} />
      ) : (
        <WhyNone account={filter.account} onAccount={onAccount} />
      )}
    </Screen>
  )
}
