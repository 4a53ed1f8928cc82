import { X } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { useSecond } from '../../ui/clock.ts'
import { useActions, useWork } from './context.ts'
import { useAriaKey, useKey } from '../keys/useKey.ts'

export function Toasts() {
  const { t } = useTranslation()
  const { desk } = useActions()
  const toasts = useWork((state) => state.toasts)
  return (
    <>
      <Undoable />
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
    </>
  )
}

/** The newest few closes and forwards that can still be taken back, each with the seconds it has left. */
function Undoable() {
  const { t } = useTranslation()
  const { chats } = useActions()
  const pending = useWork((state) => state.pending)
  const undo = useKey('undo')
  const aria = useAriaKey('undo')
  const alone = useWork((state) => state.alone !== null)
  return (
    <div
      className={alone ? 'undo-place alone' : 'undo-place'}
      role="status"
      aria-label={t('chats:undo.label')}
    >
      {pending.slice(-3).map(({ id, kind, conversations, until, name, nick }, index, shown) => {
        const count = conversations.length
        const key = kind === 'close' ? 'closed' : 'forwarded'
        return (
          <div key={id} className="toast info">
            <span>
              {count === 1
                ? t(`chats:undo.${key}`, { name, nick })
                : t(`chats:undo.${key}All`, { count, nick })}
            </span>
            <Left until={until} />
            <Button
              look="plain"
              aria-keyshortcuts={index === shown.length - 1 ? aria : undefined}
              onClick={() => chats.pending.undo(id)}
            >
              {t('common:undo')}{' '}
              {index === shown.length - 1 && undo !== undefined && <kbd>{undo}</kbd>}
            </Button>
          </div>
        )
      })}
    </div>
  )
}

/** The running number is for the eye alone: said each second it would drown all else. */
function Left({ until }: { readonly until: number }) {
  const { t } = useTranslation()
  const seconds = Math.max(0, Math.floor(until / 1000) - useSecond())
  return (
    <span className="toast-left tabular" aria-hidden="true">
      {t('chats:undo.left', { seconds })}
    </span>
  )
}
