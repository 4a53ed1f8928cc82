import { Star } from 'lucide-react'
import { useState } from 'react'
import type { BuyerCard, BuyerPast } from '#shared/protocol/api.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../app/context.ts'
import { useTimes } from '../app/times.ts'
import { isHidden, MaskedText } from '../conversation/MaskedText.tsx'

/** Past conversations shown at first. */
const FIRST = 5

interface PastProps {
  readonly card: BuyerCard
  /** The one in front, which is not past. */
  readonly now: ConversationId
}

/** T2: whether anyone in the shop has ever talked to this buyer, who and about what. */
export function Past({ card, now }: PastProps) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const past = card.conversations.filter(({ conversation }) => conversation !== now)
  const nicks = [...new Set(past.flatMap(({ held }) => held))]
  return (
    <section className="panel-section" aria-label={t('chats:panel.past')}>
      <h3 className="panel-head">{t('chats:panel.past')}</h3>
      <p className="panel-hint">
        {past.length === 0
          ? t('chats:panel.noPast')
          : nicks.length === 0
            ? t('buyerCard:past.nobody', { count: past.length })
            : t('buyerCard:past.with', {
                count: past.length,
                nicks: nicks.slice(0, 4).join(t('buyerCard:comma')),
              })}
      </p>
      <ul className="past">
        {past.slice(0, all ? undefined : FIRST).map((one) => (
          <PastItem key={one.conversation} one={one} card={card} />
        ))}
      </ul>
      {past.length > FIRST && !all && (
        <Button look="plain" onClick={() => setAll(true)}>
          {t('chats:panel.moreOlder')}
        </Button>
      )}
    </section>
  )
}

function PastItem({ one, card }: { readonly one: BuyerPast; readonly card: BuyerCard }) {
  const { t } = useTranslation()
  const times = useTimes()
  const { chats } = useActions()
  const topic = one.summary?.topic
  const summary = one.summary?.text ?? ''
  // What has an eye stands beside the button: one can't be inside the other.
  const said = one.rating?.text ?? ''
  const words = isHidden(summary) ? '' : summary
  return (
    <li>
      <button
        type="button"
        disabled={one.messages === 0}
        onClick={() =>
          void chats.jump({
            conversation: one.conversation,
            cseq: Math.max(1, one.messages),
            text: '',
            buyerName: card.buyer.name,
          })
        }
      >
        <span className="past-line">
          <span>
            {t('chats:panel.pastItem', { date: times.date(one.openedAt), count: one.messages })}
          </span>
          {one.rating && <Stars score={one.rating.score} />}
        </span>
        <span className="past-who clip">
          {one.closedAt === null && <strong>{t('buyerCard:past.open')} </strong>}
          {one.held.length === 0
            ? t('buyerCard:past.unserved')
            : one.held.join(t('buyerCard:past.then'))}
        </span>
        {(topic != null || words !== '') && (
          <span className="past-what">
            {topic != null && <span className="tag">{topic}</span>} {words}
          </span>
        )}
        {said !== '' && !isHidden(said) && <span className="past-what">“{said}”</span>}
      </button>
      {isHidden(summary) && (
        <p className="past-hidden">
          <MaskedText text={summary} ask={{ conversation: one.conversation, summary: true }} />
        </p>
      )}
      {isHidden(said) && (
        <p className="past-hidden">
          “<MaskedText text={said} ask={{ conversation: one.conversation, rating: true }} />”
        </p>
      )}
    </li>
  )
}

function Stars({ score }: { readonly score: number }) {
  const { t } = useTranslation()
  return (
    <span className="stars tabular" role="img" aria-label={t('buyerCard:stars', { score })}>
      <Star size={12} aria-hidden="true" /> {score}
    </span>
  )
}
