import type { AssignmentView, CourseItem, ItemProgress } from '#shared/practice/courses.ts'
import { openRush } from '../rush/open.ts'
import { openPractice } from '../store.ts'

export interface Step extends ItemProgress {
  /** In the course, from 0. */
  readonly place: number
  readonly item: CourseItem
  /** Empty: what it named is gone. */
  readonly title: string
}

const OPEN: ItemProgress = { state: 'open', best: null, tries: 0, at: null }

/** The items of a course with how far this account is. */
export function stepsOf({ of, progress }: AssignmentView, account: string): readonly Step[] {
  return of.items.map((item, index) => ({
    ...(progress[account]?.[index] ?? OPEN),
    place: index,
    item,
    title: of.titles[index] ?? '',
  }))
}

/** Where it is done. */
export function openItem(item: CourseItem): void {
  if (item.kind === 'scenario') openPractice('scenarios', item.scenario)
  else if (item.kind === 'exam') openPractice('exams', item.exam)
  else openRush(item)
}
