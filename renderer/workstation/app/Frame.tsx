import { Activity, lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { Dialogs, fetchDialogs } from '../dialogs/Dialogs.tsx'
import { ChatList, fetchRowMenu } from '../list/ChatList.tsx'
import { Conversation } from '../conversation/Conversation.tsx'
import { EmptyDesk } from '../conversation/EmptyDesk.tsx'
import { TornOff } from '../conversation/TornOff.tsx'
import { Closing, fetchCloseSummary } from '../conversation/Closing.tsx'
import { Tabs } from '../conversation/Tabs.tsx'
import { mayManage } from '../../state/chats.ts'
import { Alarm } from './Alarm.tsx'
import { Bars } from './Bars.tsx'
import { useWork } from './context.ts'
import { Rail } from './Rail.tsx'
import { Toasts } from './Toasts.tsx'
import { useShortcuts } from './shortcuts.ts'
import './frame.css'

/** In idle time, so that a row's menu and the summary are there at once, too. */
function fetchSmallParts(): void {
  requestIdleCallback(() => {
    void fetchRowMenu()
    void fetchCloseSummary()
  })
}

const Management = lazy(() =>
  import('../../management/Management.tsx').then((m) => ({ default: m.Management })),
)

/** The signed-in window: rail, chats, conversation, panel, with the bars above them. */
export function Frame() {
  useShortcuts()
  useEffect(fetchDialogs, [])
  useEffect(fetchSmallParts, [])
  const current = useWork((state) => state.current)
  const away = useWork((state) => state.current !== null && state.tornOff.includes(state.current))
  const managing = useWork((state) => state.screen === 'management' && mayManage(state))
  return (
    <div className="frame">
      <Rail />
      <main className="frame-main">
        <Bars />
        <div className="frame-screens">
          <div className="frame-panes" inert={managing}>
            <ChatList />
            <div className="desk">
              <div className="desk-top">
                <Tabs />
                {!managing && <Alarm />}
              </div>
              {current === null ? (
                <EmptyDesk />
              ) : away ? (
                <TornOff id={current} />
              ) : (
                <Conversation id={current} />
              )}
              <Closing />
            </div>
          </div>
          <Managed visible={managing} />
          {managing && <Alarm />}
        </div>
      </main>
      <Toasts />
      <Dialogs />
    </div>
  )
}

/**
 * Lies over the chats, which stay laid out behind it, so that they are back in one frame. Once
 * opened it is kept as it was left, too, with nothing in it running.
 */
function Managed({ visible }: { readonly visible: boolean }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(visible)
  if (visible && !opened) setOpened(true)
  if (!opened) return null
  return (
    <Activity mode={visible ? 'visible' : 'hidden'}>
      <Suspense fallback={<p className="frame-over frame-fetching">{t('common:loading')}</p>}>
        <Management />
      </Suspense>
    </Activity>
  )
}
