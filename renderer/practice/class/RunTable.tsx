import { Button, Empty, Table } from 'antd'
import type { ColumnsType } from 'antd/es/table'
import type { RunView } from '#shared/practice/courses.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { openPractice } from '../store.ts'
import { byNumber } from './model.ts'
import { stateOf } from './states.ts'

/** All runs of one trainee; each is opened where its lines are read and commented on. */
export function RunTable({ runs }: { readonly runs: readonly RunView[] }) {
  const { t, i18n } = useTranslation()
  const times = useTimes()
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 })
  const columns: ColumnsType<RunView> = [
    {
      key: 'title',
      title: t('practiceClass:run.title'),
      sorter: (a, b) => a.title.localeCompare(b.title, i18n.language),
      render: (_, { id, title }) => (
        <button
          type="button"
          className="link-button clip class-name"
          title={title}
          onClick={() => openPractice('runs', id)}
        >
          {title}
        </button>
      ),
    },
    {
      key: 'at',
      title: t('practiceClass:run.at'),
      width: 170,
      defaultSortOrder: 'descend',
      sorter: (a, b) => a.startedAt - b.startedAt,
      render: (_, { startedAt }) => times.full(startedAt),
    },
    {
      key: 'state',
      title: t('practiceClass:run.state'),
      width: 120,
      render: (_, run) => {
        const state = stateOf(run)
        return (
          <span className={`class-state ${state}`}>{t(`practiceClass:run.states.${state}`)}</span>
        )
      },
    },
    {
      key: 'total',
      title: t('practiceClass:run.total'),
      width: 90,
      align: 'right',
      sorter: byNumber<RunView>(({ score }) => score?.total),
      render: (_, { score }) =>
        score === null ? (
          <span className="dim">–</span>
        ) : (
          <span className="tabular">{number.format(score.total)}</span>
        ),
    },
    {
      key: 'violations',
      title: t('practiceClass:class.violations'),
      width: 90,
      align: 'right',
      sorter: (a, b) => a.violations - b.violations,
      render: (_, { violations }) => <span className="tabular">{violations}</span>,
    },
    {
      key: 'open',
      title: <span className="visually-hidden">{t('practiceClass:acts')}</span>,
      width: 90,
      align: 'right',
      render: (_, { id, title }) => (
        <Button
          size="small"
          aria-label={t('practiceClass:run.openOf', { title })}
          onClick={() => openPractice('runs', id)}
        >
          {t('practiceClass:run.open')}
        </Button>
      ),
    },
  ]
  return (
    <Table<RunView>
      rowKey="id"
      size="small"
      columns={columns}
      dataSource={[...runs]}
      showSorterTooltip={false}
      pagination={{ defaultPageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: <Empty image={null} description={t('practiceClass:run.empty')} /> }}
    />
  )
}
