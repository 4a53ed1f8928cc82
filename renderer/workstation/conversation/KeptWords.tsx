import { ShieldAlert, ShieldBan } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import type { Judged } from '../../state/words.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../app/context.ts'

/** What the guard says of words that are kept for later; nothing until it is there. */
export function useJudge(): (text: string) => readonly Judged[] {
  const { words } = useActions()
  const policy = useWork((state) => state.view?.settings.words.policy)
  const guard = useStore(words.store, (state) => state.guard)
  useEffect(() => void words.ensure(), [words])
  // A new policy or list judges the same words anew.
  return useMemo(() => (text) => (guard && policy ? words.judge(text) : []), [words, guard, policy])
}

const SHOWN = 3

/**
 * Under a reply that is written for later: which of its words will be asked about, or stopped, when
 * it is sent. It never stands in the way of saving. `auto`: the shop sends it by itself.
 */
export function KeptWords({ text, auto }: { readonly text: string; readonly auto?: true }) {
  const { t } = useTranslation()
  const judge = useJudge()
  const settled = useDeferredValue(text)
  const found = useMemo(() => judge(settled), [judge, settled])
  const blocked = found.some(({ verdict }) => verdict === 'block')
  const said = auto ? (blocked ? 'autoBlock' : 'auto') : blocked ? 'block' : 'warn'
  const Sign = blocked ? ShieldBan : ShieldAlert
  return (
    <div role="status">
      {found.length > 0 && (
        <p className={blocked ? 'kept-words blocked' : 'kept-words'}>
          <Sign size={15} aria-hidden="true" />
          <span>
            {t(`chats:words.kept.${said}`)}{' '}
            {found
              .slice(0, SHOWN)
              .map(({ kind, start, end }) =>
                t('chats:words.kept.place', {
                  word: settled.slice(start, end),
                  kind: t(`chats:words.kind.${kind}`),
                }),
              )
              .join(t('chats:words.between'))}
            {found.length > SHOWN && ` ${t('chats:words.more', { count: found.length - SHOWN })}`}
          </span>
        </p>
      )}
    </div>
  )
}
