import {
  Activity,
  BadgeCheck,
  CalendarClock,
  DatabaseBackup,
  EyeOff,
  FlaskConical,
  Gavel,
  History,
  LayoutDashboard,
  MessageSquareReply,
  MessageSquareWarning,
  PackageSearch,
  Route,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  Stethoscope,
  UserRoundCog,
  UserRoundX,
  type LucideIcon,
} from 'lucide-react'
import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import type { Role } from '#shared/protocol/model.ts'
import type { Row } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { SectionId } from './store.ts'

export const SECTION_GROUPS = ['live', 'team', 'dispatch', 'shop', 'buyers', 'safety'] as const
export type SectionGroup = (typeof SECTION_GROUPS)[number]

export interface Section {
  readonly id: SectionId
  readonly group: SectionGroup
  readonly icon: LucideIcon
  /** Who may see it; the gateway asks again. */
  readonly roles: readonly Role[]
  readonly Screen: LazyExoticComponent<ComponentType>
}

const having = (row: Row): readonly Role[] =>
  (['main', 'supervisor', 'senior', 'junior'] as const).filter((role) => row[role] !== 'no')
const overseers = having(RIGHTS.parts.management)
const mainOnly = having(RIGHTS.commands['settings.set'])

/** In the order of the menu. Each is fetched when it is first opened. */
export const SECTIONS: readonly Section[] = [
  {
    id: 'monitor',
    group: 'live',
    icon: Activity,
    roles: overseers,
    Screen: lazy(() => import('./monitor/Monitor.tsx').then((m) => ({ default: m.Monitor }))),
  },
  {
    id: 'decisions',
    group: 'live',
    icon: ScrollText,
    roles: overseers,
    Screen: lazy(() => import('./decisions/Decisions.tsx').then((m) => ({ default: m.Decisions }))),
  },
  {
    id: 'doctor',
    group: 'live',
    icon: Stethoscope,
    roles: overseers,
    Screen: lazy(() => import('./doctor/Doctor.tsx').then((m) => ({ default: m.Doctor }))),
  },
  {
    id: 'accounts',
    group: 'team',
    icon: UserRoundCog,
    roles: mainOnly,
    Screen: lazy(() => import('./accounts/Accounts.tsx').then((m) => ({ default: m.Accounts }))),
  },
  {
    id: 'security',
    group: 'safety',
    icon: ShieldCheck,
    roles: mainOnly,
    Screen: lazy(() => import('./security/Security.tsx').then((m) => ({ default: m.Security }))),
  },
  {
    id: 'dispatch',
    group: 'dispatch',
    icon: SlidersHorizontal,
    roles: mainOnly,
    Screen: lazy(() => import('./dispatch/Dispatch.tsx').then((m) => ({ default: m.Dispatch }))),
  },
  {
    id: 'groups',
    group: 'dispatch',
    icon: Route,
    roles: mainOnly,
    Screen: lazy(() => import('./groups/Groups.tsx').then((m) => ({ default: m.Groups }))),
  },
  {
    id: 'hours',
    group: 'dispatch',
    icon: CalendarClock,
    roles: mainOnly,
    Screen: lazy(() => import('./hours/Hours.tsx').then((m) => ({ default: m.Hours }))),
  },
  {
    id: 'replies',
    group: 'dispatch',
    icon: MessageSquareReply,
    roles: mainOnly,
    Screen: lazy(() => import('./replies/Replies.tsx').then((m) => ({ default: m.Replies }))),
  },
  {
    id: 'simulator',
    group: 'dispatch',
    icon: FlaskConical,
    roles: overseers,
    Screen: lazy(() => import('./simulator/Simulator.tsx').then((m) => ({ default: m.Simulator }))),
  },
  {
    id: 'desk',
    group: 'shop',
    icon: LayoutDashboard,
    roles: mainOnly,
    Screen: lazy(() => import('./desk/Desk.tsx').then((m) => ({ default: m.Desk }))),
  },
  {
    id: 'orders',
    group: 'shop',
    icon: PackageSearch,
    roles: mainOnly,
    Screen: lazy(() => import('./orders/Orders.tsx').then((m) => ({ default: m.Orders }))),
  },
  {
    id: 'identity',
    group: 'shop',
    icon: BadgeCheck,
    roles: mainOnly,
    Screen: lazy(() => import('./identity/Identity.tsx').then((m) => ({ default: m.Identity }))),
  },
  {
    id: 'privacy',
    group: 'safety',
    icon: EyeOff,
    roles: mainOnly,
    Screen: lazy(() => import('./privacy/Privacy.tsx').then((m) => ({ default: m.Privacy }))),
  },
  {
    id: 'buyers',
    group: 'buyers',
    icon: UserRoundX,
    roles: overseers,
    Screen: lazy(() => import('./buyers/Buyers.tsx').then((m) => ({ default: m.Buyers }))),
  },
  {
    id: 'words',
    group: 'safety',
    icon: MessageSquareWarning,
    roles: mainOnly,
    Screen: lazy(() => import('./words/Words.tsx').then((m) => ({ default: m.Words }))),
  },
  {
    id: 'audit',
    group: 'safety',
    icon: History,
    roles: mainOnly,
    Screen: lazy(() => import('./audit/Audit.tsx').then((m) => ({ default: m.Audit }))),
  },
  {
    id: 'records',
    group: 'safety',
    icon: Gavel,
    roles: overseers,
    Screen: lazy(() => import('./records/Records.tsx').then((m) => ({ default: m.Records }))),
  },
  {
    id: 'backups',
    group: 'safety',
    icon: DatabaseBackup,
    roles: having(RIGHTS.routes['GET /api/backups']),
    Screen: lazy(() => import('./backups/Backups.tsx').then((m) => ({ default: m.Backups }))),
  },
]

/**
 * Of a practice shop: who is in the class and how it signs in, what its agents have at hand, and why
 * nobody came. The rest is of real buyers, real orders, real evidence, or would change what a scenario
 * is scored by.
 */
const IN_PRACTICE: ReadonlySet<SectionId> = new Set([
  'monitor',
  'doctor',
  'accounts',
  'replies',
  'words',
  'security',
])

/** What this account is shown. */
export function sectionsFor(role: Role | undefined, practice: boolean): readonly Section[] {
  return SECTIONS.filter(
    ({ id, roles }) =>
      role !== undefined && roles.includes(role) && (!practice || IN_PRACTICE.has(id)),
  )
}
