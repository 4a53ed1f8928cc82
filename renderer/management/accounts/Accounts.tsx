import { Alert, Button, Dropdown, Empty, Input, Segmented, Switch, Table, Tag } from 'antd'
import type { ColumnsType } from 'antd/es/table'
import { Ellipsis, Plus, Search } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { Warning } from '#shared/dispatch/warnings.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { heldBy } from '../../state/chats.ts'
import { useActions, useWork, useWorkShallow } from '../../workstation/app/context.ts'
import { Confirm } from '../parts/Confirm.tsx'
import { Screen } from '../parts/Screen.tsx'
import { management, openSection } from '../store.ts'
import { AccountDrawer, type Opened } from './AccountDrawer.tsx'
import { AccountState, stateRank } from './AccountState.tsx'
import { useTeam, useTeamActions } from './useTeam.ts'
import './accounts.css'

const SHOWN = ['all', 'online', 'disabled', 'deleted'] as const
type Shown = (typeof SHOWN)[number]

interface Asked {
  readonly account: AccountView
  readonly act: 'delete' | 'disable' | 'participates'
  readonly warning: Warning | null
}

/** A2 to A7: the people of the shop, what they may do and how much they get. */
export function Accounts() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const team = useTeam()
  const actions = useTeamActions()
  const shop = useWork((state) => state.view?.shop)
  const groups = useWork((state) => state.view?.settings.groups)
  const held = useWorkShallow((state) =>
    Object.fromEntries(
      Object.keys(state.view?.accounts ?? {}).map((id) => [id, heldBy(state, id)]),
    ),
  )
  const [text, setText] = useState('')
  const [shown, setShown] = useState<Shown>('all')
  const [opened, setOpened] = useState<Opened | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [busy, setBusy] = useState(false)
  const searched = useDeferredValue(text.trim().toLowerCase())

  const argument = useStore(management, (state) => state.argument)
  const token = useStore(management, (state) => state.token)
  useEffect(() => {
    if (argument !== null) setOpened({ kind: 'edit', account: argument })
  }, [argument, token])

  const used = team.filter(({ role, deleted }) => role !== 'main' && !deleted).length
  const quota = shop?.quota ?? 0
  const full = used >= quota
  const nameOf = useMemo(() => new Map(groups?.map(({ id, name }) => [id, name])), [groups])
  const rows = useMemo(
    () =>
      team.filter((account) => {
        if (account.deleted !== (shown === 'deleted')) return false
        if (shown === 'online' && !account.online) return false
        if (shown === 'disabled' && !account.disabled) return false
        const groupNames = account.groups.map((id) => nameOf.get(id) ?? '')
        return [account.nick, account.name, ...groupNames].some((one) =>
          one.toLowerCase().includes(searched),
        )
      }),
    [team, shown, searched, nameOf],
  )
  const count = (which: Shown) =>
    team.filter((account) =>
      which === 'deleted'
        ? account.deleted
        : !account.deleted &&
          (which === 'all' || (which === 'online' ? account.online : account.disabled)),
    ).length

  async function act({ account, act }: Asked): Promise<void> {
    setBusy(true)
    if (act === 'delete') {
      const code = await actions.send({ type: 'account.delete', account: account.id })
      if (code === null) {
        desk.toast('info', 'manage:accounts.deleted', { nick: account.nick })
        setOpened(null)
      } else desk.toast('error', `error:${code}`)
    } else if (act === 'disable')
      await actions.changeWithUndo(
        account,
        { disabled: true },
        { disabled: false },
        'manage:accounts.disabled',
      )
    else
      await actions.changeWithUndo(
        account,
        { participates: false },
        { participates: true },
        'manage:accounts.out',
      )
    setBusy(false)
    setAsked(null)
  }
  function ask(account: AccountView, act: Asked['act']): void {
    const changes = act === 'participates' ? { participates: false } : { disabled: true }
    const warning = actions.shutsOut(account.id, changes)
    if (act === 'participates' && !warning) void actWithout(account, act)
    else setAsked({ account, act, warning })
  }
  async function actWithout(account: AccountView, kind: Asked['act']): Promise<void> {
    await act({ account, act: kind, warning: null })
  }
  function participate(account: AccountView, on: boolean): void {
    if (!on) ask(account, 'participates')
    else
      void actions.changeWithUndo(
        account,
        { participates: true },
        { participates: false },
        'manage:accounts.in',
      )
  }
  function enable(account: AccountView): void {
    void actions.changeWithUndo(
      account,
      { disabled: false },
      { disabled: true },
      'manage:accounts.enabled',
    )
  }

  const columns: ColumnsType<AccountView> = [
    {
      title: t('manage:accounts.account'),
      key: 'nick',
      sorter: (a, b) => a.nick.localeCompare(b.nick),
      render: (_, account) => (
        <div className="account-cell">
          <Avatar name={account.nick} size={28} />
          <div>
            <button
              type="button"
              className="link-button clip"
              onClick={() => setOpened({ kind: 'edit', account: account.id })}
            >
              {account.nick}
            </button>
            <div className="clip account-name" title={account.name}>
              {account.name}
            </div>
          </div>
        </div>
      ),
    },
    {
      title: t('manage:accounts.role'),
      key: 'role',
      width: 110,
      sorter: (a, b) => a.role.localeCompare(b.role),
      render: (_, account) => t(`common:role.${account.role}`),
    },
    {
      title: t('manage:accounts.state'),
      key: 'state',
      width: 170,
      sorter: (a, b) => stateRank(a) - stateRank(b),
      render: (_, account) => <AccountState account={account} />,
    },
    {
      title: t('manage:accounts.held'),
      key: 'held',
      width: 96,
      align: 'right',
      sorter: (a, b) => (held[a.id] ?? 0) - (held[b.id] ?? 0),
      render: (_, { id, limit }) => (
        <span className="tabular">
          {held[id] ?? 0} / {limit}
        </span>
      ),
    },
    {
      title: t('manage:accounts.weight'),
      key: 'weight',
      width: 76,
      align: 'right',
      sorter: (a, b) => a.weight - b.weight,
      render: (_, { weight }) => <span className="tabular">{weight}</span>,
    },
    {
      title: t('manage:accounts.groups'),
      key: 'groups',
      width: 180,
      responsive: ['lg'],
      render: (_, account) =>
        account.groups.length === 0 ? (
          <span className="dim">{t('manage:accounts.noGroup')}</span>
        ) : (
          <span className="tag-list">
            {account.groups.map((id) => (
              <Tag key={id}>{nameOf.get(id) ?? id}</Tag>
            ))}
          </span>
        ),
    },
    {
      title: t('manage:accounts.participates'),
      key: 'participates',
      width: 96,
      render: (_, account) =>
        account.deleted ? null : (
          <Switch
            size="small"
            checked={account.participates}
            disabled={account.disabled}
            aria-label={t('manage:accounts.participatesOf', { nick: account.nick })}
            onChange={(on) => participate(account, on)}
          />
        ),
    },
    {
      title: <span className="visually-hidden">{t('manage:accounts.acts')}</span>,
      key: 'acts',
      width: 52,
      render: (_, account) =>
        account.deleted ? null : (
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'edit', label: t('manage:accounts.edit') },
                ...(account.role === 'main'
                  ? []
                  : [{ key: 'password', label: t('manage:accounts.resetPassword') }]),
                { type: 'divider' },
                { key: 'doctor', label: t('manage:accounts.doctor') },
                { key: 'decisions', label: t('manage:accounts.decisions') },
                ...(account.role === 'main'
                  ? []
                  : [
                      { type: 'divider' as const },
                      account.disabled
                        ? { key: 'enable', label: t('manage:accounts.enable') }
                        : { key: 'disable', label: t('manage:accounts.disable') },
                      { key: 'delete', label: t('manage:accounts.delete'), danger: true },
                    ]),
              ],
              onClick: ({ key }) => {
                if (key === 'edit') setOpened({ kind: 'edit', account: account.id })
                else if (key === 'password')
                  setOpened({ kind: 'edit', account: account.id, at: 'password' })
                else if (key === 'doctor' || key === 'decisions') openSection(key, account.id)
                else if (key === 'enable') enable(account)
                else if (key === 'disable') ask(account, 'disable')
                else if (key === 'delete') ask(account, 'delete')
              },
            }}
          >
            <Button
              type="text"
              size="small"
              icon={<Ellipsis size={16} />}
              aria-label={t('manage:accounts.actsOf', { nick: account.nick })}
            />
          </Dropdown>
        ),
    },
  ]

  return (
    <Screen
      wide
      title={t('manage:section.accounts')}
      lead={t('manage:accounts.lead')}
      actions={
        <>
          <span className="tabular dim">{t('manage:accounts.quota', { used, quota })}</span>
          <Button
            type="primary"
            icon={<Plus size={16} />}
            disabled={full}
            onClick={() => setOpened({ kind: 'open' })}
          >
            {t('manage:accounts.open')}
          </Button>
        </>
      }
    >
      {full && (
        <Alert
          type="warning"
          showIcon
          className="screen-alert"
          title={t('manage:accounts.quotaReached', { quota, level: shop?.level ?? '' })}
        />
      )}
      <div className="tools-row">
        <Input
          allowClear
          value={text}
          prefix={<Search size={14} aria-hidden="true" />}
          placeholder={t('manage:accounts.search')}
          aria-label={t('manage:accounts.search')}
          onChange={(event) => setText(event.target.value)}
        />
        <Segmented
          value={shown}
          onChange={setShown}
          options={SHOWN.filter((one) => one !== 'deleted' || count(one) > 0).map((one) => ({
            value: one,
            label: t(`manage:accounts.shown.${one}`, { count: count(one) }),
          }))}
        />
      </div>
      <Table
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={rows}
        rowClassName={(account) => (account.disabled ? 'row-off' : '')}
        showSorterTooltip={false}
        pagination={{ defaultPageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{
          emptyText: (
            <Empty
              image={null}
              description={
                text === '' ? t('manage:accounts.empty') : t('manage:nothingFound', { text })
              }
            />
          ),
        }}
      />
      {used === 0 && text === '' && <p className="dim">{t('manage:accounts.emptyTeam')}</p>}
      <AccountDrawer
        opened={opened}
        onClose={() => setOpened(null)}
        onDisable={(account) => ask(account, 'disable')}
        onEnable={enable}
        onDelete={(account) => ask(account, 'delete')}
      />
      <Confirm
        open={asked !== null}
        title={
          asked ? t(`manage:accounts.ask.${asked.act}.title`, { nick: asked.account.nick }) : ''
        }
        act={asked ? t(`manage:accounts.ask.${asked.act}.act`, { nick: asked.account.nick }) : ''}
        danger={asked?.act !== 'participates'}
        busy={busy}
        onConfirm={() => asked && void act(asked)}
        onCancel={() => setAsked(null)}
      >
        {asked && (
          <>
            <p>
              {t(`manage:accounts.ask.${asked.act}.text`, {
                name: asked.account.name,
                nick: asked.account.nick,
              })}
            </p>
            {(held[asked.account.id] ?? 0) > 0 && asked.act !== 'participates' && (
              <p>{t('manage:accounts.ask.held', { count: held[asked.account.id] ?? 0 })}</p>
            )}
            {asked.warning && (
              <Alert
                type="warning"
                showIcon
                title={t(`reason:warning.${asked.warning.code}`, asked.warning.values)}
              />
            )}
          </>
        )}
      </Confirm>
    </Screen>
  )
}
