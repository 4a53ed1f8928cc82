/**
 * Gathers what arrives and hands it over once per frame: at 20 messages a second the screen is drawn
 * once for all of a frame. A hidden window gets no frames, so a timer stands beside them.
 */
export interface Batch<T> {
  add(items: readonly T[]): void
  flush(): void
}

export function batchPerFrame<T>(take: (items: readonly T[]) => void): Batch<T> {
  let items: T[] = []
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    frame = 0
    timer = undefined
    const taken = items
    items = []
    if (taken.length > 0) take(taken)
  }
  return {
    add(more) {
      items.push(...more)
      if (frame !== 0 || items.length === 0) return
      frame = requestAnimationFrame(flush)
      timer = setTimeout(flush, 100)
    },
    flush,
  }
}
