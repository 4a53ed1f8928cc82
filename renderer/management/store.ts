import { createStore, type StoreApi } from 'zustand/vanilla'
import type { WorkState } from '../state/model.ts'

export const SECTION_IDS = [
  'monitor',
  'decisions',
  'doctor',
  'accounts',
  'security',
  'dispatch',
  'groups',
  'hours',
  'replies',
  'simulator',
  'desk',
  'orders',
  'identity',
  'privacy',
  'buyers',
  'words',
  'audit',
  'records',
  'backups',
] as const
export type SectionId = (typeof SECTION_IDS)[number]

export interface ManagementState {
  /** Null: the first that this account may see. */
  readonly section: SectionId | null
  /** What the section is opened for, such as an account's id. */
  readonly argument: string | null
  /** A new one each time, so that the same can be asked for twice. */
  readonly token: number
  /** Sections with something typed that is not saved. */
  readonly unsaved: readonly SectionId[]
}

const initial: ManagementState = { section: null, argument: null, token: 0, unsaved: [] }

/** Where the person is within the management; forgotten when the account signs out. */
export const management = createStore<ManagementState>(() => initial)

/** The audit log's argument for everything that was an alert. */
export const ALERTS_ALONE = 'alerts'

/**
 * Shows a section, for an account (doctor, decisions, sub-accounts), a kind of entry or the alerts
 * (audit), or as it was left.
 */
export function openSection(section: SectionId, argument: string | null = null): void {
  management.setState(({ token }) => ({ section, argument, token: token + 1 }))
}

export function markUnsaved(section: SectionId, on: boolean): void {
  management.setState(({ unsaved }) => {
    if (unsaved.includes(section) === on) return {}
    return { unsaved: on ? [...unsaved, section] : unsaved.filter((other) => other !== section) }
  })
}

/** What was typed and not saved, by section: it survives leaving the section and the management. */
export const drafts = new Map<SectionId, { readonly value: unknown; readonly base: string }>()

const watched = new WeakSet<StoreApi<WorkState>>()

/** Everything of the management is forgotten when the account signs out: the next is another's. */
export function forgetAtSignOut(store: StoreApi<WorkState>): void {
  if (watched.has(store)) return
  watched.add(store)
  store.subscribe((state, before) => {
    if (state.view !== null || before.view === null) return
    management.setState(initial)
    drafts.clear()
  })
}
