import { Star } from 'lucide-react'
import type { BuyerCard } from '#shared/protocol/api.ts'
import { useTranslation } from '../../ui/i18n.ts'

/** What the buyer gave so far, 1 to 5. */
export function Satisfaction({ of }: { readonly of: BuyerCard['satisfaction'] }) {
  const { t, i18n } = useTranslation()
  if (of.average === null) return null
  const average = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(
    of.average,
  )
  return (
    <span className="satisfaction">
      <Star size={13} aria-hidden="true" />
      {t('buyerCard:satisfaction', { average, count: of.count })}
    </span>
  )
}
