import { isWebOrigin } from '#shared/names/origins.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { AccountId } from '#shared/protocol/model.ts'
import { AUTO_REPLIES, type ShopSettings, type Span } from '#shared/protocol/settings.ts'
import { refuse, type Deciding, type Done, type Refusal } from '../decision.ts'

/** A4: whole sections, by the main account alone, on the revision it has seen. */
export function setSettings(
  deciding: Deciding,
  by: AccountId | null,
  { revision, change }: Extract<Command, { type: 'settings.set' }>,
): Done | Refusal {
  const current = deciding.settings
  if (revision !== current.revision)
    return refuse('settings_changed', 'made from another revision of the settings')
  const settings: ShopSettings = {
    revision: revision + 1,
    security: change.security ?? current.security,
    privacy: change.privacy ?? current.privacy,
    words: change.words ?? current.words,
    records: change.records ?? current.records,
    desk: change.desk ?? current.desk,
    dispatch: change.dispatch ?? current.dispatch,
    groups: change.groups ?? current.groups,
    routes: change.routes ?? current.routes,
    choices: change.choices ?? current.choices,
    hours: change.hours ?? current.hours,
    replies: change.replies ?? current.replies,
  }
  const problem = problemOf(settings)
  if (problem !== null) return refuse('bad_settings', problem)
  const sections = Object.keys(change)
  deciding.emit({ type: 'shop.settings', settings, by, sections })
  leaveDeletedGroups(deciding, by)
  return {}
}

/** D10: no account stays in a group that is no more. */
function leaveDeletedGroups(deciding: Deciding, by: string | null): void {
  const known = new Set(deciding.settings.groups.map(({ id }) => id))
  for (const [id, { view }] of deciding.state.accounts.entries()) {
    const groups = view.groups.filter((group) => known.has(group))
    if (groups.length < view.groups.length)
      deciding.emit({ type: 'account.changed', account: id, changes: { groups }, by })
  }
}

/** What the schema can't see: English, naming the field and never its content; null when all is well. */
export function problemOf(settings: ShopSettings): string | null {
  const groups = new Set(settings.groups.map(({ id }) => id))
  return (
    twice('groups.id', settings.groups, ({ id }) => id) ??
    twice('groups.name', settings.groups, ({ name }) => name.toLowerCase()) ??
    twice('routes.id', settings.routes, ({ id }) => id) ??
    twice('choices.id', settings.choices, ({ id }) => id) ??
    unknownGroup('routes', settings.routes, ({ group }) => groups.has(group)) ??
    problemOfReplies(settings, groups) ??
    problemOfHours(settings) ??
    problemOfOrigins(settings)
  )
}

function twice<T>(field: string, list: readonly T[], key: (item: T) => string): string | null {
  const seen = new Set<string>()
  for (const [index, item] of list.entries()) {
    if (seen.has(key(item))) return `${field}: the one at ${index} is there twice`
    seen.add(key(item))
  }
  return null
}

function unknownGroup<T>(
  field: string,
  list: readonly T[],
  isKnown: (item: T) => boolean,
): string | null {
  const index = list.findIndex((item) => !isKnown(item))
  return index < 0 ? null : `${field}.${index}.group: no such group`
}

function problemOfReplies({ replies }: ShopSettings, groups: ReadonlySet<string>): string | null {
  for (const kind of AUTO_REPLIES)
    if (Object.keys(replies[kind].byGroup).some((group) => !groups.has(group)))
      return `replies.${kind}.byGroup: no such group`
  return null
}

function problemOfHours({ hours }: ShopSettings): string | null {
  if (!isTimeZone(hours.timeZone)) return 'hours.timeZone: no such time zone'
  for (const [index, spans] of hours.week.entries())
    if (overlap(spans)) return `hours.week.${index}: the spans overlap`
  for (const [index, { spans }] of hours.holidays.entries())
    if (overlap(spans)) return `hours.holidays.${index}.spans: the spans overlap`
  return twice('hours.holidays.date', hours.holidays, ({ date }) => date)
}

function problemOfOrigins({ security }: ShopSettings): string | null {
  const index = security.origins.findIndex((origin) => !isWebOrigin(origin))
  return index < 0 ? null : `security.origins.${index}: not a site's origin`
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Times of a day are compared as text: all are written alike. */
function overlap(spans: readonly Span[]): boolean {
  const sorted = spans.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  return sorted.some((span, index) => span.from < (sorted[index - 1]?.to ?? ''))
}
