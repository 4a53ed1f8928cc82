import { Select } from 'antd'
import { useTranslation } from '../../../ui/i18n.ts'
import type { EditPath } from '../text/edits.ts'
import { ActionFields } from './Condition.tsx'
import { Control } from './Control.tsx'
import { useForm } from './context.ts'
import { fieldsOf, freeName, listOf, textOf } from './names.ts'
import { Add, Fold, ItemActs, Record } from './parts.tsx'
import {
  MARK,
  MARK_HEAD,
  MARK_KINDS,
  NEW_MARK,
  NEW_VIOLATION,
  VIOLATION,
  VIOLATION_KINDS,
} from './spec.ts'

const ORDER = [
  'id',
  'kind',
  'weight',
  'buyer',
  'within',
  'fact',
  'label',
  'labels',
  'action',
  'skill',
]

/** By what a run is scored. */
export function Rubric({ raw }: { readonly raw: unknown }) {
  const { t } = useTranslation()
  const { edit, names } = useForm()
  const { pass, marks, violations } = fieldsOf(fieldsOf(raw)['rubric'])
  const lines = listOf(marks)
  const sum = lines.reduce<number>((all, mark) => all + weightOf(mark), 0)
  const broken = listOf(violations)
  const ids = [...lines, ...broken].map((each) => textOf(fieldsOf(each)['id']))
  return (
    <>
      <section className="form-list" aria-label={t('practiceEditor:marks')}>
        <h2>{t('practiceEditor:marks')}</h2>
        <Control
          spec={{ key: 'pass', as: 'number', min: 0, max: 100, usual: 60 }}
          path={['rubric']}
          value={pass}
          order={['pass', 'marks', 'violations']}
        />
        {lines.map((mark, index) => (
          <Line
            // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
            key={index}
            list="marks"
            index={index}
            count={lines.length}
            value={mark}
            kinds={MARK_KINDS}
            made={NEW_MARK}
            share={sum > 0 ? weightOf(mark) / sum : 1 / lines.length}
          />
        ))}
        <Add
          label={t('practiceEditor:addMark')}
          onAdd={() =>
            edit({
              do: 'insert',
              path: ['rubric', 'marks'],
              at: lines.length,
              value: { id: freeName('mark', ids), kind: 'first_reply', weight: 10, within: 30 },
            })
          }
        />
      </section>
      <section className="form-list" aria-label={t('practiceEditor:violations')}>
        <h2>{t('practiceEditor:violations')}</h2>
        <p className="dim">{t('practiceEditor:violationsText')}</p>
        {broken.map((each, index) => (
          <Line
            // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
            key={index}
            list="violations"
            index={index}
            count={broken.length}
            value={each}
            kinds={VIOLATION_KINDS}
            made={NEW_VIOLATION}
          />
        ))}
        <Add
          label={t('practiceEditor:addViolation')}
          onAdd={() =>
            edit({
              do: 'insert',
              path: ['rubric', 'violations'],
              at: broken.length,
              value: {
                id: freeName('never', ids),
                kind: 'words',
                any: [names.labels.length > 0 ? '…' : '…'],
              },
            })
          }
        />
      </section>
    </>
  )
}

const weightOf = (mark: unknown): number => {
  const { weight } = fieldsOf(mark)
  return typeof weight === 'number' ? weight : 0
}

function Line<Kind extends string>({
  list,
  index,
  count,
  value,
  kinds,
  made,
  share,
}: {
  readonly list: 'marks' | 'violations'
  readonly index: number
  readonly count: number
  readonly value: unknown
  readonly kinds: readonly Kind[]
  readonly made: Readonly<globalThis.Record<Kind, globalThis.Record<string, unknown>>>
  readonly share?: number
}) {
  const { t } = useTranslation()
  const { edit, locked } = useForm()
  const path: EditPath = ['rubric', list, index]
  const fields = fieldsOf(value)
  const id = textOf(fields['id'])
  const kind = kinds.find((one) => one === fields['kind'])
  const of = list === 'marks' ? 'markKind' : 'violationKind'
  const label = t('practiceEditor:kind')
  const specs =
    kind === undefined
      ? []
      : list === 'marks'
        ? MARK[kind as keyof typeof MARK]
        : VIOLATION[kind as keyof typeof VIOLATION]
  const percent = share === undefined ? '' : `${Math.round(share * 1000) / 10}%`
  return (
    <Fold
      path={path}
      title={
        <>
          {share !== undefined && (
            <span className="share tabular">
              <meter min={0} max={1} value={share} aria-hidden="true" />
              <span>{percent}</span>
            </span>
          )}
          {id}
        </>
      }
      about={kind && t(`practiceEditor:${of}.${kind as string}`)}
      acts={<ItemActs path={['rubric', list]} index={index} count={count} name={id} />}
    >
      {() => (
        <>
          <div className="ef">
            <span className="ef-label" aria-hidden="true">
              {label}
            </span>
            <Select
              aria-label={label}
              value={kind ?? null}
              disabled={locked}
              popupMatchSelectWidth={false}
              options={kinds.map((one) => ({
                value: one,
                label: t(`practiceEditor:${of}.${one as string}`),
              }))}
              onChange={(next: Kind) => {
                const { weight, skill, buyer } = fields
                const rest = made[next]
                edit({
                  do: 'set',
                  path,
                  value: {
                    id: fields['id'],
                    kind: next,
                    ...(list === 'marks' ? { weight: weight ?? 10 } : {}),
                    ...rest,
                    ...('buyer' in rest && buyer !== undefined ? { buyer } : {}),
                    ...(skill === undefined ? {} : { skill }),
                  },
                })
              }}
            />
          </div>
          <Record
            specs={list === 'marks' ? MARK_HEAD : MARK_HEAD.slice(0, 1)}
            path={path}
            value={value}
            order={ORDER}
          />
          <Record specs={specs} path={path} value={value} order={ORDER} />
          {kind === 'action' && (
            <ActionFields path={[...path, 'action']} value={fields['action']} />
          )}
        </>
      )}
    </Fold>
  )
}
