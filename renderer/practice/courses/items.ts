import type { ScenarioView } from '#shared/practice/api.ts'
import type { ExamView } from '#shared/practice/exam/api.ts'
import type { AssignmentView, CourseItem } from '#shared/practice/courses.ts'

/** What can be put into a course, by id; null: not known yet. */
export interface Catalog {
  readonly scenarios: ReadonlyMap<string, ScenarioView> | null
  readonly exams: ReadonlyMap<string, ExamView> | null
}
/** The item at `from` stands at `to` then; anything out of the list changes nothing. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from]
  if (item === undefined || from === to || to < 0 || to >= list.length) return list
  return list.toSpliced(from, 1).toSpliced(to, 0, item)
}

/** Whether the course already has it: a scenario or exam once is enough, rushes may be told apart by size. */
export function holds(items: readonly CourseItem[], item: CourseItem): boolean {
  return items.some((one) => sameItem(one, item))
}

export function sameItem(a: CourseItem, b: CourseItem): boolean {
  if (a.kind === 'scenario') return b.kind === 'scenario' && a.scenario === b.scenario
  if (a.kind === 'exam') return b.kind === 'exam' && a.exam === b.exam
  return b.kind === 'rush' && a.buyers === b.buyers && a.minutes === b.minutes
}

/** What it is, and that it is gone; a title that is null is in the item itself. */
export function namedItem(
  item: CourseItem,
  catalog: Catalog,
): { readonly title: string | null; readonly gone: boolean } {
  if (item.kind === 'rush') return { title: null, gone: false }
  const id = item.kind === 'scenario' ? item.scenario : item.exam
  const known = item.kind === 'scenario' ? catalog.scenarios : catalog.exams
  return { title: known?.get(id)?.title ?? id, gone: known !== null && !known.has(id) }
}

/** Minutes of the items whose length is known. */
export function minutesOf(items: readonly CourseItem[], catalog: Catalog): number {
  return items.reduce((sum, item) => {
    if (item.kind === 'rush') return sum + item.minutes
    const known =
      item.kind === 'scenario'
        ? catalog.scenarios?.get(item.scenario)?.minutes
        : catalog.exams?.get(item.exam)?.minutes
    return sum + (known ?? 0)
  }, 0)
}

type Given = Pick<AssignmentView, 'accounts' | 'of' | 'progress'>

/** What it was is not there any more (its title is empty): nobody has to do it. */
export function isGone({ of }: Pick<AssignmentView, 'of'>, at: number): boolean {
  const item = of.items[at]
  return item !== undefined && item.kind !== 'rush' && of.titles[at] === ''
}

/** All that can be done is done, and that is not nothing. */
export function isDone(one: Given, account: string): boolean {
  const states = (one.progress[account] ?? []).map(({ state }, at) =>
    state !== 'done' && isGone(one, at) ? null : state,
  )
  return states.includes('done') && states.every((state) => state === null || state === 'done')
}

/** How many of an assignment's people have done all of it, some, and nothing. */
export function countsOf(one: Given): {
  readonly done: number
  readonly begun: number
  readonly open: number
} {
  let done = 0
  let begun = 0
  for (const account of one.accounts) {
    if (isDone(one, account)) done++
    else if (one.progress[account]?.some(({ tries }) => tries > 0)) begun++
  }
  return { done, begun, open: one.accounts.length - done - begun }
}
