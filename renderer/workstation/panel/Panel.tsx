import { lazy, memo, Suspense, useEffect, useRef } from 'react'
import type { ConversationId } from '#shared/protocol/model.ts'
import { PANEL_TABS, type PanelTab } from '../../state/model.ts'
import { questionKind, tabBeside, tabOf } from '../../state/panel.ts'
import { useAfterPaint } from '../../ui/afterPaint.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork, useWorkstation } from '../app/context.ts'
import { ariaOf, keyOf } from '../keys/bindings.ts'
import { useChat, useOrders } from './beside.ts'
import { Later } from './Later.tsx'
import { showPanel } from './tabs.ts'
import './panel.css'

const parts = {
  orders: () => import('../orders/OrdersTab.tsx'),
  buyer: () => import('./BuyerTab.tsx'),
  quick: () => import('./QuickTab.tsx'),
}
const OrdersTab = lazy(() => parts.orders().then((m) => ({ default: m.OrdersTab })))
const BuyerTab = lazy(() => parts.buyer().then((m) => ({ default: m.BuyerTab })))
const QuickTab = lazy(() => parts.quick().then((m) => ({ default: m.QuickTab })))

/** Fetched while nothing else is to be done, so that no tab waits for it. */
function fetchTabs(): void {
  for (const fetch of Object.values(parts)) requestIdleCallback(() => void fetch())
}

interface PanelProps {
  readonly id: ConversationId
  readonly width: number
}

/**
 * Beside the chat: orders, buyer, quick replies. What it shows follows the chat a frame later, so that
 * it never holds up a switch; until then what is of the chat before can't be clicked.
 */
export function Panel({ id, width }: PanelProps) {
  const { t } = useTranslation()
  const workstation = useWorkstation()
  const shown = useAfterPaint(id)
  const chat = useChat(shown)
  const kind = questionKind(chat)
  const tabs = useWork((state) => state.panelTabs)
  const noOrders = useOrders((state) => state.none)
  const tab = tabOf(tabs, kind, noOrders)
  const buyer = chat?.buyer.id
  // Noted, since to scroll what stands at its top would lay the page out for nothing.
  const scrolled = useRef(false)
  useEffect(fetchTabs, [])
  // Whichever tab is to be seen: quick replies name orders, too.
  useEffect(() => {
    if (buyer !== undefined) workstation.orders.ensure(buyer)
  }, [workstation, buyer])
  // At the top again for another chat.
  useEffect(() => {
    if (scrolled.current) document.getElementById('panel-body')?.scrollTo(0, 0)
  }, [shown, tab])

  return (
    <aside
      className="panel"
      aria-label={t('chats:panel.label')}
      data-pane="panel"
      style={{ width }}
    >
      <div
        className="panel-tabs"
        role="tablist"
        aria-label={t('chats:panel.tabs')}
        onKeyDown={(event) => {
          const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
          if (by === 0) return
          event.preventDefault()
          showPanel(workstation, tabBeside(tab, by), true)
        }}
      >
        {PANEL_TABS.map((one) => (
          <button
            key={one}
            id={`panel-tab-${one}`}
            type="button"
            role="tab"
            aria-selected={one === tab}
            aria-controls="panel-body"
            aria-keyshortcuts={ariaOf(workstation.store.getState(), `panel_${one}`)}
            data-tip={keyOf(workstation.store.getState(), `panel_${one}`)}
            tabIndex={one === tab ? 0 : -1}
            onClick={() => showPanel(workstation, one, false)}
          >
            {t(`chats:panel.tab.${one}`)}
          </button>
        ))}
      </div>
      <div
        id="panel-body"
        className="panel-body scroll"
        role="tabpanel"
        aria-labelledby={`panel-tab-${tab}`}
        onScroll={(event) => {
          scrolled.current = event.currentTarget.scrollTop !== 0
        }}
        // Not `inert`: that changes the style of all that is in it, in the very frame of the switch.
        onClickCapture={(event) => {
          if (shown === id) return
          event.preventDefault()
          event.stopPropagation()
        }}
      >
        <Suspense fallback={<Later />}>
          <Tab tab={tab} id={shown} />
        </Suspense>
      </div>
    </aside>
  )
}

interface TabProps {
  readonly tab: PanelTab
  readonly id: ConversationId
}

/** Not drawn again in the frame of a switch, in which it still shows the chat before. */
const Tab = memo(function Tab({ tab, id }: TabProps) {
  switch (tab) {
    case 'orders':
      return <OrdersTab id={id} />
    case 'buyer':
      return <BuyerTab id={id} />
    case 'quick':
      return <QuickTab id={id} />
  }
})
