import type { ConversationId, ConversationView } from '#shared/protocol/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../app/context.ts'
import { useTimes } from '../app/times.ts'
import { Served } from '../conversation/Header.tsx'
import { partsOf } from '../conversation/words.ts'

interface FactsProps {
  readonly id: ConversationId
  readonly chat: ConversationView
  readonly live: boolean
}

export function Facts({ id, chat, live }: FactsProps) {
  const { t } = useTranslation()
  const times = useTimes()
  const group = useWork(
    (state) => state.view?.settings.groups.find(({ id: one }) => one === chat.group)?.name,
  )
  const choice = useWork(
    (state) =>
      state.view?.settings.choices.find(({ id: one }) => one === chat.source?.choice)?.label,
  )
  const holder = useWork((state) => {
    const account = state.view?.conversations[id]?.holder
    return account == null ? undefined : state.view?.accounts[account]?.nick
  })
  const { customer, firstSeenAt } = chat.buyer
  const { source } = chat
  return (
    <dl className="facts">
      {customer && (
        <Fact name={t('buyerCard:customer')}>
          {customer.id}
          <span className="fact-how">{t(`buyerCard:customerBy.${customer.by}`)}</span>
        </Fact>
      )}
      <Fact name={t('chats:panel.firstSeen')}>{times.full(firstSeenAt)}</Fact>
      <Fact name={t('chats:panel.opened')}>{times.full(chat.openedAt)}</Fact>
      {live && (
        <Fact name={t('chats:panel.servedBy')}>{holder ?? <Served id={id} chat={chat} />}</Fact>
      )}
      {source?.product !== undefined && (
        <Fact name={t('chats:panel.product')}>{source.product}</Fact>
      )}
      {source?.category !== undefined && (
        <Fact name={t('chats:panel.category')}>{source.category}</Fact>
      )}
      {source?.choice !== undefined && (
        <Fact name={t('chats:panel.choice')}>{choice ?? source.choice}</Fact>
      )}
      {group !== undefined && <Fact name={t('chats:panel.group')}>{group}</Fact>}
      {source?.page !== undefined && (
        <Fact name={t('chats:panel.source')}>
          <Linked text={source.page} />
        </Fact>
      )}
      <Fact name={t('chats:panel.messages')}>{chat.cseq}</Fact>
    </dl>
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

/** Addresses in a text go out through the one door for links. */
export function Linked({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  const { desk } = useActions()
  return partsOf(text, '').map((part) =>
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
