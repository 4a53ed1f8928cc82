import { Alert, Button, Empty, Select, Skeleton, Switch, Table, Tag } from 'antd'
import type { TableProps } from 'antd'
import { ChevronLeft, ChevronRight, Download, RotateCw } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import {
  AUDIT_KINDS,
  type AuditKind,
  type AuditPage,
  type AuditQuery,
  type AuditRecord,
} from '#shared/audit/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork, useWorkstation } from '../../workstation/app/context.ts'
import { AccountSelect } from '../decisions/AccountSelect.tsx'
import { PeriodPicker } from '../decisions/Log.tsx'
import type { Period } from '../decisions/period.ts'
import { useStamp } from '../decisions/stamp.ts'
import { Screen } from '../parts/Screen.tsx'
import { useAsked } from '../parts/useAsked.ts'
import { ALERTS_ALONE, management } from '../store.ts'
import { detailsOf, KIND_GROUPS, sentenceOf, type Names } from './sentence.ts'
import { useExport } from './useExport.ts'
import '../decisions/decisions.css'
import './audit.css'

const PAGE = 50

interface Filter {
  readonly account: string | null
  readonly kind: AuditKind | null
  readonly period: Period
  readonly alerts: boolean
}

const EVERYTHING: Filter = {
  account: null,
  kind: null,
  period: { from: null, to: null },
  alerts: false,
}

/** What it was opened for: a kind of entry, or the alerts. */
function filterFor(argument: string | null): Filter {
  const kind = AUDIT_KINDS.find((one) => one === argument)
  if (kind !== undefined) return { ...EVERYTHING, kind }
  return argument === ALERTS_ALONE ? { ...EVERYTHING, alerts: true } : EVERYTHING
}

/** T6: who did what, newest first. It only grows, and the chain of the log holds it. */
export function Audit() {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const live = useWork((state) => state.connection.kind === 'live')
  const argument = useStore(management, (state) => state.argument)
  const token = useStore(management, (state) => state.token)
  const [filter, setFilter] = useState(() => filterFor(argument))
  /** Where the pages before this one began, and this one. */
  const [cursors, setCursors] = useState<readonly number[]>([])
  useEffect(() => {
    if (argument === null) return
    setCursors([])
    setFilter(filterFor(argument))
  }, [argument, token])
  const query = useMemo(() => queryOf(filter, cursors.at(-1)), [filter, cursors])
  const ask = useCallback(() => call('manage.audit', query), [call, query])
  const { state: page, error, again } = useAsked(ask)
  const save = useExport()
  const change = (part: Partial<Filter>) => {
    setCursors([])
    setFilter({ ...filter, ...part })
  }
  return (
    <Screen
      wide
      title={t('manage:section.audit')}
      lead={t('safety:audit.lead')}
      actions={
        <Button
          icon={<Download size={14} />}
          loading={save.busy}
          disabled={!page || page.records.length === 0}
          onClick={() => void save.run(queryOf(filter, undefined))}
        >
          {t('safety:audit.export')}
        </Button>
      }
    >
      <div className="log-filters" role="search">
        <AccountSelect
          clearable
          label={t('safety:audit.account')}
          value={filter.account}
          onChange={(account) => change({ account })}
        />
        <Select<AuditKind>
          className="audit-kind"
          allowClear
          aria-label={t('safety:audit.kind')}
          placeholder={t('safety:audit.kind')}
          value={filter.kind}
          onChange={(kind: AuditKind | undefined) => change({ kind: kind ?? null })}
          showSearch={{ optionFilterProp: 'label' }}
          options={KIND_GROUPS.map(({ group, kinds }) => ({
            label: t(`safety:audit.group.${group}`),
            options: kinds.map((kind) => ({ value: kind, label: t(`safety:audit.name.${kind}`) })),
          }))}
        />
        <PeriodPicker period={filter.period} onChange={(period) => change({ period })} />
        <label className="audit-alerts">
          <Switch
            size="small"
            checked={filter.alerts}
            onChange={(alerts) => change({ alerts })}
            aria-label={t('safety:audit.alerts')}
          />
          {t('safety:audit.alerts')}
        </label>
        <Button
          icon={<RotateCw size={14} />}
          aria-label={t('safety:audit.again')}
          data-tip={t('safety:audit.again')}
          onClick={() => {
            setCursors([])
            again()
          }}
        />
      </div>
      {error !== null && (
        <Alert
          type="error"
          showIcon
          title={live ? t(`error:${error}`) : t('safety:offline')}
          action={
            <Button size="small" onClick={again}>
              {t('common:retry')}
            </Button>
          }
        />
      )}
      {!page && error === null && <Skeleton active paragraph={{ rows: 10 }} title={false} />}
      {page && (
        <>
          <Rows page={page} filtered={filter !== EVERYTHING} />
          {(page.next !== null || cursors.length > 0) && (
            <div className="log-pages">
              <span className="quiet">{t('monitor:log.page', { page: cursors.length + 1 })}</span>
              <Button
                icon={<ChevronLeft size={14} />}
                disabled={cursors.length === 0}
                onClick={() => setCursors(cursors.slice(0, -1))}
              >
                {t('monitor:log.newer')}
              </Button>
              <Button
                icon={<ChevronRight size={14} />}
                iconPlacement="end"
                disabled={page.next === null}
                onClick={() => page.next !== null && setCursors([...cursors, page.next])}
              >
                {t('monitor:log.older')}
              </Button>
            </div>
          )}
        </>
      )}
    </Screen>
  )
}

function queryOf(filter: Filter, before: number | undefined): AuditQuery {
  const { account, kind, period, alerts } = filter
  return {
    limit: PAGE,
    ...(account === null ? {} : { account }),
    ...(kind === null ? {} : { kind }),
    ...(period.from === null ? {} : { from: period.from }),
    ...(period.to === null ? {} : { to: period.to }),
    ...(alerts ? { alerts: 'true' as const } : {}),
    ...(before === undefined ? {} : { before }),
  }
}

function Rows({ page, filtered }: { readonly page: AuditPage; readonly filtered: boolean }) {
  const { t } = useTranslation()
  const stamp = useStamp()
  const names = useNames(page)
  const columns = useMemo<NonNullable<TableProps<AuditRecord>['columns']>>(
    () => [
      {
        key: 'at',
        title: t('safety:audit.at'),
        width: 124,
        render: (_, { at }) => <span className="tabular">{stamp(at)}</span>,
      },
      {
        key: 'by',
        title: t('safety:audit.by'),
        width: 140,
        ellipsis: true,
        render: (_, { by }) => (by === null ? t('safety:audit.gateway') : names.account(by)),
      },
      {
        key: 'what',
        title: t('safety:audit.what'),
        render: (_, record) => (
          <span className="audit-what">
            {record.alert && <Tag color="warning">{t('safety:audit.alert')}</Tag>}
            {sentenceOf(t, record, names)}
          </span>
        ),
      },
      {
        key: 'more',
        title: t('safety:audit.more'),
        width: '34%',
        render: (_, record) => (
          <span className="dim audit-more">{detailsOf(t, record).join(' · ')}</span>
        ),
      },
    ],
    [t, stamp, names],
  )
  return (
    <Table<AuditRecord>
      size="small"
      rowKey="pos"
      columns={columns}
      dataSource={page.records}
      pagination={false}
      locale={{
        emptyText: (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={t(filtered ? 'safety:audit.emptyFiltered' : 'safety:audit.empty')}
          />
        ),
      }}
    />
  )
}

function useNames(page: Pick<AuditPage, 'buyers'>): Names {
  const accounts = useWork((state) => state.view?.accounts)
  return useMemo(
    () => ({
      account: (id) => accounts?.[id]?.nick ?? id,
      buyer: (id) => page.buyers[id] ?? id,
    }),
    [accounts, page],
  )
}
