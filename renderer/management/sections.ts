import {
  Activity,
  BadgeCheck,
  CalendarClock,
  FlaskConical,
  LayoutDashboard,
  MessageSquareReply,
  PackageSearch,
  Route,
  ScrollText,
  SlidersHorizontal,
  Stethoscope,
  UserRoundCog,
  UserRoundX,
  type LucideIcon,
} from 'lucide-react'
import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import type { Role } from '#shared/protocol/model.ts'
import type { SectionId } from './store.ts'

export const SECTION_GROUPS = ['live', 'team', 'dispatch', 'shop', 'buyers'] as const
export type SectionGroup = (typeof SECTION_GROUPS)[number]

export interface Section {
  readonly id: SectionId
  readonly group: SectionGroup
  readonly icon: LucideIcon
  /** Who may see it; the gateway asks again. */
  readonly roles: readonly Role[]
  readonly Screen: LazyExoticComponent<ComponentType>
}

const overseers: readonly Role[] = ['main', 'supervisor']
const mainOnly: readonly Role[] = ['main']

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
    id: 'buyers',
    group: 'buyers',
    icon: UserRoundX,
    roles: overseers,
    Screen: lazy(() => import('./buyers/Buyers.tsx').then((m) => ({ default: m.Buyers }))),
  },
]
