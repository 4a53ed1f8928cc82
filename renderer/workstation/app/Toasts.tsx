import { X } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { useActions, useWork } from './context.ts'

export function Toasts() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const toasts = useWork((state) => state.toasts)
  return (
    <div className="toasts" role="status" aria-label={t('chats:toasts')}>
      {toasts.map((toast) => (
        <div key={toast.id} className={`toast ${toast.tone}`}>
          <span>{t(toast.key, toast.values)}</span>
          {toast.act && (
            <Button
              look="plain"
              onClick={() => {
                toast.act?.run()
                desk.dismissToast(toast.id)
              }}
            >
              {t(toast.act.key)}
            </Button>
          )}
          <IconButton small label={t('common:close')} onClick={() => desk.dismissToast(toast.id)}>
            <X size={16} />
          </IconButton>
        </div>
      ))}
    </div>
  )
}
