import { setImmediate as otherWork } from 'node:timers/promises'
import type {
  Assignment,
  AssignmentView,
  ClassView,
  ClassWork,
  Course,
  CourseItem,
  CourseView,
  RunView,
  TraineeView,
} from '#shared/practice/courses.ts'
import type { SittingView } from '#shared/practice/exam/api.ts'
import type { AccountView } from '#shared/protocol/model.ts'
import type { Shop } from '../desk/contract.ts'
import { PracticeRefusal } from './colleagues.ts'
import type { Library } from './library.ts'
import { nickOf } from './people.ts'
import type { Item, Shelves } from './shelf.ts'
import type { Standing } from './standing.ts'
import { inTurn } from './turn.ts'

const MOST_COURSES = 500
const MOST_ASSIGNMENTS = 5000

type KeptCourse = Omit<Course, 'id'>
interface KeptAssignment extends Omit<Assignment, 'id'> {
  readonly createdAt: number
  readonly by: string
}

/** Courses of a shop, who is to do them, and the class. Refusals are PracticeRefusals. */
export interface Lessons {
  courses(shop: Shop): Promise<readonly CourseView[]>
  saveCourse(shop: Shop, course: Course): Promise<CourseView>
  /** With its assignments. */
  removeCourse(shop: Shop, id: string): Promise<void>
  /** The next deadline first; `account`: its own, and of them what concerns it alone. */
  assignments(shop: Shop, account: string | null): Promise<readonly AssignmentView[]>
  saveAssignment(shop: Shop, by: string, assignment: Assignment): Promise<AssignmentView>
  removeAssignment(shop: Shop, id: string): Promise<void>
  class(shop: Shop): Promise<ClassView>
  work(shop: Shop): Promise<ClassWork>
}

export interface LessonParts {
  readonly shelves: Shelves
  readonly library: Pick<Library, 'titles'>
  readonly examTitles: (shop: string) => ReadonlyMap<string, string>
  readonly standing: (shop: string, account: string) => Promise<Standing>
  /** Of an account, newest first. */
  readonly runs: (shop: string, account: string) => Promise<readonly RunView[]>
  readonly sittings: (shop: string, account: string) => readonly SittingView[]
  /** Simulated ones: they are in no class. */
  readonly colleagues: (shop: string) => Promise<ReadonlySet<string>>
  readonly changed: (shop: string, account: string) => void
  readonly now: () => number
}

/** Of what is gone there is no title. */
type Titles = (item: CourseItem) => string | null

export function openLessons(parts: LessonParts): Lessons {
  const { shelves, library, standing, colleagues, changed, now } = parts
  const courses = shelves.shelf<KeptCourse>('course')
  const assignments = shelves.shelf<KeptAssignment>('assignment')
  const turn = inTurn()

  async function titlesOf(shop: Shop): Promise<Titles> {
    const scenarios = await library.titles(shop)
    const exams = parts.examTitles(shop.id)
    return (item) => {
      if (item.kind === 'rush') return ''
      return (
        (item.kind === 'scenario' ? scenarios.get(item.scenario) : exams.get(item.exam)) ?? null
      )
    }
  }

  const courseView = ({ id, at, value }: Item<KeptCourse>): CourseView => ({
    id,
    ...value,
    updatedAt: at,
  })
  const isThere = (account: AccountView | undefined): account is AccountView =>
    account !== undefined && !account.deleted

  async function viewOf(
    shop: Shop,
    { id, value }: Item<KeptAssignment>,
    course: Item<KeptCourse>,
    titles: Titles,
    only: string | null,
  ): Promise<AssignmentView> {
    const { accounts: all, by, ...rest } = value
    const accounts = all.filter(
      (account) => (only === null || account === only) && isThere(shop.account(account)),
    )
    const progress: Record<string, AssignmentView['progress'][string]> = {}
    for (const account of accounts) {
      const its = await standing(shop.id, account)
      progress[account] = course.value.items.map((item) => its.item(item))
    }
    const of = {
      id: course.id,
      ...course.value,
      titles: course.value.items.map((item) => titles(item) ?? ''),
    }
    return { id, ...rest, accounts, by: nickOf(shop, by), of, progress }
  }

  async function all(shop: Shop, only: string | null): Promise<readonly AssignmentView[]> {
    const known = new Map((await courses.all(shop.id)).map((course) => [course.id, course]))
    const titles = await titlesOf(shop)
    const views: AssignmentView[] = []
    for (const item of await assignments.all(shop.id)) {
      const course = known.get(item.value.course)
      if (!course || (only !== null && !item.value.accounts.includes(only))) continue
      views.push(await viewOf(shop, item, course, titles, only))
    }
    const dueOf = ({ due }: AssignmentView) => due ?? Infinity
    return views.toSorted((a, b) =>
      dueOf(a) === dueOf(b) ? b.createdAt - a.createdAt : dueOf(a) - dueOf(b),
    )
  }

  function concern(shop: Shop, accounts: Iterable<string>): void {
    for (const account of new Set(accounts)) changed(shop.id, account)
  }
  const assigned = async (shop: Shop, course: string) =>
    (await assignments.all(shop.id)).filter(({ value }) => value.course === course)

  async function saveAssignment(shop: Shop, by: string, { id, ...given }: Assignment) {
    const course = await courses.one(shop.id, given.course)
    if (!course) throw new PracticeRefusal('not_found', 'no such course')
    const accounts = [...new Set(given.accounts)]
    if (accounts.some((account) => !shop.account(account)))
      throw new PracticeRefusal('not_found', 'no such account')
    const before = await assignments.one(shop.id, id)
    if (!before && (await assignments.all(shop.id)).length >= MOST_ASSIGNMENTS)
      throw new PracticeRefusal('limit_reached', `there are ${MOST_ASSIGNMENTS} assignments`)
    const at = now()
    const { createdAt = at, by: first = by } = before?.value ?? {}
    const item = { id, account: '', at, value: { ...given, accounts, createdAt, by: first } }
    await assignments.put(shop.id, item)
    concern(shop, [...accounts, ...(before?.value.accounts ?? [])])
    return viewOf(shop, item, course, await titlesOf(shop), null)
  }

  async function lineOf(
    shop: Shop,
    account: AccountView,
    its: readonly AssignmentView[],
    titles: Titles,
  ) {
    const { id, name, nick, role } = account
    const { item: _, ...figures } = await standing(shop.id, id)
    const items = { of: 0, done: 0, overdue: 0 }
    for (const { of, progress, due } of its)
      for (const [index, { state }] of (progress[id] ?? []).entries()) {
        const item = of.items[index]
        // What is gone can't be done any more.
        if (!item || (state !== 'done' && titles(item) === null)) continue
        items.of++
        if (state === 'done') items.done++
        else if (due !== null && due < now()) items.overdue++
      }
    return { account: id, name, nick, role, ...figures, items } satisfies TraineeView
  }

  async function traineesOf(shop: Shop): Promise<readonly AccountView[]> {
    const simulated = await colleagues(shop.id)
    return shop
      .accounts()
      .filter((each) => isThere(each) && each.role !== 'main' && !simulated.has(each.id))
  }

  return {
    courses: async (shop) => (await courses.all(shop.id)).map(courseView),
    saveCourse: (shop, { id, ...value }) =>
      turn(async () => {
        const before = await courses.one(shop.id, id)
        if (!before && (await courses.all(shop.id)).length >= MOST_COURSES)
          throw new PracticeRefusal('limit_reached', `there are ${MOST_COURSES} courses`)
        const item = { id, account: '', at: Math.max(now(), (before?.at ?? 0) + 1), value }
        await courses.put(shop.id, item)
        concern(
          shop,
          (await assigned(shop, id)).flatMap((each) => each.value.accounts),
        )
        return courseView(item)
      }),
    removeCourse: (shop, id) =>
      turn(async () => {
        if (!(await courses.one(shop.id, id)))
          throw new PracticeRefusal('not_found', 'no such course')
        const gone = await assigned(shop, id)
        await shelves.together(shop.id, [
          { kind: courses.kind, id, item: null },
          ...gone.map((each) => ({ kind: assignments.kind, id: each.id, item: null })),
        ])
        concern(
          shop,
          gone.flatMap((each) => each.value.accounts),
        )
      }),
    assignments: all,
    saveAssignment: (...given) => turn(() => saveAssignment(...given)),
    removeAssignment: (shop, id) =>
      turn(async () => {
        const before = await assignments.one(shop.id, id)
        if (!before) throw new PracticeRefusal('not_found', 'no such assignment')
        await assignments.remove(shop.id, id)
        concern(shop, before.value.accounts)
      }),
    async class(shop) {
      const its = await all(shop, null)
      const titles = await titlesOf(shop)
      const trainees: TraineeView[] = []
      for (const account of await traineesOf(shop))
        trainees.push(await lineOf(shop, account, its, titles))
      return { trainees }
    },
    async work(shop) {
      const runs: RunView[] = []
      const sittings: SittingView[] = []
      for (const { id } of await traineesOf(shop)) {
        for (const run of await parts.runs(shop.id, id)) runs.push(run)
        for (const sitting of parts.sittings(shop.id, id)) sittings.push(sitting)
        // Each reads its milliseconds away from the chats.
        await otherWork()
      }
      return { runs, sittings }
    },
  }
}
