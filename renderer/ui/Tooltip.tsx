import { useEffect, useLayoutEffect, useRef, useState } from 'react'

const DELAY = 450

/**
 * One tooltip for the whole window: it shows `data-tip` of what the pointer rests on or what the
 * keyboard has reached. What it says is always in the element's accessible name, too.
 */
export function TooltipHost() {
  const [target, setTarget] = useState<HTMLElement | null>(null)
  const ref = useRef<HTMLDivElement>(null)

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let shown: HTMLElement | null = null
    // React keeps each update of a component, even to what it is already, until it is drawn the next
    // time: a day of keys would be a list of a hundred thousand of them.
    const point = (element: HTMLElement | null) => {
      if (element === shown) return
      shown = element
      setTarget(element)
    }
    const show = (event: Event) => {
      const element =
        event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null
      clearTimeout(timer)
      point(null)
      if (!element) return
      if (event.type === 'focusin' && !element.matches(':focus-visible')) return
      timer = setTimeout(() => point(element), DELAY)
    }
    const hide = () => {
      clearTimeout(timer)
      point(null)
    }
    document.addEventListener('pointerover', show)
    document.addEventListener('focusin', show)
    document.addEventListener('pointerdown', hide)
    document.addEventListener('keydown', hide)
    document.addEventListener('scroll', hide, true)
    // What it says is of the language before.
    const language = new MutationObserver(hide)
    language.observe(document.documentElement, { attributeFilter: ['lang'] })
    return () => {
      clearTimeout(timer)
      language.disconnect()
      document.removeEventListener('pointerover', show)
      document.removeEventListener('focusin', show)
      document.removeEventListener('pointerdown', hide)
      document.removeEventListener('keydown', hide)
      document.removeEventListener('scroll', hide, true)
    }
  }, [])

  useLayoutEffect(() => {
    const tip = ref.current
    if (!tip || !target?.isConnected) return
    // In the top layer, so that it stands above dialogs.
    tip.showPopover()
    const anchor = target.getBoundingClientRect()
    const { width, height } = tip.getBoundingClientRect()
    const left = anchor.left + anchor.width / 2 - width / 2
    const above = anchor.top - height - 6
    tip.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 4))}px`
    tip.style.top = `${above >= 4 ? above : anchor.bottom + 6}px`
  }, [target])

  if (!target?.dataset['tip']) return null
  return (
    <div ref={ref} className="tooltip" popover="manual" aria-hidden="true">
      {target.dataset['tip']}
    </div>
  )
}
