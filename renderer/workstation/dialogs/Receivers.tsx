import { Shuffle, Users } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { Receiver } from '#shared/protocol/frames.ts'
import type { AccountId, AccountView } from '#shared/protocol/model.ts'
import type { Group } from '#shared/protocol/settings.ts'
import { heldBy } from '../../state/chats.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { useWork } from '../app/context.ts'
import { suspensionText } from '../app/suspension.ts'

/** What is chosen: a receiver, or `dispatch` where the gateway may spread them. */
export type Choice = Receiver | 'dispatch'

type Place = 'online' | 'suspended' | 'offline'
function placeOf(account: AccountView): Place {
  if (!account.online || account.invisible) return 'offline'
  return account.suspended ? 'suspended' : 'online'
}
/** D12: who is there to take a conversation, with room or without. */
function isThere(account: AccountView): boolean {
  return placeOf(account) === 'online' && !account.disabled
}
const rank: Record<Place, number> = { online: 0, suspended: 1, offline: 2 }
/** With more colleagues than this a filter helps. */
const FILTER_FROM = 9

const keyOf = (choice: Choice | null) =>
  choice === null
    ? ''
    : choice === 'dispatch'
      ? choice
      : 'account' in choice
        ? `account:${choice.account}`
        : `group:${choice.group}`

/** Who may be chosen now, and how the chosen one is called; it may go away while a dialog is open. */
export function useReceivers(not: readonly AccountId[], choice: Choice | null) {
  const accounts = useWork((state) => state.view?.accounts) ?? {}
  const groups = useWork((state) => state.view?.settings.groups) ?? []
  const others = Object.values(accounts)
    .filter((account) => !not.includes(account.id) && !account.disabled && !account.deleted)
    .toSorted((a, b) => rank[placeOf(a)] - rank[placeOf(b)] || a.nick.localeCompare(b.nick))
  const there = (group: Group) =>
    others.filter((account) => isThere(account) && account.groups.includes(group.id)).length
  let name: string | null = null
  let ready = false
  if (choice === 'dispatch') ready = true
  else if (choice !== null && 'account' in choice) {
    const account = others.find(({ id }) => id === choice.account)
    name = account?.nick ?? null
    ready = account !== undefined && isThere(account)
  } else if (choice !== null) {
    const group = groups.find(({ id }) => id === choice.group)
    name = group?.name ?? null
    ready = group !== undefined && there(group) > 0
  }
  return { others, groups, there, name, ready, possible: others.some(isThere) }
}

interface ReceiversProps {
  readonly from: ReturnType<typeof useReceivers>
  readonly legend: string
  readonly choice: Choice | null
  /** Dispatch may spread them, too. */
  readonly dispatch?: boolean
  readonly disabled: boolean
  readonly onChoose: (choice: Choice) => void
}

/** One list of accounts and groups to choose from, by mouse or by arrow keys. */
export function Receivers({ from, legend, choice, dispatch, disabled, onChoose }: ReceiversProps) {
  const { t } = useTranslation()
  const [filter, setFilter] = useState('')
  const { others, groups, there } = from
  const folded = filter.trim().toLowerCase()
  const fits = (...texts: readonly string[]) =>
    texts.some((text) => text.toLowerCase().includes(folded))
  const chosen = keyOf(choice)
  const radio = (its: Choice, away = false) => (
    <input
      type="radio"
      name="receiver"
      checked={chosen === keyOf(its)}
      disabled={disabled || away}
      onChange={() => onChoose(its)}
    />
  )
  return (
    <>
      {others.length + groups.length >= FILTER_FROM && (
        <input
          className="input"
          aria-label={t('chats:forward.search')}
          placeholder={t('chats:forward.search')}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return
            event.preventDefault()
            event.currentTarget.parentElement
              ?.querySelector<HTMLElement>('[name="receiver"]:not(:disabled)')
              ?.focus()
          }}
        />
      )}
      <fieldset className="receivers scroll">
        <legend>{legend}</legend>
        {dispatch === true && (
          <label className="receiver">
            {radio('dispatch')}
            <span className="receiver-sign">
              <Shuffle size={16} aria-hidden="true" />
            </span>
            <span className="receiver-lines">
              <span>{t('chats:handover.dispatch')}</span>
              <span className="field-hint">{t('chats:handover.dispatchHint')}</span>
            </span>
          </label>
        )}
        {groups
          .filter((group) => fits(group.name))
          .map((group) => (
            <label key={group.id} className={there(group) > 0 ? 'receiver' : 'receiver away'}>
              {radio({ group: group.id }, there(group) === 0)}
              <span className="receiver-sign">
                <Users size={16} aria-hidden="true" />
              </span>
              <span className="receiver-lines">
                <span className="clip">{group.name}</span>
                <span className="field-hint">{t('chats:forward.groupHint')}</span>
              </span>
              <span className="receiver-state tabular">
                {t('chats:forward.there', { count: there(group) })}
              </span>
            </label>
          ))}
        {others
          .filter((account) => fits(account.nick, account.name))
          .map((account) => (
            <Account key={account.id} account={account}>
              {radio({ account: account.id }, !isThere(account))}
            </Account>
          ))}
      </fieldset>
    </>
  )
}

interface AccountProps {
  readonly account: AccountView
  readonly children: React.ReactNode
}

function Account({ account, children }: AccountProps) {
  const { t } = useTranslation()
  const held = useWork((state) => heldBy(state, account.id))
  const place = placeOf(account)
  const { limit } = account
  return (
    <label className={place === 'online' ? 'receiver' : 'receiver away'}>
      {children}
      <Avatar name={account.nick} size={32} state={place} />
      <span className="receiver-lines">
        <span className="clip">{account.nick}</span>
        <span className="field-hint clip">{account.name}</span>
      </span>
      <span className="receiver-state tabular">
        <span>
          {place === 'suspended' && account.suspended
            ? `${t('common:suspended')} · ${suspensionText(t, account.suspended)}`
            : t(`common:${place}`)}
        </span>
        {place !== 'offline' && (
          <span className="field-hint">
            {held >= limit
              ? t('chats:forward.full', { held, limit })
              : t('chats:forward.held', { held, limit })}
          </span>
        )}
      </span>
    </label>
  )
}
