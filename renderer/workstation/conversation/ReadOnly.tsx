import type { ReactNode } from 'react'
import { Copy, EyeOff, RotateCcw } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ClosedView, ConversationId } from '#shared/protocol/model.ts'
import { mayManage } from '../../state/chats.ts'
import { Button } from '../../ui/Button.tsx'
import { useActions, useWork } from '../app/context.ts'
import { useKey } from '../keys/useKey.ts'
import { MaskedText } from './MaskedText.tsx'
import { WhisperBox } from './Whisper.tsx'

/** In the composer's place where nothing can be sent: why, and what can be done instead. */
export function ReadOnly({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const keys = { claim: useKey('claim'), whisper: useKey('whisper') }
  const chat = useWork((state) => state.view?.conversations[id])
  const departed = useWork((state) => state.departed[id])
  const draft = useWork((state) => state.drafts[id])
  const nick = useWork((state) => {
    const holder = chat ? chat.holder : departed?.to
    return holder == null ? '' : (state.view?.accounts[holder]?.nick ?? '')
  })
  const closed = useWork((state) => state.view?.closed.find(({ view }) => view.id === id))
  const oversees = useWork(mayManage)
  const whispering = useWork((state) => state.whispering === id)
  const text = () => {
    if (chat)
      return chat.holder === null
        ? t('chats:composer.nobody')
        : t('chats:composer.notMine', { nick })
    switch (departed?.why) {
      case 'forwarded':
        return t('chats:composer.away', { nick })
      case 'offer_over':
        return t('chats:composer.offerOver')
      case 'past':
        return t('chats:composer.past')
      case 'closed':
      case undefined:
        return t('chats:composer.over')
    }
  }
  const reopens = closed !== undefined && departed?.why === 'closed'
  const held = chat?.state === 'held' && chat.holder !== null
  if (held && oversees && whispering)
    return (
      <div className="composer" data-pane="composer">
        <WhisperBox key={id} id={id} to={nick} />
      </div>
    )
  return (
    <div className="read-only" data-pane="composer">
      <p>
        {text()}
        {reopens && closed && <Ended closed={closed} />}
        {held && oversees && <> {t('chats:composer.takesOver', { nick })}</>}
      </p>
      {held && oversees && (
        <Button
          className="whisper-open"
          data-act="whisper"
          data-tip={keys.whisper}
          onClick={() => chats.whisperMode(id)}
        >
          <EyeOff size={16} aria-hidden="true" />
          {t('chats:whisper.open', { nick })}
        </Button>
      )}
      {chat && oversees && (
        <Button
          look="primary"
          data-act="claim"
          data-tip={keys.claim}
          onClick={() => void chats.claim(id)}
        >
          {held ? t('chats:header.takeOver') : t('chats:header.claim')}
        </Button>
      )}
      {!chat && reopens && (
        <Button
          look="primary"
          data-act="claim"
          data-tip={keys.claim}
          onClick={() => void chats.reopen(id)}
        >
          <RotateCcw size={16} aria-hidden="true" />
          {t('chats:reopen.submit')}
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

/** In no word of a person's. */
const PLACE = '\uE000'

/** How it ended: its agent's words, and the buyer's. */
function Ended({ closed: { view, summary, rating } }: { readonly closed: ClosedView }) {
  const { t } = useTranslation()
  const { id: conversation } = view
  const about = summary?.text ?? ''
  const topic = summary?.topic ?? ''
  const words = [topic, about].filter(Boolean).join(' \u00b7 ')
  return (
    <>
      {words !== '' && (
        <>
          <br />
          <Around
            text={t('chats:reopen.summary', {
              words: `${words.slice(0, words.length - about.length)}${PLACE}`,
            })}
          >
            <MaskedText text={about} ask={{ conversation, summary: true }} />
          </Around>
        </>
      )}
      {rating && (
        <>
          <br />
          {rating.text === '' ? (
            t('chats:reopen.score', { score: rating.score })
          ) : (
            <Around text={t('chats:reopen.scoreWords', { score: rating.score, words: PLACE })}>
              <MaskedText text={rating.text} ask={{ conversation, rating: true }} />
            </Around>
          )}
        </>
      )}
    </>
  )
}

/** A sentence with something in the place of its words. */
function Around({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  const [before, after] = text.split(PLACE)
  return (
    <>
      {before}
      {children}
      {after}
    </>
  )
}
