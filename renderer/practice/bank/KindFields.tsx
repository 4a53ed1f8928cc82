import { Button, Checkbox, Input, InputNumber, Radio } from 'antd'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { EXAM_LIMITS, LETTERS } from '#shared/practice/exam/model.ts'
import { Field } from '../../management/parts/Field.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import '../exams/question.css'
import type { DraftField, PointDraft, QuestionDraft } from './draft.ts'

interface KindProps {
  readonly draft: QuestionDraft
  readonly error: (field: DraftField) => string | null
  readonly onChange: (part: Partial<QuestionDraft>) => void
}

/** What only this kind of question has. */
export function KindFields(props: KindProps) {
  switch (props.draft.kind) {
    case 'single':
    case 'multiple':
      return <OptionFields {...props} />
    case 'true_false':
      return <TruthField {...props} />
    case 'order':
      return <StepFields {...props} />
    case 'write':
      return <PointFields {...props} />
  }
}

/** Several controls under one name. */
function Group({
  label,
  hint,
  errors,
  children,
}: {
  readonly label: string
  readonly hint?: string
  readonly errors: readonly (string | null)[]
  readonly children: ReactNode
}) {
  const id = useId()
  const told = errors.filter((one) => one !== null)
  return (
    <div className="form-field" role="group" aria-labelledby={id}>
      <span className="bank-label" id={id}>
        {label}
      </span>
      <div>
        {children}
        {told.length > 0 && (
          <div className="form-error" role="alert">
            {told.join(' ')}
          </div>
        )}
        {hint !== undefined && <p className="form-hint">{hint}</p>}
      </div>
    </div>
  )
}

function OptionFields({ draft, error, onChange }: KindProps) {
  const { t } = useTranslation()
  const { options, right, kind } = draft
  const choose = (index: number, on: boolean) =>
    onChange({
      right: options.map((_, at) =>
        at === index ? on : kind === 'multiple' ? right[at] === true : false,
      ),
    })
  return (
    <Group
      label={t('practiceExam:form.options')}
      hint={t(`practiceExam:form.optionsHint.${kind === 'multiple' ? 'multiple' : 'single'}`)}
      errors={[error('options'), error('answer')]}
    >
      <ul className="bank-options">
        {options.map((text, index) => {
          const letter = LETTERS.charAt(index)
          const Right = kind === 'multiple' ? Checkbox : Radio
          return (
            // The place is the option: its letter stands there, whatever its words.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <Right
                checked={right[index] === true}
                aria-label={t('practiceExam:form.isRight', { letter })}
                onChange={(event) => choose(index, event.target.checked)}
              />
              <span className="exam-letter">{letter}</span>
              <Input
                value={text}
                maxLength={300}
                aria-label={t('practiceExam:form.option', { letter })}
                onChange={(event) => onChange({ options: options.with(index, event.target.value) })}
              />
              <Button
                type="text"
                icon={<Trash2 size={16} />}
                disabled={options.length <= 2}
                aria-label={t('practiceExam:form.removeOption', { letter })}
                onClick={() =>
                  onChange({
                    options: options.toSpliced(index, 1),
                    right: options.map((_, at) => right[at] === true).toSpliced(index, 1),
                  })
                }
              />
            </li>
          )
        })}
      </ul>
      <Button
        size="small"
        icon={<Plus size={14} />}
        disabled={options.length >= EXAM_LIMITS.options}
        onClick={() => onChange({ options: [...options, ''] })}
      >
        {t('practiceExam:form.addOption')}
      </Button>
    </Group>
  )
}

function TruthField({ draft, error, onChange }: KindProps) {
  const { t } = useTranslation()
  return (
    <Group label={t('practiceExam:form.answer')} errors={[error('answer')]}>
      <Radio.Group
        value={draft.truth}
        onChange={(event) => onChange({ truth: event.target.value as boolean })}
        options={[true, false].map((value) => ({
          value,
          label: t(`practiceExam:truth.${value}`),
        }))}
      />
    </Group>
  )
}

function StepFields({ draft: { steps }, error, onChange }: KindProps) {
  const { t } = useTranslation()
  const move = (index: number, by: -1 | 1) => {
    const step = steps[index] ?? ''
    onChange({ steps: steps.toSpliced(index, 1).toSpliced(index + by, 0, step) })
  }
  return (
    <Group
      label={t('practiceExam:form.steps')}
      hint={t('practiceExam:form.stepsHint')}
      errors={[error('steps')]}
    >
      <ul className="bank-options">
        {steps.map((step, index) => {
          const number = index + 1
          return (
            // Each place of the list has its field, whatever words stand there now.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <span className="exam-letter tabular">{number}</span>
              <Input
                value={step}
                maxLength={300}
                aria-label={t('practiceExam:form.step', { number })}
                onChange={(event) => onChange({ steps: steps.with(index, event.target.value) })}
              />
              <Button
                type="text"
                icon={<ArrowUp size={16} />}
                disabled={index === 0}
                aria-label={t('practiceExam:form.up', { number })}
                onClick={() => move(index, -1)}
              />
              <Button
                type="text"
                icon={<ArrowDown size={16} />}
                disabled={index === steps.length - 1}
                aria-label={t('practiceExam:form.down', { number })}
                onClick={() => move(index, 1)}
              />
              <Button
                type="text"
                icon={<Trash2 size={16} />}
                disabled={steps.length <= 3}
                aria-label={t('practiceExam:form.removeStep', { number })}
                onClick={() => onChange({ steps: steps.toSpliced(index, 1) })}
              />
            </li>
          )
        })}
      </ul>
      <Button
        size="small"
        icon={<Plus size={14} />}
        disabled={steps.length >= EXAM_LIMITS.options}
        onClick={() => onChange({ steps: [...steps, ''] })}
      >
        {t('practiceExam:form.addStep')}
      </Button>
    </Group>
  )
}

function PointFields({ draft: { points, forbidden, model }, error, onChange }: KindProps) {
  const { t } = useTranslation()
  const set = (index: number, part: Partial<PointDraft>) => {
    const point = points[index]
    if (point) onChange({ points: points.with(index, { ...point, ...part }) })
  }
  const sum = points.reduce((all, { share }) => all + share, 0)
  return (
    <>
      <Group
        label={t('practiceExam:form.points')}
        hint={t('practiceExam:form.pointsHint')}
        errors={[error('points')]}
      >
        <ul className="bank-points">
          {points.map(({ title, share, signs }, index) => {
            const number = index + 1
            return (
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index}>
                <Input
                  value={title}
                  maxLength={60}
                  placeholder={t('practiceExam:form.pointTitle')}
                  aria-label={t('practiceExam:form.pointTitleOf', { number })}
                  onChange={(event) => set(index, { title: event.target.value })}
                />
                <InputNumber
                  value={share}
                  min={1}
                  max={100}
                  precision={0}
                  suffix="%"
                  aria-label={t('practiceExam:form.pointShareOf', { number })}
                  onChange={(value) => value !== null && set(index, { share: value })}
                />
                <Button
                  type="text"
                  icon={<Trash2 size={16} />}
                  disabled={points.length <= 1}
                  aria-label={t('practiceExam:form.removePoint', { number })}
                  onClick={() => onChange({ points: points.toSpliced(index, 1) })}
                />
                <Input
                  className="bank-signs"
                  value={signs}
                  placeholder={t('practiceExam:form.signs')}
                  aria-label={t('practiceExam:form.signsOf', { number })}
                  onChange={(event) => set(index, { signs: event.target.value })}
                />
              </li>
            )
          })}
        </ul>
        <div className="tools-row">
          <Button
            size="small"
            icon={<Plus size={14} />}
            disabled={points.length >= 12}
            onClick={() =>
              onChange({
                points: [...points, { title: '', share: Math.max(1, 100 - sum), signs: '' }],
              })
            }
          >
            {t('practiceExam:form.addPoint')}
          </Button>
          <span className={sum === 100 ? 'dim' : 'save-problem'}>
            {t('practiceExam:form.sum', { sum })}
          </span>
        </div>
      </Group>
      <Field
        label={t('practiceExam:form.forbidden')}
        hint={t('practiceExam:form.forbiddenHint')}
        error={error('forbidden')}
      >
        {(ids) => (
          <Input.TextArea
            {...ids}
            className="grows"
            rows={2}
            value={forbidden}
            onChange={(event) => onChange({ forbidden: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('practiceExam:form.model')} error={error('model')}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            className="grows"
            rows={3}
            maxLength={1000}
            value={model}
            onChange={(event) => onChange({ model: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}
