import { ChevronRight, ListChecks, Search } from 'lucide-react'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import { groupChats, holdRows, type ChatGroup } from '../../state/order.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { useActions, useWork } from '../app/context.ts'
import { keyName } from '../app/keys.ts'
import { ChatRow } from './ChatRow.tsx'
import { layoutOf, ROW, visibleRange } from './layout.ts'
import { shown } from './shown.ts'
import { useAnchor } from './useAnchor.ts'
import './list.css'

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
  const loading = useWork((state) => state.view === null || state.loading)
  const [hovered, setHovered] = useState<ConversationId | null>(null)
  const [active, setActive] = useState<ConversationId | null>(null)
  const [scroll, setScroll] = useState({ top: 0, height: 900 })
  const scroller = useRef<HTMLDivElement>(null)

  const natural = useMemo(
    () => (conversations && me !== undefined ? groupChats(conversations, me) : none),
    [conversations, me],
  )
  const before = useRef<readonly ChatGroup[]>(none)
  const groups = useMemo(() => {
    const held = new Set<ConversationId>()
    if (hovered !== null) held.add(hovered)
    if (composing && current !== null) held.add(current)
    return holdRows(before.current, natural, held)
  }, [natural, hovered, composing, current])
  const layout = useMemo(() => layoutOf(groups, collapsed), [groups, collapsed])
  useLayoutEffect(() => {
    before.current = groups
    shown.ids = groups.flatMap((group) => group.ids)
  }, [groups])

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
        ? top - ROW / 2
        : top + ROW > scroll.top + scroll.height
          ? top + ROW - scroll.height + ROW / 2
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
      chats.open(active)
      focusComposer()
    }
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
          <kbd>{keyName('Ctrl+K')}</kbd>
        </button>
        <IconButton
          label={t('chats:pick.start')}
          aria-pressed={picked !== null}
          onClick={() => chats.picking(picked === null)}
        >
          <ListChecks size={18} />
        </IconButton>
      </div>
      <Picking />
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
          if (id === null) return
          setActive(null)
          if (event.shiftKey) {
            chats.pickTo(id, shown.ids)
            return
          }
          if (event.ctrlKey || event.metaKey || picked) {
            chats.pick(id)
            return
          }
          chats.open(id)
          focusComposer()
        }}
        onMouseDown={(event) => {
          // The focus stays in the composer instead of going to the list and back.
          if (chatAt(event.target) !== null) event.preventDefault()
        }}
        onKeyDown={onKeyDown}
      >
        {loading && layout.sections.length === 0 ? (
          <Skeleton />
        ) : layout.sections.length === 0 ? (
          <div className="list-empty">
            <strong>{t('chats:list.empty.title')}</strong>
            <p>{t('chats:list.empty.text')}</p>
          </div>
        ) : null}
        <div style={{ height: layout.height + spacer.top + spacer.bottom, paddingTop: spacer.top }}>
          {layout.sections.map((section) => {
            const name = t(`chats:list.${section.key}`)
            const count = section.ids.length
            const range = visibleRange(section, scroll.top - spacer.top, scroll.height)
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
                    style={{ height: count * ROW }}
                  >
                    {section.ids.slice(range.from, range.to).map((id, index) => (
                      <ChatRow
                        key={id}
                        id={id}
                        domId={`chat-${id}`}
                        top={(range.from + index) * ROW}
                        place={range.from + index + 1}
                        size={count}
                        selected={id === current}
                        active={id === active}
                        picked={picked?.includes(id) ?? null}
                      />
                    ))}
                  </div>
                )}
              </div>
            )
          })}
        </div>
      </div>
    </section>
  )
}

/** While chats are being chosen for a forward of several: how many, and what becomes of them. */
function Picking() {
  const { t } = useTranslation()
  const { chats } = useActions()
  const count = useWork((state) => state.picked?.length ?? null)
  if (count === null) return null
  return (
    <div className="list-picking" role="group" aria-label={t('chats:pick.label')}>
      <span role="status" className="grow">
        {count === 0 ? t('chats:pick.hint') : t('chats:pick.count', { count })}
      </span>
      <Button
        look="primary"
        disabled={count === 0}
        data-tip={keyName('Ctrl+Shift+F')}
        onClick={() => chats.forwardPicked()}
      >
        {t('chats:header.forward')}
      </Button>
      <Button look="plain" onClick={() => chats.picking(false)}>
        {t('common:cancel')}
      </Button>
    </div>
  )
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
