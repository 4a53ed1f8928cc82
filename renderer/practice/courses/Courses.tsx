import { Alert, Button, Segmented, Skeleton } from 'antd'
import { Plus, Send } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { AssignmentView, CourseView } from '#shared/practice/courses.ts'
import { Screen } from '../../management/parts/Screen.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import '../class/class.css'
import { useClass } from '../class/useClass.ts'
import { practicePlace } from '../store.ts'
import { AssignmentEditor } from './AssignmentEditor.tsx'
import { AssignmentTable } from './AssignmentTable.tsx'
import { CourseEditor } from './CourseEditor.tsx'
import { CourseTable } from './CourseTable.tsx'
import { useCatalog, useCourses } from './useCourses.ts'

const TABS = ['courses', 'assignments'] as const
type Tab = (typeof TABS)[number]

type Opened =
  | { readonly kind: 'course'; readonly course: CourseView | null }
  | {
      readonly kind: 'assignment'
      readonly assignment: AssignmentView | null
      /** Chosen before it was opened. */
      readonly course: string | null
      readonly accounts: readonly string[]
    }

/** What trainees are to learn, in which order, and who of them until when. */
export function Courses() {
  const { t } = useTranslation()
  const { courses, assignments, error, again, acts } = useCourses()
  const { catalog, error: unknown } = useCatalog()
  const { trainees } = useClass()
  const [chosen, setTab] = useState<Tab>('courses')
  const [opened, setOpened] = useState<Opened | null>(null)
  const argument = useStore(practicePlace, (state) => state.argument)
  const token = useStore(practicePlace, (state) => state.token)
  // «assign:<account>» comes from the class: that account is to be given something.
  useEffect(() => {
    if (argument === 'assignments') setTab('assignments')
    else if (argument?.startsWith('assign:'))
      setOpened({
        kind: 'assignment',
        assignment: null,
        course: null,
        accounts: [argument.slice('assign:'.length)],
      })
  }, [argument, token])
  const failed = error ?? unknown
  const ready = courses !== null && assignments !== null
  const assign = (course: string | null) =>
    setOpened({ kind: 'assignment', assignment: null, course, accounts: [] })

  return (
    <Screen
      wide
      title={t('practice:section.courses')}
      lead={t(`practiceClass:lead.${chosen}`)}
      actions={
        <>
          <Button
            icon={<Send size={16} />}
            disabled={!ready || courses.length === 0}
            onClick={() => assign(null)}
          >
            {t('practiceClass:assignment.new')}
          </Button>
          <Button
            type="primary"
            icon={<Plus size={16} />}
            disabled={!ready}
            onClick={() => setOpened({ kind: 'course', course: null })}
          >
            {t('practiceClass:course.new')}
          </Button>
        </>
      }
    >
      {failed !== null && (
        <Alert
          type="error"
          showIcon
          className="screen-alert"
          title={t(`error:${failed}`)}
          action={<Button onClick={again}>{t('practiceClass:again')}</Button>}
        />
      )}
      <div className="tools-row">
        <Segmented<Tab>
          aria-label={t('practice:section.courses')}
          value={chosen}
          onChange={setTab}
          options={TABS.map((value) => ({
            value,
            label: t(`practiceClass:tab.${value}`, {
              count: (value === 'courses' ? courses : assignments)?.length ?? 0,
            }),
          }))}
        />
      </div>
      {!ready ? (
        failed === null && <Skeleton active className="late" />
      ) : chosen === 'courses' ? (
        <CourseTable
          courses={courses}
          assignments={assignments}
          catalog={catalog}
          onOpen={(course) => setOpened({ kind: 'course', course })}
          onAssign={({ id }) => assign(id)}
          onRemove={(course) => void acts.removeCourse(course, assignments)}
        />
      ) : (
        <AssignmentTable
          assignments={assignments}
          onOpen={(assignment) =>
            setOpened({
              kind: 'assignment',
              assignment,
              course: assignment.course,
              accounts: assignment.accounts,
            })
          }
          onWithdraw={(one) => void acts.withdraw(one)}
        />
      )}
      <CourseEditor
        opened={opened?.kind === 'course' ? opened : null}
        catalog={catalog}
        onSave={acts.saveCourse}
        onClose={() => setOpened(null)}
        onAssign={assign}
      />
      <AssignmentEditor
        opened={opened?.kind === 'assignment' ? opened : null}
        courses={courses ?? []}
        trainees={trainees ?? []}
        onSave={acts.saveAssignment}
        onSaved={() => setTab('assignments')}
        onClose={() => setOpened(null)}
      />
    </Screen>
  )
}
