import { Button, Dropdown, Table } from 'antd'
import type { ColumnsType } from 'antd/es/table'
import { Ellipsis } from 'lucide-react'
import { memo, useMemo } from 'react'
import type { TraineeView } from '#shared/practice/courses.ts'
import { useHeight } from '../../management/monitor/useHeight.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { openPractice } from '../store.ts'
import { byNumber, levelOf, lowest, weakPoints } from './model.ts'

const HEAD = 39
const WEAKEST = 2
/** Of all columns, at least; the weak points take what is left. */
const WIDTH = 956

/** All trainees; of five hundred only those in sight are drawn. */
export const ClassTable = memo(function ClassTable({
  rows,
  mayReset,
  onOpen,
  onReset,
}: {
  readonly rows: readonly TraineeView[]
  readonly mayReset: boolean
  readonly onOpen: (trainee: TraineeView) => void
  readonly onReset: (trainee: TraineeView) => void
}) {
  const { t, i18n } = useTranslation()
  const times = useTimes()
  const { ref, height } = useHeight<HTMLDivElement>()
  const columns = useMemo<ColumnsType<TraineeView>>(() => {
    const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 })
    const names = new Intl.Collator(i18n.language, { numeric: true })
    // English heads are longer words.
    const wide = i18n.language === 'en'
    const none = <span className="dim">–</span>
    return [
      {
        key: 'name',
        title: t('practiceClass:class.trainee'),
        width: 184,
        sorter: (a, b) => names.compare(a.nick, b.nick),
        render: (_, trainee) => (
          <div className="class-who">
            <Avatar name={trainee.nick} size={28} />
            <div>
              <button
                type="button"
                className="link-button clip"
                title={trainee.nick}
                onClick={() => onOpen(trainee)}
              >
                {trainee.nick}
              </button>
              <span className="clip dim" title={trainee.name}>
                {trainee.role === 'supervisor' && `${t('common:role.supervisor')} · `}
                {trainee.name}
              </span>
            </div>
          </div>
        ),
      },
      {
        key: 'runs',
        title: t('practiceClass:class.runs'),
        width: 74,
        align: 'right',
        sorter: (a, b) => a.runs - b.runs,
        render: (_, { runs }) => <span className="tabular">{runs}</span>,
      },
      {
        key: 'passed',
        title: t('practiceClass:class.passed'),
        width: wide ? 84 : 74,
        align: 'right',
        sorter: (a, b) => a.passed - b.passed,
        render: (_, { passed }) => <span className="tabular">{passed}</span>,
      },
      {
        key: 'average',
        title: t('practiceClass:class.average'),
        width: 86,
        align: 'right',
        sorter: byNumber<TraineeView>(({ average }) => average),
        render: (_, { average }) =>
          average === null ? none : <span className="tabular">{number.format(average)}</span>,
      },
      {
        key: 'violations',
        title: t('practiceClass:class.violations'),
        width: wide ? 102 : 74,
        align: 'right',
        sorter: (a, b) => a.violations - b.violations,
        render: (_, { violations }) => <span className="tabular">{violations}</span>,
      },
      {
        key: 'last',
        title: t('practiceClass:class.last'),
        width: wide ? 112 : 96,
        sorter: byNumber<TraineeView>(({ lastAt }) => lastAt),
        render: (_, { lastAt }) =>
          lastAt === null ? (
            <span className="dim">{t('practiceClass:class.never')}</span>
          ) : (
            times.short(lastAt)
          ),
      },
      {
        key: 'assigned',
        title: t('practiceClass:class.assigned'),
        width: 116,
        sorter: (a, b) =>
          a.items.overdue - b.items.overdue ||
          a.items.of - a.items.done - (b.items.of - b.items.done),
        render: (_, { items }) =>
          items.of === 0 ? (
            <span className="dim">{t('practiceClass:class.nothing')}</span>
          ) : (
            <div className="class-two">
              <span className="tabular">{t('practiceClass:class.doneOf', items)}</span>
              {items.overdue > 0 && (
                <span className="class-over">
                  {t('practiceClass:class.overdue', { count: items.overdue })}
                </span>
              )}
            </div>
          ),
      },
      {
        key: 'weak',
        title: t('practiceClass:class.weak'),
        sorter: byNumber<TraineeView>(lowest),
        render: (_, trainee) => {
          const points = weakPoints(trainee)
          if (points.length === 0)
            return (
              <span className="dim">
                {t(
                  Object.keys(trainee.skills).length === 0
                    ? 'practiceClass:class.unknown'
                    : 'practiceClass:class.strong',
                )}
              </span>
            )
          return (
            <span className="class-points">
              {points.slice(0, WEAKEST).map(({ skill, score }) => (
                <span key={skill} className={`class-point ${levelOf(score)}`}>
                  {t(`practice:skill.${skill}`)} <b className="tabular">{number.format(score)}</b>
                  {levelOf(score) === 'weak' && ` ${t('practiceClass:level.weak')}`}
                </span>
              ))}
              {points.length > WEAKEST && (
                <span className="dim">
                  {t('practiceClass:class.more', { count: points.length - WEAKEST })}
                </span>
              )}
            </span>
          )
        },
      },
      {
        key: 'acts',
        title: <span className="visually-hidden">{t('practiceClass:acts')}</span>,
        width: 48,
        align: 'right',
        render: (_, trainee) => (
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'open', label: t('practiceClass:class.open') },
                { key: 'assign', label: t('practiceClass:assignment.new') },
                ...(mayReset ? [{ key: 'reset', label: t('practiceClass:account.reset') }] : []),
              ],
              onClick: ({ key }) => {
                if (key === 'open') onOpen(trainee)
                else if (key === 'reset') onReset(trainee)
                else openPractice('courses', `assign:${trainee.account}`)
              },
            }}
          >
            <Button
              type="text"
              size="small"
              icon={<Ellipsis size={16} />}
              aria-label={t('practiceClass:actsOf', { title: trainee.nick })}
            />
          </Dropdown>
        ),
      },
    ]
  }, [t, i18n, times, mayReset, onOpen, onReset])
  return (
    <section className="class-table" aria-label={t('practiceClass:class.views.results')} ref={ref}>
      {height > 0 && (
        <Table<TraineeView>
          virtual
          size="small"
          rowKey="account"
          columns={columns}
          dataSource={[...rows]}
          pagination={false}
          scroll={{ x: WIDTH, y: Math.max(120, height - HEAD) }}
          showSorterTooltip={false}
        />
      )}
    </section>
  )
})
