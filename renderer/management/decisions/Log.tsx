import { Alert, Button, DatePicker, Empty, Input, Segmented, Skeleton, Table, Tag } from 'antd'
import type { TableProps } from 'antd'
import dayjs from 'dayjs'
import { ChevronLeft, ChevronRight, RotateCw } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { DecisionRecord, DecisionsQuery } from '#shared/protocol/api.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useDoors } from '../monitor/doors.ts'
import { AccountSelect } from './AccountSelect.tsx'
import { Candidates } from './Candidates.tsx'
import { periodOf, PERIODS, type Period } from './period.ts'
import { sentenceOf } from './sentence.ts'
import { useStamp } from './stamp.ts'
import { useDecisionPage } from './useDecisions.ts'

const PAGE = 50
const OUTCOMES = ['all', 'got', 'passed'] as const
type Outcome = (typeof OUTCOMES)[number]

export interface LogFilter {
  readonly account: string | null
  readonly outcome: Outcome
  readonly period: Period
  readonly conversation: string
}

interface LogProps {
  readonly filter: LogFilter
  readonly onFilter: (filter: LogFilter) => void
}

/** Every decision, the newest first. */
export function Log({ filter, onFilter }: LogProps) {
  const { t } = useTranslation()
  /** Where the pages before this one began, and this one. */
  const [cursors, setCursors] = useState<readonly number[]>([])
  const [token, setToken] = useState(0)
  const live = useWork((state) => state.connection.kind === 'live')
  const query = queryOf(filter, cursors.at(-1))
  const { loaded, busy } = useDecisionPage(query, token)
  const change = (part: Partial<LogFilter>) => {
    setCursors([])
    onFilter({ ...filter, ...part })
  }
  const page = loaded.kind === 'ready' ? loaded.value : null
  return (
    <>
      <div className="log-filters" role="search">
        <AccountSelect
          clearable
          label={t('monitor:log.account')}
          value={filter.account}
          onChange={(account) =>
            change({ account, ...(account === null ? { outcome: 'all' as const } : {}) })
          }
        />
        <Segmented<Outcome>
          aria-label={t('monitor:log.outcome')}
          disabled={filter.account === null}
          value={filter.outcome}
          onChange={(outcome) => change({ outcome })}
          options={OUTCOMES.map((value) => ({ value, label: t(`monitor:log.outcomes.${value}`) }))}
        />
        <PeriodPicker period={filter.period} onChange={(period) => change({ period })} />
        <Input.Search
          className="log-conversation"
          allowClear
          placeholder={t('monitor:log.conversation')}
          aria-label={t('monitor:log.conversation')}
          defaultValue={filter.conversation}
          onSearch={(text) => change({ conversation: text.trim() })}
        />
        <Button
          icon={<RotateCw size={14} />}
          aria-label={t('monitor:log.again')}
          data-tip={t('monitor:log.again')}
          loading={busy}
          onClick={() => {
            setCursors([])
            setToken(token + 1)
          }}
        />
      </div>
      {loaded.kind === 'failed' && (
        <Alert
          type="error"
          showIcon
          title={live ? t(`error:${loaded.code}`) : t('monitor:log.offline')}
          action={
            <Button size="small" onClick={() => setToken(token + 1)}>
              {t('common:retry')}
            </Button>
          }
        />
      )}
      {loaded.kind === 'loading' && <Skeleton active paragraph={{ rows: 10 }} title={false} />}
      {page && (
        <>
          <Rows
            records={page.decisions}
            filtered={
              filter.account !== null || filter.conversation !== '' || filter.period.from !== null
            }
          />
          {(page.next !== null || cursors.length > 0) && (
            <div className="log-pages">
              <span className="quiet">{t('monitor:log.page', { page: cursors.length + 1 })}</span>
              <Button
                icon={<ChevronLeft size={14} />}
                disabled={cursors.length === 0 || busy}
                onClick={() => setCursors(cursors.slice(0, -1))}
              >
                {t('monitor:log.newer')}
              </Button>
              <Button
                icon={<ChevronRight size={14} />}
                iconPlacement="end"
                disabled={page.next === null || busy}
                onClick={() => page.next !== null && setCursors([...cursors, page.next])}
              >
                {t('monitor:log.older')}
              </Button>
            </div>
          )}
        </>
      )}
    </>
  )
}

function queryOf(filter: LogFilter, before: number | undefined): DecisionsQuery {
  const { account, outcome, period, conversation } = filter
  return {
    limit: PAGE,
    ...(account === null ? {} : { account }),
    ...(account === null || outcome === 'all' ? {} : { outcome }),
    ...(period.from === null ? {} : { from: period.from }),
    ...(period.to === null ? {} : { to: period.to }),
    ...(conversation === '' ? {} : { conversation }),
    ...(before === undefined ? {} : { before }),
  }
}

export function PeriodPicker({
  period,
  onChange,
}: {
  readonly period: Period
  readonly onChange: (period: Period) => void
}) {
  const { t } = useTranslation()
  const presets = PERIODS.map((name) => ({
    label: t(`monitor:period.${name}`),
    value: () => {
      const { from, to } = periodOf(name, Date.now())
      return [dayjs(from), dayjs(to ?? Date.now())] as [dayjs.Dayjs, dayjs.Dayjs]
    },
  }))
  return (
    <DatePicker.RangePicker
      className="log-period"
      showTime={{ format: 'HH:mm' }}
      format="MM-DD HH:mm"
      allowEmpty={[true, true]}
      presets={presets}
      aria-label={t('monitor:log.period')}
      value={[
        period.from === null ? null : dayjs(period.from),
        period.to === null ? null : dayjs(period.to),
      ]}
      onChange={(dates) =>
        onChange({
          from: dates?.[0]?.valueOf() ?? null,
          to: dates?.[1]?.valueOf() ?? null,
        })
      }
    />
  )
}

export function Rows({
  records,
  filtered,
}: {
  readonly records: readonly DecisionRecord[]
  readonly filtered: boolean
}) {
  const { t } = useTranslation()
  const stamp = useStamp()
  const doors = useDoors()
  const accounts = useWork((state) => state.view?.accounts)
  const open = useWork((state) => state.view?.conversations)
  const columns = useMemo<NonNullable<TableProps<DecisionRecord>['columns']>>(
    () => [
      {
        key: 'at',
        title: t('monitor:log.at'),
        width: 124,
        render: (_, { at }) => <span className="tabular">{stamp(at)}</span>,
      },
      {
        key: 'buyer',
        title: t('monitor:log.buyer'),
        width: 150,
        render: (_, { buyer, conversation }) => (
          <span className="log-buyer">
            {open?.[conversation] ? (
              <button type="button" className="link clip" onClick={() => doors.open(conversation)}>
                {buyer.name}
              </button>
            ) : (
              <span className="clip">{buyer.name}</span>
            )}
            {buyer.vip && <span className="tag">{t('common:vip')}</span>}
          </span>
        ),
      },
      {
        key: 'to',
        title: t('monitor:log.to'),
        width: 130,
        ellipsis: true,
        render: (_, { to }) =>
          to === null ? (
            <Tag color="warning">{t('monitor:log.queue')}</Tag>
          ) : (
            (accounts?.[to]?.nick ?? to)
          ),
      },
      {
        key: 'rule',
        title: t('monitor:log.rule'),
        width: 76,
        render: (_, { decision }) => (
          <Tag>{decision.rule === 'claim' ? t('monitor:log.claim') : decision.rule}</Tag>
        ),
      },
      {
        key: 'why',
        title: t('monitor:log.why'),
        render: (_, { decision }) => sentenceOf(t, decision),
      },
    ],
    [t, stamp, accounts, open, doors],
  )
  return (
    <Table<DecisionRecord>
      className="log-table"
      size="small"
      rowKey="pos"
      columns={columns}
      dataSource={records}
      pagination={false}
      expandable={{
        columnTitle: <span className="visually-hidden">{t('monitor:log.expand')}</span>,
        expandRowByClick: true,
        expandedRowRender: (record) => <Candidates record={record} />,
      }}
      locale={{
        emptyText: (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={filtered ? t('monitor:log.emptyFiltered') : t('monitor:log.empty')}
          />
        ),
      }}
    />
  )
}
