import { AlarmClock } from 'lucide-react'
import { useSecond } from '../../ui/clock.ts'
import { useTranslation } from '../../ui/i18n.ts'
import './sitting.css'

/** Seconds that are left by the gateway's clock; never below 0. Draws anew each second. */
export function useLeft(deadline: number, offset: number): number {
  const second = useSecond()
  return Math.max(0, Math.ceil((deadline - offset) / 1000 - second))
}

/** What is said when, in seconds left. */
export function stageOf(left: number): 'over' | 'one' | 'five' | null {
  if (left <= 0) return 'over'
  if (left <= 60) return 'one'
  return left <= 300 ? 'five' : null
}

/** The time that is left: in figures, in words when it becomes short, and said to screen readers then. */
export function Timer({
  deadline,
  offset,
}: {
  readonly deadline: number
  readonly offset: number
}) {
  const { t } = useTranslation()
  const left = useLeft(deadline, offset)
  const stage = stageOf(left)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(left / 3600)
  const clock = `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`
  return (
    <div className="exam-timer" data-stage={stage ?? undefined}>
      <AlarmClock size={16} aria-hidden="true" />
      <span className="dim">{t('practiceExam:timer.left')}</span>
      <strong className="tabular" role="timer" aria-live="off">
        {clock}
      </strong>
      <span role="status" className="exam-timer-stage">
        {stage !== null && t(`practiceExam:timer.${stage}`)}
      </span>
    </div>
  )
}
