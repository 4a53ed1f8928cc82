const HUES = 6

interface AvatarProps {
  readonly name: string
  readonly size?: number
  readonly state?: 'online' | 'suspended' | 'offline'
}

/** First letter on a colour that follows from the name. For the eye only (CSS draws the letter, so that it is no text): the name stands beside it. */
export function Avatar({ name, size = 36, state }: AvatarProps) {
  let hue = 0
  for (const character of name) hue = (hue * 31 + (character.codePointAt(0) ?? 0)) % 9973
  const initial = Array.from(name.trim())[0]?.toUpperCase() ?? '?'
  return (
    <span
      className="avatar"
      data-hue={hue % HUES}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.42) }}
      data-initial={initial}
      aria-hidden="true"
    >
      {state !== undefined && <span className={`dot ${state}`} />}
    </span>
  )
}

/** A number of things; over 99 it is told as such. */
export function Badge({ count, label }: { readonly count: number; readonly label: string }) {
  if (count <= 0) return null
  return (
    <span className="badge tabular">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  )
}
