import { Table } from 'antd'
import type { ColumnsType } from 'antd/es/table'
import { memo, useMemo } from 'react'
import type { TraineeView } from '#shared/practice/courses.ts'
import { useHeight } from '../../management/monitor/useHeight.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { byNumber, levelOf, LEVELS, trainedSkills } from './model.ts'

const HEAD = 58
const NAME = 160
/** English names of skills are longer words. */
const SKILL = { wide: 108, narrow: 84 } as const

/** Trainees by skills: each cell a number, and a word where it is a weak point. */
export const SkillMatrix = memo(function SkillMatrix({
  rows,
  onOpen,
}: {
  readonly rows: readonly TraineeView[]
  readonly onOpen: (trainee: TraineeView) => void
}) {
  const { t, i18n } = useTranslation()
  const { ref, height } = useHeight<HTMLDivElement>()
  const width = i18n.language === 'en' ? SKILL.wide : SKILL.narrow
  const skills = useMemo(() => trainedSkills(rows), [rows])
  const columns = useMemo<ColumnsType<TraineeView>>(() => {
    const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 0 })
    const names = new Intl.Collator(i18n.language, { numeric: true })
    return [
      {
        key: 'name',
        title: t('practiceClass:class.trainee'),
        width: NAME,
        fixed: 'left',
        sorter: (a, b) => names.compare(a.nick, b.nick),
        render: (_, trainee) => (
          <button
            type="button"
            className="link-button clip class-name"
            title={trainee.nick}
            onClick={() => onOpen(trainee)}
          >
            {trainee.nick}
          </button>
        ),
      },
      ...skills.map((skill) => ({
        key: skill,
        title: t(`practice:skill.${skill}`),
        width,
        align: 'right' as const,
        sorter: byNumber<TraineeView>((one) => one.skills[skill]),
        render: (_: unknown, one: TraineeView) => {
          const score = one.skills[skill]
          if (score === undefined) return <span className="dim">–</span>
          const level = levelOf(score)
          return (
            <span className={`class-cell ${level}`}>
              {level === 'weak' && <small>{t('practiceClass:level.weak')}</small>}
              <span className="tabular">{number.format(score)}</span>
            </span>
          )
        },
      })),
    ]
  }, [t, i18n, skills, width, onOpen])
  if (skills.length === 0)
    return <p className="class-empty dim">{t('practiceClass:class.noSkills')}</p>
  return (
    <>
      <p className="form-hint class-hint">{t('practiceClass:class.matrixHint', { ...LEVELS })}</p>
      <section className="class-table" aria-label={t('practiceClass:class.views.skills')} ref={ref}>
        {height > 0 && (
          <Table<TraineeView>
            virtual
            size="small"
            rowKey="account"
            columns={columns}
            dataSource={[...rows]}
            pagination={false}
            scroll={{ x: NAME + skills.length * width, y: Math.max(120, height - HEAD) }}
            showSorterTooltip={false}
          />
        )}
      </section>
    </>
  )
})
