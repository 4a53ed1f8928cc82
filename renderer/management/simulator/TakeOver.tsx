import { Alert } from 'antd'
import { useState } from 'react'
import type { BridgeFailure } from '#shared/bridge/contract.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { Confirm } from '../parts/Confirm.tsx'
import { openSection } from '../store.ts'
import { commandsOf, newWarnings } from './take-over.ts'
import type { Changes, Trial } from './trial.ts'

const HOUR = 3_600_000

interface TakeOverProps {
  readonly present: Trial
  readonly changes: Changes
  readonly trial: Trial
  readonly onDone: () => void
  readonly onCancel: () => void
}

/** Says each change before it becomes the shop's, and where it stands afterwards. */
export function TakeOver({ present, changes, trial, onDone, onCancel }: TakeOverProps) {
  const { t } = useTranslation()
  const { call, store } = useWorkstation()
  const { desk } = useActions()
  const accounts = useWork((state) => state.view?.accounts)
  const settings = useWork((state) => state.view?.settings)
  const warnings = settings && accounts ? newWarnings(settings, accounts, trial) : []
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<BridgeFailure['code'] | null>(null)
  const onOff = (on: boolean) => t(on ? 'monitor:sim.on' : 'monitor:sim.off')
  const lines: string[] = []
  const line = (name: string, now: string, next: string) =>
    lines.push(t('monitor:sim.line', { name, now, next }))
  if (changes.recentMs !== undefined)
    line(
      t('monitor:sim.set.recentMs'),
      t('monitor:sim.hours', { count: Math.round(present.recentMs / HOUR) }),
      t('monitor:sim.hours', { count: Math.round(changes.recentMs / HOUR) }),
    )
  if (changes.suspendedGets !== undefined)
    line(
      t('monitor:sim.set.suspendedGets'),
      t(`monitor:sim.gets.${present.suspendedGets}`),
      t(`monitor:sim.gets.${changes.suspendedGets}`),
    )
  if (changes.hours !== undefined)
    line(t('monitor:sim.set.hours'), onOff(present.hours), onOff(changes.hours))
  for (const [id, own] of Object.entries(changes.accounts)) {
    const nick = accounts?.[id]?.nick ?? id
    const was = present.accounts[id]
    if (!was) continue
    if (own.weight !== undefined)
      line(t('monitor:sim.of.weight', { nick }), String(was.weight), String(own.weight))
    if (own.limit !== undefined)
      line(t('monitor:sim.of.limit', { nick }), String(was.limit), String(own.limit))
    if (own.participates !== undefined)
      line(
        t('monitor:sim.of.participates', { nick }),
        onOff(was.participates),
        onOff(own.participates),
      )
  }

  async function take() {
    const { view } = store.getState()
    if (!view) return
    setBusy(true)
    setFailed(null)
    for (const command of commandsOf(view.settings, changes)) {
      const result = await call('chats.command', command)
      if (result.ok) continue
      setBusy(false)
      setFailed(result.error.code)
      return
    }
    setBusy(false)
    desk.toast('info', 'monitor:sim.taken')
    onDone()
    openSection('dispatch')
  }
  return (
    <Confirm
      open
      title={t('monitor:sim.takeTitle')}
      act={t('monitor:sim.takeAct', { count: lines.length })}
      busy={busy}
      onConfirm={() => void take()}
      onCancel={onCancel}
    >
      <p>{t('monitor:sim.takeLead')}</p>
      <ul className="sim-lines">
        {lines.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {warnings.map((one) => (
        <p key={JSON.stringify(one)} className="sim-warning">
          {t(`reason:warning.${one.code}`, { ...one.values })}
        </p>
      ))}
      {changes.routes !== undefined && <p className="quiet">{t('monitor:sim.routesStay')}</p>}
      {failed !== null && <Alert type="error" showIcon title={t(`error:${failed}`)} />}
    </Confirm>
  )
}
