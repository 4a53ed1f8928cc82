import { AppWindow, CheckCheck, X } from 'lucide-react'
import { memo, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { ContextMenu } from '../../ui/ContextMenu.tsx'
import { MenuItem } from '../../ui/Menu.tsx'
import { Badge } from '../../ui/Avatar.tsx'
import { useActions, useWork } from '../app/context.ts'
import { useKey } from '../keys/useKey.ts'
import { keyName } from '../app/keys.ts'
import './tabs.css'

/** The least width of a tab in CSS pixels, which it has when not all fit; tabs.css has the same. */
const TAB = 132
const OVERSCAN = 1

function reveal(bar: HTMLElement | null, index: number): void {
  if (!bar || index < 0) return
  const { scrollLeft, clientWidth } = bar
  const left = Math.max(Math.min(scrollLeft, index * TAB), (index + 1) * TAB - clientWidth)
  if (left !== scrollLeft) bar.scrollLeft = left
}

/**
 * The chats that are open, in the order they were opened; Ctrl+1 to 9. Of two hundred those in sight
 * are drawn, the current one and the one that has the focus, with as much space as the others take.
 */
export function Tabs() {
  const { t } = useTranslation()
  const tabs = useWork((state) => state.tabs)
  const current = useWork((state) => state.current)
  const bar = useRef<HTMLUListElement>(null)
  // No wider than the window; its own width is told before anything has to be scrolled.
  const [seen, setSeen] = useState({ left: 0, width: window.innerWidth, current: '' })
  const place = useRef(-1)
  const [focused, setFocused] = useState<ConversationId | null>(null)

  // The current one comes into sight. What is drawn follows at once, the bar itself in the frame:
  // the layout it asks for is then the frame's own.
  if (current !== null && seen.current !== current) {
    const start = tabs.indexOf(current) * TAB
    const left = Math.max(Math.min(seen.left, start), start + TAB - seen.width, 0)
    setSeen({ ...seen, left, current })
  }
  useLayoutEffect(() => {
    const index = current === null ? -1 : tabs.indexOf(current)
    place.current = index
    const frame = requestAnimationFrame(() => reveal(bar.current, index))
    return () => cancelAnimationFrame(frame)
    // Only a change of the chat moves the bar.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [current])
  const empty = tabs.length === 0
  useLayoutEffect(() => {
    const element = bar.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width
      if (width === undefined) return
      setSeen((before) => (before.width === width ? before : { ...before, width }))
      // Enlarged, or beside an alarm: the current one stays in sight.
      reveal(element, place.current)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [empty])

  if (empty) return null
  const from = Math.floor(seen.left / TAB) - OVERSCAN
  const to = Math.ceil((seen.left + seen.width) / TAB) + OVERSCAN
  const items: ReactNode[] = []
  let hidden = 0
  tabs.forEach((id, index) => {
    if ((index < from || index >= to) && id !== current && id !== focused) {
      hidden++
      return
    }
    if (hidden > 0) items.push(<Gap key={`before ${id}`} tabs={hidden} />)
    hidden = 0
    items.push(<Tab key={id} id={id} index={index} count={tabs.length} />)
  })
  if (hidden > 0) items.push(<Gap key="end" tabs={hidden} />)
  return (
    <nav className="tabs" aria-label={t('chats:tabs.label')}>
      <ul
        ref={bar}
        onScroll={({ currentTarget: { scrollLeft } }) =>
          setSeen((before) => ({ ...before, left: scrollLeft }))
        }
        onFocus={({ target }) =>
          setFocused(target.closest<HTMLElement>('[data-tab]')?.dataset['tab'] ?? null)
        }
        onBlur={() => setFocused(null)}
      >
        {items}
      </ul>
    </nav>
  )
}

function Gap({ tabs }: { readonly tabs: number }) {
  return <li role="presentation" className="tab-gap" style={{ width: tabs * TAB }} />
}

interface TabProps {
  readonly id: ConversationId
  readonly index: number
  readonly count: number
}

/** Drawn alone: a chat that is opened beside two hundred others draws one tab. */
const Tab = memo(function Tab({ id, index, count }: TabProps) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const chat = useWork((state) => state.view?.conversations[id])
  const departed = useWork((state) => state.departed[id])
  const current = useWork((state) => state.current === id)
  const tornOff = useWork((state) => state.tornOff.includes(id))
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null)
  const name = chat?.buyer.name ?? departed?.buyerName ?? ''
  return (
    <li
      className={current ? 'tab current' : 'tab'}
      data-tab={id}
      aria-posinset={index + 1}
      aria-setsize={count}
      onAuxClick={(event) => event.button === 1 && chats.closeTab(id)}
      draggable={chat !== undefined && !tornOff}
      onDragEnd={({ screenX, screenY }) => {
        if (outsideOfWindow(screenX, screenY)) void chats.tearOff(id)
      }}
      onContextMenu={(event) => {
        event.preventDefault()
        // By key it is asked for at the tab itself.
        const { left, bottom } = event.currentTarget.getBoundingClientRect()
        const byKey = event.clientX === 0 && event.clientY === 0
        setMenu(byKey ? { x: left, y: bottom } : { x: event.clientX, y: event.clientY })
      }}
    >
      <button
        type="button"
        className="tab-name"
        aria-current={current}
        data-tip={index < 9 ? keyName(`Ctrl+${index + 1}`) : undefined}
        onClick={() => chats.open(id)}
      >
        <span className={!chat && departed && departed.why !== 'past' ? 'clip tab-gone' : 'clip'}>
          {name}
        </span>
        {tornOff && (
          <span className="tab-torn">
            <AppWindow size={13} aria-hidden="true" />
            <span className="visually-hidden">{t('chats:tear.mark')}</span>
          </span>
        )}
        {chat && !current && (
          <Badge count={chat.unread} label={t('chats:list.unread', { count: chat.unread })} />
        )}
      </button>
      <button
        type="button"
        className="tab-close"
        aria-label={t('chats:tabs.close', { name })}
        onClick={() => chats.closeTab(id)}
      >
        <X size={14} aria-hidden="true" />
      </button>
      {menu && <TabMenu id={id} name={name} at={menu} onClose={() => setMenu(null)} />}
    </li>
  )
})

interface TabMenuProps {
  readonly id: ConversationId
  readonly name: string
  readonly at: { readonly x: number; readonly y: number }
  readonly onClose: () => void
}

function TabMenu({ id, name, at, onClose }: TabMenuProps) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const live = useWork((state) => state.view?.conversations[id] !== undefined)
  const tearOffKey = useKey('tearOff')
  const closeKey = useKey('close')
  const mine = useWork((state) => live && state.view?.conversations[id]?.holder === state.view?.me)
  const tornOff = useWork((state) => state.tornOff.includes(id))
  const then = (action: () => void) => () => {
    onClose()
    action()
  }
  return (
    <ContextMenu label={t('chats:tear.menu', { name })} at={at} onClose={onClose}>
      {live && (
        <MenuItem
          icon={<AppWindow size={16} />}
          keys={tearOffKey}
          onSelect={then(() => void (tornOff ? chats.putBack(id) : chats.tearOff(id)))}
        >
          {tornOff ? t('chats:tear.back') : t('chats:row.tearOff')}
        </MenuItem>
      )}
      {mine && (
        <MenuItem
          icon={<CheckCheck size={16} />}
          keys={closeKey}
          onSelect={then(() => chats.startClose([id]))}
        >
          {t('chats:row.close')}
        </MenuItem>
      )}
      <MenuItem icon={<X size={16} />} onSelect={then(() => chats.closeTab(id))}>
        {t('chats:composer.closeTab')}
      </MenuItem>
    </ContextMenu>
  )
}

function outsideOfWindow(x: number, y: number): boolean {
  const { screenX, screenY, outerWidth, outerHeight } = window
  return x < screenX || y < screenY || x > screenX + outerWidth || y > screenY + outerHeight
}
