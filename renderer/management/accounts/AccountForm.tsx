import { Alert, Button, InputNumber, Select, Switch } from 'antd'
import { useState, type SyntheticEvent } from 'react'
import type { AccountCommandChanges } from '#shared/protocol/frames.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { Field } from '../parts/Field.tsx'
import { openSection } from '../store.ts'
import { subOf } from './names.ts'
import { generatePassword } from './password.ts'
import { HandOver } from './PasswordReset.tsx'
import { useTeamActions } from './useTeam.ts'
import { useWho, WhoFields, type Who } from './WhoFields.tsx'

interface Values extends Who {
  readonly groups: readonly string[]
  readonly weight: number
  readonly limit: number
  readonly participates: boolean
}

function valuesOf(account: AccountView | null): Values {
  if (!account)
    return {
      sub: '',
      nick: '',
      role: 'junior',
      password: generatePassword(),
      groups: [],
      weight: 1,
      limit: 20,
      participates: true,
    }
  const { nick, role, groups, weight, limit, participates } = account
  return {
    sub: role === 'main' ? '' : subOf(account),
    nick,
    role: role === 'main' ? 'junior' : role,
    password: '',
    groups,
    weight,
    limit,
    participates,
  }
}

/** What of the form differs from the account as it was when the form was opened. */
function changesOf(values: Values, before: Values): AccountCommandChanges {
  const changes: Record<string, unknown> = {}
  for (const key of ['sub', 'nick', 'role', 'groups', 'weight', 'limit', 'participates'] as const)
    if (JSON.stringify(values[key]) !== JSON.stringify(before[key])) changes[key] = values[key]
  return changes
}

/** Opens a sub-account (`account` null) or changes one; the main account has no name and role here. */
export function AccountForm({
  account,
  onClose,
}: {
  readonly account: AccountView | null
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { desk } = useActions()
  const actions = useTeamActions()
  const groups = useWork((state) => state.view?.settings.groups) ?? []
  const [before, setBefore] = useState(() => valuesOf(account))
  const [values, setValues] = useState(before)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const [opened, setOpened] = useState<{ name: string; nick: string; password: string } | null>(
    null,
  )
  const set = (part: Partial<Values>) => {
    setValues((old) => ({ ...old, ...part }))
    setFailed(null)
  }

  const gone = account?.deleted === true
  const who = useWho(values, tried, account)
  const mend = () => set({ sub: who.suggestion ?? values.sub })
  const changes = changesOf(values, before)
  const changed = Object.keys(changes).length > 0
  const { participates, weight } = values
  const warning = account && changed ? actions.shutsOut(account.id, { participates, weight }) : null

  async function submit(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    if (who.suggestion !== null) {
      // One key accepts the mended name; the next one sends the form.
      mend()
      return
    }
    setTried(true)
    if (!who.fits) return
    setBusy(true)
    setFailed(null)
    if (account) {
      const code = await actions.change(account.id, changes)
      if (code === null) {
        setBefore(values)
        desk.toast('info', 'manage:accounts.saved', { nick: values.nick })
        onClose()
      } else setFailed(code)
    } else {
      const { sub, nick, role, password, weight, limit, participates } = values
      const result = await call('manage.openAccount', {
        sub,
        nick: nick.trim(),
        role,
        password,
        groups: [...values.groups],
        weight,
        limit,
        participates,
      })
      if (result.ok) setOpened({ name: result.value.name, nick: result.value.nick, password })
      else setFailed(result.error.code)
    }
    setBusy(false)
  }

  if (opened)
    return (
      <HandOver
        title={t('manage:accounts.opened', { nick: opened.nick })}
        name={opened.name}
        password={opened.password}
        onDone={onClose}
      />
    )
  return (
    <form className="account-form" noValidate onSubmit={(event) => void submit(event)}>
      {gone && <Alert type="info" showIcon title={t('manage:accounts.isDeleted')} />}
      <WhoFields
        value={values}
        who={who}
        account={account}
        nickHint={t('manage:accounts.nickHint')}
        roleSays={(role) => t(`manage:accounts.roleMay.${role}`)}
        onChange={set}
        onMend={mend}
      />
      <Field
        label={t('manage:accounts.groups')}
        hint={
          groups.length > 0 ? undefined : (
            <>
              {t('manage:accounts.groupsNone')}{' '}
              <button type="button" className="link-button" onClick={() => openSection('groups')}>
                {t('manage:section.groups')}
              </button>
            </>
          )
        }
      >
        {({ id }) => (
          <Select
            id={id}
            mode="multiple"
            value={[...values.groups]}
            disabled={groups.length === 0 || gone}
            placeholder={t('manage:accounts.noGroup')}
            showSearch={{ optionFilterProp: 'label' }}
            options={groups.map((group) => ({ value: group.id, label: group.name }))}
            onChange={(next) => set({ groups: next })}
          />
        )}
      </Field>
      <Field label={t('manage:accounts.participates')} hint={t('manage:accounts.participatesHint')}>
        {({ id }) => (
          <Switch
            id={id}
            checked={values.participates}
            disabled={gone}
            onChange={(participates) => set({ participates })}
          />
        )}
      </Field>
      <Field label={t('manage:accounts.limit')} hint={t('manage:accounts.limitHint')}>
        {(ids) => (
          <InputNumber
            {...ids}
            min={1}
            max={1000}
            precision={0}
            value={values.limit}
            disabled={gone}
            onChange={(limit) => set({ limit: limit ?? 20 })}
          />
        )}
      </Field>
      <Field label={t('manage:accounts.weight')} hint={t('manage:accounts.weightHint')}>
        {(ids) => (
          <InputNumber
            {...ids}
            min={0}
            max={10}
            step={0.5}
            value={values.weight}
            disabled={gone}
            onChange={(weight) => set({ weight: weight ?? 1 })}
          />
        )}
      </Field>
      {warning && (
        <Alert
          type="warning"
          showIcon
          className="form-alert"
          title={t(`reason:warning.${warning.code}`, warning.values)}
        />
      )}
      {failed !== null && <Alert type="error" showIcon title={t(`error:${failed}`)} />}
      {!gone && (
        <div className="button-row">
          <Button
            type="primary"
            htmlType="submit"
            loading={busy}
            disabled={account !== null && !changed}
          >
            {account
              ? t(warning ? 'manage:saveNevertheless' : 'manage:save')
              : values.nick.trim() === ''
                ? t('manage:accounts.open')
                : t('manage:accounts.openNick', { nick: values.nick.trim() })}
          </Button>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
        </div>
      )}
    </form>
  )
}
