import { X } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { Badge } from '../../ui/Avatar.tsx'
import { useActions, useWork } from '../app/context.ts'
import { keyName } from '../app/keys.ts'
import './conversation.css'

/** The chats that are open, in the order they were opened; Ctrl+1 to 9. */
export function Tabs() {
  const { t } = useTranslation()
  const tabs = useWork((state) => state.tabs)
  if (tabs.length === 0) return null
  return (
    <nav className="tabs" aria-label={t('chats:tabs.label')}>
      <ul>
        {tabs.map((id, index) => (
          <Tab key={id} id={id} index={index} />
        ))}
      </ul>
    </nav>
  )
}

interface TabProps {
  readonly id: ConversationId
  readonly index: number
}

/** Drawn alone: a chat that is opened beside two hundred others draws one tab. */
const Tab = memo(function Tab({ id, index }: TabProps) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const chat = useWork((state) => state.view?.conversations[id])
  const departed = useWork((state) => state.departed[id])
  const current = useWork((state) => state.current === id)
  const item = useRef<HTMLLIElement>(null)
  const name = chat?.buyer.name ?? departed?.buyerName ?? ''
  useEffect(() => {
    if (current) item.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current])
  return (
    <li
      ref={item}
      className={current ? 'tab current' : 'tab'}
      onAuxClick={(event) => event.button === 1 && chats.closeTab(id)}
    >
      <button
        type="button"
        className="tab-name"
        aria-current={current}
        data-tip={index < 9 ? keyName(`Ctrl+${index + 1}`) : undefined}
        onClick={() => chats.open(id)}
      >
        <span className={!chat && departed && departed.why !== 'past' ? 'clip tab-gone' : 'clip'}>
          {name}
        </span>
        {chat && !current && (
          <Badge count={chat.unread} label={t('chats:list.unread', { count: chat.unread })} />
        )}
      </button>
      <button
        type="button"
        className="tab-close"
        aria-label={t('chats:tabs.close', { name })}
        onClick={() => chats.closeTab(id)}
      >
        <X size={14} aria-hidden="true" />
      </button>
    </li>
  )
})
