import { createStore, type StoreApi } from 'zustand/vanilla'
import type { WorkState } from '../state/model.ts'

export const SECTION_IDS = [
  'home',
  'scenarios',
  'runs',
  'exams',
  'rush',
  'class',
  'courses',
  'editor',
  'bank',
  'voice',
] as const
export type SectionId = (typeof SECTION_IDS)[number]

export interface PracticePlace {
  /** Null: the first that this account may see. */
  readonly section: SectionId | null
  /** What the section is opened for: a run's, scenario's, sitting's or account's id. */
  readonly argument: string | null
  /** A new one each time, so that the same can be asked for twice. */
  readonly token: number
}

const initial: PracticePlace = { section: null, argument: null, token: 0 }

/** Where the person is within practice; forgotten when the account signs out. */
export const practicePlace = createStore<PracticePlace>(() => initial)

export function openPractice(section: SectionId, argument: string | null = null): void {
  practicePlace.setState(({ token }) => ({ section, argument, token: token + 1 }))
}

const watched = new WeakSet<StoreApi<WorkState>>()

export function forgetAtSignOut(store: StoreApi<WorkState>): void {
  if (watched.has(store)) return
  watched.add(store)
  store.subscribe((state, before) => {
    if (state.view === null && before.view !== null) practicePlace.setState(initial)
  })
}
