import { Button, Input, Select, Table } from 'antd'
import type { ColumnsType } from 'antd/es/table'
import { Download, FileUp, Plus, Search } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import type { BankView, KeptQuestion } from '#shared/practice/exam/api.ts'
import { QUESTION_KINDS, type QuestionKind } from '#shared/practice/exam/model.ts'
import { useHeight } from '../../management/monitor/useHeight.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../../workstation/app/context.ts'
import { useAsk } from '../ask.ts'
import { ImportQuestions } from './ImportQuestions.tsx'
import { chaptersOf, useSaveTable } from './parts.ts'
import { QuestionDrawer } from './QuestionDrawer.tsx'
import { useBringBack } from './useBringBack.ts'

const HEAD = 40

interface Filter {
  readonly text: string
  readonly chapter: string | null
  readonly kind: QuestionKind | null
  readonly difficulty: 1 | 2 | 3 | null
}

/** All questions of the bank in one table, however many. */
export function Questions({
  bank,
  onChanged,
}: {
  readonly bank: BankView
  readonly onChanged: () => void
}) {
  const { t } = useTranslation()
  const ask = useAsk()
  const { desk } = useActions()
  const bringBack = useBringBack(onChanged)
  const restore = (id: string) => () => ask('bank.restoreQuestion', { id })
  const save = useSaveTable()
  const { ref, height } = useHeight<HTMLDivElement>()
  const [filter, setFilter] = useState<Filter>({
    text: '',
    chapter: null,
    kind: null,
    difficulty: null,
  })
  const [opened, setOpened] = useState<KeptQuestion | 'new' | null>(null)
  const [importing, setImporting] = useState(false)
  const chapters = useMemo(() => chaptersOf(bank), [bank])
  const wanted = useDeferredValue(filter)
  const rows = useMemo(() => filtered(bank.questions, wanted), [bank, wanted])
  const change = (part: Partial<Filter>) => setFilter({ ...filter, ...part })

  async function remove(kept: KeptQuestion): Promise<void> {
    const { question, origin } = kept
    const result = await ask('bank.removeQuestion', { id: question.id })
    if (!result.ok) {
      desk.toast('error', `error:${result.error.code}`)
      return
    }
    setOpened(null)
    onChanged()
    desk.toast(
      'info',
      'practiceExam:bank.removed',
      {},
      {
        key: 'common:undo',
        run: () =>
          void bringBack(
            origin === 'bundled'
              ? restore(question.id)
              : () => ask('bank.saveQuestion', { question, replaces: null }),
          ),
      },
    )
  }
  const columns: ColumnsType<KeptQuestion> = [
    {
      key: 'text',
      title: t('practiceExam:column.question'),
      ellipsis: true,
      render: (_, kept) => (
        <button
          type="button"
          className="link-button clip bank-text"
          title={kept.question.text}
          onClick={() => setOpened(kept)}
        >
          {kept.question.text}
        </button>
      ),
    },
    {
      key: 'kind',
      title: t('practiceExam:column.kind'),
      width: 110,
      render: (_, { question }) => t(`practiceExam:kind.${question.kind}`),
    },
    {
      key: 'chapter',
      title: t('practiceExam:column.chapter'),
      width: 150,
      ellipsis: true,
      render: (_, { question }) => question.chapter,
    },
    {
      key: 'difficulty',
      title: t('practiceExam:column.difficulty'),
      width: 80,
      render: (_, { question }) => t(`practiceExam:difficulty.${question.difficulty}`),
    },
    {
      key: 'origin',
      title: t('practiceExam:column.origin'),
      width: 150,
      ellipsis: true,
      render: (_, { origin, by }) => (
        <span className={origin === 'bundled' ? 'dim' : ''}>
          {[t(`practiceExam:origin.${origin}`), ...(by === '' ? [] : [by])].join(' · ')}
        </span>
      ),
    },
  ]
  return (
    <div className="bank-questions">
      <div className="tools-row" role="search">
        <Input
          allowClear
          value={filter.text}
          maxLength={60}
          prefix={<Search size={14} aria-hidden="true" />}
          placeholder={t('practiceExam:bank.search')}
          aria-label={t('practiceExam:bank.search')}
          onChange={(event) => change({ text: event.target.value })}
        />
        <Select<string>
          allowClear
          showSearch
          className="bank-chapter"
          aria-label={t('practiceExam:column.chapter')}
          placeholder={t('practiceExam:bank.allChapters')}
          value={filter.chapter}
          onChange={(chapter: string | undefined) => change({ chapter: chapter ?? null })}
          options={chapters.map(({ chapter, count }) => ({
            value: chapter,
            label: `${chapter} (${count})`,
          }))}
        />
        <Select<QuestionKind>
          allowClear
          className="bank-kind"
          aria-label={t('practiceExam:column.kind')}
          placeholder={t('practiceExam:bank.allKinds')}
          value={filter.kind}
          onChange={(kind: QuestionKind | undefined) => change({ kind: kind ?? null })}
          options={QUESTION_KINDS.map((kind) => ({
            value: kind,
            label: t(`practiceExam:kind.${kind}`),
          }))}
        />
        <Select<1 | 2 | 3>
          allowClear
          className="bank-kind"
          aria-label={t('practiceExam:column.difficulty')}
          placeholder={t('practiceExam:bank.allDifficulties')}
          value={filter.difficulty}
          onChange={(one: 1 | 2 | 3 | undefined) => change({ difficulty: one ?? null })}
          options={([1, 2, 3] as const).map((one) => ({
            value: one,
            label: t(`practiceExam:difficulty.${one}`),
          }))}
        />
        <span className="grow" />
        <Button icon={<Plus size={14} />} type="primary" onClick={() => setOpened('new')}>
          {t('practiceExam:bank.add')}
        </Button>
        <Button icon={<FileUp size={14} />} onClick={() => setImporting(true)}>
          {t('practiceExam:bank.import')}
        </Button>
        <Button
          icon={<Download size={14} />}
          disabled={rows.length === 0}
          onClick={() =>
            void save(
              rows.map(({ question }) => question),
              t('practiceExam:bank.exportName'),
            )
          }
        >
          {t('practiceExam:bank.export')}
        </Button>
      </div>
      <p className="dim bank-count" role="status">
        {t('practiceExam:bank.count', { count: rows.length, of: bank.questions.length })}
        {bank.removed.questions.length > 0 && (
          <>
            {' '}
            {t('practiceExam:bank.removedCount', { count: bank.removed.questions.length })}{' '}
            <button
              type="button"
              className="link-button"
              onClick={() => void bringBack(...bank.removed.questions.map(restore))}
            >
              {t('practiceExam:bank.restoreAll')}
            </button>
          </>
        )}
      </p>
      <div className="bank-table" ref={ref}>
        <Table<KeptQuestion>
          virtual
          size="small"
          pagination={false}
          rowKey={({ question }) => question.id}
          dataSource={[...rows]}
          columns={columns}
          scroll={{ x: 860, y: Math.max(120, height - HEAD) }}
          locale={{
            emptyText: t(
              bank.questions.length === 0
                ? 'practiceExam:bank.empty'
                : 'practiceExam:bank.nothingFound',
            ),
          }}
        />
      </div>
      <QuestionDrawer
        opened={opened}
        chapters={chapters.map(({ chapter }) => chapter)}
        onClose={() => setOpened(null)}
        onSaved={() => {
          setOpened(null)
          onChanged()
        }}
        onRemove={(kept) => void remove(kept)}
      />
      <ImportQuestions
        open={importing}
        bank={bank}
        onClose={() => setImporting(false)}
        onDone={onChanged}
      />
    </div>
  )
}

function filtered(
  questions: readonly KeptQuestion[],
  { text, chapter, kind, difficulty }: Filter,
): readonly KeptQuestion[] {
  const words = text.trim().toLowerCase()
  return questions.filter(
    ({ question }) =>
      (chapter === null || question.chapter === chapter) &&
      (kind === null || question.kind === kind) &&
      (difficulty === null || question.difficulty === difficulty) &&
      (words === '' || searchable(question).includes(words)),
  )
}

/** All that is said in it. */
function searchable(question: KeptQuestion['question']): string {
  const more =
    question.kind === 'order' ? question.steps : 'options' in question ? question.options : []
  return [question.id, question.text, question.explanation, question.source, ...more]
    .join('\n')
    .toLowerCase()
}
