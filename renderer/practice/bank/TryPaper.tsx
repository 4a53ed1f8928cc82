import { Alert, Button, Drawer } from 'antd'
import { useMemo, useState } from 'react'
import { asked, draw } from '#shared/practice/exam/draw.ts'
import { grade } from '#shared/practice/exam/grade.ts'
import type { Answer, Exam, Question } from '#shared/practice/exam/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { AskedCard } from '../exams/AskedCard.tsx'
import { Marked } from '../exams/Marked.tsx'

/** A paper of a recipe as a trainee would get one. Nothing of it is kept or counted. */
export function TryPaper({
  exam,
  questions,
  onClose,
}: {
  readonly exam: Exam | null
  readonly questions: readonly Question[]
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  return (
    <Drawer
      open={exam !== null}
      size={760}
      rootStyle={{ position: 'absolute' }}
      onClose={onClose}
      destroyOnHidden
      title={t('practiceExam:try.title', { title: exam?.title ?? '' })}
    >
      {exam && <Trial exam={exam} questions={questions} />}
    </Drawer>
  )
}

function Trial({
  exam,
  questions,
}: {
  readonly exam: Exam
  readonly questions: readonly Question[]
}) {
  const { t } = useTranslation()
  const [seed, setSeed] = useState(1)
  const [answers, setAnswers] = useState<ReadonlyMap<number, Answer>>(new Map())
  const [over, setOver] = useState(false)
  const drawn = useMemo(
    () => draw({ questions: [...questions] }, exam, seed),
    [questions, exam, seed],
  )
  if (!drawn.ok) return <Alert type="error" showIcon title={t('practiceExam:try.notDrawable')} />
  const { paper } = drawn
  const give = (question: number, answer: Answer | null) => {
    const next = new Map(answers)
    if (answer === null) next.delete(question)
    else next.set(question, answer)
    setAnswers(next)
  }
  const graded = over
    ? grade(paper, {
        account: '',
        startedAt: 0,
        endedAt: 1,
        answers: [...answers].map(([question, answer]) => ({ question, at: 0, answer })),
      })
    : null
  return (
    <div className="bank-try">
      <div className="tools-row">
        <Button type="primary" onClick={() => setOver(!over)}>
          {t(over ? 'practiceExam:try.back' : 'practiceExam:try.grade')}
        </Button>
        <Button
          onClick={() => {
            setSeed(seed + 1)
            setAnswers(new Map())
            setOver(false)
          }}
        >
          {t('practiceExam:try.another')}
        </Button>
        <span className="dim">
          {graded
            ? t('practiceExam:try.total', { total: graded.total, got: graded.got, of: graded.of })
            : t('practiceExam:try.lead')}
        </span>
      </div>
      {graded
        ? paper.questions.map((one, at) => {
            const its = graded.questions[at]
            return its ? (
              <Marked
                key={one.question.id}
                number={at + 1}
                asked={one}
                graded={its}
                answer={answers.get(at) ?? null}
              />
            ) : null
          })
        : asked(paper).map((one, at) => (
            <AskedCard
              key={paper.questions[at]?.question.id ?? at}
              asked={one}
              number={at + 1}
              answer={answers.get(at) ?? null}
              onAnswer={(answer) => give(at, answer)}
            />
          ))}
    </div>
  )
}
