import { Forward, Hourglass } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId, ForwardOffer } from '#shared/protocol/model.ts'
import { Button } from '../../ui/Button.tsx'
import { useSecond } from '../../ui/clock.ts'
import { useActions, useWork } from '../app/context.ts'
import { useKey } from '../keys/useKey.ts'
import { duration } from '../app/duration.ts'
import { MaskedText } from './MaskedText.tsx'

/** What is left of an offer's time by the gateway's clock. */
export function TimeLeft({ until }: { readonly until: number }) {
  const { t } = useTranslation()
  const skew = useWork((state) => state.skew)
  const time = duration(Math.max(0, Math.ceil((until - skew) / 1000 - useSecond())))
  return (
    <span className="time-left tabular">
      <Hourglass size={12} aria-hidden="true" />
      <span aria-hidden="true">{time}</span>
      <span className="visually-hidden">{t('chats:offer.left', { time })}</span>
    </span>
  )
}

interface OfferProps {
  readonly id: ConversationId
  readonly offer: ForwardOffer
}

/** In the composer's place at the receiver: Enter accepts (D12). */
export function OfferedToMe({ id, offer }: OfferProps) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const keys = { claim: useKey('claim'), decline: useKey('decline') }
  const nick = useWork((state) => state.view?.accounts[offer.by]?.nick ?? '')
  const accept = useRef<HTMLButtonElement>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    // Never away from something that is being written or read.
    const { activeElement } = document
    const free =
      activeElement === document.body || activeElement?.closest('[data-pane="list"]') != null
    if (free) accept.current?.focus()
  }, [id])
  async function answer(yes: boolean) {
    setBusy(true)
    await chats.answerOffer(id, yes)
    setBusy(false)
  }
  return (
    <div className="read-only offered" data-pane="composer">
      <div className="offered-words">
        <p>
          <strong>{t('chats:offer.toMe', { nick })}</strong> <TimeLeft until={offer.until} />
        </p>
        {offer.note !== null && (
          <p className="offered-note">
            <span className="visually-hidden">{t('chats:offer.note')}</span>
            <MaskedText text={offer.note} ask={{ conversation: id, offer: true }} />
          </p>
        )}
        <p className="field-hint">{t('chats:offer.hint')}</p>
      </div>
      <Button
        disabled={busy}
        data-act="decline"
        data-tip={keys.decline}
        onClick={() => void answer(false)}
      >
        {t('chats:offer.decline')}
      </Button>
      <Button
        ref={accept}
        look="primary"
        disabled={busy}
        aria-keyshortcuts="Enter"
        data-act="claim"
        data-tip={keys.claim}
        onClick={() => void answer(true)}
        onKeyDown={(event) => {
          // An Enter that is held down from opening the chat accepts nothing.
          if (event.key === 'Enter' && event.repeat) event.preventDefault()
        }}
      >
        {t('chats:offer.accept')} <kbd>Enter</kbd>
      </Button>
    </div>
  )
}

/** Above the composer at whoever sees the conversation while a colleague thinks about it. */
export function OfferBar({ id, offer }: OfferProps) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const nick = useWork((state) => state.view?.accounts[offer.to]?.nick ?? '')
  const mine = useWork((state) => {
    const view = state.view
    return view?.me === offer.by || view?.conversations[id]?.holder === view?.me
  })
  return (
    <div className="offer-bar" role="status">
      <Forward size={14} aria-hidden="true" />
      <span className="clip">{t('chats:offer.waits', { nick })}</span>
      <TimeLeft until={offer.until} />
      {mine && (
        <Button look="plain" onClick={() => void chats.cancelOffer(id)}>
          {t('chats:offer.takeBack')}
        </Button>
      )}
    </div>
  )
}
