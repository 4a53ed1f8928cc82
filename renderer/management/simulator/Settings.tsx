import { InputNumber, Select, Switch } from 'antd'
import { useId, type ReactNode } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { Changes, Trial } from './trial.ts'
import { withChange } from './trial.ts'

const HOUR = 3_600_000
const GETS = ['served_and_addressed', 'addressed', 'nothing'] as const

interface SettingsProps {
  readonly present: Trial
  readonly trial: Trial
  readonly changes: Changes
  readonly hasRoutes: boolean
  readonly onChange: (changes: Changes) => void
}

/** The shop's settings to try, each beside what it is now. */
export function Settings({ present, trial, changes, hasRoutes, onChange }: SettingsProps) {
  const { t } = useTranslation()
  const set = <K extends keyof Omit<Trial, 'accounts'>>(key: K, value: Trial[K]) =>
    onChange(withChange(present, changes, key, value))
  const onOff = (on: boolean) => t(on ? 'monitor:sim.on' : 'monitor:sim.off')
  return (
    <div className="sim-settings">
      <One
        name={t('monitor:sim.set.recentMs')}
        now={t('monitor:sim.hours', { count: Math.round(present.recentMs / HOUR) })}
        changed={'recentMs' in changes}
      >
        {(id) => (
          <InputNumber<number>
            id={id}
            min={0}
            max={365 * 24}
            precision={0}
            suffix={t('monitor:sim.hoursUnit')}
            value={Math.round(trial.recentMs / HOUR)}
            onChange={(hours) => {
              if (hours !== null) set('recentMs', hours * HOUR)
            }}
          />
        )}
      </One>
      <One
        name={t('monitor:sim.set.suspendedGets')}
        now={t(`monitor:sim.gets.${present.suspendedGets}`)}
        changed={'suspendedGets' in changes}
      >
        {(id) => (
          <Select<Trial['suspendedGets']>
            id={id}
            value={trial.suspendedGets}
            onChange={(value) => set('suspendedGets', value)}
            options={GETS.map((value) => ({ value, label: t(`monitor:sim.gets.${value}`) }))}
          />
        )}
      </One>
      <One
        name={t('monitor:sim.set.routes')}
        now={hasRoutes ? onOff(present.routes) : t('monitor:sim.noRoutes')}
        changed={'routes' in changes}
      >
        {(id) => (
          <Switch
            id={id}
            disabled={!hasRoutes}
            checked={trial.routes}
            onChange={(on) => set('routes', on)}
          />
        )}
      </One>
      <One
        name={t('monitor:sim.set.hours')}
        now={onOff(present.hours)}
        changed={'hours' in changes}
      >
        {(id) => <Switch id={id} checked={trial.hours} onChange={(on) => set('hours', on)} />}
      </One>
    </div>
  )
}

function One({
  name,
  now,
  changed,
  children,
}: {
  readonly name: string
  readonly now: string
  readonly changed: boolean
  readonly children: (id: string) => ReactNode
}) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className={changed ? 'sim-one changed' : 'sim-one'}>
      <label htmlFor={id}>{name}</label>
      {children(id)}
      <span className="quiet">{t('monitor:sim.isNow', { now })}</span>
    </div>
  )
}
