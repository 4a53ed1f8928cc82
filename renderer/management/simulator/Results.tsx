import { InputNumber, Switch, Table, type TableProps } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { duration } from '../../workstation/app/duration.ts'
import type { AccountRow, Comparison, Totals } from './compare.ts'
import { withAccountChange, type Changes, type Trial, type TrialAccount } from './trial.ts'

const TOTALS = ['waited', 'longestWaitMs', 'queuePeak', 'offline', 'unserved'] as const

/** What the whole shop would have seen, before and after. */
export function TotalsTable({ comparison }: { readonly comparison: Comparison }) {
  const { t } = useTranslation()
  const text = (key: keyof Totals, value: number) =>
    key === 'longestWaitMs' ? duration(value / 1000) : String(value)
  return (
    <dl className="sim-totals">
      {TOTALS.map((key) => {
        const now = comparison.now[key]
        const tried = comparison.tried[key]
        const level = tried === now ? '' : tried < now ? ' better' : ' worse'
        return (
          <div key={key} className={`sim-total${level}`}>
            <dt>{t(`monitor:sim.total.${key}`)}</dt>
            <dd className="tabular">
              <span className="quiet">{text(key, now)}</span>
              <span aria-hidden="true">→</span>
              <span className="visually-hidden">{t('monitor:sim.becomes')}</span>
              <strong>{text(key, tried)}</strong>
              {tried !== now && (
                <span className="sim-level">
                  {t(tried < now ? 'monitor:sim.better' : 'monitor:sim.worse')}
                </span>
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

interface AccountsProps {
  readonly comparison: Comparison
  readonly present: Trial
  readonly trial: Trial
  readonly changes: Changes
  readonly onChange: (changes: Changes) => void
}

/** Each account with what may be changed, and what it would have got. */
export function AccountsTable({ comparison, present, trial, changes, onChange }: AccountsProps) {
  const { t } = useTranslation()
  const { most } = comparison
  const columns = useMemo<NonNullable<TableProps<AccountRow>['columns']>>(() => {
    const set = <K extends keyof TrialAccount>(id: string, key: K, value: TrialAccount[K]) =>
      onChange(withAccountChange(present, changes, id, key, value))
    const number = (row: AccountRow, key: 'weight' | 'limit', min: number, max: number) => (
      <span className={changes.accounts[row.id]?.[key] === undefined ? '' : 'sim-changed'}>
        <InputNumber<number>
          size="small"
          min={min}
          max={max}
          step={key === 'weight' ? 0.5 : 1}
          aria-label={t(`monitor:sim.of.${key}`, { nick: row.nick })}
          value={trial.accounts[row.id]?.[key] ?? 0}
          onChange={(value) => {
            if (value !== null) set(row.id, key, value)
          }}
        />
        <NowValue
          now={present.accounts[row.id]?.[key]}
          changed={changes.accounts[row.id]?.[key] !== undefined}
        />
      </span>
    )
    const real = comparison.rows.some((row) => row.real !== null)
    return [
      {
        key: 'nick',
        title: t('monitor:sim.account'),
        dataIndex: 'nick',
        ellipsis: true,
        width: 104,
      },
      {
        key: 'participates',
        title: t('monitor:sim.participates'),
        width: 76,
        render: (_, row) => (
          <Switch
            size="small"
            aria-label={t('monitor:sim.of.participates', { nick: row.nick })}
            checked={trial.accounts[row.id]?.participates ?? false}
            onChange={(on) => set(row.id, 'participates', on)}
          />
        ),
      },
      {
        key: 'weight',
        title: t('monitor:sim.weight'),
        width: 122,
        render: (_, row) => number(row, 'weight', 0, 10),
      },
      {
        key: 'limit',
        title: t('monitor:sim.limit'),
        width: 130,
        render: (_, row) => number(row, 'limit', 1, 1000),
      },
      ...(real
        ? [
            {
              key: 'real',
              title: t('monitor:sim.real'),
              width: 70,
              align: 'right' as const,
              render: (_: unknown, row: AccountRow) => <span className="tabular">{row.real}</span>,
            },
          ]
        : []),
      {
        key: 'got',
        title: t('monitor:sim.got'),
        sorter: (a, b) => a.tried.got - b.tried.got,
        render: (_, row) => <Bars now={row.now.got} tried={row.tried.got} most={most} />,
      },
      {
        key: 'returning',
        title: t('monitor:sim.returning'),
        width: 92,
        align: 'right',
        render: (_, row) => <Change now={row.now.returning} tried={row.tried.returning} />,
      },
      {
        key: 'peak',
        title: t('monitor:sim.peak'),
        width: 92,
        align: 'right',
        render: (_, row) => <Change now={row.now.peak} tried={row.tried.peak} />,
      },
      {
        key: 'online',
        title: t('monitor:sim.online'),
        width: 76,
        align: 'right',
        render: (_, row) => (
          <span className="tabular">
            {t('monitor:sim.hoursShort', { hours: (row.now.onlineMs / 3_600_000).toFixed(1) })}
          </span>
        ),
      },
    ]
  }, [t, comparison, most, present, trial, changes, onChange])
  return (
    <Table<AccountRow>
      className="sim-accounts"
      size="small"
      rowKey="id"
      columns={columns}
      dataSource={comparison.rows}
      showSorterTooltip={false}
      pagination={
        comparison.rows.length > 30
          ? { pageSize: 30, size: 'small', showSizeChanger: false }
          : false
      }
    />
  )
}

function NowValue({
  now,
  changed,
}: {
  readonly now: number | undefined
  readonly changed: boolean
}) {
  const { t } = useTranslation()
  return changed ? (
    <span className="quiet tabular">{t('monitor:sim.was', { now: now ?? '' })}</span>
  ) : null
}

function Bars({
  now,
  tried,
  most,
}: {
  readonly now: number
  readonly tried: number
  readonly most: number
}) {
  return (
    <div className="sim-bars">
      <span className="sim-bar now" aria-hidden="true">
        <span style={{ width: `${(now / most) * 100}%` }} />
      </span>
      <span className="sim-bar tried" aria-hidden="true">
        <span style={{ width: `${(tried / most) * 100}%` }} />
      </span>
      <Change now={now} tried={tried} />
    </div>
  )
}

function Change({ now, tried }: { readonly now: number; readonly tried: number }) {
  const by = tried - now
  return (
    <span className="sim-change tabular">
      {now}
      {by !== 0 && (
        <>
          {' → '}
          <strong>{tried}</strong>
          <em>{by > 0 ? `+${by}` : `−${-by}`}</em>
        </>
      )}
    </span>
  )
}
