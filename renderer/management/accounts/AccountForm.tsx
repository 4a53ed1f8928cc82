import { Alert, Button, Input, InputNumber, Radio, Select, Switch } from 'antd'
import { useMemo, useState, type SyntheticEvent } from 'react'
import type { AccountCommandChanges } from '#shared/protocol/frames.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { Field } from '../parts/Field.tsx'
import { openSection } from '../store.ts'
import { checkSub, isNickTaken, subOf } from './names.ts'
import { generatePassword, isTooShort } from './password.ts'
import { HandOver, PasswordInput } from './PasswordReset.tsx'
import { useTeam, useTeamActions } from './useTeam.ts'

const ROLES = ['junior', 'senior', 'supervisor'] as const
type SubRole = (typeof ROLES)[number]

interface Values {
  readonly sub: string
  readonly nick: string
  readonly role: SubRole
  readonly password: string
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
  const team = useTeam()
  const actions = useTeamActions()
  const main = useWork((state) => state.view?.shop.main ?? '')
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

  const isMain = account?.role === 'main'
  const gone = account?.deleted === true
  const except = account?.id ?? null
  const name = useMemo(
    () => checkSub(values.sub, main, team, except),
    [values.sub, main, team, except],
  )
  const suggestion = name.ok ? null : name.suggestion
  const nickProblem =
    values.nick.trim() === ''
      ? tried
        ? t('manage:accounts.nickEmpty')
        : null
      : isNickTaken(values.nick, team, except)
        ? t('manage:accounts.nickTaken')
        : null
  const nameProblem =
    isMain || name.ok || (values.sub === '' && !tried)
      ? null
      : name.problem === 'taken'
        ? t('error:name_taken')
        : t(`app:name.${name.problem}`)
  const changes = changesOf(values, before)
  const changed = Object.keys(changes).length > 0
  const { participates, weight } = values
  const warning = account && changed ? actions.shutsOut(account.id, { participates, weight }) : null

  async function submit(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    if (!isMain && suggestion !== null) {
      // One key accepts the mended name; the next one sends the form.
      set({ sub: suggestion })
      return
    }
    setTried(true)
    if (!isMain && !name.ok) return
    if (values.nick.trim() === '' || isNickTaken(values.nick, team, except)) return
    if (!account && isTooShort(values.password)) return
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
      {!isMain && (
        <Field
          label={t('manage:accounts.name')}
          error={
            nameProblem === null ? null : (
              <>
                {nameProblem}
                {suggestion !== null && (
                  <Button size="small" onClick={() => set({ sub: suggestion })}>
                    {t('manage:accounts.accept', { name: `${main}:${suggestion}` })}
                    <kbd>Enter</kbd>
                  </Button>
                )}
              </>
            )
          }
          hint={account ? t('manage:accounts.renameHint') : t('manage:accounts.nameHint')}
        >
          {(ids) => (
            <div className="name-input">
              <span className="clip" title={`${main}:`}>
                {main}:
              </span>
              <Input
                {...ids}
                value={values.sub}
                status={nameProblem === null ? '' : 'error'}
                autoFocus={!account}
                autoComplete="off"
                spellCheck={false}
                disabled={gone}
                onChange={(event) => set({ sub: event.target.value })}
              />
            </div>
          )}
        </Field>
      )}
      <Field
        label={t('manage:accounts.nick')}
        error={nickProblem}
        hint={t('manage:accounts.nickHint')}
      >
        {(ids) => (
          <Input
            {...ids}
            value={values.nick}
            maxLength={40}
            status={nickProblem === null ? '' : 'error'}
            disabled={gone}
            onChange={(event) => set({ nick: event.target.value })}
          />
        )}
      </Field>
      {!isMain && (
        <Field label={t('manage:accounts.role')}>
          {(ids) => (
            <Radio.Group
              {...ids}
              className="role-choice"
              aria-label={t('manage:accounts.role')}
              value={values.role}
              disabled={gone}
              onChange={(event) => set({ role: event.target.value as SubRole })}
            >
              {ROLES.map((role) => (
                <Radio key={role} value={role}>
                  <strong>{t(`common:role.${role}`)}</strong>
                  <span>{t(`manage:accounts.roleMay.${role}`)}</span>
                </Radio>
              ))}
            </Radio.Group>
          )}
        </Field>
      )}
      {!account && (
        <Field
          label={t('manage:accounts.password')}
          error={tried && isTooShort(values.password) ? t('error:password_too_short') : null}
          hint={t('manage:accounts.passwordHint')}
        >
          {(ids) => (
            <PasswordInput
              ids={ids}
              value={values.password}
              onChange={(password) => set({ password })}
            />
          )}
        </Field>
      )}
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
