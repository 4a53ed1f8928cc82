import { Alert, Button, Segmented } from 'antd'
import { ArrowLeft, RotateCw } from 'lucide-react'
import { useState } from 'react'
import type { SittingReply } from '#shared/practice/exam/api.ts'
import type { Grade, GradedQuestion } from '#shared/practice/exam/model.ts'
import { Fields } from '../../management/parts/Field.tsx'
import { Screen } from '../../management/parts/Screen.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { Passed } from './ExamHome.tsx'
import { Marked } from './Marked.tsx'
import './result.css'

/** What came of a sitting: the grade, by chapter, and each question with what was right and why. */
export function Result({
  reply,
  onBack,
  onAgain,
}: {
  readonly reply: SittingReply
  readonly onBack: () => void
  /** Null: it is another's, and can't be sat again from here. */
  readonly onAgain: (() => void) | null
}) {
  const { t } = useTranslation()
  const times = useTimes()
  const nick = useWork((state) => state.view?.accounts[reply.sitting.account]?.nick)
  const me = useWork((state) => state.view?.me)
  const { sitting, result } = reply
  const mine = sitting.account === me

  return (
    <Screen
      title={sitting.title}
      lead={[
        ...(mine || nick === undefined ? [] : [nick]),
        times.full(sitting.startedAt),
        t(`practiceExam:state.${sitting.state}`),
      ].join(' · ')}
      actions={
        <>
          {mine && onAgain && (
            <Button onClick={onAgain}>
              <RotateCw size={14} aria-hidden="true" />
              {t('practiceExam:sitAgain')}
            </Button>
          )}
          <Button onClick={onBack}>
            <ArrowLeft size={14} aria-hidden="true" />
            {t('practiceExam:backToList')}
          </Button>
        </>
      }
    >
      <Total reply={reply} />
      {result === null ? (
        <Alert type="info" showIcon title={t('practiceExam:result.closed')} />
      ) : (
        <>
          <Chapters grade={result.grade} />
          <Questions reply={reply} grade={result.grade} />
        </>
      )}
    </Screen>
  )
}

function Total({ reply: { sitting, result } }: { readonly reply: SittingReply }) {
  const { t } = useTranslation()
  const of = (verdict: GradedQuestion['verdict']) =>
    result?.grade.questions.filter((one) => one.verdict === verdict).length ?? 0
  return (
    <div className="exam-total">
      <strong className="tabular">{sitting.total ?? '—'}</strong>
      <div>
        <p>
          {sitting.passed !== null && <Passed passed={sitting.passed} />}{' '}
          {result && (
            <span className="dim">{t('practiceExam:passAt', { pass: result.paper.pass })}</span>
          )}
        </p>
        {result && (
          <p className="tabular">
            {t('practiceExam:result.counts', {
              right: of('right'),
              partly: of('partly'),
              wrong: of('wrong'),
              blank: of('blank'),
            })}
            {` · ${t('practiceExam:result.points', { got: result.grade.got, of: result.grade.of })}`}
          </p>
        )}
      </div>
    </div>
  )
}

/** Weakest first. */
function Chapters({ grade }: { readonly grade: Grade }) {
  const { t } = useTranslation()
  const sums = new Map<string, { got: number; of: number }>()
  for (const { chapter, got, points } of grade.questions) {
    const sum = sums.get(chapter) ?? { got: 0, of: 0 }
    sums.set(chapter, { got: sum.got + got, of: sum.of + points })
  }
  const chapters = [...sums].toSorted(([, a], [, b]) => a.got / a.of - b.got / b.of)
  return (
    <Fields title={t('practiceExam:result.chapters')}>
      <ul className="exam-bars">
        {chapters.map(([chapter, { got, of }]) => (
          <li key={chapter}>
            <span className="clip">{chapter}</span>
            <meter min={0} max={1} value={got / of} aria-label={chapter} />
            <span className="tabular">{`${Math.round((got / of) * 100)}%`}</span>
          </li>
        ))}
      </ul>
    </Fields>
  )
}

function Questions({ reply, grade }: { readonly reply: SittingReply; readonly grade: Grade }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<'all' | 'missed'>('all')
  const { result, answers } = reply
  const missed = grade.questions.filter(({ verdict }) => verdict !== 'right').length
  return (
    <Fields title={t('practiceExam:result.questions')}>
      <Segmented
        value={shown}
        onChange={setShown}
        options={[
          { value: 'all', label: t('practiceExam:result.all', { count: grade.questions.length }) },
          { value: 'missed', label: t('practiceExam:result.missed', { count: missed }) },
        ]}
      />
      {shown === 'missed' && missed === 0 && <p>{t('practiceExam:result.noneMissed')}</p>}
      {grade.questions.map((graded, at) => {
        const paper = result?.paper.questions[at]
        if (!paper || (shown === 'missed' && graded.verdict === 'right')) return null
        return (
          <Marked
            key={graded.id}
            number={at + 1}
            asked={paper}
            graded={graded}
            answer={answers.find(({ question }) => question === at)?.answer ?? null}
          />
        )
      })}
    </Fields>
  )
}
