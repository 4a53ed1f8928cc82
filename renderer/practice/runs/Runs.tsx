import { Alert, Button, Input, Select, Skeleton, Table, type TableProps } from 'antd'
import { CircleAlert, CircleCheck, CircleX, Pause, Play, Search } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { RunList } from '#shared/practice/api.ts'
import type { RunView } from '#shared/practice/courses.ts'
import { Screen } from '../../management/parts/Screen.tsx'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { useAsk } from '../ask.ts'
import { useAgain } from '../run/useAgain.ts'
import { openPractice, practicePlace } from '../store.ts'
import { Progress } from './Progress.tsx'
import { RunPage } from './RunPage.tsx'
import './runs.css'
import { useTrainer } from './useTrainer.ts'

/** One's own runs; trainers read everyone's. With an argument: that run. */
export function Runs() {
  const argument = useStore(practicePlace, (state) => state.argument)
  return argument === null ? (
    <List />
  ) : (
    <RunPage key={argument} id={argument} onBack={() => openPractice('runs')} />
  )
}

function List() {
  const { t } = useTranslation()
  const ask = useAsk()
  const trainer = useTrainer()
  const { state, error, again } = useAsked<RunList>(useCallback(() => ask('runs.list'), [ask]))
  useAgain(again)
  return (
    <Screen
      title={t(trainer ? 'practiceRun:list.all' : 'practice:section.runs')}
      lead={t(trainer ? 'practiceRun:list.leadAll' : 'practiceRun:list.lead')}
      wide
    >
      {error !== null && (
        <Alert
          className="screen-alert"
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={<Button onClick={again}>{t('common:retry')}</Button>}
        />
      )}
      {state === null ? (
        error === null && <Skeleton active paragraph={{ rows: 8 }} />
      ) : state.runs.length === 0 ? (
        <div className="run-empty">
          <h2>{t('practiceRun:list.none')}</h2>
          <p>{t(trainer ? 'practiceRun:list.noneTextAll' : 'practiceRun:list.noneText')}</p>
          <Button type="primary" onClick={() => openPractice('scenarios')}>
            {t('practiceRun:list.toScenarios')}
          </Button>
        </div>
      ) : (
        <Found runs={state.runs} trainer={trainer} />
      )}
    </Screen>
  )
}

function Found({
  runs,
  trainer,
}: {
  readonly runs: readonly RunView[]
  readonly trainer: boolean
}) {
  const { t } = useTranslation()
  const accounts = useWork((state) => state.view?.accounts)
  const [text, setText] = useState('')
  const [account, setAccount] = useState<string | null>(null)
  const nickOf = useCallback((id: string) => accounts?.[id]?.nick ?? id, [accounts])
  const people = useMemo(() => [...new Set(runs.map((run) => run.account))], [runs])
  const shown = useMemo(() => {
    const wanted = text.trim().toLowerCase()
    return runs.filter(
      (run) =>
        (account === null || run.account === account) &&
        (wanted === '' ||
          `${run.title} ${trainer ? nickOf(run.account) : ''}`.toLowerCase().includes(wanted)),
    )
  }, [runs, account, text, trainer, nickOf])
  return (
    <>
      {(!trainer || account !== null || people.length === 1) && (
        <Progress runs={account === null ? runs : runs.filter((run) => run.account === account)} />
      )}
      <div className="tools-row">
        <Input
          allowClear
          value={text}
          maxLength={60}
          prefix={<Search size={14} aria-hidden="true" />}
          placeholder={t(trainer ? 'practiceRun:list.searchAll' : 'practiceRun:list.search')}
          aria-label={t(trainer ? 'practiceRun:list.searchAll' : 'practiceRun:list.search')}
          onChange={(event) => setText(event.target.value)}
        />
        {trainer && people.length > 1 && (
          <Select
            className="run-people"
            aria-label={t('practiceRun:list.trainee')}
            placeholder={t('practiceRun:list.everyone')}
            value={account}
            allowClear
            onChange={(id: string | undefined) => setAccount(id ?? null)}
            options={people.map((id) => ({ value: id, label: nickOf(id) }))}
          />
        )}
        <span className="dim tabular">{t('practiceRun:list.count', { count: shown.length })}</span>
      </div>
      <RunTable runs={shown} nickOf={trainer ? nickOf : null} />
    </>
  )
}

function RunTable({
  runs,
  nickOf,
}: {
  readonly runs: readonly RunView[]
  readonly nickOf: ((account: string) => string) | null
}) {
  const { t } = useTranslation()
  const times = useTimes()
  const columns: NonNullable<TableProps<RunView>['columns']> = [
    {
      key: 'at',
      title: t('practiceRun:column.at'),
      width: 170,
      render: (_, { startedAt }) => <span className="tabular">{times.full(startedAt)}</span>,
    },
    ...(nickOf
      ? [
          {
            key: 'who',
            title: t('practiceRun:column.who'),
            width: 140,
            render: (_: unknown, { account }: RunView) => nickOf(account),
          },
        ]
      : []),
    {
      key: 'title',
      title: t('practiceRun:column.scenario'),
      render: (_, run) => <Title run={run} />,
    },
    {
      key: 'score',
      title: t('practiceRun:column.score'),
      width: 90,
      align: 'right',
      sorter: (a, b) => (a.score?.total ?? -1) - (b.score?.total ?? -1),
      render: (_, { score }) => <strong className="tabular">{score?.total ?? ''}</strong>,
    },
    {
      key: 'result',
      title: t('practiceRun:column.result'),
      width: 260,
      render: (_, run) => <Result run={run} />,
    },
  ]
  return (
    <Table<RunView>
      size="small"
      rowKey="id"
      columns={columns}
      dataSource={runs}
      pagination={
        runs.length > 20 ? { pageSize: 20, size: 'small', showSizeChanger: false } : false
      }
      showSorterTooltip={false}
      locale={{ emptyText: t('practiceRun:list.notFound') }}
    />
  )
}

function Title({ run }: { readonly run: RunView }) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const me = useWork((state) => state.view?.me)
  const goesOn = run.state === 'running' || run.state === 'paused'
  return (
    <span className="run-title">
      <button
        type="button"
        className="link-button"
        onClick={() =>
          goesOn && run.account === me ? chats.show('chats') : openPractice('runs', run.id)
        }
      >
        {run.title}
      </button>
      {run.trial && <span className="run-label">{t('practiceRun:list.trial')}</span>}
    </span>
  )
}

function Result({ run: { state, score, violations } }: { readonly run: RunView }) {
  const { t } = useTranslation()
  if (score === null) {
    const Icon = state === 'running' ? Play : state === 'paused' ? Pause : null
    return (
      <span className="run-result dim">
        {Icon && <Icon size={14} aria-hidden="true" />}
        {t(`practiceRun:state.${state}`)}
      </span>
    )
  }
  const Icon = score.passed ? CircleCheck : CircleX
  return (
    <span className={`run-result ${score.passed ? 'passed' : 'failed'}`}>
      <Icon size={14} aria-hidden="true" />
      {t(score.passed ? 'practiceRun:passed' : 'practiceRun:failed')}
      {violations > 0 && (
        <span className="run-chip breach">
          <CircleAlert size={12} aria-hidden="true" />
          {t('practiceRun:violations.count', { count: violations })}
        </span>
      )}
    </span>
  )
}
