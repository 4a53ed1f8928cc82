import { Star } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ClosedView } from '#shared/protocol/model.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { useTimes } from '../app/times.ts'

interface ClosedRowProps {
  readonly closed: ClosedView
  readonly domId: string
  readonly top: number
  readonly place: number
  readonly size: number
  readonly selected: boolean
  readonly active: boolean
}

/** A conversation that was closed today: when, what it was about, and what the buyer said of it. */
export const ClosedRow = memo(function ClosedRow(props: ClosedRowProps) {
  const { closed, domId, top, place, size, selected, active } = props
  const { t } = useTranslation()
  const times = useTimes()
  const { view, at, summary, rating } = closed
  const names = ['chat-row', 'closed', selected ? 'selected' : '', active ? 'active' : '']
  const about = [summary?.topic, summary?.text].filter(Boolean).join(' · ')
  return (
    <div
      id={domId}
      className={names.filter(Boolean).join(' ')}
      role="option"
      aria-selected={selected}
      aria-posinset={place}
      aria-setsize={size}
      data-closed={view.id}
      style={{ transform: `translateY(${top}px)` }}
    >
      <Avatar name={view.buyer.name} size={36} />
      <div className="chat-lines">
        <div className="chat-line">
          <span className="chat-name clip">{view.buyer.name}</span>
          {view.buyer.vip && <span className="tag">{t('common:vip')}</span>}
          <span className="grow" />
          <span className="chat-time tabular">{times.short(at)}</span>
        </div>
        <div className="chat-line">
          <span className="chat-last clip">{about === '' ? view.last?.text : about}</span>
          {rating && (
            <span className="chat-score tabular">
              <Star size={12} aria-hidden="true" />
              <span aria-hidden="true">{rating.score}</span>
              <span className="visually-hidden">
                {t('chats:groups.score', { score: rating.score })}
              </span>
            </span>
          )}
        </div>
      </div>
    </div>
  )
})
