import { Button, Input, Radio } from 'antd'
import { useMemo } from 'react'
import type { AccountView } from '#shared/protocol/model.ts'
import { usePasswordHint, usePasswordProblem } from '../../security/usePasswordProblem.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { Field } from '../parts/Field.tsx'
import { checkSub, isNickTaken } from './names.ts'
import { PasswordInput } from './PasswordReset.tsx'
import { useTeam } from './useTeam.ts'

const ROLES = ['junior', 'senior', 'supervisor'] as const
export type SubRole = (typeof ROLES)[number]

export interface Who {
  /** The name behind the colon. */
  readonly sub: string
  readonly nick: string
  readonly role: SubRole
  readonly password: string
}

/**
 * What is wrong with who an account is to be (`account` null: a new one), told as it is typed; nothing is
 * called missing before it was `tried`.
 */
export function useWho({ sub, nick, password }: Who, tried: boolean, account: AccountView | null) {
  const { t } = useTranslation()
  const team = useTeam()
  const main = useWork((state) => state.view?.shop.main ?? '')
  const shop = useWork((state) => state.view?.shop.name ?? '')
  const except = account?.id ?? null
  const checked = useMemo(() => checkSub(sub, main, team, except), [sub, main, team, except])
  const weak = usePasswordProblem(password, [main, sub, shop])
  const hintOf = usePasswordHint()
  const named = account?.role === 'main' || checked.ok
  const unnamed = nick.trim() === ''
  const taken = isNickTaken(nick, team, except)
  return {
    /** The name as it was probably meant. */
    suggestion: named ? null : checked.suggestion,
    fits: named && !unnamed && !taken && (account !== null || weak === null),
    wrong: {
      name:
        named || (sub === '' && !tried)
          ? null
          : checked.problem === 'taken'
            ? t('error:name_taken')
            : t(`app:name.${checked.problem}`),
      nick: unnamed
        ? tried
          ? t('manage:accounts.nickEmpty')
          : null
        : taken
          ? t('manage:accounts.nickTaken')
          : null,
      password: tried || weak !== 'password_too_short' ? hintOf(weak, password) : null,
    },
  }
}

/** Name, nick, role, and a new account's password; the main account has only its nick here. */
export function WhoFields({
  value,
  who: { suggestion, wrong },
  account,
  nickHint,
  roleSays,
  onChange,
  onMend,
}: {
  readonly value: Who
  readonly who: ReturnType<typeof useWho>
  readonly account: AccountView | null
  readonly nickHint: string
  readonly roleSays: (role: SubRole) => string
  readonly onChange: (part: Partial<Who>) => void
  /** The suggestion is accepted. */
  readonly onMend: () => void
}) {
  const { t } = useTranslation()
  const main = useWork((state) => state.view?.shop.main ?? '')
  const isMain = account?.role === 'main'
  const gone = account?.deleted === true
  return (
    <>
      {!isMain && (
        <Field
          label={t('manage:accounts.name')}
          error={
            wrong.name === null ? null : (
              <>
                {wrong.name}
                {suggestion !== null && (
                  <Button size="small" onClick={onMend}>
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
                value={value.sub}
                status={wrong.name === null ? '' : 'error'}
                autoFocus={!account}
                autoComplete="off"
                spellCheck={false}
                disabled={gone}
                onChange={(event) => onChange({ sub: event.target.value })}
              />
            </div>
          )}
        </Field>
      )}
      <Field label={t('manage:accounts.nick')} error={wrong.nick} hint={nickHint}>
        {(ids) => (
          <Input
            {...ids}
            value={value.nick}
            maxLength={40}
            status={wrong.nick === null ? '' : 'error'}
            disabled={gone}
            onChange={(event) => onChange({ nick: event.target.value })}
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
              value={value.role}
              disabled={gone}
              onChange={(event) => onChange({ role: event.target.value as SubRole })}
            >
              {ROLES.map((role) => (
                <Radio key={role} value={role}>
                  <strong>{t(`common:role.${role}`)}</strong>
                  <span>{roleSays(role)}</span>
                </Radio>
              ))}
            </Radio.Group>
          )}
        </Field>
      )}
      {!account && (
        <Field
          label={t('manage:accounts.password')}
          error={wrong.password}
          hint={t('manage:accounts.passwordHint')}
        >
          {(ids) => (
            <PasswordInput
              ids={ids}
              value={value.password}
              onChange={(password) => onChange({ password })}
            />
          )}
        </Field>
      )}
    </>
  )
}
