import { useEffect, useState } from 'react'
import type { ConversationId } from '#shared/protocol/model.ts'
import { Splitter } from '../../ui/Splitter.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { PANEL_WIDTH } from '../../state/workspace.ts'
import { useActions, useWork } from '../app/context.ts'
import { Panel } from '../panel/Panel.tsx'
import { Composer } from './Composer.tsx'
import { Header } from './Header.tsx'
import { OfferBar, OfferedToMe } from './Offer.tsx'
import { ReadOnly } from './ReadOnly.tsx'
import { Timeline } from './Timeline.tsx'
import { usePanel } from './usePanel.ts'
import './conversation.css'
import './timeline.css'
import './composer.css'

/**
 * The chat in front: header, timeline, composer, and the buyer's panel beside them. On a switch all
 * but the lines and the text field stay in the page and change their words.
 */
export function Conversation({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const { desk, messages } = useActions()
  const mine = useWork(
    (state) => state.view !== null && state.view.conversations[id]?.holder === state.view.me,
  )
  const offer = useWork((state) => state.view?.conversations[id]?.offer ?? null)
  const offered = useWork((state) => offer !== null && offer.to === state.view?.me)
  const panel = usePanel()
  const panelWidth = useWork((state) => state.panelWidth)
  const [dropping, setDropping] = useState(false)

  // On a switch nothing of this chat stays behind unsaved.
  useEffect(
    () => () => {
      messages.flushDrafts()
      messages.stopTyping()
    },
    [messages, id],
  )

  return (
    <div
      className="conversation-area"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && panel.over && panel.open) panel.set(false)
      }}
    >
      <section
        className="conversation"
        onDragEnter={(event) => {
          if (mine && event.dataTransfer.types.includes('Files')) setDropping(true)
        }}
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes('Files')) event.preventDefault()
        }}
        onDragLeave={(event) => {
          const to = event.relatedTarget
          if (!(to instanceof Node) || !event.currentTarget.contains(to)) setDropping(false)
        }}
        onDrop={(event) => {
          setDropping(false)
          event.preventDefault()
          if (mine) messages.attach(id, [...event.dataTransfer.files])
        }}
      >
        <Header id={id} />
        <Timeline key={id} id={id} />
        {offer && !offered && <OfferBar id={id} offer={offer} />}
        {offer && offered ? (
          <OfferedToMe id={id} offer={offer} />
        ) : mine ? (
          <Composer id={id} />
        ) : (
          <ReadOnly id={id} />
        )}
        {dropping && <DropHint id={id} />}
      </section>
      {panel.open && (
        <>
          <Splitter
            label={t('chats:panel.resize')}
            value={panelWidth}
            min={PANEL_WIDTH.min}
            max={PANEL_WIDTH.max}
            onChange={(width) => desk.set({ panelWidth: width })}
          />
          <Panel id={id} width={panelWidth} />
        </>
      )}
    </div>
  )
}

function DropHint({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const name = useWork((state) => state.view?.conversations[id]?.buyer.name ?? '')
  return <div className="drop-hint">{t('chats:composer.drop', { name })}</div>
}
