import { z } from 'zod'
import type { RunList } from '../api.ts'
import {
  assignment,
  course,
  type AssignmentList,
  type AssignmentView,
  type ClassView,
  type ClassWork,
  type CourseList,
  type CourseView,
} from '../courses.ts'
import { call } from './call.ts'

const ofOne = z.strictObject({ id: z.string().min(1).max(60) })

/** Courses, who is to do them until when, and how far they are. */
export const classCalls = {
  /** Trainees see those that are assigned to them by `assignments.list`. */
  'courses.list': call<CourseList>()('GET /api/practice/courses', z.undefined()),
  /** A new one, or in the place of the one of this id. */
  'courses.save': call<CourseView>()('POST /api/practice/courses', course),
  /** Its assignments go with it. */
  'courses.remove': call<null>()('POST /api/practice/courses/:id/remove', ofOne),
  /** Of trainees their own, with their own progress alone. */
  'assignments.list': call<AssignmentList>()('GET /api/practice/assignments', z.undefined()),
  'assignments.save': call<AssignmentView>()('POST /api/practice/assignments', assignment),
  'assignments.remove': call<null>()('POST /api/practice/assignments/:id/remove', ofOne),
  'class.view': call<ClassView>()('GET /api/practice/class', z.undefined()),
  /** Of one trainee: in `runs.list` the class has the newest together. */
  'class.runs': call<RunList>()(
    'GET /api/practice/class/:account/runs',
    z.strictObject({ account: z.string().min(1).max(80) }),
  ),
  /** All that the class has done, however much: for a file. */
  'class.work': call<ClassWork>()('GET /api/practice/class/work', z.undefined()),
}
