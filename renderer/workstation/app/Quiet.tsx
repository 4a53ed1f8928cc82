import { Bell, BellOff } from 'lucide-react'
import { preferencesIn } from '../../state/model.ts'
import { useSecond } from '../../ui/clock.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { MenuItem } from '../../ui/Menu.tsx'
import { quietLeft, quietUntil, type QuietLeft } from '../keys/quiet.ts'
import { useKey } from '../keys/useKey.ts'
import { useActions, useWork } from './context.ts'
import { duration } from './duration.ts'

function useLeft(until: number): { left: QuietLeft; words: string } {
  const { t } = useTranslation()
  const second = useSecond()
  const left = quietLeft(until, Math.max(second * 1000, Date.now()))
  const words =
    left.kind === 'until'
      ? t('chats:quiet.left', { left: duration(Math.ceil(left.ms / 1000)) })
      : left.kind === 'always'
        ? t('chats:quiet.always')
        : ''
  return { left, words }
}

/** The switch in the account's menu, with how long it still lasts. */
export function QuietItem({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation()
  const { desk } = useActions()
  const until = useWork((state) => preferencesIn(state).quietUntil)
  const { left, words } = useLeft(until)
  const keys = useKey('quiet')
  const off = left.kind === 'off'
  return (
    <MenuItem
      icon={off ? <BellOff size={16} /> : <Bell size={16} />}
      keys={keys}
      onSelect={() => {
        onDone()
        desk.setPreferences({ quietUntil: quietUntil(off ? 'half' : 'off', Date.now()) })
      }}
    >
      {off ? t('chats:quiet.half') : t('chats:quiet.offWith', { left: words })}
    </MenuItem>
  )
}

/** Under the account's state while it is quiet; nothing ticks while it is not. */
export function QuietMark() {
  const until = useWork((state) => preferencesIn(state).quietUntil)
  return until === 0 ? null : <Mark until={until} />
}

function Mark({ until }: { readonly until: number }) {
  const { t } = useTranslation()
  const { left, words } = useLeft(until)
  if (left.kind === 'off') return null
  return (
    <span className="rail-quiet" data-tip={`${t('chats:quiet.mark')} \u00b7 ${words}`}>
      <BellOff size={14} aria-hidden="true" />
      <span className="visually-hidden">{t('chats:quiet.mark')}</span>
    </span>
  )
}
