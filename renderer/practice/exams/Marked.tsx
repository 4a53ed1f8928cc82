import { Check, CircleAlert, CircleCheck, CircleDashed, CircleX, X } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { chosenOf } from '#shared/practice/exam/grade.ts'
import {
  LETTERS,
  rightOptions,
  type Answer,
  type Found,
  type GradedQuestion,
  type PaperQuestion,
} from '#shared/practice/exam/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import './marked.css'
import './question.css'

const ICONS = {
  right: CircleCheck,
  partly: CircleAlert,
  wrong: CircleX,
  blank: CircleDashed,
} as const

/** A question after the end: its verdict, what was answered, what is right, and why. */
export function Marked({
  number,
  asked,
  graded,
  answer,
}: {
  readonly number: number
  readonly asked: PaperQuestion
  readonly graded: GradedQuestion
  readonly answer: Answer | null
}) {
  const { t } = useTranslation()
  const id = useId()
  const { question } = asked
  const Icon = ICONS[graded.verdict]
  return (
    <article className="exam-question marked" aria-labelledby={id}>
      <header>
        <span className="exam-number tabular">{number}</span>
        <span className="exam-verdict" data-verdict={graded.verdict}>
          <Icon size={14} aria-hidden="true" />
          {t(`practiceExam:verdict.${graded.verdict}`)}
        </span>
        <span className="tabular">
          {t('practiceExam:result.points', { got: graded.got, of: graded.points })}
        </span>
        <span className="exam-kind">{t(`practiceExam:kind.${question.kind}`)}</span>
        <span className="dim">{question.chapter}</span>
      </header>
      <h3 id={id} className="exam-text">
        {question.text}
      </h3>
      <Body asked={asked} graded={graded} answer={answer} />
      {question.explanation !== '' && (
        <p className="exam-why">
          <strong>{t('practiceExam:result.why')}</strong> {question.explanation}
        </p>
      )}
      {question.source !== '' && (
        <p className="dim">{t('practiceExam:result.source', { source: question.source })}</p>
      )}
    </article>
  )
}

function Body({
  asked,
  graded,
  answer,
}: {
  readonly asked: PaperQuestion
  readonly graded: GradedQuestion
  readonly answer: Answer | null
}) {
  const { t } = useTranslation()
  const { question, shown } = asked
  switch (question.kind) {
    case 'single':
    case 'multiple': {
      const right = rightOptions(question.answer)
      const chosen = answer ? chosenOf(answer) : []
      return (
        <Options
          options={shown.map((index, place) => ({
            text: question.options[index] ?? '',
            right: right.has(index),
            chosen: chosen.includes(place),
          }))}
        />
      )
    }
    case 'true_false':
      return (
        <Options
          options={[true, false].map((said) => ({
            text: t(`practiceExam:truth.${said}`),
            right: question.answer === said,
            chosen: answer?.kind === 'true_false' && answer.said === said,
          }))}
        />
      )
    case 'order': {
      const own = answer?.kind === 'order' ? answer.places.map((place) => shown[place] ?? 0) : null
      return (
        <div className="exam-orders">
          <section>
            <h4>{t('practiceExam:result.rightOrder')}</h4>
            <ol>
              {question.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </section>
          {own && graded.verdict !== 'right' && (
            <section>
              <h4>{t('practiceExam:result.ownOrder')}</h4>
              <ol>
                {own.map((index) => (
                  <li key={index}>{question.steps[index]}</li>
                ))}
              </ol>
            </section>
          )}
        </div>
      )
    }
    case 'write':
      return (
        <div className="exam-written">
          {answer?.kind === 'write' && (
            <p className="exam-own-words">
              <Highlighted text={answer.text} found={graded.found} forbidden={graded.forbidden} />
            </p>
          )}
          {graded.forbidden.length > 0 && (
            <p className="exam-forbidden">{t('practiceExam:result.forbidden')}</p>
          )}
          <ul className="exam-points">
            {question.points.map(({ title, share }, at) => {
              const has = (graded.found[at] ?? null) !== null
              return (
                <li key={title} data-found={has}>
                  {has ? (
                    <Check size={14} aria-hidden="true" />
                  ) : (
                    <X size={14} aria-hidden="true" />
                  )}
                  {t(has ? 'practiceExam:result.pointFound' : 'practiceExam:result.pointMissing', {
                    title,
                    share,
                  })}
                </li>
              )
            })}
          </ul>
          {question.model !== '' && (
            <p className="exam-model">
              <strong>{t('practiceExam:result.model')}</strong> {question.model}
            </p>
          )}
        </div>
      )
  }
}

function Options({
  options,
}: {
  readonly options: readonly { text: string; right: boolean; chosen: boolean }[]
}) {
  const { t } = useTranslation()
  return (
    <ul className="exam-options">
      {options.map(({ text, right, chosen }, place) => (
        <li key={text} className="exam-option" data-right={right} data-chosen={chosen}>
          <span className="exam-letter">{LETTERS.charAt(place)}</span>
          <span>{text}</span>
          <span className="exam-option-says">
            {right && (
              <span className="says-right">
                <Check size={14} aria-hidden="true" />
                {t('practiceExam:result.right')}
              </span>
            )}
            {chosen && (
              <span className={right ? 'dim' : 'says-wrong'}>
                {!right && <X size={14} aria-hidden="true" />}
                {t('practiceExam:result.chosen')}
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** The answer as it was written, with what earned and what took its points. */
export function Highlighted({
  text,
  found,
  forbidden,
}: {
  readonly text: string
  readonly found: readonly (Found | null)[]
  readonly forbidden: readonly Found[]
}) {
  const ends = [
    ...forbidden.map((one) => ({ ...one, bad: true })),
    ...found.flatMap((one) => (one ? [{ ...one, bad: false }] : [])),
  ].toSorted((a, b) => a.start - b.start || b.end - a.end)
  const parts: ReactNode[] = []
  let at = 0
  for (const { start, end, bad } of ends) {
    // Two signs may overlap: what is marked already is not marked again.
    const from = Math.max(start, at)
    if (from >= end) continue
    parts.push(text.slice(at, from))
    parts.push(
      bad ? (
        <del key={from}>{text.slice(from, end)}</del>
      ) : (
        <mark key={from}>{text.slice(from, end)}</mark>
      ),
    )
    at = end
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  )
}
