import { Copy } from 'lucide-react'
import { IconButton } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../app/context.ts'

/** An order or tracking number that goes to the clipboard by a click. */
export function CopiedNumber({
  number,
  name,
}: {
  readonly number: string
  readonly name?: string
}) {
  const { t } = useTranslation()
  const { desk } = useActions()
  const copy = () =>
    void navigator.clipboard
      .writeText(number)
      .then(() => desk.toast('info', 'orders:toast.copied', { number }))
      .catch(() => desk.toast('error', 'orders:toast.notCopied'))
  return (
    <div className="order-number">
      {name !== undefined && <span className="order-name">{name}</span>}
      <span className="tabular order-digits">{number}</span>
      <IconButton small label={t('orders:copy', { number })} onClick={copy}>
        <Copy size={14} />
      </IconButton>
    </div>
  )
}
