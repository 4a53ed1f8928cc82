import { InputNumber, Radio, Switch } from 'antd'
import { useTranslation } from '../../ui/i18n.ts'
import type { ShopDispatchSettings } from '#shared/protocol/settings.ts'
import { Duration } from '../parts/Duration.tsx'
import { Field, Fields } from '../parts/Field.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useDraft } from '../parts/useDraft.ts'

const SUSPENDED = ['served_and_addressed', 'addressed', 'nothing'] as const
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** D3a, D4, D12, D13 and the gateway's own suspending: one section of the shop's settings. */
export function Dispatch() {
  const { t } = useTranslation()
  const draft = useDraft<ShopDispatchSettings>(
    'dispatch',
    ['auto_suspend_before_limit', 'auto_suspend_never', 'silent_short'],
    (settings) => settings.dispatch,
    (dispatch) => ({ dispatch }),
  )
  const { value, set } = draft
  const auto = value.autoSuspend
  const problem = auto && auto.below >= auto.above ? t('manage:dispatch.belowAbove') : null
  return (
    <Screen
      title={t('manage:section.dispatch')}
      lead={t('manage:dispatch.lead')}
      footer={<SaveBar draft={draft} problem={problem} />}
    >
      <Fields title={t('manage:dispatch.returning')}>
        <Field label={t('manage:dispatch.recent')} hint={t('manage:dispatch.recentHint')}>
          {(ids) => (
            <Duration
              ids={ids}
              label={t('manage:dispatch.recent')}
              value={value.recentMs}
              min={0}
              max={365 * DAY}
              units={['hours', 'days']}
              onChange={(recentMs) => set({ recentMs })}
            />
          )}
        </Field>
        <Field label={t('manage:dispatch.suspendedGets')}>
          {({ id }) => (
            <Radio.Group
              id={id}
              className="stacked"
              aria-label={t('manage:dispatch.suspendedGets')}
              value={value.suspendedGets}
              onChange={(event) =>
                set({ suspendedGets: event.target.value as ShopDispatchSettings['suspendedGets'] })
              }
            >
              {SUSPENDED.map((one) => (
                <Radio key={one} value={one}>
                  {t(`manage:dispatch.suspended.${one}`)}
                </Radio>
              ))}
            </Radio.Group>
          )}
        </Field>
      </Fields>
      <Fields title={t('manage:dispatch.again')} lead={t('manage:dispatch.againLead')}>
        <Field label={t('manage:dispatch.grace')} hint={t('manage:dispatch.graceHint')}>
          {(ids) => (
            <Duration
              ids={ids}
              label={t('manage:dispatch.grace')}
              value={value.holderGraceMs}
              min={5 * SECOND}
              max={DAY}
              units={['seconds', 'minutes', 'hours']}
              onChange={(holderGraceMs) => set({ holderGraceMs })}
            />
          )}
        </Field>
        <Field label={t('manage:dispatch.silent')} hint={t('manage:dispatch.silentHint')}>
          {({ id }) => (
            <span className="switch-row">
              <Switch
                id={id}
                checked={value.silentMs !== null}
                onChange={(on) => set({ silentMs: on ? 5 * MINUTE : null })}
              />
              {value.silentMs !== null && (
                <Duration
                  ids={{ id: `${id}-time` }}
                  label={t('manage:dispatch.silent')}
                  value={value.silentMs}
                  min={10 * SECOND}
                  max={DAY}
                  units={['seconds', 'minutes', 'hours']}
                  onChange={(silentMs) => set({ silentMs })}
                />
              )}
            </span>
          )}
        </Field>
      </Fields>
      <Fields title={t('manage:dispatch.forward')}>
        <Field label={t('manage:dispatch.accept')} hint={t('manage:dispatch.acceptHint')}>
          {({ id }) => (
            <span className="switch-row">
              <Switch
                id={id}
                checked={value.forwardAcceptMs > 0}
                onChange={(on) => set({ forwardAcceptMs: on ? 30 * SECOND : 0 })}
              />
              {value.forwardAcceptMs > 0 && (
                <Duration
                  ids={{ id: `${id}-time` }}
                  label={t('manage:dispatch.accept')}
                  value={value.forwardAcceptMs}
                  min={SECOND}
                  max={HOUR}
                  units={['seconds', 'minutes']}
                  onChange={(forwardAcceptMs) => set({ forwardAcceptMs })}
                />
              )}
            </span>
          )}
        </Field>
      </Fields>
      <Fields title={t('manage:dispatch.auto')} lead={t('manage:dispatch.autoLead')}>
        <Field label={t('manage:dispatch.autoOn')}>
          {({ id }) => (
            <Switch
              id={id}
              checked={auto !== null}
              onChange={(on) => set({ autoSuspend: on ? { above: 15, below: 10 } : null })}
            />
          )}
        </Field>
        {auto && (
          <>
            <Field label={t('manage:dispatch.above')} hint={t('manage:dispatch.aboveHint')}>
              {(ids) => (
                <InputNumber
                  {...ids}
                  min={1}
                  max={1000}
                  precision={0}
                  value={auto.above}
                  onChange={(above) => {
                    if (above !== null) set({ autoSuspend: { ...auto, above } })
                  }}
                />
              )}
            </Field>
            <Field
              label={t('manage:dispatch.below')}
              hint={t('manage:dispatch.belowHint')}
              error={problem}
            >
              {(ids) => (
                <InputNumber
                  {...ids}
                  min={0}
                  max={999}
                  precision={0}
                  status={problem === null ? '' : 'error'}
                  value={auto.below}
                  onChange={(below) => {
                    if (below !== null) set({ autoSuspend: { ...auto, below } })
                  }}
                />
              )}
            </Field>
          </>
        )}
      </Fields>
    </Screen>
  )
}
