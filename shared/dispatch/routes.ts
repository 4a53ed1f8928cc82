import type { Source } from '../protocol/model.ts'
import type { Group, Route, ShopSettings } from '../protocol/settings.ts'

/** D10: the group of the first route that fits where the buyer comes from; null: the whole shop. */
export function routeOf(
  source: Source | null,
  settings: Pick<ShopSettings, 'routes' | 'groups'>,
): Group | null {
  if (source === null) return null
  for (const route of settings.routes) {
    if (!fits(route, source)) continue
    const group = settings.groups.find(({ id }) => id === route.group)
    // A route to a group that is gone is as good as none: the next one may fit.
    if (group) return group
  }
  return null
}

export function fits(route: Pick<Route, 'by' | 'match'>, source: Source): boolean {
  const text = source[route.by]
  if (text === undefined) return false
  switch (route.by) {
    case 'page':
      return holds(text, route.match) || holds(decoded(text), route.match)
    case 'product':
      return holds(text, route.match)
    case 'category':
    case 'choice':
      return text.toLowerCase() === route.match.toLowerCase()
  }
}

/**
 * Whether the pieces between the `*` of `match` stand in the text one behind the other. Without a
 * regular expression, which someone's pattern could make take for ever.
 */
function holds(text: string, match: string): boolean {
  const where = text.toLowerCase()
  let at = 0
  for (const piece of match.toLowerCase().split('*')) {
    const found = where.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return true
}

/** Addresses come with their Chinese letters percent-encoded; people write the letters. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
