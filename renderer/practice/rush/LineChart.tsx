const WIDTH = 560
const HEIGHT = 142
const LEFT = 40
const RIGHT = 12
const TOP = 28
const BOTTOM = 22

/** One measure over time: a line with points, or bars. What is null is left out. */
export function LineChart({
  label,
  unit,
  values,
  limit,
  limitName,
  from,
  to,
  kind,
}: {
  /** What it tells, in words, for who can't see it. */
  readonly label: string
  readonly unit: string
  readonly values: readonly (number | null)[]
  /** A line to stay under. */
  readonly limit?: number
  readonly limitName?: string
  readonly from: string
  readonly to: string
  readonly kind: 'points' | 'bars'
}) {
  const known = values.filter((value) => value !== null)
  const top = rounded(Math.max(1, ...known))
  const inner = WIDTH - LEFT - RIGHT
  const wide = inner / Math.max(1, values.length)
  const x = (index: number) => LEFT + wide * (index + 0.5)
  const y = (value: number) => TOP + ((HEIGHT - TOP - BOTTOM) * (top - Math.min(top, value))) / top
  const points = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]))
  return (
    <svg className="rush-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {[0, top / 2, top].map((line) => (
        <g key={line}>
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(line)} y2={y(line)} />
          <text x={LEFT - 6} y={y(line) + 4} textAnchor="end">
            {Math.round(line * 10) / 10}
          </text>
        </g>
      ))}
      <text x={LEFT - 6} y={11} textAnchor="end">
        {unit}
      </text>
      {limit !== undefined && limit < top && (
        <g className="limit">
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(limit)} y2={y(limit)} />
          <text x={WIDTH - RIGHT} y={y(limit) - 4} textAnchor="end">
            {limitName}
          </text>
        </g>
      )}
      {kind === 'bars' ? (
        points.map(({ value, index }) => (
          <rect
            key={index}
            x={x(index) - wide / 2 + 0.5}
            y={y(value)}
            width={Math.max(1, wide - 1)}
            height={y(0) - y(value)}
          />
        ))
      ) : (
        <>
          <path
            d={points
              .map(({ value, index }, at) => `${at === 0 ? 'M' : 'L'}${x(index)} ${y(value)}`)
              .join('')}
          />
          {points.map(({ value, index }) => (
            <circle key={index} cx={x(index)} cy={y(value)} r="3" />
          ))}
        </>
      )}
      <text x={LEFT} y={HEIGHT - 5}>
        {from}
      </text>
      <text x={WIDTH - RIGHT} y={HEIGHT - 5} textAnchor="end">
        {to}
      </text>
    </svg>
  )
}

/** Up to a figure that halves well. */
function rounded(value: number): number {
  const size = 10 ** Math.floor(Math.log10(value))
  for (const step of [1, 2, 4, 6, 8, 10]) if (value <= step * size) return Math.max(2, step * size)
  return value
}
