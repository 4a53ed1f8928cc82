import { useMemo } from 'react'
import { arrivals } from '#shared/practice/rush/arrivals.ts'
import type { RushSettings } from '#shared/practice/rush/settings.ts'
import { useTranslation } from '../../ui/i18n.ts'

const WIDTH = 400
const HEIGHT = 48
const BARS = 30

/** How many buyers come when, roughly: another seed shifts them a little. */
export function RhythmShape({ settings }: { readonly settings: RushSettings }) {
  const { t } = useTranslation()
  const { buyers, minutes, rhythm } = settings
  const counts = useMemo(() => {
    const each = (minutes * 60) / BARS
    const bars = Array.from({ length: BARS }, () => 0)
    for (const at of arrivals({ buyers, minutes, rhythm }, 1)) {
      const bar = Math.min(BARS - 1, Math.floor(at / each))
      bars[bar] = (bars[bar] ?? 0) + 1
    }
    return bars
  }, [buyers, minutes, rhythm])
  const most = Math.max(...counts)
  const wide = WIDTH / BARS
  return (
    <figure className="rush-shape">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('practiceRush:shape', { buyers, minutes })}
      >
        {counts.map((count, index) => {
          const high = (count / most) * (HEIGHT - 2)
          return (
            <rect
              // oxlint-disable-next-line react/no-array-index-key -- bars are their places
              key={index}
              x={index * wide + 1}
              y={HEIGHT - high}
              width={wide - 2}
              height={high}
              rx="1"
            />
          )
        })}
        <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <figcaption aria-hidden="true">
        <span>0:00</span>
        <span>{t('practiceRush:minute', { count: minutes })}</span>
      </figcaption>
    </figure>
  )
}
