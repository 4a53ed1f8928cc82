import { Table } from 'antd'
import { CircleCheck, CircleX } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { LineChart } from './LineChart.tsx'
import { openRushResult } from './open.ts'
import { bestRush, type RushResult } from './results.ts'
import { useFigures } from './useFigures.ts'

/** Older ones are in the table. */
const SHOWN = 30

/** The best of before, how it went over time, and each of them. */
export function PastRushes({ results }: { readonly results: readonly RushResult[] }) {
  const { t } = useTranslation()
  const times = useTimes()
  const { seconds, percent } = useFigures()
  if (results.length === 0)
    return (
      <div className="run-empty">
        <p>{t('practiceRush:past.none')}</p>
      </div>
    )
  const best = bestRush(results)
  const shown = results.slice(-SHOWN)
  return (
    <>
      <dl className="rush-figures">
        <Figure name={t('practiceRush:past.bestAverage')} value={seconds(best.average)} />
        <Figure name={t('practiceRush:past.bestInTime')} value={percent(best.inTime)} />
        <Figure
          name={t('practiceRush:past.mostBuyers')}
          value={best.buyers === null ? t('practiceRun:measure.none') : String(best.buyers)}
        />
      </dl>
      {shown.length > 1 && (
        <LineChart
          label={t('practiceRush:past.chart', {
            count: shown.length,
            first: seconds(shown[0]?.average ?? null),
            last: seconds(shown.at(-1)?.average ?? null),
          })}
          unit={t('practiceRush:unit')}
          values={shown.map(({ average }) => (average === null ? null : average / 1000))}
          from={times.short(shown[0]?.startedAt ?? 0)}
          to={times.short(shown.at(-1)?.startedAt ?? 0)}
          kind="points"
        />
      )}
      <Table<RushResult>
        size="small"
        scroll={{ x: 'max-content' }}
        rowKey="id"
        dataSource={results.toReversed()}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        columns={[
          {
            title: t('practiceRush:past.when'),
            key: 'when',
            render: (_, one) => (
              <button type="button" className="link-button" onClick={() => openRushResult(one.id)}>
                {times.short(one.startedAt)}
              </button>
            ),
          },
          {
            title: t('practiceRush:past.load'),
            key: 'load',
            render: (_, { rush }) =>
              t('practiceRush:past.loadOf', {
                buyers: rush.buyers,
                minutes: rush.minutes,
                rhythm: t(`practiceRush:rhythms.${rush.rhythm}`),
              }),
          },
          {
            title: t('practiceRun:measure.average'),
            key: 'average',
            className: 'tabular',
            render: (_, { average }) => seconds(average),
          },
          {
            title: t('practiceRun:measure.inTime'),
            key: 'inTime',
            className: 'tabular',
            render: (_, { inTime }) => percent(inTime),
          },
          {
            title: t('practiceRush:past.score'),
            key: 'score',
            render: (_, { total, passed }) => {
              const Icon = passed ? CircleCheck : CircleX
              return (
                <span className={`run-result tabular ${passed ? 'passed' : 'failed'}`}>
                  <Icon size={14} aria-hidden="true" />
                  {total} {t(passed ? 'practiceRun:passed' : 'practiceRun:failed')}
                </span>
              )
            },
          },
        ]}
      />
    </>
  )
}

export function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="tabular">{value}</dd>
    </div>
  )
}
