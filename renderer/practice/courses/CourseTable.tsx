import { Button, Dropdown, Empty, Table } from 'antd'
import type { ColumnsType } from 'antd/es/table'
import { Ellipsis } from 'lucide-react'
import type { AssignmentView, CourseView } from '#shared/practice/courses.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { minutesOf, namedItem, type Catalog } from './items.ts'

/** All courses of the shop. */
export function CourseTable({
  courses,
  assignments,
  catalog,
  onOpen,
  onAssign,
  onRemove,
}: {
  readonly courses: readonly CourseView[]
  readonly assignments: readonly AssignmentView[]
  readonly catalog: Catalog
  readonly onOpen: (course: CourseView) => void
  readonly onAssign: (course: CourseView) => void
  readonly onRemove: (course: CourseView) => void
}) {
  const { t, i18n } = useTranslation()
  const times = useTimes()
  const peopleOf = (course: CourseView) =>
    new Set(
      assignments.filter((one) => one.course === course.id).flatMap(({ accounts }) => accounts),
    ).size
  const columns: ColumnsType<CourseView> = [
    {
      key: 'title',
      title: t('practiceClass:course.title'),
      sorter: (a, b) => a.title.localeCompare(b.title, i18n.language),
      render: (_, course) => (
        <div className="class-two">
          <button type="button" className="link-button" onClick={() => onOpen(course)}>
            {course.title}
          </button>
          {course.summary !== '' && <span className="clip dim">{course.summary}</span>}
        </div>
      ),
    },
    {
      key: 'items',
      title: t('practiceClass:course.items'),
      width: 190,
      render: (_, course) => {
        const gone = course.items.filter((item) => namedItem(item, catalog).gone).length
        const minutes = minutesOf(course.items, catalog)
        return (
          <div className="class-two">
            <span>
              {t('practiceClass:course.size', { count: course.items.length })}
              {minutes > 0 && ` · ${t('practiceClass:course.minutes', { count: minutes })}`}
            </span>
            {gone > 0 && (
              <span className="class-warn">{t('practiceClass:course.gone', { count: gone })}</span>
            )}
          </div>
        )
      },
    },
    {
      key: 'people',
      title: t('practiceClass:course.people'),
      width: 120,
      align: 'right',
      sorter: (a, b) => peopleOf(a) - peopleOf(b),
      render: (_, course) => <span className="tabular">{peopleOf(course)}</span>,
    },
    {
      key: 'updated',
      title: t('practiceClass:course.updated'),
      width: 130,
      responsive: ['lg'],
      sorter: (a, b) => a.updatedAt - b.updatedAt,
      render: (_, { updatedAt }) => times.short(updatedAt),
    },
    {
      key: 'acts',
      title: <span className="visually-hidden">{t('practiceClass:acts')}</span>,
      width: 130,
      align: 'right',
      render: (_, course) => (
        <span className="class-acts">
          <Button
            size="small"
            disabled={course.items.length === 0}
            aria-label={t('practiceClass:course.assignOf', { title: course.title })}
            onClick={() => onAssign(course)}
          >
            {t('practiceClass:course.assign')}
          </Button>
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'edit', label: t('practiceClass:edit') },
                { type: 'divider' },
                { key: 'remove', label: t('practiceClass:course.remove'), danger: true },
              ],
              onClick: ({ key }) => (key === 'edit' ? onOpen(course) : onRemove(course)),
            }}
          >
            <Button
              type="text"
              size="small"
              icon={<Ellipsis size={16} />}
              aria-label={t('practiceClass:actsOf', { title: course.title })}
            />
          </Dropdown>
        </span>
      ),
    },
  ]
  return (
    <Table<CourseView>
      rowKey="id"
      size="small"
      columns={columns}
      dataSource={[...courses]}
      showSorterTooltip={false}
      pagination={{ defaultPageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{
        emptyText: <Empty image={null} description={t('practiceClass:course.empty')} />,
      }}
    />
  )
}
