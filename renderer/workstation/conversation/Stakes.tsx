import { figuresOf, ratesOf, withRound } from '#shared/measures/rounds.ts'
import type { Rates } from '#shared/measures/figures.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useSecond } from '../../ui/clock.ts'
import { useWork } from '../app/context.ts'
import { duration } from '../app/duration.ts'
import { percent } from '../app/percent.ts'

/**
 * «If I answer now / if I miss this one» (M): what it does to today's three-minute rate. Nothing where
 * it changes nothing: outside of the measured hours, or before the gateway has told the figures.
 */
export function Stakes({ since }: { readonly since: number }) {
  const { t } = useTranslation()
  const told = useWork((state) => state.figures)
  const zone = useWork((state) => state.view?.settings.hours.timeZone)
  const skew = useWork((state) => state.skew)
  const now = useSecond() * 1000 + skew
  if (!told || zone === undefined) return null
  const today = figuresOf(told, now, zone)
  const answered = withRound(today, since, Math.max(now, since), zone)
  if (answered === today) return null
  const from = ratesOf(today)
  const to = ratesOf(answered)
  const missed = ratesOf(withRound(today, since, null, zone))
  const share = ({ quickShare }: Rates) => percent(quickShare)
  const average = ({ averageMs }: Rates) =>
    averageMs === null ? '\u2013' : duration(averageMs / 1000)
  const tip = t('chats:stakes.tip', {
    rounds: from.rounds,
    share: share(from),
    average: average(from),
    now: share(to),
    nowAverage: average(to),
    miss: share(missed),
    missAverage: average(missed),
  })
  return (
    <span className="stakes tabular" data-tip={tip}>
      <span className="visually-hidden">{tip}</span>
      <span aria-hidden="true">{t('chats:stakes.now', { to: share(to) })}</span>
      <span className="stakes-miss" aria-hidden="true">
        {t('chats:stakes.miss', { to: share(missed) })}
      </span>
    </span>
  )
}
