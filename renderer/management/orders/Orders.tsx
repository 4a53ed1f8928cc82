import { Alert, Button, Input, Radio, Select } from 'antd'
import { useCallback, useState } from 'react'
import type { OrderSystem, OrderSystemState } from '#shared/orders/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork, useWorkstation } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { Copied } from '../identity/Identity.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { Field, Fields } from '../parts/Field.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useAsked } from '../parts/useAsked.ts'
import { Import } from './Import.tsx'
import { filledIn, formOf, problemOf, sameSystem, SYSTEM_KINDS, type SystemForm } from './system.ts'
import './orders.css'

const CURRENCIES = ['CNY', 'HKD', 'TWD', 'USD', 'EUR', 'JPY', 'GBP', 'SGD', 'MYR'] as const

/** Where the shop's orders come from. It is taken at once for everyone's order panel. */
export function Orders() {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const page = useWork((state) => state.app?.signedIn?.buyerPage)
  const { state, setState, error, setError, again } = useAsked(
    useCallback(() => call('orders.system'), [call]),
  )
  const [typed, setTyped] = useState<SystemForm | null>(null)
  const [saving, setSaving] = useState(false)
  const [saved, setSaved] = useState(false)
  const [asking, setAsking] = useState(false)

  const form = typed ?? (state ? formOf(state.system) : null)
  const problem = form && state ? problemOf(form, state.system) : null
  const dirty = form !== null && state !== null && !sameSystem(filledIn(form), state.system)

  function set(part: Partial<SystemForm>) {
    setSaved(false)
    setError(null)
    if (form) setTyped({ ...form, ...part })
  }
  async function save() {
    if (!form) return
    setAsking(false)
    setSaving(true)
    setError(null)
    const result = await call('orders.setSystem', filledIn(form))
    setSaving(false)
    if (!result.ok) {
      setError(result.error.code)
      return
    }
    setState(result.value)
    setTyped(null)
    setSaved(true)
  }
  // Another system knows nothing of what the one before showed.
  const leaves =
    state !== null &&
    state.system.kind !== 'none' &&
    form !== null &&
    form.kind !== state.system.kind
  return (
    <Screen
      title={t('manage:section.orders')}
      lead={t('manage:orderSystem.lead')}
      footer={
        <div className="save-bar">
          {error !== null && (
            <Alert
              type="error"
              showIcon
              title={t(`error:${error}`)}
              action={state === null && <Button onClick={again}>{t('common:retry')}</Button>}
            />
          )}
          <div className="save-row">
            <Button
              type="primary"
              disabled={!dirty || problem !== null || saving}
              onClick={() => (leaves ? setAsking(true) : void save())}
            >
              {t('manage:save')}
            </Button>
            <Button disabled={typed === null || saving} onClick={() => setTyped(null)}>
              {t('manage:discard')}
            </Button>
            <span className={dirty && problem !== null ? 'save-problem' : 'dim'} role="status">
              {dirty
                ? problem === null
                  ? t('manage:orderSystem.unsaved')
                  : t(`manage:orderSystem.problem.${problem}`)
                : saved
                  ? t('manage:settingsSaved')
                  : state
                    ? t('manage:allSaved')
                    : ''}
            </span>
          </div>
        </div>
      }
    >
      {state && <StateOf state={state} onLook={again} />}
      {form && (
        <Fields title={t('manage:orderSystem.which')}>
          <Radio.Group
            className="system-kinds"
            aria-label={t('manage:orderSystem.which')}
            value={form.kind}
            onChange={(event) => set({ kind: event.target.value as OrderSystem['kind'] })}
          >
            {SYSTEM_KINDS.map((kind) => (
              <Radio key={kind} value={kind}>
                <span className="system-kind">{t(`manage:orderSystem.kind.${kind}`)}</span>
                <span className="form-hint">{t(`manage:orderSystem.about.${kind}`)}</span>
              </Radio>
            ))}
          </Radio.Group>
        </Fields>
      )}
      {form && <Access form={form} stored={state?.system ?? null} onChange={set} />}
      {state && page !== undefined && (form?.kind === 'http' || form?.kind === 'woocommerce') && (
        <Fields title={t('manage:orderSystem.webhook')} lead={t('manage:orderSystem.webhookLead')}>
          <Copied
            label={t('manage:orderSystem.webhook')}
            text={new URL(state.webhook, page).href}
          />
        </Fields>
      )}
      {form?.kind === 'table' && <Import onDone={again} />}
      <Confirm
        open={asking}
        title={t('manage:orderSystem.leaveTitle')}
        act={t('manage:orderSystem.leave')}
        onConfirm={() => void save()}
        onCancel={() => setAsking(false)}
      >
        <p>{t('manage:orderSystem.leaveText')}</p>
      </Confirm>
    </Screen>
  )
}

/** When it last answered, and what is wrong with it now. */
function StateOf({
  state,
  onLook,
}: {
  readonly state: OrderSystemState
  readonly onLook: () => void
}) {
  const { t } = useTranslation()
  const times = useTimes()
  const { system, lastOkAt, trouble } = state
  if (system.kind === 'none') return null
  const heard =
    lastOkAt === null
      ? t('manage:orderSystem.never')
      : t('manage:orderSystem.lastOk', { at: times.full(lastOkAt) })
  return (
    <Alert
      type={trouble === null ? (lastOkAt === null ? 'info' : 'success') : 'warning'}
      showIcon
      className="screen-alert"
      title={
        trouble === null
          ? `${t(`manage:orderSystem.kind.${system.kind}`)} · ${heard}`
          : `${t(`manage:orderSystem.trouble.${trouble}`)} ${heard}`
      }
      action={<Button onClick={onLook}>{t('manage:orderSystem.look')}</Button>}
    />
  )
}

interface AccessProps {
  readonly form: SystemForm
  readonly stored: OrderSystem | null
  readonly onChange: (part: Partial<SystemForm>) => void
}

/** Address and keys of a system that is reached over the network. */
function Access({ form, stored, onChange }: AccessProps) {
  const { t } = useTranslation()
  const { kind } = form
  if (kind !== 'http' && kind !== 'vendure' && kind !== 'woocommerce') return null
  const kept = stored?.kind === kind
  return (
    <Fields title={t('manage:orderSystem.access')} lead={t(`manage:orderSystem.accessOf.${kind}`)}>
      <Field label={t('manage:orderSystem.url')} hint={t(`manage:orderSystem.urlOf.${kind}`)}>
        {(ids) => (
          <Input
            {...ids}
            type="url"
            value={form.url}
            maxLength={500}
            spellCheck={false}
            onChange={(event) => onChange({ url: event.target.value })}
          />
        )}
      </Field>
      {kind !== 'http' && (
        <Field label={t(`manage:orderSystem.userOf.${kind}`)}>
          {(ids) => (
            <Input
              {...ids}
              value={form.user}
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange({ user: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field
        label={t(`manage:orderSystem.secretOf.${kind}`)}
        hint={t(kept ? 'manage:orderSystem.secretKept' : 'manage:orderSystem.secretHint')}
      >
        {(ids) => (
          <Input.Password
            {...ids}
            value={form.secret}
            maxLength={200}
            autoComplete="new-password"
            placeholder={kept ? t('manage:orderSystem.secretSet') : ''}
            onChange={(event) => onChange({ secret: event.target.value })}
          />
        )}
      </Field>
      {kind === 'vendure' && (
        <Field label={t('manage:orderSystem.column.currency')}>
          {({ id }) => (
            <Select
              id={id}
              className="currency"
              value={form.currency}
              aria-label={t('manage:orderSystem.column.currency')}
              options={CURRENCIES.map((one) => ({ value: one, label: one }))}
              onChange={(currency: string) => onChange({ currency })}
            />
          )}
        </Field>
      )}
    </Fields>
  )
}
