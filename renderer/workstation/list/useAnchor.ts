import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { ConversationId } from '#shared/protocol/model.ts'
import { anchored, type Layout } from './layout.ts'

const flat = { top: 0, bottom: 0 }

/**
 * Keeps the row under the pointer where it is on the screen when rows come or go above it: the list
 * is scrolled by as much, with empty space where there is nothing to scroll. The space goes when
 * the pointer leaves.
 */
export function useAnchor(
  scroller: RefObject<HTMLElement | null>,
  layout: Layout,
  hovered: ConversationId | null,
): { readonly top: number; readonly bottom: number } {
  const [spacer, setSpacer] = useState(flat)
  const wanted = useRef<number | null>(null)
  const known = useRef<{ id: ConversationId; top: number } | null>(null)

  useLayoutEffect(() => {
    const element = scroller.current
    const top = hovered === null ? undefined : layout.tops.get(hovered)
    const before = known.current
    known.current = hovered === null || top === undefined ? null : { id: hovered, top }
    if (!element || hovered === null) {
      setSpacer(flat)
      return
    }
    if (before?.id !== hovered || top === undefined || before.top === top) return
    const next = anchored(
      { scrollTop: element.scrollTop, spacerTop: spacer.top },
      top - before.top,
      layout.height,
      element.clientHeight,
    )
    wanted.current = next.scrollTop
    setSpacer({ top: next.top, bottom: next.bottom })
  }, [scroller, layout, hovered, spacer.top])

  // After the space is in the page, before it is painted.
  useLayoutEffect(() => {
    if (wanted.current === null || !scroller.current) return
    scroller.current.scrollTop = wanted.current
    wanted.current = null
  })
  return spacer
}
