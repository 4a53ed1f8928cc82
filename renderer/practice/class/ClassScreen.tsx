import { Alert, Button, Dropdown, Empty, Input, Segmented, Skeleton } from 'antd'
import { Download, Search, UserPlus } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { TraineeView } from '#shared/practice/courses.ts'
import { Screen } from '../../management/parts/Screen.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { openPractice } from '../store.ts'
import { AccountDrawer, type AccountOpened } from './AccountDrawer.tsx'
import { ClassTable } from './ClassTable.tsx'
import { isFound, isShown, SHOWN, type Shown } from './model.ts'
import { SkillMatrix } from './SkillMatrix.tsx'
import { useExport } from './useExport.ts'

const VIEWS = ['results', 'skills'] as const
type ViewOf = (typeof VIEWS)[number]

/** All trainees: how much and how well they practise, what they are weak in, what is overdue. */
export function ClassScreen({
  trainees,
  error,
  again,
}: {
  readonly trainees: readonly TraineeView[] | null
  readonly error: BridgeErrorCode | null
  readonly again: () => void
}) {
  const { t } = useTranslation()
  const isMain = useWork((state) => state.view?.accounts[state.view.me]?.role === 'main')
  const [text, setText] = useState('')
  const [shown, setShown] = useState<Shown>('all')
  const [view, setView] = useState<ViewOf>('results')
  const [opened, setOpened] = useState<AccountOpened | null>(null)
  const exporting = useExport()
  const searched = useDeferredValue(text)
  const rows = useMemo(
    () => (trainees ?? []).filter((one) => isShown(one, shown) && isFound(one, searched)),
    [trainees, shown, searched],
  )
  const counts = useMemo(
    () =>
      Object.fromEntries(
        SHOWN.map((one) => [one, (trainees ?? []).filter((row) => isShown(row, one)).length]),
      ),
    [trainees],
  )
  const add = (
    <Button
      type="primary"
      icon={<UserPlus size={16} />}
      disabled={!isMain}
      onClick={() => setOpened({ kind: 'open' })}
    >
      {t('practiceClass:account.open')}
    </Button>
  )
  return (
    <Screen
      wide
      title={t('practice:section.class')}
      lead={t(isMain ? 'practiceClass:lead.class' : 'practiceClass:lead.classSupervisor')}
      actions={
        <>
          <Dropdown
            trigger={['click']}
            disabled={trainees === null || trainees.length === 0 || exporting.busy}
            menu={{
              items: (['xlsx', 'csv'] as const).map((key) => ({
                key,
                label: t(`practiceClass:export.class.${key}`),
              })),
              onClick: ({ key }) =>
                void exporting.ofClass(trainees ?? [], key === 'csv' ? 'csv' : 'xlsx'),
            }}
          >
            <Button icon={<Download size={16} />}>{t('practiceClass:export.title')}</Button>
          </Dropdown>
          {isMain && add}
        </>
      }
    >
      {error !== null && (
        <Alert
          type="error"
          showIcon
          className="screen-alert"
          title={t(`error:${error}`)}
          action={<Button onClick={again}>{t('practiceClass:again')}</Button>}
        />
      )}
      {trainees === null ? (
        error === null && <Skeleton active className="late" />
      ) : trainees.length === 0 ? (
        <Empty image={null} description={t('practiceClass:class.empty')}>
          {isMain && add}
        </Empty>
      ) : (
        <div className="class-whole">
          <div className="tools-row">
            <Input
              allowClear
              value={text}
              prefix={<Search size={14} aria-hidden="true" />}
              placeholder={t('practiceClass:class.search')}
              aria-label={t('practiceClass:class.search')}
              onChange={(event) => setText(event.target.value)}
            />
            <Segmented<Shown>
              aria-label={t('practiceClass:class.filter')}
              value={shown}
              onChange={setShown}
              options={SHOWN.map((value) => ({
                value,
                label: t(`practiceClass:class.shown.${value}`, { count: counts[value] ?? 0 }),
              }))}
            />
            <Segmented<ViewOf>
              className="class-view-choice"
              aria-label={t('practiceClass:class.view')}
              value={view}
              onChange={setView}
              options={VIEWS.map((value) => ({
                value,
                label: t(`practiceClass:class.views.${value}`),
              }))}
            />
          </div>
          {rows.length === 0 ? (
            <p className="class-empty dim">
              {text.trim() === ''
                ? t(`practiceClass:class.none.${shown}`)
                : t('practiceClass:class.notFound', { text: text.trim() })}
            </p>
          ) : view === 'results' ? (
            <ClassTable
              rows={rows}
              mayReset={isMain}
              onOpen={({ account }) => openPractice('class', account)}
              onReset={({ account }) => setOpened({ kind: 'password', account })}
            />
          ) : (
            <SkillMatrix rows={rows} onOpen={({ account }) => openPractice('class', account)} />
          )}
        </div>
      )}
      <AccountDrawer opened={opened} onClose={() => setOpened(null)} onOpened={again} />
    </Screen>
  )
}
