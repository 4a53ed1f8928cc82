import { BellRing } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import { useSecond } from '../../ui/clock.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { useActions, useWork, useWorkShallow } from './context.ts'
import { duration } from './duration.ts'
import { useAriaKey, useKey } from '../keys/useKey.ts'

/** So many are named; the count tells of the others. */
const NAMED = 3

/**
 * The slow-reply alarm (M): one for all who wait too long, at the top right. It takes no focus and goes
 * away with the last answer. A screen reader is told who, not the running seconds.
 */
export function Alarm() {
  const { t } = useTranslation()
  const { chats } = useActions()
  const late = useWork((state) => state.late)
  const keys = useKey('longest')
  const aria = useAriaKey('longest')
  // Whoever is in front is seen there already.
  const seen = useWork(
    (state) =>
      state.focused &&
      state.screen === 'chats' &&
      state.late.length === 1 &&
      state.late[0] === state.current,
  )
  const names = useWorkShallow((state) =>
    state.late.slice(0, NAMED).map((id) => state.view?.conversations[id]?.buyer.name ?? ''),
  )
  const shown = late.length > 0 && !seen
  return (
    <div className="alarm-place" role="status" aria-label={t('chats:alarm.label')}>
      {shown && (
        <div className="alarm">
          <BellRing size={16} aria-hidden="true" />
          <span className="visually-hidden">
            {t('chats:alarm.title', { count: late.length })}: {names.join(', ')}
          </span>
          <span className="alarm-words" aria-hidden="true">
            <strong>{t('chats:alarm.title', { count: late.length })}</strong>
            {late.slice(0, NAMED).map((id) => (
              <One key={id} id={id} />
            ))}
          </span>
          <button
            type="button"
            className="alarm-go"
            aria-keyshortcuts={aria}
            onClick={() => chats.openLongestWaiting()}
          >
            {t('chats:alarm.go')} {keys !== undefined && <kbd>{keys}</kbd>}
          </button>
        </div>
      )}
    </div>
  )
}

function One({ id }: { readonly id: ConversationId }) {
  const name = useWork((state) => state.view?.conversations[id]?.buyer.name ?? '')
  const since = useWork((state) => state.view?.conversations[id]?.waitingSince ?? null)
  const skew = useWork((state) => state.skew)
  const second = useSecond()
  if (since === null) return null
  return (
    <span className="alarm-one">
      <span className="clip">{name}</span>
      <span className="tabular">{duration(second + (skew - since) / 1000)}</span>
    </span>
  )
}
