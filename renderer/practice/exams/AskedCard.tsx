import { useId, type ReactNode } from 'react'
import type { AskedQuestion } from '#shared/practice/exam/draw.ts'
import { LETTERS, type Answer } from '#shared/practice/exam/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import './question.css'
import { StepsInput } from './StepsInput.tsx'
import { WriteInput } from './WriteInput.tsx'

/** One question as it is asked, with the control of its kind. Knows no right answer. */
export function AskedCard({
  asked,
  number,
  answer,
  tools,
  disabled = false,
  onAnswer,
  onLeave,
}: {
  readonly asked: AskedQuestion
  /** From 1. */
  readonly number: number
  readonly answer: Answer | null
  readonly tools?: ReactNode
  readonly disabled?: boolean
  /** `soon`: more is being typed. Null: taken back. */
  readonly onAnswer: (answer: Answer | null, soon?: boolean) => void
  /** A field of words was left: what was typed can go. */
  readonly onLeave?: () => void
}) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <article className="exam-question" aria-labelledby={id} data-question={number - 1}>
      <header>
        <span className="exam-number tabular">{number}</span>
        <span className="exam-kind">{t(`practiceExam:kind.${asked.kind}`)}</span>
        <span className="dim">{asked.chapter}</span>
        <span className="dim tabular">{t('practiceExam:points', { points: asked.points })}</span>
        <span className="grow" />
        {tools}
      </header>
      <h2 id={id} className="exam-text">
        <span className="visually-hidden">
          {t('practiceExam:questionNumber', { number })}
          {': '}
        </span>
        {asked.text}
      </h2>
      {asked.kind === 'order' ? (
        <StepsInput
          steps={asked.options}
          places={answer?.kind === 'order' ? answer.places : null}
          disabled={disabled}
          onChange={(places) => onAnswer({ kind: 'order', places: [...places] })}
        />
      ) : asked.kind === 'write' ? (
        <WriteInput
          labelledBy={id}
          value={answer?.kind === 'write' ? answer.text : ''}
          disabled={disabled}
          onChange={(text) => onAnswer(text === '' ? null : { kind: 'write', text }, true)}
          onLeave={onLeave}
        />
      ) : (
        <Choices
          asked={asked}
          labelledBy={id}
          answer={answer}
          disabled={disabled}
          onAnswer={onAnswer}
        />
      )}
      {answer !== null && asked.kind !== 'write' && !disabled && (
        <button type="button" className="link-button" onClick={() => onAnswer(null)}>
          {t('practiceExam:takeBack')}
        </button>
      )}
    </article>
  )
}

function Choices({
  asked,
  labelledBy,
  answer,
  disabled,
  onAnswer,
}: {
  readonly asked: AskedQuestion
  readonly labelledBy: string
  readonly answer: Answer | null
  readonly disabled: boolean
  readonly onAnswer: (answer: Answer | null) => void
}) {
  const { t } = useTranslation()
  const name = useId()
  const several = asked.kind === 'multiple'
  const options =
    asked.kind === 'true_false'
      ? [t('practiceExam:truth.true'), t('practiceExam:truth.false')]
      : asked.options
  return (
    <div
      role={several ? 'group' : 'radiogroup'}
      aria-labelledby={labelledBy}
      className="exam-options"
    >
      {several && <p className="dim">{t('practiceExam:severalHint')}</p>}
      {options.map((text, place) => (
        <label key={text} className="exam-option">
          <input
            type={several ? 'checkbox' : 'radio'}
            name={name}
            disabled={disabled}
            checked={isChosen(answer, place)}
            onChange={() => onAnswer(withChoice(asked.kind, answer, place))}
          />
          <span className="exam-letter">{LETTERS.charAt(place)}</span>
          <span>{text}</span>
        </label>
      ))}
    </div>
  )
}

function isChosen(answer: Answer | null, place: number): boolean {
  switch (answer?.kind) {
    case 'single':
      return answer.chosen === place
    case 'multiple':
      return answer.chosen.includes(place)
    case 'true_false':
      return answer.said === (place === 0)
    default:
      return false
  }
}

/** What an answer is when the option of this place is chosen (or, of several, taken out again). */
export function withChoice(
  kind: AskedQuestion['kind'],
  answer: Answer | null,
  place: number,
): Answer | null {
  if (kind === 'true_false') return { kind, said: place === 0 }
  if (kind === 'single') return { kind, chosen: place }
  if (kind !== 'multiple') return answer
  const chosen = answer?.kind === 'multiple' ? answer.chosen : []
  const next = chosen.includes(place)
    ? chosen.filter((one) => one !== place)
    : [...chosen, place].toSorted((a, b) => a - b)
  return next.length === 0 ? null : { kind, chosen: next }
}

export function optionsOf(asked: AskedQuestion): number {
  if (asked.kind === 'true_false') return 2
  return asked.kind === 'single' || asked.kind === 'multiple' ? asked.options.length : 0
}
