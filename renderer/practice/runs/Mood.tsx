import { useTranslation } from '../../ui/i18n.ts'
import { duration } from '../../workstation/app/duration.ts'
import type { MoodPoint } from './talk.ts'

const WIDTH = 600
const HEIGHT = 56

/** A buyer's mood over the run: it holds until something changes it. `until`, `now`: ms of the run. */
export function Mood({
  name,
  points,
  until,
  now = null,
  short = false,
}: {
  readonly name: string
  readonly points: readonly MoodPoint[]
  readonly until: number
  readonly now?: number | null
  /** Whose it is stands above already. */
  readonly short?: boolean
}) {
  const { t } = useTranslation()
  const [first] = points
  const last = points.at(-1)
  if (!first || !last) return null
  const x = (at: number) => (WIDTH * at) / Math.max(1, until)
  const y = (mood: number) => HEIGHT - (HEIGHT * mood) / 100
  const path = points
    .map(({ at, mood }, index) => (index === 0 ? `M${x(at)} ${y(mood)}` : `H${x(at)}V${y(mood)}`))
    .join('')
  const least = Math.min(...points.map(({ mood }) => mood))
  const lowest = points.find(({ mood }) => mood === least) ?? first
  const told = t('practiceRun:mood.curve', {
    name,
    from: first.mood,
    to: last.mood,
    least,
    at: duration(lowest.at / 1000),
  })
  return (
    <figure className="run-mood">
      <figcaption>
        <span className="clip">
          {short ? t('practiceRun:mood.short') : t('practiceRun:mood.of', { name })}
        </span>
        <span className="tabular">
          {first.mood} → {last.mood}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={told}
      >
        <line className="run-mood-middle" x1="0" x2={WIDTH} y1={y(50)} y2={y(50)} />
        <path d={path} />
        {now !== null && (
          <line className="run-mood-now" x1={x(now)} x2={x(now)} y1="0" y2={HEIGHT} />
        )}
      </svg>
    </figure>
  )
}
