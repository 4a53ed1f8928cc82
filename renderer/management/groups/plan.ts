import type {
  AutoReplies,
  Choice,
  Group,
  Route,
  SettingsChange,
  ShopSettings,
} from '#shared/protocol/settings.ts'
import { AUTO_REPLIES } from '#shared/protocol/settings-defaults.ts'

/** What the screen of groups edits at once, since groups, routes and choices name one another. */
export interface Plan {
  readonly groups: readonly Group[]
  readonly routes: readonly Route[]
  readonly choices: readonly Choice[]
}

export function planOf({ groups, routes, choices }: ShopSettings): Plan {
  return { groups, routes, choices }
}

/** A group that is gone takes its own words of the automatic replies along. */
export function changeOfPlan(plan: Plan, settings: ShopSettings): SettingsChange {
  const known = new Set(plan.groups.map(({ id }) => id))
  const orphans = AUTO_REPLIES.some((kind) =>
    Object.keys(settings.replies[kind].byGroup).some((id) => !known.has(id)),
  )
  return {
    groups: plan.groups.map((one) => ({ ...one, name: one.name.trim() })),
    routes: plan.routes.map((one) => ({ ...one, match: one.match.trim() })),
    choices: plan.choices.map((one) => ({ ...one, label: one.label.trim() })),
    ...(orphans ? { replies: withoutGroups(settings.replies, known) } : {}),
  }
}

function withoutGroups(replies: AutoReplies, known: ReadonlySet<string>): AutoReplies {
  const next = { ...replies }
  for (const kind of AUTO_REPLIES)
    next[kind] = {
      ...replies[kind],
      byGroup: Object.fromEntries(
        Object.entries(replies[kind].byGroup).filter(([id]) => known.has(id)),
      ),
    }
  return next
}

/** With its routes; who was in it leaves it when the plan is saved. */
export function withoutGroup(plan: Plan, group: string): Plan {
  return {
    ...plan,
    groups: plan.groups.filter(({ id }) => id !== group),
    routes: plan.routes.filter((route) => route.group !== group),
  }
}

/** With the routes that are about it. */
export function withoutChoice(plan: Plan, choice: string): Plan {
  return {
    ...plan,
    choices: plan.choices.filter(({ id }) => id !== choice),
    routes: plan.routes.filter((route) => route.by !== 'choice' || route.match !== choice),
  }
}

/** The item at `from` put at `to`; out of the list: nothing moves. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from]
  if (item === undefined || to < 0 || to >= list.length || from === to) return list
  const rest = list.toSpliced(from, 1)
  return rest.toSpliced(to, 0, item)
}

export type PlanProblem = 'group_empty' | 'group_twice' | 'route_empty' | 'choice_empty'

/** What keeps it from being saved; null: nothing. */
export function problemOf(plan: Plan): PlanProblem | null {
  const names = plan.groups.map(({ name }) => name.trim().toLowerCase())
  if (names.includes('')) return 'group_empty'
  if (new Set(names).size < names.length) return 'group_twice'
  if (plan.routes.some(({ match }) => match.trim() === '')) return 'route_empty'
  if (plan.choices.some(({ label }) => label.trim() === '')) return 'choice_empty'
  return null
}

/** Short and unlike any other of the shop. */
export function newId(prefix: 'g' | 'r' | 'c'): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 8)}`
}
