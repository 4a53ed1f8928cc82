import { Button, InputNumber, Select } from 'antd'
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { CourseItem } from '#shared/practice/courses.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { holds, type Catalog } from './items.ts'

export const MOST_ITEMS = 60

/** Scenarios and exams from lists that can be searched, a rush by its size; what is in already is not offered. */
export function AddItems({
  items,
  catalog,
  onAdd,
}: {
  readonly items: readonly CourseItem[]
  readonly catalog: Catalog
  readonly onAdd: (item: CourseItem) => void
}) {
  const { t } = useTranslation()
  const [buyers, setBuyers] = useState(20)
  const [minutes, setMinutes] = useState(10)
  const full = items.length >= MOST_ITEMS
  const scenarios = useMemo(
    () =>
      [...(catalog.scenarios?.values() ?? [])]
        .filter(({ id }) => !holds(items, { kind: 'scenario', scenario: id }))
        .map((one) => ({
          value: one.id,
          label: one.title,
          search: [
            one.title,
            one.id,
            one.summary,
            ...one.skills.map((skill) => t(`practice:skill.${skill}`)),
          ]
            .join(' ')
            .toLowerCase(),
          about: [
            t(`practiceClass:level.${one.level}`),
            t('practiceClass:course.minutes', { count: one.minutes }),
            ...one.skills.map((skill) => t(`practice:skill.${skill}`)),
          ].join(' · '),
        })),
    [catalog, items, t],
  )
  const exams = useMemo(
    () =>
      [...(catalog.exams?.values() ?? [])]
        .filter(({ id }) => !holds(items, { kind: 'exam', exam: id }))
        .map((one) => ({
          value: one.id,
          label: one.title,
          search: `${one.title} ${one.id} ${one.summary}`.toLowerCase(),
          about: t('practiceClass:course.minutes', { count: one.minutes }),
        })),
    [catalog, items, t],
  )
  const rush: CourseItem = { kind: 'rush', buyers, minutes }
  const list = (
    kind: 'scenario' | 'exam',
    options: typeof scenarios,
    of: (id: string) => CourseItem,
  ) => (
    <Select
      className="class-add"
      value={null}
      disabled={full}
      aria-label={t(`practiceClass:item.add.${kind}`)}
      placeholder={t(`practiceClass:item.add.${kind}`)}
      notFoundContent={t(`practiceClass:item.nothing.${kind}`)}
      options={options}
      showSearch={{
        filterOption: (text, option) => option?.search.includes(text.trim().toLowerCase()) ?? false,
      }}
      optionRender={({ data }) => (
        <span className="class-two">
          <span className="clip">{data.label}</span>
          <span className="clip dim">{data.about}</span>
        </span>
      )}
      onChange={(id: string | null) => {
        if (id !== null) onAdd(of(id))
      }}
    />
  )
  return (
    <div className="class-adds">
      {list('scenario', scenarios, (id) => ({ kind: 'scenario', scenario: id }))}
      {list('exam', exams, (id) => ({ kind: 'exam', exam: id }))}
      <div className="class-add-rush">
        <span>{t('practiceClass:item.add.rush')}</span>
        <InputNumber<number>
          min={1}
          max={60}
          precision={0}
          value={buyers}
          aria-label={t('practiceClass:item.buyers')}
          onChange={(value) => setBuyers(value ?? 20)}
        />
        <span>{t('practiceClass:item.buyersIn')}</span>
        <InputNumber<number>
          min={1}
          max={60}
          precision={0}
          value={minutes}
          aria-label={t('practiceClass:item.minutes')}
          onChange={(value) => setMinutes(value ?? 10)}
        />
        <span>{t('practiceClass:item.minutesEnd')}</span>
        <Button
          icon={<Plus size={16} />}
          disabled={full || holds(items, rush)}
          onClick={() => onAdd(rush)}
        >
          {t('practiceClass:item.addRush')}
        </Button>
      </div>
      {full && <p className="dim">{t('practiceClass:item.full', { count: MOST_ITEMS })}</p>}
    </div>
  )
}
