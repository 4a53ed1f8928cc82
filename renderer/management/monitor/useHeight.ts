import { useLayoutEffect, useRef, useState } from 'react'

/** A box and its height in px, for lists that draw only what is in sight. */
export function useHeight<E extends HTMLElement>() {
  const ref = useRef<E>(null)
  const [height, setHeight] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(() => setHeight(element.clientHeight))
    observer.observe(element)
    setHeight(element.clientHeight)
    return () => observer.disconnect()
  }, [])
  return { ref, height }
}
