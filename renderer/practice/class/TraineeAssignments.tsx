import { Button } from 'antd'
import { Award } from 'lucide-react'
import type { AssignmentView } from '#shared/practice/courses.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Step } from '../courses/AssignmentTable.tsx'
import { itemText } from '../courses/itemText.ts'
import { isDone, isGone } from '../courses/items.ts'
import { useDueWords, useShopDay } from './shop.ts'

/** What one trainee has to do, item by item, and the certificate for what is done. */
export function TraineeAssignments({
  account,
  assignments,
  onCertificate,
}: {
  readonly account: string
  readonly assignments: readonly AssignmentView[]
  readonly onCertificate: (assignment: AssignmentView) => void
}) {
  const { t } = useTranslation()
  const dueWords = useDueWords()
  const day = useShopDay()
  return (
    <section className="class-part" aria-label={t('practiceClass:trainee.assignments')}>
      <h2>{t('practiceClass:trainee.assignments')}</h2>
      {assignments.length === 0 && (
        <p className="dim">{t('practiceClass:trainee.noAssignments')}</p>
      )}
      <ul className="class-given">
        {assignments.map((one) => {
          const items = one.progress[account] ?? []
          const done = isDone(one, account)
          const { text, tone } = dueWords(one.due)
          return (
            <li key={one.id}>
              <div className="class-two">
                <strong className="clip">{one.of.title}</strong>
                <span className={done ? 'class-good' : tone === 'over' ? 'class-over' : 'dim'}>
                  {done ? t('practiceClass:step.all') : text}
                  {one.due !== null && !done && ` · ${day(one.due)}`}
                </span>
                {one.note !== '' && <span className="dim">{one.note}</span>}
                {done && (
                  <Button
                    size="small"
                    icon={<Award size={14} />}
                    aria-label={t('practiceClass:certificate.of', { title: one.of.title })}
                    onClick={() => onCertificate(one)}
                  >
                    {t('practiceClass:certificate.title')}
                  </Button>
                )}
              </div>
              <span className="class-steps">
                {one.of.items.map((item, at) => (
                  <Step
                    // oxlint-disable-next-line react/no-array-index-key
                    key={at}
                    title={itemText(t, item, one.of.titles[at])}
                    progress={items[at]}
                    gone={isGone(one, at)}
                  />
                ))}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
