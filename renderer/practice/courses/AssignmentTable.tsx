import { Button, Dropdown, Empty, Progress, Table } from 'antd'
import type { ColumnsType } from 'antd/es/table'
import { Ellipsis } from 'lucide-react'
import type { AssignmentView, ItemProgress } from '#shared/practice/courses.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useDueWords, useShopDay } from '../class/shop.ts'
import { openPractice } from '../store.ts'
import { itemText } from './itemText.ts'
import { countsOf, isDone, isGone } from './items.ts'

const NAMED = 3

/** Who is to do which course until when, and how far they are. */
export function AssignmentTable({
  assignments,
  onOpen,
  onWithdraw,
}: {
  readonly assignments: readonly AssignmentView[]
  readonly onOpen: (assignment: AssignmentView) => void
  readonly onWithdraw: (assignment: AssignmentView) => void
}) {
  const { t } = useTranslation()
  const accounts = useWork((state) => state.view?.accounts)
  const dueWords = useDueWords()
  const day = useShopDay()
  const nickOf = (id: string) => accounts?.[id]?.nick ?? id
  const columns: ColumnsType<AssignmentView> = [
    {
      key: 'course',
      title: t('practiceClass:assignment.course'),
      render: (_, one) => (
        <div className="class-two">
          <button type="button" className="link-button" onClick={() => onOpen(one)}>
            {one.of.title}
          </button>
          {one.note !== '' && <span className="clip dim">{one.note}</span>}
        </div>
      ),
    },
    {
      key: 'people',
      title: t('practiceClass:assignment.people'),
      width: 200,
      render: (_, { accounts: ids }) => (
        <div className="class-two">
          <span>{t('practiceClass:assignment.count', { count: ids.length })}</span>
          <span className="clip dim">
            {ids.slice(0, NAMED).map(nickOf).join(t('practiceClass:comma'))}
            {ids.length > NAMED && '…'}
          </span>
        </div>
      ),
    },
    {
      key: 'due',
      title: t('practiceClass:assignment.due'),
      width: 150,
      render: (_, one) => {
        const { text, tone } = dueWords(one.due)
        const { done } = countsOf(one)
        const over = tone === 'over' && done < one.accounts.length
        return (
          <div className="class-two">
            <span className={over ? 'class-over' : tone === 'soon' ? 'class-warn' : ''}>
              {tone === 'over' && !over ? t('practiceClass:due.allDone') : text}
            </span>
            {one.due !== null && <span className="dim">{day(one.due)}</span>}
          </div>
        )
      },
    },
    {
      key: 'progress',
      title: t('practiceClass:assignment.progress'),
      width: 190,
      render: (_, one) => {
        const { done, begun } = countsOf(one)
        const of = one.accounts.length
        return (
          <div className="class-two">
            <span>
              {t('practiceClass:assignment.doneOf', { done, of })}
              {begun > 0 && (
                <span className="dim">
                  {' '}
                  · {t('practiceClass:assignment.begun', { count: begun })}
                </span>
              )}
            </span>
            <Progress
              aria-hidden="true"
              percent={of === 0 ? 0 : (100 * done) / of}
              showInfo={false}
              size="small"
            />
          </div>
        )
      },
    },
    {
      key: 'acts',
      title: <span className="visually-hidden">{t('practiceClass:acts')}</span>,
      width: 52,
      align: 'right',
      render: (_, one) => (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'edit', label: t('practiceClass:edit') },
              { type: 'divider' },
              { key: 'withdraw', label: t('practiceClass:assignment.withdraw'), danger: true },
            ],
            onClick: ({ key }) => (key === 'edit' ? onOpen(one) : onWithdraw(one)),
          }}
        >
          <Button
            type="text"
            size="small"
            icon={<Ellipsis size={16} />}
            aria-label={t('practiceClass:actsOf', { title: one.of.title })}
          />
        </Dropdown>
      ),
    },
  ]
  return (
    <Table<AssignmentView>
      rowKey="id"
      size="small"
      columns={columns}
      dataSource={[...assignments]}
      pagination={{ defaultPageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      expandable={{
        expandedRowRender: (one) => <People one={one} nickOf={nickOf} />,
        expandIcon: ({ expanded, onExpand, record }) => (
          <button
            type="button"
            className={expanded ? 'class-expand open' : 'class-expand'}
            aria-expanded={expanded}
            aria-label={t('practiceClass:assignment.details', { title: record.of.title })}
            onClick={(event) => onExpand(record, event)}
          />
        ),
      }}
      locale={{
        emptyText: <Empty image={null} description={t('practiceClass:assignment.empty')} />,
      }}
    />
  )
}

/** Each of an assignment's people with what is done, failed and open. */
function People({
  one,
  nickOf,
}: {
  readonly one: AssignmentView
  readonly nickOf: (id: string) => string
}) {
  const { t } = useTranslation()
  return (
    <ul className="class-progress">
      {one.accounts.map((account) => {
        const items = one.progress[account] ?? []
        return (
          <li key={account}>
            <button
              type="button"
              className="link-button clip"
              onClick={() => openPractice('class', account)}
            >
              {nickOf(account)}
            </button>
            <span className="class-steps">
              {isDone(one, account) && <strong>{t('practiceClass:step.all')}</strong>}
              {one.of.items.map((item, at) => (
                <Step
                  // oxlint-disable-next-line react/no-array-index-key
                  key={at}
                  title={itemText(t, item, one.of.titles[at])}
                  progress={items[at]}
                  gone={isGone(one, at)}
                />
              ))}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

export function Step({
  title,
  progress,
  gone,
}: {
  readonly title: string
  readonly progress: ItemProgress | undefined
  readonly gone: boolean
}) {
  const { t, i18n } = useTranslation()
  const { state = 'open', best = null, tries = 0 } = progress ?? {}
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 })
  return (
    <span className={`class-step ${state}`}>
      <span className="clip">{title}</span>
      <span>
        {t(`practiceClass:step.${gone && state !== 'done' ? 'gone' : state}`, { count: tries })}
        {best !== null && ` · ${t('practiceClass:points', { score: number.format(best) })}`}
      </span>
    </span>
  )
}
