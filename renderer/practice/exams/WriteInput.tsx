import { useRef, useState } from 'react'
import { EXAM_LIMITS } from '#shared/practice/exam/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import './inputs.css'

/** Words of one's own. What an input method has not finished is no answer yet. */
export function WriteInput({
  labelledBy,
  value,
  disabled,
  onChange,
  onLeave,
}: {
  readonly labelledBy: string
  readonly value: string
  readonly disabled: boolean
  readonly onChange: (text: string) => void
  readonly onLeave?: (() => void) | undefined
}) {
  const { t } = useTranslation()
  const composing = useRef(false)
  /** While it is composed; null: what is shown is the answer. */
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <div className="exam-write">
      <textarea
        rows={6}
        aria-labelledby={labelledBy}
        maxLength={EXAM_LIMITS.written}
        placeholder={t('practiceExam:write.hint')}
        disabled={disabled}
        value={typed ?? value}
        onCompositionStart={() => {
          composing.current = true
        }}
        onCompositionEnd={(event) => {
          composing.current = false
          setTyped(null)
          onChange(event.currentTarget.value)
        }}
        onChange={(event) => {
          if (composing.current) setTyped(event.target.value)
          else onChange(event.target.value)
        }}
        onBlur={() => {
          if (typed !== null) onChange(typed)
          composing.current = false
          setTyped(null)
          onLeave?.()
        }}
      />
      <span className="dim tabular">
        {t('practiceExam:write.count', {
          count: (typed ?? value).length,
          most: EXAM_LIMITS.written,
        })}
      </span>
    </div>
  )
}
