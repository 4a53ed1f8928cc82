import { Clock } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import { useSecond } from '../../ui/clock.ts'
import { useWork } from '../app/context.ts'
import { duration } from '../app/duration.ts'
import { urgency } from './urgency.ts'

/** How long a buyer has waited by the gateway's clock. */
export function WaitingTime({ since }: { readonly since: number }) {
  const { t } = useTranslation()
  const skew = useWork((state) => state.skew)
  const soonMs = useWork((state) => state.view?.settings.desk.soonMs)
  const lateMs = useWork((state) => state.view?.settings.desk.lateMs)
  const seconds = Math.max(0, Math.floor(useSecond() + (skew - since) / 1000))
  const level = urgency(seconds, soonMs, lateMs)
  const time = duration(seconds)
  return (
    <span className={`waiting tabular ${level}`}>
      <Clock size={12} aria-hidden="true" />
      <span aria-hidden="true">{time}</span>
      <span className="visually-hidden">{t('chats:list.waitingFor', { time })}</span>
    </span>
  )
}
