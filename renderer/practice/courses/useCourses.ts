import { useCallback, useMemo } from 'react'
import type {
  AssignmentList,
  CourseList,
  CourseView,
  AssignmentView,
} from '#shared/practice/courses.ts'
import type { ExamList } from '#shared/practice/exam/api.ts'
import type { ScenarioList } from '#shared/practice/api.ts'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useActions } from '../../workstation/app/context.ts'
import { useAsk, type AskPractice } from '../ask.ts'
import { useAgain } from '../run/useAgain.ts'
import type { Catalog } from './items.ts'

/** What can be put into a course. */
export function useCatalog() {
  const ask = useAsk()
  const scenarios = useAsked<ScenarioList>(useCallback(() => ask('scenarios.list'), [ask]))
  const exams = useAsked<ExamList>(useCallback(() => ask('exams.list'), [ask]))
  const catalog = useMemo<Catalog>(
    () => ({
      scenarios:
        scenarios.state && new Map(scenarios.state.scenarios.map((one) => [one.id, one] as const)),
      exams: exams.state && new Map(exams.state.exams.map((one) => [one.id, one] as const)),
    }),
    [scenarios.state, exams.state],
  )
  return { catalog, error: scenarios.error, again: scenarios.again }
}

export function useCourses() {
  const ask = useAsk()
  const courses = useAsked<CourseList>(useCallback(() => ask('courses.list'), [ask]))
  const assignments = useAsked<AssignmentList>(useCallback(() => ask('assignments.list'), [ask]))
  const { again: courseAgain } = courses
  const { again: assignmentAgain } = assignments
  const again = useBoth(courseAgain, assignmentAgain)
  useAgain(again)
  return {
    courses: courses.state?.courses ?? null,
    assignments: assignments.state?.assignments ?? null,
    error: courses.error ?? assignments.error,
    again,
    acts: useCourseActs(ask, again),
  }
}

/** One function for several, which stays the same. */
function useBoth(...all: readonly (() => void)[]): () => void {
  // useAsked's `again` sets state by a function: any of them will do for good.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  return useCallback(() => all.forEach((one) => one()), [])
}

/** Each resolves to the error's code, or null when it was done; what takes away can be undone. */
export function useCourseActs(ask: AskPractice, again: () => void) {
  const { desk } = useActions()
  return useMemo(() => {
    const saveCourse = async ({ id, title, summary, items }: Omit<CourseView, 'updatedAt'>) => {
      const result = await ask('courses.save', { id, title, summary, items: [...items] })
      again()
      return result.ok ? null : result.error.code
    }
    const saveAssignment = async (
      one: Pick<AssignmentView, 'id' | 'course' | 'accounts' | 'due' | 'note'>,
    ) => {
      const { id, course, accounts, due, note } = one
      const result = await ask('assignments.save', {
        id,
        course,
        accounts: [...accounts],
        due,
        note,
      })
      again()
      return result.ok ? null : result.error.code
    }
    const undo = (work: () => Promise<(string | null)[]>) => ({
      key: 'common:undo',
      run: () => {
        void work().then((codes) => {
          const failed = codes.find((code) => code !== null)
          if (failed) desk.toast('error', `error:${failed}`)
        })
      },
    })
    return {
      saveCourse,
      saveAssignment,
      /** With its assignments, which come back with it. */
      async removeCourse(course: CourseView, assignments: readonly AssignmentView[]) {
        const own = assignments.filter((one) => one.course === course.id)
        const result = await ask('courses.remove', { id: course.id })
        again()
        if (!result.ok) {
          desk.toast('error', `error:${result.error.code}`)
          return
        }
        desk.toast(
          'info',
          own.length > 0 ? 'practiceClass:course.removedWith' : 'practiceClass:course.removed',
          { title: course.title, count: own.length },
          undo(async () => {
            const codes = [await saveCourse(course)]
            for (const one of own) codes.push(await saveAssignment(one))
            return codes
          }),
        )
      },
      async withdraw(one: AssignmentView) {
        const result = await ask('assignments.remove', { id: one.id })
        again()
        if (!result.ok) desk.toast('error', `error:${result.error.code}`)
        else
          desk.toast(
            'info',
            'practiceClass:assignment.withdrawn',
            { title: one.of.title },
            undo(async () => [await saveAssignment(one)]),
          )
      },
    }
  }, [ask, again, desk])
}
