import { Activity, lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
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

const Alerts = lazy(() => import('../../security/Alerts.tsx').then((m) => ({ default: m.Alerts })))

const Management = lazy(() =>
  import('../../management/Management.tsx').then((m) => ({ default: m.Management })),
)

const Practice = lazy(() =>
  import('../../practice/Practice.tsx').then((m) => ({ default: m.Practice })),
)
const PracticeStrip = lazy(() =>
  import('../../practice/PracticeStrip.tsx').then((m) => ({ default: m.PracticeStrip })),
)
const RunBar = lazy(() =>
  import('../../practice/run/RunBar.tsx').then((m) => ({ default: m.RunBar })),
)

/** The signed-in window: rail, chats, conversation, panel, with the bars above them. */
export function Frame() {
  useShortcuts()
  useEffect(fetchDialogs, [])
  useEffect(fetchSmallParts, [])
  const managing = useWork((state) => state.screen === 'management' && mayManage(state))
  const practice = useWork((state) => state.app?.practice === true)
  const practising = useWork((state) => state.screen === 'practice') && practice
  const over = managing || practising
  return (
    <div className="frame">
      <Rail />
      <main className="frame-main">
        {practice && (
          <Suspense fallback={<div className="practice-strip" />}>
            <PracticeStrip />
          </Suspense>
        )}
        <Bars />
        {practice && (
          <Suspense>
            <RunBar />
          </Suspense>
        )}
        <AlertPlace />
        <div className="frame-screens">
          <div className="frame-panes" inert={over}>
            <ChatList />
            <div className="desk">
              <div className="desk-top">
                <Tabs />
                {!over && <Alarm />}
              </div>
              <Front />
              <Closing />
            </div>
          </div>
          <Over visible={managing}>
            <Management />
          </Over>
          <Over visible={practising}>
            <Practice />
          </Over>
          {over && <Alarm />}
        </div>
      </main>
      <Toasts />
      <Dialogs />
    </div>
  )
}

/** The chat in front. Apart from the frame, so that a switch draws nothing of what stands around. */
function Front() {
  const current = useWork((state) => state.current)
  const away = useWork((state) => state.current !== null && state.tornOff.includes(state.current))
  if (current === null) return <EmptyDesk />
  return away ? <TornOff id={current} /> : <Conversation id={current} />
}

/** Fetched when there is one: on most days nobody signs in from anywhere new. */
function AlertPlace() {
  const any = useWork((state) => state.alerts.length > 0)
  const [ever, setEver] = useState(any)
  if (any && !ever) setEver(true)
  return ever ? (
    <Suspense>
      <Alerts />
    </Suspense>
  ) : null
}

/**
 * Lies over the chats, which stay laid out behind it, so that they are back in one frame. Once
 * opened it is kept as it was left, too, with nothing in it running.
 */
function Over({ visible, children }: { readonly visible: boolean; readonly children: ReactNode }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(visible)
  if (visible && !opened) setOpened(true)
  if (!opened) return null
  return (
    <Activity mode={visible ? 'visible' : 'hidden'}>
      <Suspense fallback={<p className="frame-over frame-fetching">{t('common:loading')}</p>}>
        {children}
      </Suspense>
    </Activity>
  )
}
