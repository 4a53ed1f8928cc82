import {
  AudioLines,
  BookOpenCheck,
  ClipboardPenLine,
  History,
  Library,
  ListChecks,
  MessagesSquare,
  NotebookPen,
  Timer,
  UsersRound,
  type LucideIcon,
} from 'lucide-react'
import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import type { Role } from '#shared/protocol/model.ts'
import type { SectionId } from './store.ts'

export const SECTION_GROUPS = ['learn', 'teach'] as const

export interface Section {
  readonly id: SectionId
  readonly group: (typeof SECTION_GROUPS)[number]
  readonly icon: LucideIcon
  /** Who sees it; the gateway asks again. */
  readonly roles: readonly Role[]
  readonly Screen: LazyExoticComponent<ComponentType>
}

export const EVERYONE: readonly Role[] = ['main', 'supervisor', 'senior', 'junior']
/** Main accounts and supervisors of a practice shop are its trainers. */
export const TRAINERS: readonly Role[] = ['main', 'supervisor']
export const TRAINEES: readonly Role[] = ['senior', 'junior']

/** In the order of the menu, which is that of SECTION_IDS. Each is fetched when it is first opened. */
export const SECTIONS: readonly Section[] = [
  {
    id: 'home',
    group: 'learn',
    icon: BookOpenCheck,
    roles: TRAINEES,
    Screen: lazy(() => import('./home/Home.tsx').then((m) => ({ default: m.Home }))),
  },
  {
    id: 'scenarios',
    group: 'learn',
    icon: MessagesSquare,
    roles: EVERYONE,
    Screen: lazy(() => import('./scenarios/Scenarios.tsx').then((m) => ({ default: m.Scenarios }))),
  },
  {
    id: 'runs',
    group: 'learn',
    icon: History,
    roles: EVERYONE,
    Screen: lazy(() => import('./runs/Runs.tsx').then((m) => ({ default: m.Runs }))),
  },
  {
    id: 'exams',
    group: 'learn',
    icon: ClipboardPenLine,
    roles: EVERYONE,
    Screen: lazy(() => import('./exams/Exams.tsx').then((m) => ({ default: m.Exams }))),
  },
  {
    id: 'rush',
    group: 'learn',
    icon: Timer,
    roles: EVERYONE,
    Screen: lazy(() => import('./rush/Rush.tsx').then((m) => ({ default: m.Rush }))),
  },
  {
    id: 'class',
    group: 'teach',
    icon: UsersRound,
    roles: TRAINERS,
    Screen: lazy(() => import('./class/Class.tsx').then((m) => ({ default: m.Class }))),
  },
  {
    id: 'courses',
    group: 'teach',
    icon: ListChecks,
    roles: TRAINERS,
    Screen: lazy(() => import('./courses/Courses.tsx').then((m) => ({ default: m.Courses }))),
  },
  {
    id: 'editor',
    group: 'teach',
    icon: NotebookPen,
    roles: TRAINERS,
    Screen: lazy(() => import('./editor/Editor.tsx').then((m) => ({ default: m.Editor }))),
  },
  {
    id: 'bank',
    group: 'teach',
    icon: Library,
    roles: TRAINERS,
    Screen: lazy(() => import('./bank/Bank.tsx').then((m) => ({ default: m.Bank }))),
  },
  {
    id: 'voice',
    group: 'teach',
    icon: AudioLines,
    roles: ['main'],
    Screen: lazy(() => import('./voice/Voice.tsx').then((m) => ({ default: m.Voice }))),
  },
]
