import { Table, Tag, type TableProps } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { duration } from '../../workstation/app/duration.ts'
import { useTimes } from '../../workstation/app/times.ts'
import type { Comparison, Elsewhere as Moved } from './compare.ts'

/** The buyers who would have come to someone else. */
export function Elsewhere({ comparison }: { readonly comparison: Comparison }) {
  const { t } = useTranslation()
  const times = useTimes()
  const accounts = useWork((state) => state.view?.accounts)
  const conversations = useWork((state) => state.view?.conversations)
  // A day names its buyers by id alone; those who are here again have their names.
  const names = useMemo(
    () => new Map(Object.values(conversations ?? {}).map(({ buyer }) => [buyer.id, buyer.name])),
    [conversations],
  )
  const columns = useMemo<NonNullable<TableProps<Moved>['columns']>>(() => {
    const who = (id: string | null, rule: string) =>
      id === null ? (
        <Tag color="warning">{t('monitor:sim.stillWaiting')}</Tag>
      ) : (
        <span className="sim-who">
          <span className="clip">
            {accounts?.[id]?.nick ?? comparison.rows.find((row) => row.id === id)?.nick ?? id}
          </span>
          <Tag>{rule}</Tag>
        </span>
      )
    return [
      {
        key: 'at',
        title: t('monitor:sim.at'),
        width: 80,
        render: (_, { at }) => <span className="tabular">{times.clock(at)}</span>,
      },
      {
        key: 'buyer',
        title: t('monitor:sim.buyer'),
        ellipsis: true,
        render: (_, { buyer }) =>
          buyer.startsWith('made-up-')
            ? t('monitor:sim.madeUpBuyer', { number: buyer.slice('made-up-'.length) })
            : (names.get(buyer) ?? t('monitor:sim.someBuyer', { id: buyer.slice(-6) })),
      },
      {
        key: 'from',
        title: t('monitor:sim.from'),
        render: (_, one) => who(one.from, one.fromRule),
      },
      { key: 'to', title: t('monitor:sim.to'), render: (_, one) => who(one.to, one.toRule) },
      {
        key: 'waits',
        title: t('monitor:sim.waits'),
        width: 150,
        align: 'right',
        render: (_, { waitedBefore, waitedAfter }) => (
          <span className="tabular">
            {waitedBefore === waitedAfter
              ? duration(waitedAfter / 1000)
              : `${duration(waitedBefore / 1000)} → ${duration(waitedAfter / 1000)}`}
          </span>
        ),
      },
    ]
  }, [t, times, accounts, names, comparison])
  return (
    <section className="sim-elsewhere">
      <h2>{t('monitor:sim.elsewhere', { count: comparison.elsewhere.length })}</h2>
      {comparison.elsewhere.length === 0 ? (
        <p className="quiet">{t('monitor:sim.elsewhereNone')}</p>
      ) : (
        <Table<Moved>
          size="small"
          rowKey="index"
          columns={columns}
          dataSource={comparison.elsewhere}
          pagination={{
            pageSize: 20,
            size: 'small',
            showSizeChanger: false,
            hideOnSinglePage: true,
          }}
        />
      )}
    </section>
  )
}
