import { Alert, Button, Dropdown, Empty, Skeleton } from 'antd'
import { ArrowLeft, Award, Download, KeyRound, Send } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { AssignmentView, RunView, TraineeView } from '#shared/practice/courses.ts'
import { Screen } from '../../management/parts/Screen.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { useCatalog, useCourses } from '../courses/useCourses.ts'
import { Progress } from '../runs/Progress.tsx'
import '../runs/runs.css'
import { openPractice } from '../store.ts'
import { AccountDrawer } from './AccountDrawer.tsx'
import { Certificate } from './Certificate.tsx'
import { finished } from './model.ts'
import { RunTable } from './RunTable.tsx'
import { TraineeAssignments } from './TraineeAssignments.tsx'
import { useRunsOf } from './useClass.ts'
import { useExport } from './useExport.ts'
import { WeakPoints } from './WeakPoints.tsx'

/** One of the class: how it gets on, what it is weak in and what would help, what it has to do. */
export function Trainee({
  account,
  trainees,
  error,
  again,
  onBack,
}: {
  readonly account: string
  readonly trainees: readonly TraineeView[] | null
  readonly error: BridgeErrorCode | null
  readonly again: () => void
  readonly onBack: () => void
}) {
  const { t } = useTranslation()
  const trainee = trainees?.find((one) => one.account === account) ?? null
  const nick = useWork((state) => state.view?.accounts[account]?.nick)
  const back = (
    <Button icon={<ArrowLeft size={16} />} onClick={onBack}>
      {t('practiceClass:trainee.back')}
    </Button>
  )
  if (trainee) return <Known trainee={trainee} back={back} again={again} />
  return (
    <Screen wide title={nick ?? t('practice:section.class')} actions={back}>
      {error !== null ? (
        <Alert
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={<Button onClick={again}>{t('practiceClass:again')}</Button>}
        />
      ) : trainees === null ? (
        <Skeleton active className="late" />
      ) : (
        <Empty image={null} description={t('practiceClass:trainee.gone')} />
      )}
    </Screen>
  )
}

function Known({
  trainee,
  back,
  again,
}: {
  readonly trainee: TraineeView
  readonly back: ReactNode
  readonly again: () => void
}) {
  const { t, i18n } = useTranslation()
  const times = useTimes()
  const isMain = useWork((state) => state.view?.accounts[state.view.me]?.role === 'main')
  const { runs, sittings, error, again: workAgain } = useRunsOf(trainee.account)
  const { courses, assignments, acts, error: courseError, again: coursesAgain } = useCourses()
  const { catalog } = useCatalog()
  const [resetting, setResetting] = useState(false)
  const [certified, setCertified] = useState<AssignmentView | null>(null)
  const exporting = useExport()
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 })
  const own = assignments?.filter(({ accounts }) => accounts.includes(trainee.account)) ?? null
  const done = finished(trainee.account, assignments ?? [])
  const failed = error ?? courseError
  const ready = runs !== null && own !== null && catalog.scenarios !== null
  const figures: readonly (readonly [string, string])[] = [
    ['runs', number.format(trainee.runs)],
    ['passed', number.format(trainee.passed)],
    ['average', trainee.average === null ? '–' : number.format(trainee.average)],
    ['violations', number.format(trainee.violations)],
    [
      'last',
      trainee.lastAt === null ? t('practiceClass:class.never') : times.short(trainee.lastAt),
    ],
    ['assigned', t('practiceClass:class.doneOf', trainee.items)],
  ]

  return (
    <Screen
      wide
      title={trainee.nick}
      lead={`${trainee.name} · ${t(`common:role.${trainee.role}`)}`}
      actions={
        <>
          {back}
          {isMain && (
            <Button icon={<KeyRound size={16} />} onClick={() => setResetting(true)}>
              {t('practiceClass:account.reset')}
            </Button>
          )}
          <Dropdown
            trigger={['click']}
            disabled={!ready || exporting.busy}
            menu={{
              items: (['xlsx', 'csv'] as const).map((key) => ({
                key,
                label: t(`practiceClass:export.trainee.${key}`),
              })),
              onClick: ({ key }) =>
                void exporting.ofTrainee(
                  trainee,
                  { runs: runs ?? [], sittings: sittings ?? [], assignments: own ?? [] },
                  key === 'csv' ? 'csv' : 'xlsx',
                ),
            }}
          >
            <Button icon={<Download size={16} />}>{t('practiceClass:export.title')}</Button>
          </Dropdown>
          <Dropdown
            trigger={['click']}
            disabled={done.length === 0}
            menu={{
              items: done.map((one) => ({ key: one.id, label: one.of.title })),
              onClick: ({ key }) => setCertified(done.find(({ id }) => id === key) ?? null),
            }}
          >
            <Button
              icon={<Award size={16} />}
              disabled={done.length === 0}
              title={done.length === 0 ? t('practiceClass:certificate.none') : undefined}
            >
              {t('practiceClass:certificate.title')}
            </Button>
          </Dropdown>
          <Button
            type="primary"
            icon={<Send size={16} />}
            onClick={() => openPractice('courses', `assign:${trainee.account}`)}
          >
            {t('practiceClass:assignment.new')}
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
          action={
            <Button
              onClick={() => {
                again()
                workAgain()
                coursesAgain()
              }}
            >
              {t('practiceClass:again')}
            </Button>
          }
        />
      )}
      <dl className="class-figures">
        {figures.map(([key, value]) => (
          <div key={key}>
            <dt>{t(`practiceClass:class.${key}`)}</dt>
            <dd className="tabular">{value}</dd>
            {key === 'assigned' && trainee.items.overdue > 0 && (
              <dd className="class-over">
                {t('practiceClass:class.overdue', { count: trainee.items.overdue })}
              </dd>
            )}
          </div>
        ))}
      </dl>
      {!ready ? (
        failed === null && <Skeleton active className="late" />
      ) : (
        <>
          {runs.length === 0 ? (
            <p className="class-empty dim">{t('practiceClass:trainee.noRuns')}</p>
          ) : (
            <Progress runs={runs} />
          )}
          <WeakPoints
            trainee={trainee}
            scenarios={[...catalog.scenarios.values()]}
            runs={runs}
            assignments={own}
            courses={courses ?? []}
            acts={acts}
          />
          <TraineeAssignments
            account={trainee.account}
            assignments={own}
            onCertificate={setCertified}
          />
          <Runs runs={runs} />
        </>
      )}
      <AccountDrawer
        opened={resetting ? { kind: 'password', account: trainee.account } : null}
        onClose={() => setResetting(false)}
      />
      <Certificate
        assignment={certified}
        trainee={trainee}
        ended={[...(runs ?? []), ...(sittings ?? [])]}
        onClose={() => setCertified(null)}
      />
    </Screen>
  )
}

function Runs({ runs }: { readonly runs: readonly RunView[] }) {
  const { t } = useTranslation()
  return (
    <section className="class-part" aria-label={t('practiceClass:trainee.runs')}>
      <h2>{t('practiceClass:trainee.runs')}</h2>
      <p className="form-hint">{t('practiceClass:trainee.runsHint')}</p>
      <RunTable runs={runs} />
    </section>
  )
}
