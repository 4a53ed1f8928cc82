import { useTranslation } from '../../ui/i18n.ts'
import { Button } from '../../ui/Button.tsx'
import { useActions, useWork } from '../app/context.ts'
import { useKey, withKeys } from '../keys/useKey.ts'

/** While several chats are being chosen: how many, and what becomes of them. */
export function Picking() {
  const { t } = useTranslation()
  const { chats } = useActions()
  const count = useWork((state) => state.picked?.length ?? null)
  const forward = useKey('forward')
  const close = useKey('close')
  const picked = useWork((state) => state.picked)
  if (count === null) return null
  return (
    <div className="list-picking" role="group" aria-label={t('chats:pick.label')}>
      <span role="status" className="grow">
        {count === 0 ? t('chats:pick.hint') : t('chats:pick.count', { count })}
      </span>
      <Button
        look="primary"
        disabled={count === 0}
        data-tip={forward}
        onClick={() => chats.forwardPicked()}
      >
        {t('chats:header.forward')}
      </Button>
      <Button
        disabled={count === 0}
        data-tip={withKeys(t('chats:header.close'), close)}
        onClick={(event) => chats.startClose(picked ?? [], event.shiftKey)}
      >
        {t('chats:close.submit')}
      </Button>
      <Button look="plain" onClick={() => chats.picking(false)}>
        {t('common:cancel')}
      </Button>
    </div>
  )
}
