import { Alert, Button, Drawer } from 'antd'
import { Download, FileUp } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { BankView, ImportedQuestions } from '#shared/practice/exam/api.ts'
import { questionsOf, type QuestionProblem } from '#shared/practice/exam/import.ts'
import { addManagementTexts } from '../../management/texts.ts'
import { readTable, TableError, type Table } from '../../tables/table.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useAsk } from '../ask.ts'
import '../exams/lists.css'
import '../exams/question.css'
import { namesOf, QUESTION_NAMES, samplesOf } from './names.ts'
import { useSaveTable } from './parts.ts'

addManagementTexts()

const NAMED = 100
const SHOWN = 8

interface Opened {
  readonly name: string
  readonly table: Table
}

/** A table of questions: what it would change is shown, each bad row is named; all of it goes in, or nothing. */
export function ImportQuestions({
  open,
  bank,
  onClose,
  onDone,
}: {
  readonly open: boolean
  readonly bank: BankView
  readonly onClose: () => void
  readonly onDone: () => void
}) {
  const { t } = useTranslation()
  const ask = useAsk()
  const save = useSaveTable()
  const language = useWork((state) => state.app?.language ?? 'zh-CN')
  const file = useRef<HTMLInputElement>(null)
  const [opened, setOpened] = useState<Opened | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<ImportedQuestions | null>(null)
  const read = useMemo(
    () => opened && questionsOf(opened.table, [namesOf(language), ...QUESTION_NAMES]),
    [opened, language],
  )
  const known = useMemo(
    () => new Set(bank.questions.map(({ question }) => question.id)),
    [bank.questions],
  )
  const questions = read?.questions ?? []
  const problems = read?.problems ?? []
  const there = questions.filter(({ id }) => known.has(id)).length

  async function choose(chosen: File): Promise<void> {
    setError(null)
    setDone(null)
    setOpened(null)
    try {
      const table = await readTable(new Uint8Array(await chosen.arrayBuffer()))
      setOpened({ name: chosen.name, table })
    } catch (problem) {
      const code = problem instanceof TableError ? problem.code : 'unreadable'
      setError(t(`manage:orderSystem.file.${code}`))
    }
  }
  async function send(): Promise<void> {
    setBusy(true)
    setError(null)
    const result = await ask('bank.import', { questions: [...questions] })
    setBusy(false)
    if (!result.ok) {
      setError(t('practiceExam:import.failed', { reason: t(`error:${result.error.code}`) }))
      return
    }
    setDone(result.value)
    setOpened(null)
    onDone()
  }
  return (
    <Drawer
      open={open}
      size={640}
      rootStyle={{ position: 'absolute' }}
      title={t('practiceExam:import.title')}
      destroyOnHidden
      onClose={() => {
        setOpened(null)
        setError(null)
        setDone(null)
        onClose()
      }}
      footer={
        opened && (
          <div className="button-row">
            <Button
              type="primary"
              loading={busy}
              disabled={questions.length === 0 || problems.length > 0}
              onClick={() => void send()}
            >
              {t('practiceExam:import.act', { count: questions.length })}
            </Button>
          </div>
        )
      }
    >
      <p className="form-lead">{t('practiceExam:import.lead')}</p>
      <div className="bank-import">
        <input
          ref={file}
          type="file"
          hidden
          accept=".xlsx,.csv,.txt,text/csv"
          aria-label={t('practiceExam:import.choose')}
          onChange={(event) => {
            const chosen = event.target.files?.[0]
            if (chosen) void choose(chosen)
            event.currentTarget.value = ''
          }}
        />
        <Button icon={<FileUp size={16} />} onClick={() => file.current?.click()}>
          {t('practiceExam:import.choose')}
        </Button>
        <Button
          type="text"
          icon={<Download size={16} />}
          onClick={() =>
            void save(
              samplesOf(bank.questions.map(({ question }) => question)),
              t('practiceExam:import.templateName'),
            )
          }
        >
          {t('practiceExam:import.template')}
        </Button>
      </div>
      <div role="status">
        {done !== null && (
          <Alert type="success" showIcon title={t('practiceExam:import.done', { ...done })} />
        )}
        {opened && (
          <p>
            {t('practiceExam:import.read', {
              name: opened.name,
              count: questions.length,
              fresh: questions.length - there,
              there,
            })}
          </p>
        )}
      </div>
      {error !== null && <Alert type="error" showIcon title={error} />}
      {problems.length > 0 && <Problems problems={problems} />}
      {opened && problems.length === 0 && questions.length > 0 && (
        <>
          <h3>{t('practiceExam:import.preview')}</h3>
          <ol className="import-preview">
            {questions.slice(0, SHOWN).map(({ id, kind, chapter, text }) => (
              <li key={id}>
                <span className="exam-kind">{t(`practiceExam:kind.${kind}`)}</span>
                <span className="dim">{chapter}</span> {text}
              </li>
            ))}
          </ol>
          {questions.length > SHOWN && (
            <p className="dim">
              {t('practiceExam:import.more', { count: questions.length - SHOWN })}
            </p>
          )}
        </>
      )}
    </Drawer>
  )
}

function Problems({ problems }: { readonly problems: readonly QuestionProblem[] }) {
  const { t } = useTranslation()
  return (
    <div className="import-bad">
      <Alert
        type="error"
        showIcon
        title={t('practiceExam:import.problems', { count: problems.length })}
      />
      {/* Reached by the keyboard, since it scrolls. */}
      <div
        className="scroll import-problems"
        role="region"
        tabIndex={0}
        aria-label={t('practiceExam:import.problems', { count: problems.length })}
      >
        <table className="exam-table">
          <thead>
            <tr>
              <th scope="col">{t('practiceExam:import.row')}</th>
              <th scope="col">{t('practiceExam:import.cell')}</th>
              <th scope="col">{t('practiceExam:import.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {problems.slice(0, NAMED).map(({ row, column, cell, code, values }) => (
              <tr key={`${row} ${column} ${code}`}>
                <td className="tabular">{row}</td>
                <td>{cell ?? '—'}</td>
                <td>
                  {t(`practiceExam:importProblem.${code}`, {
                    ...values,
                    column: t(`practiceExam:importColumn.${column}`),
                  })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {problems.length > NAMED && (
          <p className="dim">
            {t('practiceExam:import.moreBad', { count: problems.length - NAMED })}
          </p>
        )}
      </div>
    </div>
  )
}
