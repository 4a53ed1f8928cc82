import { CircleCheck } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import type { Best } from '../runs/progress.ts'

export function BestScore({ best }: { readonly best: Best | undefined }) {
  const { t } = useTranslation()
  if (!best) return <span className="scenario-best dim">{t('practiceRun:scenarios.notYet')}</span>
  return (
    <span className={best.passed ? 'scenario-best passed' : 'scenario-best'}>
      {best.passed && <CircleCheck size={14} aria-hidden="true" />}
      {t(best.passed ? 'practiceRun:scenarios.best' : 'practiceRun:scenarios.bestFailed', {
        total: best.total,
      })}
    </span>
  )
}
