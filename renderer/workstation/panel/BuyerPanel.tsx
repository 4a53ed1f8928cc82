import { Crown, LockKeyhole } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId, ConversationView, Message } from '#shared/protocol/model.ts'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { mayManage } from '../../state/chats.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import { useActions, useWork, useWorkstation } from '../app/context.ts'
import { useTimes } from '../app/times.ts'
import { Served } from '../conversation/Header.tsx'
import { partsOf } from '../conversation/words.ts'
import './panel.css'

interface BuyerPanelProps {
  readonly id: ConversationId
  readonly width: number
}

/** Who the buyer is and what was talked about before. */
export function BuyerPanel({ id, width }: BuyerPanelProps) {
  const { t } = useTranslation()
  const times = useTimes()
  const live = useWork((state) => state.view?.conversations[id])
  const departed = useWork((state) => state.departed[id])
  const chat = live ?? departed?.view ?? null
  const name = chat?.buyer.name ?? departed?.buyerName ?? ''
  const oversees = useWork(mayManage)
  const group = useWork(
    (state) => state.view?.settings.groups.find(({ id: one }) => one === chat?.group)?.name,
  )
  const choice = useWork(
    (state) =>
      state.view?.settings.choices.find(({ id: one }) => one === chat?.source?.choice)?.label,
  )
  const holder = useWork((state) => {
    const account = state.view?.conversations[id]?.holder
    return account == null ? undefined : state.view?.accounts[account]?.nick
  })
  return (
    <aside
      className="panel scroll"
      aria-label={t('chats:panel.label')}
      data-pane="panel"
      style={{ width }}
    >
      <h2 className="panel-title">{t('chats:panel.buyer')}</h2>
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
        </div>
      </div>
      {live && oversees && <Marks chat={live} />}
      {chat && (
        <dl className="facts">
          <Fact name={t('chats:panel.firstSeen')}>{times.full(chat.buyer.firstSeenAt)}</Fact>
          <Fact name={t('chats:panel.opened')}>{times.full(chat.openedAt)}</Fact>
          {live && (
            <Fact name={t('chats:panel.servedBy')}>{holder ?? <Served id={id} chat={live} />}</Fact>
          )}
          {chat.source?.product !== undefined && (
            <Fact name={t('chats:panel.product')}>{chat.source.product}</Fact>
          )}
          {chat.source?.category !== undefined && (
            <Fact name={t('chats:panel.category')}>{chat.source.category}</Fact>
          )}
          {chat.source?.choice !== undefined && (
            <Fact name={t('chats:panel.choice')}>{choice ?? chat.source.choice}</Fact>
          )}
          {group !== undefined && <Fact name={t('chats:panel.group')}>{group}</Fact>}
          {chat.source?.page !== undefined && (
            <Fact name={t('chats:panel.source')}>
              <SourcePage page={chat.source.page} />
            </Fact>
          )}
          <Fact name={t('chats:panel.messages')}>{chat.cseq}</Fact>
        </dl>
      )}
      {chat && (
        <>
          <h3 className="panel-head">{t('chats:panel.past')}</h3>
          <Past key={chat.previous} first={chat.previous} buyerName={name} />
        </>
      )}
    </aside>
  )
}

function Marks({ chat }: { readonly chat: ConversationView }) {
  const { t } = useTranslation()
  const { desk, chats } = useActions()
  const main = useWork((state) => state.view?.accounts[state.view.me]?.role === 'main')
  const { buyer } = chat
  return (
    <div className="panel-marks">
      <Button aria-pressed={buyer.vip} onClick={() => void chats.setVip(buyer, !buyer.vip)}>
        <Crown size={14} aria-hidden="true" /> {t('common:vip')}
      </Button>
      {main && (
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
    </div>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function SourcePage({ page }: { readonly page: string }) {
  const { t } = useTranslation()
  const { desk } = useActions()
  return partsOf(page, '').map((part) =>
    part.kind === 'link' ? (
      <button
        key={part.at}
        type="button"
        className="link"
        role="link"
        aria-label={t('chats:message.openLink', { url: part.url })}
        onClick={() => desk.openLink(part.url)}
      >
        {part.text}
      </button>
    ) : (
      part.text
    ),
  )
}

interface PastTalk {
  readonly conversation: ConversationId
  readonly last: Message | null
}
/** Past conversations shown at first; each further click shows as many more. */
const STEP = 5

interface PastProps {
  readonly first: ConversationId | null
  readonly buyerName: string
}

function Past({ first, buyerName }: PastProps) {
  const { t } = useTranslation()
  const times = useTimes()
  const { call } = useWorkstation()
  const { chats } = useActions()
  const [talks, setTalks] = useState<readonly PastTalk[]>([])
  const [next, setNext] = useState<ConversationId | null>(first)
  const [wanted, setWanted] = useState(STEP)
  const [failed, setFailed] = useState<BridgeErrorCode | null>(null)

  useEffect(() => {
    if (next === null || talks.length >= wanted || failed) return
    let gone = false
    void call('chats.page', { conversation: next, limit: 1 }).then((result) => {
      if (gone) return
      if (!result.ok) {
        setFailed(result.error.code)
        return
      }
      const { messages, previous } = result.value
      setTalks((list) => [...list, { conversation: next, last: messages.at(-1) ?? null }])
      setNext(previous)
    })
    return () => {
      gone = true
    }
  }, [call, next, talks.length, wanted, failed])

  if (first === null) return <p className="panel-hint">{t('chats:panel.noPast')}</p>
  return (
    <>
      <ul className="past">
        {talks.map(({ conversation, last }) => (
          <li key={conversation}>
            <button
              type="button"
              disabled={!last}
              onClick={() =>
                void chats.jump({ conversation, cseq: last?.cseq ?? 1, text: '', buyerName })
              }
            >
              <span>
                {t('chats:panel.pastItem', {
                  date: last ? times.date(last.at) : '',
                  count: last?.cseq ?? 0,
                })}
              </span>
              {last?.body.kind === 'text' && <span className="clip">{last.body.text}</span>}
            </button>
          </li>
        ))}
      </ul>
      {failed && (
        <div className="panel-hint" role="alert">
          {failed === 'not_allowed' ? t('chats:panel.notAllowed') : t('chats:panel.pastFailed')}
          {failed !== 'not_allowed' && (
            <Button look="plain" onClick={() => setFailed(null)}>
              {t('common:retry')}
            </Button>
          )}
        </div>
      )}
      {next !== null && talks.length >= wanted && (
        <Button look="plain" onClick={() => setWanted(wanted + STEP)}>
          {t('chats:panel.moreOlder')}
        </Button>
      )}
    </>
  )
}
