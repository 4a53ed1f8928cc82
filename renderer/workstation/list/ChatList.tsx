import { ChevronRight, ListChecks, Search } from 'lucide-react'
import { lazy, Suspense, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { closedToday, groupChats, holdRows, type ChatGroup, type Only } from '../../state/order.ts'
import { preferencesIn } from '../../state/model.ts'
import { hiddenOf } from '../../state/pending-acts.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { useActions, useWork } from '../app/context.ts'
import { useKey } from '../keys/useKey.ts'
import { Arrange, OnlyThese } from './Arrange.tsx'
import { ChatRow } from './ChatRow.tsx'
import { ClosedRow } from './ClosedRow.tsx'
import { layoutOf, ROWS, visibleRange } from './layout.ts'
import { Picking } from './Picking.tsx'
import { shown } from './shown.ts'
import { useAnchor } from './useAnchor.ts'
import './list.css'

export const fetchRowMenu = () => import('./RowMenu.tsx')
const RowMenu = lazy(() => fetchRowMenu().then((m) => ({ default: m.RowMenu })))

const none: readonly ChatGroup[] = []

/**
 * The chats by groups. All rows are of one height, so which of a thousand are drawn is plain
 * arithmetic. The row under the pointer and that of the chat being written in keep their places.
 */
export function ChatList() {
  const { t } = useTranslation()
  const { chats, desk } = useActions()
  const conversations = useWork((state) => state.view?.conversations)
  const me = useWork((state) => state.view?.me)
  const current = useWork((state) => state.current)
  const composing = useWork((state) => state.composing)
  const collapsed = useWork((state) => state.collapsed)
  const picked = useWork((state) => state.picked)
  const sort = useWork((state) => state.sort)
  const hand = useWork((state) => state.hand)
  const pins = useWork((state) => state.pins)
  const answered = useWork((state) => state.answered)
  const hidden = useWork(hiddenOf)
  const closed = useWork((state) => state.view?.closed)
  const loading = useWork((state) => state.view === null || state.loading)
  const paletteKey = useKey('palette')
  const row = useWork((state) => ROWS[preferencesIn(state).density])
  const pickKey = useKey('pick')
  const [only, setOnly] = useState<Only>(null)
  const [menu, setMenu] = useState<{ id: ConversationId; at: { x: number; y: number } } | null>(
    null,
  )
  const [dragged, setDragged] = useState<ConversationId | null>(null)
  const [hovered, setHovered] = useState<ConversationId | null>(null)
  const [active, setActive] = useState<ConversationId | null>(null)
  const [scroll, setScroll] = useState({ top: 0, height: 900 })
  const scroller = useRef<HTMLDivElement>(null)
  /** Opened by the last press of the mouse's button: the click that ends it opens nothing more. */
  const pressed = useRef<ConversationId | null>(null)

  const natural = useMemo(
    () =>
      conversations && me !== undefined
        ? groupChats(conversations, me, { sort, hand, pins, answered, hidden, only })
        : none,
    [conversations, me, sort, hand, pins, answered, hidden, only],
  )
  const over = useMemo(() => closedToday(closed ?? [], Date.now()), [closed])
  const before = useRef<readonly ChatGroup[]>(none)
  const arranged = useRef({ sort, hand, pins })
  const groups = useMemo(() => {
    const held = new Set<ConversationId>()
    if (hovered !== null) held.add(hovered)
    if (composing && current !== null) held.add(current)
    // Nothing is held against what the person has just arranged.
    const own = arranged.current
    const same = own.sort === sort && own.hand === hand && own.pins === pins
    const open = same ? holdRows(before.current, natural, held) : natural
    return over.length === 0 || only !== null
      ? open
      : [...open, { key: 'closed' as const, ids: over.map(({ view }) => view.id) }]
  }, [natural, hovered, composing, current, over, only, sort, hand, pins])
  const layout = useMemo(() => layoutOf(groups, collapsed, row), [groups, collapsed, row])
  useLayoutEffect(() => {
    before.current = groups
    arranged.current = { sort, hand, pins }
    shown.ids = groups.flatMap((group) => (group.key === 'closed' ? [] : group.ids))
  }, [groups, sort, hand, pins])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = () => setScroll({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const spacer = useAnchor(scroller, layout, hovered, scroll.height)

  // The open chat comes into sight when it was opened by a key or a notification.
  useLayoutEffect(() => {
    if (current !== null && current !== hovered) reveal(current)
    // Only a change of the chat moves the list.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [current])

  function reveal(id: ConversationId) {
    const element = scroller.current
    const top = layout.tops.get(id)
    if (!element || top === undefined) return
    // As last told by the scroller: asking it would lay out the page in the midst of a switch. For the
    // same reason it is moved in the frame, whose own layout is then the only one.
    const to =
      top < scroll.top
        ? top - row / 2
        : top + row > scroll.top + scroll.height
          ? top + row - scroll.height + row / 2
          : null
    if (to !== null) requestAnimationFrame(() => (element.scrollTop = to))
  }

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.key === 'Escape' && picked) {
      event.preventDefault()
      chats.picking(false)
      return
    }
    const choosing = event.key === ' ' && (picked !== null || event.ctrlKey || event.metaKey)
    if (choosing && !event.altKey) {
      const id = active ?? current
      event.preventDefault()
      if (id !== null) chats.pick(id)
      return
    }
    const pointed = active ?? current
    if (event.altKey && event.shiftKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault()
      if (pointed !== null) moveRow(pointed, event.key === 'ArrowUp' ? -1 : 1)
      return
    }
    if ((event.key === 'F10' && event.shiftKey) || event.key === 'ContextMenu') {
      event.preventDefault()
      const place = document.getElementById(`chat-${pointed ?? ''}`)?.getBoundingClientRect()
      if (pointed !== null && place) askMenu(pointed, place.left + 48, place.bottom - 8)
      return
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const ids = layout.sections.flatMap((section) => (section.open ? section.ids : []))
    const now = ids.indexOf(active ?? current ?? '')
    const next = {
      ArrowDown: Math.min(now + 1, ids.length - 1),
      ArrowUp: Math.max(now - 1, 0),
      Home: 0,
      End: ids.length - 1,
      PageDown: Math.min(now + 10, ids.length - 1),
      PageUp: Math.max(now - 10, 0),
    }[event.key]
    if (next !== undefined) {
      event.preventDefault()
      const id = ids[next]
      if (id === undefined) return
      setActive(id)
      reveal(id)
      const home = layout.sections.find((section) => section.ids.includes(id))
      document.getElementById(`chats-${home?.key ?? ''}`)?.focus()
    } else if ((event.key === 'Enter' || event.key === ' ') && active !== null) {
      event.preventDefault()
      openRow(active)
    }
  }

  function openRow(id: ConversationId) {
    const one = over.find(({ view }) => view.id === id)
    if (one) chats.openClosed(one)
    else chats.open(id)
    focusComposer()
  }
  function askMenu(id: ConversationId, x: number, y: number) {
    if (conversations?.[id]) setMenu({ id, at: { x, y } })
  }
  function moveRow(id: ConversationId, to: -1 | 1 | ConversationId) {
    const group = groups.find(({ ids }) => ids.includes(id))
    if (group && group.key !== 'closed' && group.key !== 'offered' && group.key !== 'waiting')
      chats.moveByHand(group.ids, id, to)
  }

  function chatAt(target: EventTarget): ConversationId | null {
    return target instanceof Element
      ? (target.closest<HTMLElement>('[data-chat]')?.dataset['chat'] ?? null)
      : null
  }

  return (
    <section className="chat-list" aria-label={t('chats:list.label')} data-pane="list">
      <div className="list-top">
        <button
          type="button"
          className="list-search"
          onClick={() => desk.show({ kind: 'palette', within: null })}
        >
          <Search size={15} aria-hidden="true" />
          <span className="clip">{t('chats:list.search')}</span>
          {paletteKey !== undefined && <kbd>{paletteKey}</kbd>}
        </button>
        <Arrange only={only} onOnly={setOnly} />
        <IconButton
          label={t('chats:pick.start')}
          keys={pickKey}
          aria-pressed={picked !== null}
          onClick={() => chats.picking(picked === null)}
        >
          <ListChecks size={18} />
        </IconButton>
      </div>
      <Picking />
      <OnlyThese only={only} onOnly={setOnly} />
      <div
        ref={scroller}
        className="list-scroll scroll"
        onScroll={(event) =>
          setScroll({
            top: event.currentTarget.scrollTop,
            height: event.currentTarget.clientHeight,
          })
        }
        onPointerOver={(event) => setHovered(chatAt(event.target))}
        onPointerLeave={() => setHovered(null)}
        onClick={(event) => {
          const id = chatAt(event.target)
          if (id === null) {
            const past = closedAt(event.target)
            if (past !== null) openRow(past)
            return
          }
          // A click without a press, as by an aid, counts 0: it opens whatever was pressed before.
          if (event.detail > 0 && pressed.current === id) return
          setActive(null)
          if (event.shiftKey) {
            chats.pickTo(id, shown.ids)
            return
          }
          if (event.ctrlKey || event.metaKey || picked) {
            chats.pick(id)
            return
          }
          openRow(id)
        }}
        onMouseDown={(event) => {
          const id = chatAt(event.target)
          pressed.current = null
          // A row that is dragged needs the button's own course.
          if (id === null || sort === 'hand') return
          // The focus stays in the composer instead of going to the list and back.
          event.preventDefault()
          if (event.button !== 0 || event.shiftKey || event.ctrlKey || event.metaKey || picked)
            return
          // At the press: until the button is let go the chat has long been there.
          pressed.current = id
          setActive(null)
          openRow(id)
        }}
        onContextMenu={(event) => {
          const id = chatAt(event.target)
          if (id === null) return
          event.preventDefault()
          askMenu(id, event.clientX, event.clientY)
        }}
        onDragStart={(event) => {
          const id = chatAt(event.target)
          setDragged(id)
          event.dataTransfer.effectAllowed = 'move'
        }}
        onDragOver={(event) => dragged !== null && event.preventDefault()}
        onDrop={(event) => {
          const id = chatAt(event.target)
          if (dragged !== null && id !== null) moveRow(dragged, id)
          setDragged(null)
        }}
        onDragEnd={() => setDragged(null)}
        onKeyDown={onKeyDown}
      >
        {loading && layout.sections.length === 0 ? (
          <Skeleton />
        ) : layout.sections.length === 0 ? (
          <div className="list-empty">
            {only === null ? (
              <>
                <strong>{t('chats:list.empty.title')}</strong>
                <p>{t('chats:list.empty.text')}</p>
              </>
            ) : (
              <>
                <p>{t('chats:groups.noneShown')}</p>
                <Button onClick={() => setOnly(null)}>{t('chats:groups.showAll')}</Button>
              </>
            )}
          </div>
        ) : null}
        <div style={{ height: layout.height + spacer.top + spacer.bottom, paddingTop: spacer.top }}>
          {layout.sections.map((section) => {
            const name = t(`chats:list.${section.key}`)
            const count = section.ids.length
            const range = visibleRange(section, scroll.top - spacer.top, scroll.height, row)
            return (
              <div key={section.key}>
                <h2 className="list-head">
                  <button
                    type="button"
                    aria-expanded={section.open}
                    onClick={() => desk.toggleGroup(section.key)}
                  >
                    <ChevronRight size={14} aria-hidden="true" />
                    <span aria-hidden="true">{name}</span>
                    <span aria-hidden="true" className="tabular">
                      {count}
                    </span>
                    <span className="visually-hidden">
                      {t('chats:list.groupToggle', { name, count })}
                    </span>
                  </button>
                </h2>
                {section.open && (
                  <div
                    id={`chats-${section.key}`}
                    className="list-rows"
                    role="listbox"
                    aria-label={name}
                    aria-multiselectable={picked !== null}
                    tabIndex={0}
                    aria-activedescendant={
                      active !== null && section.ids.includes(active) ? `chat-${active}` : undefined
                    }
                    onBlur={() => setActive(null)}
                    style={{ height: count * row }}
                  >
                    {section.ids.slice(range.from, range.to).map((id, index) => {
                      const place = {
                        domId: `chat-${id}`,
                        top: (range.from + index) * row,
                        place: range.from + index + 1,
                        size: count,
                        selected: id === current,
                        active: id === active,
                      }
                      const one = section.key === 'closed' ? over[range.from + index] : undefined
                      return one ? (
                        <ClosedRow key={id} closed={one} {...place} />
                      ) : (
                        <ChatRow
                          key={id}
                          id={id}
                          {...place}
                          draggable={sort === 'hand'}
                          picked={picked?.includes(id) ?? null}
                        />
                      )
                    })}
                  </div>
                )}
              </div>
            )
          })}
        </div>
      </div>
      {menu && (
        <Suspense>
          <RowMenu id={menu.id} at={menu.at} onClose={() => setMenu(null)} />
        </Suspense>
      )}
    </section>
  )
}

function closedAt(target: EventTarget): ConversationId | null {
  return target instanceof Element
    ? (target.closest<HTMLElement>('[data-closed]')?.dataset['closed'] ?? null)
    : null
}

/** The open chat's composer; that of a chat just opened takes the focus itself when it appears. */
function focusComposer() {
  document.querySelector<HTMLElement>('[data-pane="composer"] textarea')?.focus()
}

function Skeleton() {
  const { t } = useTranslation()
  return (
    <div className="list-skeleton" role="status">
      <span className="visually-hidden">{t('chats:loading')}</span>
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <div key={key} className="skeleton" />
      ))}
    </div>
  )
}
