import { Copy } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { Button } from '../../ui/Button.tsx'
import { useActions, useWork } from '../app/context.ts'

/** In the composer's place where nothing can be sent: why, and what can be done instead. */
export function ReadOnly({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const chat = useWork((state) => state.view?.conversations[id])
  const departed = useWork((state) => state.departed[id])
  const draft = useWork((state) => state.drafts[id])
  const nick = useWork((state) => {
    const holder = chat ? chat.holder : departed?.to
    return holder == null ? '' : (state.view?.accounts[holder]?.nick ?? '')
  })
  const canClaim = useWork((state) => {
    const me = state.view?.accounts[state.view.me]
    return me?.role === 'main' || me?.role === 'supervisor'
  })
  const text = () => {
    if (chat)
      return chat.holder === null
        ? t('chats:composer.nobody')
        : t('chats:composer.notMine', { nick })
    switch (departed?.why) {
      case 'forwarded':
        return t('chats:composer.away', { nick })
      case 'past':
        return t('chats:composer.past')
      case 'closed':
      case undefined:
        return t('chats:composer.over')
    }
  }
  return (
    <div className="read-only" data-pane="composer">
      <p>{text()}</p>
      {chat && canClaim && (
        <Button look="primary" onClick={() => void chats.claim(id)}>
          {t('chats:header.claim')}
        </Button>
      )}
      {!chat && <Button onClick={() => chats.closeTab(id)}>{t('chats:composer.closeTab')}</Button>}
      {draft !== undefined && (
        <div className="kept-draft">
          <span className="field-hint">{t('chats:composer.draftKept')}</span>
          <span className="clip">{draft}</span>
          <Button look="plain" onClick={() => void navigator.clipboard.writeText(draft)}>
            <Copy size={14} aria-hidden="true" />
            {t('common:copy')}
          </Button>
        </div>
      )}
    </div>
  )
}
