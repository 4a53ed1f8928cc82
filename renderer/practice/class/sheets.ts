import type { TFunction } from 'i18next'
import { offsetAt } from '#shared/dispatch/hours.ts'
import type { AssignmentView, RunView, TraineeView } from '#shared/practice/courses.ts'
import type { SittingView } from '#shared/practice/exam/api.ts'
import type { Cell, Sheet, Wall } from '../../tables/workbook.ts'
import { itemText } from '../courses/itemText.ts'
import { isGone } from '../courses/items.ts'
import { levelOf, trainedSkills } from './model.ts'
import { stateOf } from './states.ts'

export interface WorkDone {
  readonly runs: readonly RunView[]
  readonly sittings: readonly SittingView[]
  readonly assignments: readonly AssignmentView[]
}
export interface SheetParts {
  readonly t: TFunction
  /** The shop's: all moments are by its clock. */
  readonly zone: string
  readonly now: number
}

/**
 * A sheet each for the class, skills, runs, assignments item by item, and exams where there are some.
 * Numbers are numbers, moments are by the shop's clock.
 */
export function sheetsOf(
  trainees: readonly TraineeView[],
  work: WorkDone,
  parts: SheetParts,
): readonly Sheet[] {
  const sheets = [
    classSheet(trainees, parts),
    skillSheet(trainees, parts),
    runSheet(trainees, work.runs, parts),
    assignmentSheet(trainees, work.assignments, parts),
  ]
  return work.sittings.length === 0
    ? sheets
    : [...sheets, examSheet(trainees, work.sittings, parts)]
}

export function classSheet(trainees: readonly TraineeView[], { t, zone }: SheetParts): Sheet {
  const head = (key: string) => t(`practiceClass:class.${key}`)
  return {
    name: t('practiceClass:sheet.class'),
    rows: [
      [
        head('trainee'),
        t('practiceClass:sheet.name'),
        t('practiceClass:sheet.role'),
        ...['runs', 'passed', 'average', 'violations', 'last'].map(head),
        ...['of', 'done', 'overdue'].map((key) => t(`practiceClass:sheet.items.${key}`)),
      ],
      ...trainees.map((one): Cell[] => [
        one.nick,
        one.name,
        t(`common:role.${one.role}`),
        one.runs,
        one.passed,
        one.average,
        one.violations,
        moment(zone, one.lastAt),
        one.items.of,
        one.items.done,
        one.items.overdue,
      ]),
    ],
  }
}

function skillSheet(trainees: readonly TraineeView[], { t }: SheetParts): Sheet {
  return {
    name: t('practiceClass:sheet.skills'),
    rows: [
      [
        t('practiceClass:class.trainee'),
        t('practiceClass:sheet.skill'),
        t('practiceClass:sheet.mean'),
        t('practiceClass:sheet.level'),
      ],
      ...trainees.flatMap((one) =>
        trainedSkills([one]).map((skill): Cell[] => {
          const score = one.skills[skill] ?? 0
          return [
            one.nick,
            t(`practice:skill.${skill}`),
            score,
            t(`practiceClass:level.${levelOf(score)}`),
          ]
        }),
      ),
    ],
  }
}

export function runSheet(
  trainees: readonly TraineeView[],
  runs: readonly RunView[],
  { t, zone }: SheetParts,
): Sheet {
  const nickOf = nicks(trainees)
  const head = (key: string) => t(`practiceClass:run.${key}`)
  return {
    name: t('practiceClass:sheet.runs'),
    rows: [
      [
        t('practiceClass:class.trainee'),
        head('title'),
        head('at'),
        t('practiceClass:sheet.minutes'),
        head('state'),
        head('total'),
        t('practiceClass:class.violations'),
      ],
      ...runs
        .filter(({ account }) => nickOf.has(account))
        .map((run): Cell[] => [
          nickOf.get(run.account) ?? '',
          run.title,
          moment(zone, run.startedAt),
          run.endedAt === null ? null : Math.round((run.endedAt - run.startedAt) / 6000) / 10,
          t(`practiceClass:run.states.${stateOf(run)}`),
          run.score?.total ?? null,
          run.violations,
        ]),
    ],
  }
}

function assignmentSheet(
  trainees: readonly TraineeView[],
  assignments: readonly AssignmentView[],
  { t, zone, now }: SheetParts,
): Sheet {
  const nickOf = nicks(trainees)
  const head = (key: string) => t(`practiceClass:sheet.${key}`)
  return {
    name: t('practiceClass:sheet.assignments'),
    rows: [
      [
        t('practiceClass:class.trainee'),
        head('course'),
        head('item'),
        head('kind'),
        head('state'),
        head('best'),
        head('tries'),
        head('due'),
        head('overdue'),
      ],
      ...assignments.flatMap((one) =>
        one.accounts
          .filter((account) => nickOf.has(account))
          .flatMap((account) =>
            one.of.items.map((item, at): Cell[] => {
              const { state = 'open', best = null, tries = 0 } = one.progress[account]?.[at] ?? {}
              const gone = state !== 'done' && isGone(one, at)
              const over = one.due !== null && one.due < now && state !== 'done' && !gone
              return [
                nickOf.get(account) ?? '',
                one.of.title,
                itemText(t, item, one.of.titles[at]),
                t(`practiceClass:item.kind.${item.kind}`),
                t(`practiceClass:sheet.states.${gone ? 'gone' : state}`),
                best,
                tries,
                one.due === null ? null : { ...moment(zone, one.due), day: true },
                over ? t('practiceClass:sheet.yes') : t('practiceClass:sheet.no'),
              ]
            }),
          ),
      ),
    ],
  }
}

function examSheet(
  trainees: readonly TraineeView[],
  sittings: readonly SittingView[],
  { t, zone }: SheetParts,
): Sheet {
  const nickOf = nicks(trainees)
  const head = (key: string) => t(`practiceClass:sheet.${key}`)
  return {
    name: head('exams'),
    rows: [
      [
        t('practiceClass:class.trainee'),
        head('exam'),
        t('practiceClass:run.at'),
        head('answered'),
        head('questions'),
        t('practiceClass:run.total'),
        head('result'),
      ],
      ...sittings
        .filter(({ account }) => nickOf.has(account))
        .map((one): Cell[] => [
          nickOf.get(one.account) ?? '',
          one.title,
          moment(zone, one.startedAt),
          one.answered,
          one.questions,
          one.total,
          t(
            `practiceClass:run.states.${one.passed === null ? 'going' : one.passed ? 'passed' : 'failed'}`,
          ),
        ]),
    ],
  }
}

function nicks(trainees: readonly TraineeView[]): ReadonlyMap<string, string> {
  return new Map(trainees.map(({ account, nick }) => [account, nick]))
}

/** By the wall clock of the zone. */
function moment(zone: string, at: number): Wall
function moment(zone: string, at: number | null): Wall | null
function moment(zone: string, at: number | null): Wall | null {
  return at === null ? null : { wall: at + offsetAt(zone, at) }
}
