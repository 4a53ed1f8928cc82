import { Ban, Crown, LockKeyhole } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ConversationId, ConversationView } from '#shared/protocol/model.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import { mayManage } from '../../state/chats.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { useCards, useChat } from './beside.ts'
import { Facts } from './Facts.tsx'
import { Later } from './Later.tsx'
import { Looks } from './Looks.tsx'
import { Notes } from './Notes.tsx'
import { Past } from './Past.tsx'
import { Satisfaction } from './Satisfaction.tsx'
import { Tags } from './Tags.tsx'

/** Who the buyer is, what colleagues know of it, and what was talked about before. */
export function BuyerTab({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const { cards } = useWorkstation()
  const chat = useChat(id)
  const name = useWork((state) => chat?.buyer.name ?? state.departed[id]?.buyerName ?? '')
  const live = useWork((state) => state.view?.conversations[id] !== undefined)
  const buyer = chat?.buyer.id
  const entry = useCards((state) => (buyer === undefined ? undefined : state.of[buyer]))
  const openedAt = chat?.openedAt
  // Anew for another conversation of the same buyer, too.
  useEffect(() => {
    if (buyer !== undefined) cards.ensure(buyer)
  }, [cards, buyer, openedAt])
  return (
    <>
      <div className="panel-buyer">
        <Avatar name={name} size={44} />
        <div className="panel-name">
          <strong>{name}</strong>
          {chat?.buyer.vip === true && (
            <span className="panel-mark">
              <Crown size={14} aria-hidden="true" /> {t('common:vip')}
            </span>
          )}
          {chat?.buyer.private === true && (
            <span className="panel-mark">
              <LockKeyhole size={14} aria-hidden="true" /> {t('common:private')}
            </span>
          )}
          {chat?.buyer.blocked === true && (
            <span className="panel-mark blocked">
              <Ban size={14} aria-hidden="true" /> {t('buyerCard:blocked')}
            </span>
          )}
          {entry?.card && <Satisfaction of={entry.card.satisfaction} />}
        </div>
      </div>
      {chat && (
        <>
          <Tags key={`tags ${chat.buyer.id}`} buyer={chat.buyer} />
          <Marks key={`marks ${chat.buyer.id}`} chat={chat} live={live} />
          <Facts id={id} chat={chat} live={live} />
          {entry?.failed != null && (
            <div className="panel-hint" role="alert">
              {entry.failed === 'not_allowed'
                ? t('chats:panel.notAllowed')
                : entry.card
                  ? t('buyerCard:old')
                  : t('buyerCard:failed')}
              {entry.failed !== 'not_allowed' && (
                <Button look="plain" onClick={() => cards.refresh(chat.buyer.id)}>
                  {t('common:retry')}
                </Button>
              )}
            </div>
          )}
          {entry?.card ? (
            <>
              <Notes key={`notes ${chat.buyer.id}`} entry={entry} card={entry.card} />
              <Past key={`past ${chat.buyer.id}`} card={entry.card} now={id} />
              <Looks looks={entry.card.looks} />
            </>
          ) : (
            entry?.failed == null && <Later key={chat.buyer.id} />
          )}
        </>
      )}
    </>
  )
}

interface MarksProps {
  readonly chat: ConversationView
  readonly live: boolean
}

function Marks({ chat, live }: MarksProps) {
  const { t } = useTranslation()
  const { cards } = useWorkstation()
  const { desk, chats } = useActions()
  const oversees = useWork(mayManage)
  const role = useWork((state) => state.view?.accounts[state.view.me]?.role)
  const [asking, setAsking] = useState(false)
  const { buyer } = chat
  const main = role !== undefined && RIGHTS.parts['buyer.mark private'][role] !== 'no'
  const mayBlock = role !== undefined && RIGHTS.commands['buyer.block'][role] !== 'no'
  if (!oversees && !mayBlock) return null
  return (
    <>
      <div className="panel-marks">
        {oversees && (
          <Button aria-pressed={buyer.vip} onClick={() => void chats.setVip(buyer, !buyer.vip)}>
            <Crown size={14} aria-hidden="true" /> {t('common:vip')}
          </Button>
        )}
        {main && live && (
          <Button
            aria-pressed={buyer.private}
            onClick={() => {
              if (buyer.private) void chats.setPrivate(buyer, false)
              else desk.show({ kind: 'private', conversation: chat.id })
            }}
          >
            <LockKeyhole size={14} aria-hidden="true" /> {t('common:private')}
          </Button>
        )}
        {mayBlock && !asking && (
          <Button
            onClick={() => (buyer.blocked ? void cards.block(buyer, false) : setAsking(true))}
          >
            <Ban size={14} aria-hidden="true" />
            {buyer.blocked ? t('buyerCard:block.undo') : t('buyerCard:block.start')}
          </Button>
        )}
      </div>
      {asking && (
        <div
          className="panel-ask"
          role="group"
          aria-label={t('buyerCard:block.start')}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.stopPropagation()
            setAsking(false)
          }}
        >
          <p>{t('buyerCard:block.lead', { name: buyer.name })}</p>
          <div className="panel-buttons">
            <Button
              look="danger"
              onClick={() => {
                setAsking(false)
                void cards.block(buyer, true)
              }}
            >
              {t('buyerCard:block.submit', { name: buyer.name })}
            </Button>
            <Button autoFocus onClick={() => setAsking(false)}>
              {t('common:cancel')}
            </Button>
          </div>
        </div>
      )}
    </>
  )
}
