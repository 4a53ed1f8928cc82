import { Table, type TableProps } from 'antd'
import { Check } from 'lucide-react'
import { useMemo } from 'react'
import type { DecisionRecord } from '#shared/protocol/api.ts'
import type { DecisionCandidate } from '#shared/protocol/events.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { inOrder, verdictOf } from './why.ts'

/** Everyone as the decision saw them then, the chosen first, each with why not. */
export function Candidates({ record }: { readonly record: DecisionRecord }) {
  const { t } = useTranslation()
  const accounts = useWork((state) => state.view?.accounts)
  const columns = useMemo<NonNullable<TableProps<DecisionCandidate>['columns']>>(
    () => [
      {
        key: 'account',
        title: t('monitor:candidates.account'),
        render: (_, one) => accounts?.[one.account]?.nick ?? one.account,
      },
      {
        key: 'why',
        title: t('monitor:candidates.why'),
        render: (_, one) => {
          const verdict = verdictOf(record, one)
          return verdict === 'got' ? (
            <strong className="got-it">
              <Check size={14} aria-hidden="true" />
              {t('monitor:verdict.got')}
            </strong>
          ) : (
            <span className={verdict === 'higher_share' ? '' : 'quiet'}>
              {t(`monitor:verdict.${verdict}`, { held: one.held, limit: one.limit })}
            </span>
          )
        },
      },
      {
        key: 'taken',
        title: t('monitor:candidates.taken'),
        align: 'right',
        render: (_, one) => <span className="tabular">{one.taken}</span>,
      },
      {
        key: 'online',
        title: t('monitor:candidates.online'),
        align: 'right',
        render: (_, one) => (
          <span className="tabular">
            {t('monitor:candidates.minutes', { minutes: one.onlineMin })}
          </span>
        ),
      },
      {
        key: 'weight',
        title: t('monitor:candidates.weight'),
        align: 'right',
        render: (_, one) => <span className="tabular">{one.weight}</span>,
      },
      {
        key: 'share',
        title: t('monitor:candidates.share'),
        align: 'right',
        render: (_, one) => (
          <span className="tabular">
            {one.weight > 0 ? one.share.toFixed(2) : t('monitor:none')}
          </span>
        ),
      },
      {
        key: 'held',
        title: t('monitor:candidates.held'),
        align: 'right',
        render: (_, one) => (
          <span className="tabular">
            {one.held} / {one.limit}
          </span>
        ),
      },
    ],
    [t, accounts, record],
  )
  const rows = useMemo(() => inOrder(record), [record])
  return (
    <div className="candidates">
      <Table<DecisionCandidate>
        size="small"
        rowKey="account"
        columns={columns}
        dataSource={rows}
        pagination={
          rows.length > 20 ? { pageSize: 20, size: 'small', showSizeChanger: false } : false
        }
        rowClassName={(one) => (one.account === record.to ? 'row-got' : '')}
        locale={{ emptyText: t('monitor:candidates.empty') }}
      />
      <p className="quiet">{t('monitor:candidates.how')}</p>
    </div>
  )
}
