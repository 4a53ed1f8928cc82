import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useMemo } from 'react'
import { draw, type DrawProblem } from '#shared/practice/exam/draw.ts'
import type { Exam, Question } from '#shared/practice/exam/model.ts'
import { useTranslation } from '../../ui/i18n.ts'

/** Whether a paper comes out of the recipe, and why not. */
export function Drawable({
  questions,
  exam,
}: {
  readonly questions: readonly Question[]
  readonly exam: Exam
}) {
  const { t } = useTranslation()
  const drawn = useMemo(() => draw({ questions: [...questions] }, exam, 0), [questions, exam])
  return (
    <p className="bank-drawable" data-ok={drawn.ok} role="status">
      {drawn.ok ? (
        <CircleCheck size={14} aria-hidden="true" />
      ) : (
        <TriangleAlert size={14} aria-hidden="true" />
      )}
      {drawn.ok
        ? t('practiceExam:paper.drawable')
        : t(`practiceExam:draw.${drawn.problem.code}`, valuesOf(drawn.problem, t))}
    </p>
  )
}

function valuesOf(
  { draw: at, chapter, kind, wanted, there }: DrawProblem,
  t: (key: string) => string,
): Record<string, string | number> {
  return {
    row: at + 1,
    chapter: chapter ?? t('practiceExam:bank.allChapters'),
    kind: kind === null ? t('practiceExam:bank.allKinds') : t(`practiceExam:kind.${kind}`),
    wanted,
    there,
  }
}
