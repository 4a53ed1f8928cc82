import type { Score } from '#shared/practice/run.ts'
import { useTranslation } from '../../ui/i18n.ts'
import './run.css'

/** By M, as everywhere. */
export function Measures({ measures }: { readonly measures: Score['measures'] }) {
  const { t } = useTranslation()
  const { firstReply, average, rounds, inTime, most } = measures
  const seconds = (ms: number | null) =>
    ms === null
      ? t('practiceRun:measure.none')
      : t('practiceRun:measure.seconds', { seconds: Math.round(ms / 100) / 10 })
  return (
    <dl className="run-measures">
      <div>
        <dt>{t('practiceRun:measure.firstReply')}</dt>
        <dd className="tabular">{seconds(firstReply)}</dd>
      </div>
      <div>
        <dt>{t('practiceRun:measure.average')}</dt>
        <dd className="tabular">{seconds(average)}</dd>
      </div>
      <div>
        <dt>{t('practiceRun:measure.inTime')}</dt>
        <dd className="tabular">
          {rounds === 0 ? t('practiceRun:measure.none') : `${inTime} / ${rounds}`}
        </dd>
      </div>
      <div>
        <dt>{t('practiceRun:measure.most')}</dt>
        <dd className="tabular">{most}</dd>
      </div>
    </dl>
  )
}
