import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { ConversationId } from '#shared/protocol/model.ts'
import { anchored, type Layout } from './layout.ts'

interface Spacer {
  readonly top: number
  readonly bottom: number
}
const none: Spacer = { top: 0, bottom: 0 }

/**
 * Keeps the row under the pointer where it is on the screen when rows come or go: the list is
 * scrolled by as much, with empty space where there is nothing to scroll. The space goes when the
 * pointer leaves.
 */
export function useAnchor(
  scroller: RefObject<HTMLElement | null>,
  layout: Layout,
  hovered: ConversationId | null,
  /** Of the scroller, as last measured: asking the element here would lay out the page once more. */
  viewport: number,
): Spacer {
  const [spacer, setSpacer] = useState(none)
  const known = useRef<{ id: ConversationId; top: number } | null>(null)
  const wanted = useRef<{ scrollTop: number; spacer: Spacer } | null>(null)
  /** Asked of the element after a change it would be the place the browser has cut it down to. */
  const scrollTop = useRef(0)

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const listen = () => {
      scrollTop.current = element.scrollTop
    }
    element.addEventListener('scroll', listen, { passive: true })
    return () => element.removeEventListener('scroll', listen)
  }, [scroller])

  useLayoutEffect(() => {
    const element = scroller.current
    const top = hovered === null ? undefined : layout.tops.get(hovered)
    const before = known.current
    known.current = hovered === null || top === undefined ? null : { id: hovered, top }
    if (!element || hovered === null) {
      setSpacer(none)
      return
    }
    if (before?.id !== hovered || top === undefined) return
    const next = anchored(
      { scrollTop: scrollTop.current, spacerTop: spacer.top },
      top - before.top,
      layout.height,
      viewport,
    )
    if (before.top === top && next.bottom <= spacer.bottom) return
    const made = { top: next.top, bottom: next.bottom }
    wanted.current = { scrollTop: next.scrollTop, spacer: made }
    setSpacer(made)
  }, [scroller, layout, hovered, spacer, viewport])

  // Once the space is in the page, before it is painted.
  useLayoutEffect(() => {
    const want = wanted.current
    if (want?.spacer !== spacer || !scroller.current) return
    scroller.current.scrollTop = want.scrollTop
    scrollTop.current = want.scrollTop
    wanted.current = null
  }, [scroller, spacer])
  return spacer
}
