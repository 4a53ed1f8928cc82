import type { WindowPlace } from '../settings.ts'

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** So much of the title bar must be seen, or nobody can pull the window back. */
const GRIP = { width: 160, height: 40 }

/**
 * A kept place as it fits today's screens: a screen that is gone must not hide the window. Without a
 * visible place it is centred by the system (no x and y). Pure.
 */
export function visiblePlace(
  place: WindowPlace,
  areas: readonly Area[],
  smallest: { readonly width: number; readonly height: number },
): WindowPlace {
  const { x, y, maximized } = place
  const width = Math.max(place.width, smallest.width)
  const height = Math.max(place.height, smallest.height)
  if (x === undefined || y === undefined) return { width, height, maximized }
  const seen = areas.some(
    (area) =>
      Math.min(x + width, area.x + area.width) - Math.max(x, area.x) >= GRIP.width &&
      y >= area.y - 8 &&
      y + GRIP.height <= area.y + area.height,
  )
  return seen ? { x, y, width, height, maximized } : { width, height, maximized }
}

/** Beside those that stand exactly there, or one would hide the other. Pure. */
export function cascaded(
  place: WindowPlace,
  taken: readonly Pick<Area, 'x' | 'y'>[],
  step: number,
): WindowPlace {
  let { x, y } = place
  if (x === undefined || y === undefined) return place
  const stands = (atX: number, atY: number) =>
    taken.some((one) => Math.abs(one.x - atX) < step / 2 && Math.abs(one.y - atY) < step / 2)
  while (stands(x, y)) {
    x += step
    y += step
  }
  return { ...place, x, y }
}
