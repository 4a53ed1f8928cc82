import { Dropdown, Table, type TableProps } from 'antd'
import { Ellipsis } from 'lucide-react'
import { memo, useMemo } from 'react'
import type { AccountView } from '#shared/protocol/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { useActions, useWork } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { WaitingTime } from '../../workstation/list/WaitingTime.tsx'
import { byName, type AccountRow, type AccountState } from './board.ts'
import { useDoors } from './doors.ts'
import { useHeight } from './useHeight.ts'

const HEAD = 39
/** A row is another object only when it says something else. */
const changed = (row: AccountRow, before: AccountRow) => row !== before

interface AccountsProps {
  readonly rows: readonly AccountRow[]
  readonly chosen: string | null
  readonly onChoose: (account: string | null) => void
}

/** All accounts of the shop; of two hundred only those in sight are drawn. */
export const Accounts = memo(function Accounts({ rows, chosen, onChoose }: AccountsProps) {
  const { t } = useTranslation()
  const { ref, height } = useHeight<HTMLDivElement>()
  const columns = useMemo<NonNullable<TableProps<AccountRow>['columns']>>(
    () => [
      {
        key: 'account',
        title: t('monitor:accounts.account'),
        width: 150,
        sorter: (a, b) => byName(a.account, b.account),
        render: (_, row) => (
          <button
            type="button"
            className="who-button"
            aria-pressed={row.id === chosen}
            data-tip={t('monitor:accounts.chats', { nick: row.account.nick })}
          >
            <Who account={row.account} state={row.state} />
          </button>
        ),
      },
      {
        key: 'state',
        shouldCellUpdate: changed,
        title: t('monitor:accounts.state'),
        width: 138,
        render: (_, row) => <State row={row} />,
      },
      {
        key: 'held',
        shouldCellUpdate: changed,
        title: t('monitor:accounts.held'),
        width: 100,
        sorter: (a, b) => a.held - b.held,
        render: (_, row) => <Load held={row.held} limit={row.account.limit} />,
      },
      {
        key: 'waiting',
        shouldCellUpdate: changed,
        title: t('monitor:accounts.waiting'),
        width: 92,
        sorter: (a, b) => (b.slowestSince ?? Infinity) - (a.slowestSince ?? Infinity) || 0,
        render: (_, row) => <Waiting row={row} />,
      },
      {
        key: 'groups',
        shouldCellUpdate: changed,
        title: t('monitor:accounts.groups'),
        width: 108,
        render: (_, row) => <Groups account={row.account} />,
      },
      {
        key: 'acts',
        shouldCellUpdate: changed,
        title: <span className="visually-hidden">{t('monitor:accounts.acts')}</span>,
        width: 44,
        align: 'right',
        render: (_, row) => <Acts row={row} />,
      },
    ],
    [t, chosen],
  )
  return (
    <section className="monitor-accounts" aria-label={t('monitor:accounts.title')} ref={ref}>
      {height > 0 && (
        <Table<AccountRow>
          virtual
          size="small"
          rowKey="id"
          columns={columns}
          dataSource={rows}
          pagination={false}
          scroll={{ x: 632, y: Math.max(120, height - HEAD) }}
          showSorterTooltip={false}
          rowClassName={(row) => (row.id === chosen ? 'row-chosen' : '')}
          onRow={(row) => ({
            onClick: () => onChoose(row.id === chosen ? null : row.id),
          })}
          locale={{ emptyText: t('monitor:accounts.empty') }}
        />
      )}
    </section>
  )
})

export function Who({
  account,
  state,
}: {
  readonly account: AccountView
  readonly state: AccountState
}) {
  const { t } = useTranslation()
  const dot = state === 'online' || state === 'suspended' ? state : 'offline'
  return (
    <div className="who">
      <Avatar name={account.nick} size={28} state={dot} />
      <div className="who-lines">
        <span className="clip">{account.nick}</span>
        <span className="clip quiet">
          {account.role === 'main' ? t('common:role.main') : account.name}
        </span>
      </div>
    </div>
  )
}

function State({ row: { account, state } }: { readonly row: AccountRow }) {
  const { t } = useTranslation()
  const times = useTimes()
  const { suspended } = account
  const since = times.short(suspended && state === 'suspended' ? suspended.since : account.since)
  return (
    <div className="two-lines">
      <span className="tags">
        <span className={`state-dot ${state}`} aria-hidden="true" />
        {t(`monitor:state.${state}`)}
        {!account.participates && state !== 'disabled' && (
          <span className="tag plain">{t('monitor:accounts.notParticipating')}</span>
        )}
      </span>
      <span className="clip quiet">
        {suspended && state === 'suspended'
          ? t(`monitor:accounts.suspended.${suspended.by}`, { reason: suspended.reason, since })
          : t('monitor:accounts.since', { since })}
      </span>
    </div>
  )
}

/** A bar besides the numbers: full ones are seen from afar. */
export function Load({ held, limit }: { readonly held: number; readonly limit: number }) {
  const { t } = useTranslation()
  const full = held >= limit
  const part = limit > 0 ? Math.min(1, held / limit) : 1
  return (
    <div className="load">
      <span className="tabular">
        {held} / {limit}
        {full && <strong className="load-full">{t('monitor:accounts.full')}</strong>}
      </span>
      <span className={full ? 'load-bar full' : 'load-bar'} aria-hidden="true">
        <span style={{ width: `${part * 100}%` }} />
      </span>
    </div>
  )
}

function Waiting({ row }: { readonly row: AccountRow }) {
  const { t } = useTranslation()
  if (row.slowestSince === null) return <span className="quiet">{t('monitor:none')}</span>
  return (
    <div className="two-lines">
      <WaitingTime since={row.slowestSince} />
      <span className="quiet">{t('monitor:accounts.waitingCount', { count: row.waiting })}</span>
    </div>
  )
}

function Groups({ account }: { readonly account: AccountView }) {
  const { t } = useTranslation()
  const groups = useWork((state) => state.view?.settings.groups)
  const names = account.groups.map(
    (id) => groups?.find((group) => group.id === id)?.name ?? t('monitor:groupGone'),
  )
  if (names.length === 0) return <span className="quiet">{t('monitor:none')}</span>
  const text = names.join(t('monitor:comma'))
  return (
    <span className="clamp" data-tip={text}>
      {text}
    </span>
  )
}

function Acts({ row }: { readonly row: AccountRow }) {
  const { t } = useTranslation()
  const doors = useDoors()
  const { chats } = useActions()
  const me = useWork((state) => state.view?.me)
  const main = useWork((state) => state.view?.accounts[state.view.me]?.role === 'main')
  const { account } = row
  const items = [
    {
      key: 'handover',
      label: t('monitor:acts.handover', { count: row.held }),
      disabled: row.held === 0,
    },
    ...(main
      ? [
          {
            key: 'participate',
            label: account.participates
              ? t('monitor:acts.unparticipate')
              : t('monitor:acts.participate'),
            disabled: account.disabled,
          },
        ]
      : []),
    ...(account.id === me && account.suspended
      ? [{ key: 'resume', label: t('monitor:acts.resume') }]
      : []),
    { key: 'doctor', label: t('monitor:acts.doctor') },
    { key: 'decisions', label: t('monitor:acts.decisions') },
  ]
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items,
        onClick: ({ key, domEvent }) => {
          domEvent.stopPropagation()
          if (key === 'handover') doors.handOver(account.id)
          else if (key === 'participate')
            void doors.command({
              type: 'participate',
              account: account.id,
              on: !account.participates,
            })
          else if (key === 'resume') void chats.resume()
          else if (key === 'decisions') doors.decisions(account.id)
          else doors.doctor(account.id)
        },
      }}
    >
      <button
        type="button"
        className="icon-button small"
        aria-label={t('monitor:acts.of', { nick: account.nick })}
        onClick={(event) => event.stopPropagation()}
      >
        <Ellipsis size={16} aria-hidden="true" />
      </button>
    </Dropdown>
  )
}
