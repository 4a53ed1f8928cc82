import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { TooltipHost } from '../../ui/Tooltip.tsx'
import type { ConversationId } from '#shared/protocol/model.ts'
import { Closing } from '../conversation/Closing.tsx'
import { Conversation } from '../conversation/Conversation.tsx'
import { Dialogs, fetchDialogs } from '../dialogs/Dialogs.tsx'
import { Bars } from './Bars.tsx'
import { useWork } from './context.ts'
import { useShortcuts } from './shortcuts.ts'
import { Toasts } from './Toasts.tsx'
import './frame.css'

const PracticeStrip = lazy(() =>
  import('../../practice/PracticeStrip.tsx').then((m) => ({ default: m.PracticeStrip })),
)

/** The window of one conversation: nothing around it but what concerns it. Esc leaves it open. */
export function ChatWindow({ id }: { readonly id: ConversationId }) {
  const working = useWork((state) => state.app?.phase === 'working' && state.opened)
  return (
    <>
      {working && <One id={id} />}
      <TooltipHost />
    </>
  )
}

function One({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  useShortcuts()
  useEffect(fetchDialogs, [])
  const name = useWork(
    (state) => state.view?.conversations[id]?.buyer.name ?? state.departed[id]?.buyerName ?? '',
  )
  const shop = useWork((state) => state.app?.signedIn?.shopName ?? '')
  const practice = useWork((state) => state.app?.practice === true)
  const app = t(practice ? 'common:practiceName' : 'common:appName')
  useEffect(() => {
    document.title = [name, shop, app].filter(Boolean).join(' \u00b7 ')
  }, [name, shop, app])
  return (
    <div className="frame">
      <main className="frame-main">
        {practice && (
          <Suspense fallback={<div className="practice-strip" />}>
            <PracticeStrip />
          </Suspense>
        )}
        <Bars />
        <div className="frame-screens">
          <div className="desk">
            <Conversation id={id} />
            <Closing />
          </div>
        </div>
      </main>
      <Toasts />
      <Dialogs />
    </div>
  )
}
