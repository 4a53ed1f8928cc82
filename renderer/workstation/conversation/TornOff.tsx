import { AppWindow } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { Button } from '../../ui/Button.tsx'
import { useActions, useWork } from '../app/context.ts'

/** In the conversation's place in the main window while it stands in a window of its own. */
export function TornOff({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const name = useWork((state) => state.view?.conversations[id]?.buyer.name ?? '')
  return (
    <div className="empty-desk" data-pane="conversation">
      <AppWindow size={36} aria-hidden="true" />
      <h1>{t('chats:tear.title', { name })}</h1>
      <p>{t('chats:tear.text')}</p>
      <div className="torn-off-acts">
        <Button look="primary" onClick={() => void chats.tearOff(id)}>
          {t('chats:tear.front')}
        </Button>
        <Button onClick={() => void chats.putBack(id)}>{t('chats:tear.back')}</Button>
      </div>
    </div>
  )
}
