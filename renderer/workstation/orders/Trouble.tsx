import { CloudOff } from 'lucide-react'
import type { OrdersOf } from '../../state/orders.ts'
import { Button } from '../../ui/Button.tsx'
import { useSecond } from '../../ui/clock.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../app/context.ts'
import { useTimes } from '../app/times.ts'

interface TroubleProps {
  readonly entry: OrdersOf
  readonly onRetry: () => void
}

/** Says what of the panel is old, why, and when it is tried again. */
export function Trouble({ entry, onRetry }: TroubleProps) {
  const { t } = useTranslation()
  const times = useTimes()
  const known = entry.known
  const trouble = known?.trouble ?? null
  if (!trouble && entry.failed === null) return null
  const kind = trouble?.kind ?? 'gateway'
  return (
    <div className="orders-trouble">
      <CloudOff size={16} aria-hidden="true" />
      <div>
        <span role="status">
          {t(`orders:trouble.${kind}`)}
          {known?.at == null
            ? t('orders:trouble.nothing')
            : t('orders:trouble.old', { time: times.short(known.at) })}
        </span>
        {trouble && <Countdown until={trouble.retryAt} asking={entry.asking} />}
      </div>
      <Button look="plain" disabled={entry.asking} onClick={onRetry}>
        {t('orders:trouble.now')}
      </Button>
    </div>
  )
}

/** Not read aloud each second. */
function Countdown({ until, asking }: { readonly until: number; readonly asking: boolean }) {
  const { t } = useTranslation()
  const skew = useWork((state) => state.skew)
  const seconds = Math.ceil((until - skew) / 1000) - useSecond()
  return (
    <span className="tabular" aria-hidden="true">
      {asking || seconds <= 0
        ? t('orders:trouble.trying')
        : t('orders:trouble.in', { count: seconds })}
    </span>
  )
}
