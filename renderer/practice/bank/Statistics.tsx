import { Alert, Button, Select, Skeleton, Table } from 'antd'
import type { ColumnsType } from 'antd/es/table'
import { useCallback, useState } from 'react'
import type { BankStatistics, BankView, SittingReply } from '#shared/practice/exam/api.ts'
import { LETTERS } from '#shared/practice/exam/model.ts'
import type { QuestionStatistics } from '#shared/practice/exam/statistics.ts'
import { Fields } from '../../management/parts/Field.tsx'
import { Screen } from '../../management/parts/Screen.tsx'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useAsk } from '../ask.ts'
import { SittingRows } from '../exams/ExamHome.tsx'
import '../exams/marked.css'
import '../exams/question.css'
import '../exams/result.css'
import { Result } from '../exams/Result.tsx'
import { difficultyWord, discriminationWord } from './words.ts'

/** What came of the sittings: by question, by chapter, by account, and who sat. */
export function Statistics({
  bank,
  onOpen,
}: {
  readonly bank: BankView
  readonly onOpen: (sitting: string) => void
}) {
  const { t } = useTranslation()
  const ask = useAsk()
  const [exam, setExam] = useState<string | null>(null)
  const fetch = useCallback(
    () => ask('bank.statistics', exam === null ? {} : { exam }),
    [ask, exam],
  )
  const { state, error, again } = useAsked<BankStatistics>(fetch)
  return (
    <>
      <div className="tools-row">
        <Select<string>
          allowClear
          className="bank-exam"
          aria-label={t('practiceExam:column.exam')}
          placeholder={t('practiceExam:stats.allExams')}
          value={exam}
          onChange={(value: string | undefined) => setExam(value ?? null)}
          options={bank.exams.map((one) => ({ value: one.exam.id, label: one.exam.title }))}
        />
        {state && state.statistics.mean !== null && (
          <span className="tabular">
            {t('practiceExam:stats.summary', {
              count: state.statistics.sittings,
              passed: state.statistics.passed,
              mean: state.statistics.mean,
            })}
          </span>
        )}
      </div>
      {error !== null && (
        <Alert
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={
            <Button size="small" onClick={again}>
              {t('common:retry')}
            </Button>
          }
        />
      )}
      {!state && error === null && <Skeleton active className="late" />}
      {state && <Parts of={state} onOpen={onOpen} />}
    </>
  )
}

function Parts({
  of: { statistics, sittings },
  onOpen,
}: {
  readonly of: BankStatistics
  readonly onOpen: (sitting: string) => void
}) {
  const { t } = useTranslation()
  const accounts = useWork((state) => state.view?.accounts)
  const nameOf = (id: string) => accounts?.[id]?.nick ?? id
  if (sittings.length === 0) return <p className="dim">{t('practiceExam:stats.empty')}</p>
  return (
    <>
      <Fields title={t('practiceExam:stats.sittings')}>
        <SittingRows sittings={sittings} nameOf={nameOf} onOpen={onOpen} />
      </Fields>
      {statistics.sittings > 0 && (
        <>
          <Fields title={t('practiceExam:stats.chapters')} lead={t('practiceExam:stats.weakest')}>
            <ul className="exam-bars">
              {statistics.chapters.map(({ chapter, difficulty, seen }) => (
                <li key={chapter}>
                  <span className="clip">{chapter}</span>
                  <meter min={0} max={1} value={difficulty} aria-label={chapter} />
                  <span className="tabular">{percent(difficulty)}</span>
                  <span className="dim tabular">
                    {t('practiceExam:stats.seen', { count: seen })}
                  </span>
                </li>
              ))}
            </ul>
          </Fields>
          <Fields
            title={t('practiceExam:stats.questions')}
            lead={t('practiceExam:stats.questionsLead')}
          >
            <Items questions={statistics.questions} />
          </Fields>
        </>
      )}
    </>
  )
}

function Items({ questions }: { readonly questions: readonly QuestionStatistics[] }) {
  const { t } = useTranslation()
  const columns: ColumnsType<QuestionStatistics> = [
    {
      key: 'text',
      title: t('practiceExam:column.question'),
      ellipsis: true,
      render: (_, { question }) => <span title={question.text}>{question.text}</span>,
    },
    {
      key: 'kind',
      title: t('practiceExam:column.kind'),
      width: 90,
      render: (_, { question }) => t(`practiceExam:kind.${question.kind}`),
    },
    {
      key: 'seen',
      title: t('practiceExam:stats.seenTitle'),
      width: 84,
      align: 'right',
      sorter: (a, b) => a.seen - b.seen,
      render: (_, { seen }) => <span className="tabular">{seen}</span>,
    },
    {
      key: 'difficulty',
      title: t('practiceExam:stats.difficulty'),
      width: 180,
      sorter: (a, b) => a.difficulty - b.difficulty,
      render: (_, { difficulty }) => (
        <span className="tabular">
          {percent(difficulty)} · {t(`practiceExam:stats.hard.${difficultyWord(difficulty)}`)}
        </span>
      ),
    },
    {
      key: 'discrimination',
      title: t('practiceExam:stats.discrimination'),
      width: 250,
      sorter: (a, b) => (a.discrimination ?? -2) - (b.discrimination ?? -2),
      render: (_, { discrimination }) => (
        <span className="tabular">
          {discrimination !== null && `${discrimination.toFixed(2)} · `}
          {t(`practiceExam:stats.tells.${discriminationWord(discrimination)}`)}
        </span>
      ),
    },
  ]
  return (
    <Table<QuestionStatistics>
      size="small"
      pagination={questions.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      rowKey={({ question }) => JSON.stringify(question)}
      dataSource={[...questions]}
      columns={columns}
      scroll={{ x: 900 }}
      expandable={{
        rowExpandable: ({ options, blank }) => options.length > 0 || blank > 0,
        expandedRowRender: (one) => <Chosen of={one} />,
      }}
    />
  )
}

function Chosen({
  of: { options, question, mostWrong, blank, right },
}: {
  readonly of: QuestionStatistics
}) {
  const { t } = useTranslation()
  const texts = 'options' in question ? question.options : []
  return (
    <div className="stats-options">
      <p className="dim">{t('practiceExam:stats.rightBlank', { right: percent(right), blank })}</p>
      <ul>
        {options.map(({ option, right: isRight, chosen, share }) => (
          <li key={option}>
            <span className="exam-letter">{LETTERS.charAt(option)}</span>
            <span>
              {texts[option]}{' '}
              {isRight && <strong className="says-right">{t('practiceExam:result.right')}</strong>}
              {option === mostWrong && (
                <strong className="says-wrong">{t('practiceExam:stats.mostWrong')}</strong>
              )}
            </span>
            <meter min={0} max={1} value={share} aria-label={texts[option] ?? ''} />
            <span className="tabular">
              {t('practiceExam:stats.chosen', { count: chosen, share: percent(share) })}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

/** A sitting of somebody, as the trainer reads it. */
export function OneResult({ id, onBack }: { readonly id: string; readonly onBack: () => void }) {
  const { t } = useTranslation()
  const ask = useAsk()
  const fetch = useCallback(() => ask('exams.sitting', { id }), [ask, id])
  const { state, error } = useAsked<SittingReply>(fetch)
  if (state) return <Result reply={state} onBack={onBack} onAgain={null} />
  return (
    <Screen title={t('practice:section.bank')}>
      {error === null ? (
        <Skeleton active className="late" />
      ) : (
        <Alert
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={
            <Button size="small" onClick={onBack}>
              {t('practiceExam:backToList')}
            </Button>
          }
        />
      )}
    </Screen>
  )
}
