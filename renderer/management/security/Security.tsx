import { Button, InputNumber, Radio } from 'antd'
import { useCallback } from 'react'
import { isWebOrigin } from '#shared/names/origins.ts'
import type { SecuritySettings } from '#shared/protocol/settings.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWorkstation } from '../../workstation/app/context.ts'
import { OrderedWords } from '../desk/OrderedWords.tsx'
import { Field, Fields } from '../parts/Field.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useAsked } from '../parts/useAsked.ts'
import { useDraft } from '../parts/useDraft.ts'
import { AlertList } from './AlertList.tsx'
import './security.css'

const MOST_ORIGINS = 50
const LONGEST_ORIGIN = 200
const WHO = [
  'free',
  'main',
  'everyone',
] as const satisfies readonly SecuritySettings['secondFactor'][]

/** A6: who must have a second factor, how long sessions last, where the widget may stand, alerts. */
export function Security() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const { call } = useWorkstation()
  const { state: own } = useAsked(useCallback(() => call('security.state'), [call]))
  const draft = useDraft<SecuritySettings>(
    'security',
    [],
    (settings) => settings.security,
    (security) => ({
      security: { ...security, origins: security.origins.map((origin) => origin.trim()) },
    }),
  )
  const { value, set } = draft
  const origins = value.origins.map((origin) => origin.trim())
  const wrong =
    origins.some((origin) => !isWebOrigin(origin)) || new Set(origins).size < origins.length
  const problem = wrong ? t('manage:security.badOrigin') : null
  const mainHasNone = value.secondFactor !== 'free' && own?.since === null
  return (
    <Screen
      title={t('manage:section.security')}
      lead={t('manage:security.lead')}
      footer={<SaveBar draft={draft} problem={problem} />}
    >
      <Fields title={t('manage:security.own')} lead={t('manage:security.ownLead')}>
        <div className="button-row">
          <Button onClick={() => desk.show({ kind: 'security' })}>
            {t('manage:security.openOwn')}
          </Button>
        </div>
      </Fields>
      <Fields title={t('manage:security.policy')}>
        <Field
          label={t('manage:security.who')}
          hint={
            mainHasNone
              ? `${t('manage:security.whoHint')} ${t('manage:security.mainHasNone')}`
              : t('manage:security.whoHint')
          }
        >
          {(ids) => (
            <Radio.Group
              {...ids}
              aria-label={t('manage:security.who')}
              value={value.secondFactor}
              options={WHO.map((who) => ({ value: who, label: t(`manage:security.${who}`) }))}
              onChange={(event) => {
                const who = WHO.find((one) => one === event.target.value)
                if (who) set({ secondFactor: who })
              }}
            />
          )}
        </Field>
      </Fields>
      <Fields title={t('manage:security.sessions')}>
        <Field label={t('manage:security.days')} hint={t('manage:security.daysHint')}>
          {(ids) => (
            <span className="security-days">
              <InputNumber
                {...ids}
                min={1}
                max={365}
                precision={0}
                value={value.sessionDays}
                onChange={(days) => {
                  if (days !== null) set({ sessionDays: days })
                }}
              />
              <span aria-hidden="true">{t('manage:security.daysUnit')}</span>
            </span>
          )}
        </Field>
      </Fields>
      <Fields title={t('manage:security.origins')} lead={t('manage:security.originsLead')}>
        <OrderedWords
          label={t('manage:security.origins')}
          add={t('manage:security.addOrigin')}
          value={value.origins}
          most={MOST_ORIGINS}
          longest={LONGEST_ORIGIN}
          onChange={(list) => set({ origins: [...list] })}
        />
      </Fields>
      <Fields title={t('manage:security.alerts')} lead={t('manage:security.alertsLead')}>
        <AlertList />
      </Fields>
    </Screen>
  )
}
